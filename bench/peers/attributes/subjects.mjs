// What every participant does: looks at the labelled pictures one after the other and writes its answers.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jpeg from 'jpeg-js';

// Networks want a face of more than FER2013's 48 pixels; enlarged for everyone alike.
const EDGE_PIXELS_MIN = 80, ENLARGED_PIXELS = 160;

/** Classes of FER2013, as its folders are named. */
export const EXPRESSIONS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

/** All labelled pictures below a folder: {set: fairface|fer2013|aflw, path, truth}. */
export function subjects(folder) {
  const fair = join(folder, 'fairface');
  const poses = join(folder, 'pose_landmarks', 'aflw2000_prnet');
  const expressions = join(folder, 'expressions', 'fer2013');
  return [
    ...JSON.parse(readFileSync(join(fair, 'ground_truth.json'), 'utf8')).map(({ filename, age, gender }) => ({
      set: 'fairface', path: join(fair, 'images', filename), truth: { age, isFemale: gender === 'Female' },
    })),
    ...readFileSync(join(poses, 'pose.csv'), 'utf8').trim().split('\n').slice(1).map((line) => {
      const [image, pitch, yaw, roll] = line.split(',');
      return { set: 'aflw', path: join(poses, image), truth: { yaw: +yaw, pitch: +pitch, roll: +roll } };
    }),
    ...EXPRESSIONS.flatMap((name) => readdirSync(join(expressions, name)).sort().map((file) => ({
      set: 'fer2013', path: join(expressions, name, file), truth: { expression: name },
    }))),
  ];
}

/** An RGB picture {width, height, data}, small ones enlarged. */
export function read(path) {
  const picture = jpeg.decode(readFileSync(path), { useTArray: true, formatAsRGBA: false });
  const edge = Math.max(picture.width, picture.height);
  const zoom = edge < EDGE_PIXELS_MIN ? ENLARGED_PIXELS / edge : 1;
  return zoom === 1 ? picture : {
    width: Math.round(picture.width * zoom),
    height: Math.round(picture.height * zoom),
    data: Uint8Array.from(crop(
      picture, [0, 0, picture.width, picture.height],
      Math.round(picture.width * zoom), Math.round(picture.height * zoom),
    ), Math.round),
  };
}

/** A part of a picture, bilinear, as floats [height, width, 3]; beyond the picture its edge goes on. */
export function crop({ width, height, data }, [left, top, wide, high], toWidth, toHeight) {
  const out = new Float32Array(toWidth * toHeight * 3);
  const at = (x, y, c) => data[((Math.min(Math.max(y, 0), height - 1) * width)
    + Math.min(Math.max(x, 0), width - 1)) * 3 + c];
  for (let y = 0; y < toHeight; y++) {
    const v = top + ((y + 0.5) * high) / toHeight - 0.5, y0 = Math.floor(v), b = v - y0;
    for (let x = 0; x < toWidth; x++) {
      const u = left + ((x + 0.5) * wide) / toWidth - 0.5, x0 = Math.floor(u), a = u - x0;
      for (let c = 0; c < 3; c++) {
        out[(y * toWidth + x) * 3 + c] = (1 - b) * ((1 - a) * at(x0, y0, c) + a * at(x0 + 1, y0, c))
          + b * ((1 - a) * at(x0, y0 + 1, c) + a * at(x0 + 1, y0 + 1, c));
      }
    }
  }
  return out;
}

/** @param look a picture and its set to {years, femaleShare, expressions, yaw, pitch, roll}, or null */
export async function run(about, look) {
  const [folder, out] = process.argv.slice(2);
  const answers = [];
  for (const { set, path, truth } of subjects(folder)) {
    answers.push({ set, truth, answer: await look(read(path), set) });
  }
  writeFileSync(out, JSON.stringify({ ...about, answers }));
}
