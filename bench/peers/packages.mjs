// Other people's packages, as installed beside this file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

export const require = createRequire(import.meta.url);

/** Where a package lies; some do not export the files that are needed here. */
export const folderOf = (name) => join(packages, name);

export const versionOf = (name) => require(join(folderOf(name), 'package.json')).version;

export const wasmFolder = join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist/');

export const fileAddress = (path) => pathToFileURL(path).href;

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
