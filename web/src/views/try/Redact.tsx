import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { fromBase64, imageOf } from "../../api/bytes.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Json } from "../../parts/Json.tsx";
import { PictureDrop, usePictureUrl } from "../../parts/PictureDrop.tsx";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { SampleButton } from "./SampleButton.tsx";

interface RedactAnswer {
  Image: { Bytes: string };
  Sidecar: { Covered: unknown[]; Check: { Tries: number }; [member: string]: unknown };
}

/** Covers every head, has the result looked at again, and gives it as a file. */
export function Redact() {
  const [picture, setPicture] = useState<File>();
  const [style, setStyle] = useState("SOLID");
  const [work, start, forget] = useWork(async (signal, file: File, chosen: string) => {
    const { body } = await call<RedactAnswer>(
      "Beholden.RedactImage",
      { Image: await imageOf(file), Style: chosen },
      signal,
    );
    const bytes = fromBase64(body.Image.Bytes);
    const type = bytes[0] === 0x89 ? "image/png" : "image/jpeg";
    return {
      file: new Blob([bytes], { type }),
      ending: type === "image/png" ? "png" : "jpg",
      sidecar: body.Sidecar,
    };
  });
  const url = usePictureUrl(work.value?.file);
  const take = (file: File) => {
    forget();
    setPicture(file);
    start(file, style);
  };
  const choose = (chosen: string) => {
    setStyle(chosen);
    if (picture) {
      start(picture, chosen);
    }
  };
  const name = `${picture?.name.replace(/\.\w+$/, "") ?? "photo"}-covered.${work.value?.ending ?? "jpg"}`;

  return (
    <>
      <PictureDrop label="Choose a photo" onPicture={take} takesPaste>
        <SampleButton onPicture={take} />
      </PictureDrop>
      <fieldset class="row">
        <legend>Cover with</legend>
        {[
          ["SOLID", "black"],
          ["PIXELATED", "coarse squares"],
        ].map(([value, title]) => (
          <label class="inline">
            <input type="radio" name="style" checked={style === value} onChange={() => choose(value!)} />{" "}
            {title}
          </label>
        ))}
      </fieldset>
      <Failure of={work.failure} />
      {work.isBusy && <Busy what="Covering, and looking again" />}
      {work.value && url && (
        <>
          <Sentence kind="good">
            {work.value.sidecar.Covered.length === 1
              ? "One head was"
              : `${work.value.sidecar.Covered.length} heads were`}{" "}
            covered. The result was looked at again, and nothing covered is found or matched in it.
          </Sentence>
          <p class="row">
            <a class="button first" href={url} download={name}>
              Download {name}
            </a>
          </p>
          <figure class="stage">
            <img src={url} alt="The photo with its faces covered" />
          </figure>
          <details>
            <summary>What was done, as JSON</summary>
            <Json of={work.value.sidecar} label="What was done" />
          </details>
        </>
      )}
      <CliLine
        line={
          `./beholden redact ${quoted(picture?.name ?? "photo.jpg")} ${quoted(name)}` +
          (style === "PIXELATED" ? " --pixelated" : "")
        }
      />
    </>
  );
}
