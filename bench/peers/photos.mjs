// What every Node participant does: reads the photos, times its detector on decoded pixels, writes the boxes.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import jpeg from 'jpeg-js';

const WARM_UP_PHOTOS = 3;

/**
 * @param about {name, version, backEnd} of this participant
 * @param tf the library's own TensorFlow.js
 * @param usual pixels [height, width, 3] (int32, RGB) to faces {left, top, width, height, score}, with the
 *   library's own floor: this is timed
 * @param all the same with the lowest floor, for the average precision
 */
export async function run(about, tf, usual, all) {
  const [listPath, outPath] = process.argv.slice(2);
  const photos = JSON.parse(readFileSync(listPath, 'utf8'));
  const results = [];
  for (const photo of [...photos.slice(0, WARM_UP_PHOTOS), ...photos]) {
    const file = readFileSync(photo.path);
    const { width, height, data } = jpeg.decode(file, { useTArray: true, formatAsRGBA: false });
    const start = performance.now();
    const pixels = tf.tensor3d(data, [height, width, 3], 'int32');
    const faces = await usual(pixels);
    const durationMs = performance.now() - start;
    results.push({ name: photo.name, durationMs, faces, candidates: await all(pixels) });
    tf.dispose(pixels);
  }
  writeFileSync(outPath, JSON.stringify({ ...about, photos: results.slice(WARM_UP_PHOTOS) }));
}
