import { useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { imageOf } from "../../api/bytes.ts";
import type { FaceDetail } from "../../api/shapes.ts";
import { useWork } from "../../parts/hooks.ts";
import { PictureDrop, usePictureUrl } from "../../parts/PictureDrop.tsx";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { Stage } from "../../parts/Stage.tsx";
import type { ViewProps } from "../../shell/views.ts";
import { Compare } from "./Compare.tsx";
import { FaceFacts } from "./FaceFacts.tsx";
import { Redact } from "./Redact.tsx";
import { SampleButton } from "./SampleButton.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import "./try.css";

const tabs = { detect: "Find faces", compare: "Compare two", redact: "Cover faces" };

/** What the product does, on one picture: nothing here is stored. */
export default function Try({ session, rest }: ViewProps) {
  const tab = rest[0] ?? "detect";
  return (
    <>
      <h1>Try it</h1>
      <Tabs label="What to try" path="/console/try" titles={tabs} chosen={tab} />
      {tab === "compare" ? (
        <Compare session={session} />
      ) : tab === "redact" ? (
        <Redact />
      ) : (
        <Detect session={session} />
      )}
    </>
  );
}

function Detect({ session }: { session: Session }) {
  const [picture, setPicture] = useState<File>();
  const [chosen, setChosen] = useState<number>();
  const url = usePictureUrl(picture);
  const [work, start, forget] = useWork(async (signal, file: File) => {
    const begun = performance.now();
    const answer = await call<{ FaceDetails: FaceDetail[] }>(
      "DetectFaces",
      { Image: await imageOf(file), Attributes: ["ALL"] },
      signal,
    );
    return { ...answer, milliseconds: performance.now() - begun };
  });
  const look = (file: File) => {
    forget();
    setChosen(undefined);
    setPicture(file);
    start(file);
  };
  const faces = work.value?.body.FaceDetails ?? [];

  return (
    <>
      <PictureDrop label="Choose a photo" onPicture={look} takesPaste>
        <SampleButton onPicture={look} />
        <span class="quiet">or drop one here, or paste it. It stays on this machine and is not kept.</span>
      </PictureDrop>
      <Failure of={work.failure} />
      {work.isBusy && <Busy what="Looking for faces" />}
      {work.value && <Sentence kind="good">{told(faces.length, work.value.milliseconds)}</Sentence>}
      {work.value?.omitted && (
        <Sentence>
          Left out under the purpose {session.Purpose}: {work.value.omitted}.
        </Sentence>
      )}
      {url && (
        <div class="columns try-result">
          <Stage
            url={url}
            alt={`The photo ${picture!.name}`}
            chosen={chosen}
            onChoose={setChosen}
            marks={faces.map((face, i) => ({
              box: face.BoundingBox,
              landmarks: face.Landmarks ?? [],
              label: `${i + 1}`,
            }))}
          />
          <FaceFacts faces={faces} chosen={chosen} onChoose={setChosen} />
        </div>
      )}
      <CliLine
        line={awsLine(
          "DetectFaces",
          { ImageBytes: `fileb://${picture?.name ?? "photo.jpg"}`, Attributes: "ALL" },
          session.Region,
        )}
      />
    </>
  );
}

function told(faces: number, milliseconds: number): string {
  const found =
    faces === 0 ? "No face was found" : faces === 1 ? "One face was found" : `${faces} faces were found`;
  return `${found}, in ${Math.round(milliseconds)} ms with the way there and back.`;
}
