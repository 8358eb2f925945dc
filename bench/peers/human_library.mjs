// Opens @vladmandic/human with its WASM back end, with nothing on but what is asked of a face.
import { fetchFromFiles, fileAddress, folderOf, require, versionOf, wasmFolder } from './packages.mjs';

export const name = '@vladmandic/human';

export const version = versionOf(name);

export const [on, off] = [{ enabled: true }, { enabled: false }];

/** The library with its networks loaded; `face` is that part of its configuration. */
export async function openHuman(face) {
  const folder = folderOf(name);
  fetchFromFiles();
  const { Human } = require(`${folder}/dist/human.node-wasm.js`);
  const human = new Human({
    backend: 'wasm',
    wasmPath: wasmFolder,
    modelBasePath: fileAddress(`${folder}/models/`),
    cacheSensitivity: 0,
    debug: false,
    filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off,
    face: { enabled: true, ...face },
  });
  await human.load();
  return human;
}
