// A film for Chromium's fake camera: a portrait that moves from side to side, as Motion JPEG.
import { readFileSync, writeFileSync } from "node:fs";

const frames = 120; // Four seconds at the fake camera's 30 frames a second, and then again.

/** @param page Any page; its canvas draws the frames. @returns The path. */
export async function film(page, portrait, path) {
  const files = await page.evaluate(
    async ([base64, count]) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(640, 480);
      const on = canvas.getContext("2d");
      const scale = 480 / picture.height;
      const [width, height] = [picture.width * scale, picture.height * scale];
      const made = [];
      for (let i = 0; i < count; i++) {
        on.fillStyle = "#567";
        on.fillRect(0, 0, 640, 480);
        on.drawImage(picture, (640 - width) / 2 + 40 * Math.sin((2 * Math.PI * i) / count), 0, width, height);
        const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
        made.push(btoa(String.fromCharCode(...new Uint8Array(await file.arrayBuffer()))));
      }

      return made;
    },
    [readFileSync(portrait).toString("base64"), frames],
  );
  writeFileSync(path, Buffer.concat(files.map((file) => Buffer.from(file, "base64"))));
  return path;
}
