import { send } from "../../api/call.ts";

/** Eileen Collins, photographed by NASA in 1999: in the public domain (docs/console.md). */
export function SampleButton({ onPicture }: { onPicture: (picture: File) => void }) {
  async function take() {
    const response = await send("/console/sample.jpg", {});
    onPicture(new File([await response.blob()], "sample.jpg", { type: "image/jpeg" }));
  }

  return (
    <button type="button" class="first" onClick={take}>
      Use the sample portrait
    </button>
  );
}
