// The page's own verify.ts against public vectors of Merkle proofs.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The script as the browser gets it, so that Node runs the same. */
async function verifier(root, work) {
  const { transformWithOxc } = await import(
    pathToFileURL(join(root, "web/node_modules/vite/dist/node/index.js"))
  );
  const file = join(root, "web/src/views/ledger/verify.ts");
  const { code } = await transformWithOxc(readFileSync(file, "utf8"), file);
  mkdirSync(work, { recursive: true });
  const made = join(work, "verify.mjs");
  writeFileSync(made, code);
  return import(pathToFileURL(made));
}

function read(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), "utf8")) }));
}

/** @returns {{right: number, wrong: string[]}} Vectors that came out as they say, and the names of others. */
export async function tryVectors(root, work, folder) {
  const { rootOf, isGrown, fromBase64, hex } = await verifier(root, work);
  const bytes = (text) => fromBase64(text ?? "") ?? new Uint8Array(0);
  const proofOf = (vector) => (vector.proof ?? []).map(bytes);
  const wrong = [];
  let right = 0;
  const count = (name, holds, wantErr) => (holds === !wantErr ? right++ : wrong.push(name));
  for (const vector of read(join(folder, "inclusion"))) {
    const found = await rootOf(vector.leafIdx, vector.treeSize, bytes(vector.leafHash), proofOf(vector));
    count(vector.name, found !== null && hex(found) === hex(bytes(vector.root)), vector.wantErr);
  }

  for (const vector of read(join(folder, "consistency"))) {
    const { size1, size2, root1, root2 } = vector;
    const holds = await isGrown(size1, bytes(root1), size2, bytes(root2), proofOf(vector));
    count(vector.name, holds, vector.wantErr);
  }

  return { right, wrong };
}
