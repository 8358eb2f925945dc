import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { imageBytesMax, size } from "../api/bytes.ts";

interface Props {
  label: string;
  onPicture: (picture: File) => void;
  /** Whether a picture pasted anywhere in the page goes here. */
  takesPaste?: boolean;
  children?: ComponentChildren;
}

/** Takes a picture: dropped, pasted, or chosen. What is too large or no picture is said at once. */
export function PictureDrop({ label, onPicture, takesPaste = false, children }: Props) {
  const id = useId();
  const [refusal, setRefusal] = useState("");
  const [isOver, setOver] = useState(false);
  const latest = useRef<(files: FileList | null | undefined) => void>(() => undefined);
  latest.current = (files) => {
    const picture = files?.[0];
    if (picture === undefined) {
      return;
    }

    const why = whyNot(picture);
    setRefusal(why);
    if (why === "") {
      onPicture(picture);
    }
  };
  useEffect(() => {
    if (!takesPaste) {
      return undefined;
    }

    const paste = (event: ClipboardEvent) => latest.current(event.clipboardData?.files);
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [takesPaste]);

  return (
    <div
      class={`drop ${isOver ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        latest.current(event.dataTransfer?.files);
      }}
    >
      <label class="button" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="file"
        class="hidden"
        accept="image/jpeg,image/png"
        onChange={(event) => {
          latest.current(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      {children}
      {refusal !== "" && (
        <p class="sentence failure" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

/** @returns Empty where the API takes the file. */
export function whyNot(picture: File): string {
  if (picture.type !== "image/jpeg" && picture.type !== "image/png") {
    return `“${picture.name}” is neither a JPEG nor a PNG.`;
  }

  return picture.size > imageBytesMax
    ? `“${picture.name}” has ${size(picture.size)}; ${size(imageBytesMax)} is the most.`
    : "";
}

/** An address for a picture while the component shows it. */
export function usePictureUrl(picture: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (picture === undefined) {
      setUrl(undefined);
      return undefined;
    }

    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return url;
}
