// The page's own verify.ts against public vectors of Merkle proofs, and against each bit of a real one.
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

/**
 * Alters each bit that the proof of an entry rests on, one at a time, as it comes from the log.
 * @param log Address of a server whose log has fewer entries than a bundle.
 * @returns {{tried: number, missed: string[]}} How many, and those that were taken for proven.
 */
export async function tryEveryBit(root, work, log, index) {
  const { verify, hashesOf, headOf } = await verifier(root, work);
  const read = async (path) => Buffer.from(await (await fetch(`${log}/ledger/${path}`)).arrayBuffer());
  const [key, checkpoint] = [await read("key"), await read("checkpoint")];
  const { size } = headOf(checkpoint.toString());
  const proof = await read(`proof/inclusion?index=${index}&size=${size}`);
  const entry = entryOf(await read(`tile/entries/000.p/${size}`), index);
  const parts = { key, checkpoint, proof, entry };
  const isProven = async (told) => {
    const steps = await verify({
      entry: new Uint8Array(told.entry),
      index,
      hashes: hashesOf(told.proof.toString()),
      checkpoint: told.checkpoint.toString(),
      key: told.key.toString().replace(/\n$/, ""),
    });
    return steps.every((step) => step.holds);
  };
  const missed = (await isProven(parts)) ? [] : ["nothing altered, and yet not proven"];
  let tried = 0;
  for (const [name, bytes] of Object.entries(parts)) {
    for (let bit = 0; bit < 8 * bytes.length; bit++, tried++) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] ^= 1 << (bit & 7);
      if (await isProven({ ...parts, [name]: altered })) {
        missed.push(`${name}, bit ${bit} of ${8 * bytes.length}`);
      }
    }
  }

  return { tried, missed };
}

/** Entries follow each other, each behind its length in two bytes: c2sp.org/tlog-tiles. */
function entryOf(bundle, index) {
  let at = 0;
  for (let before = 0; before < index; before++) {
    at += 2 + bundle.readUInt16BE(at);
  }

  return bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at));
}
