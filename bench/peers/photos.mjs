// What every Node participant does: reads the photos, times its detector on decoded pixels, writes the boxes.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import jpeg from 'jpeg-js';

const WARM_UP_PHOTOS = 3;

const packages = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

export const require = createRequire(import.meta.url);

/** Where a package lies; some do not export the files that are needed here. */
export const folderOf = (name) => join(packages, name);

export const wasmFolder = join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist/');

/** Version of an installed package. */
export const versionOf = (name) =>
  JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8')).version;

/** The libraries load their weights with fetch, which knows no files. */
export function fetchFromFiles() {
  const web = globalThis.fetch;
  globalThis.fetch = (address, options) => {
    const url = String(address);
    if (!url.startsWith('file:')) {
      return web(address, options);
    }
    const type = url.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return Promise.resolve(new Response(readFileSync(new URL(url)), { headers: { 'content-type': type } }));
  };
}

export const fileAddress = (path) => pathToFileURL(path).href;

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
