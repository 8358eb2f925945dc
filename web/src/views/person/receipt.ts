import { get } from "../../api/call.ts";

const bundleWidth = 256;

/**
 * The proof that the ledger holds an entry, which `beholden ledger verify` checks without the server: the
 * format of `beholden ledger receipt`, made from what everybody may read.
 * @throws Refusal
 */
export async function receipt(index: number, signal: AbortSignal): Promise<string> {
  const proof = await (await get(`/ledger/proof/inclusion?index=${index}`, signal)).text();
  const key = (await (await get("/ledger/key", signal)).text()).trim();
  // The checkpoint within the proof: after its blank line the origin, then how many entries it covers.
  const size = Number(proof.slice(proof.indexOf("\n\n") + 2).split("\n")[1]);
  const bundle = Math.floor(index / bundleWidth);
  const width = Math.min(bundleWidth, size - bundle * bundleWidth);
  const tile = `/ledger/tile/entries/${digits(bundle)}${width === bundleWidth ? "" : `.p/${width}`}`;
  const bytes = new Uint8Array(await (await get(tile, signal)).arrayBuffer());
  const entry = new TextDecoder().decode(nth(bytes, index % bundleWidth));
  const made = { format: "beholden-receipt-1", entry, proof, record: null, recordKey: null, key };
  return JSON.stringify(made, null, 2);
}

/** As c2sp.org/tlog-tiles writes numbers: groups of three digits, all but the last after an x. */
function digits(number: number): string {
  const last = String(number % 1000).padStart(3, "0");
  let rest = Math.floor(number / 1000);
  let path = last;
  for (; rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }

  return path;
}

/** An entry of a bundle: each has its length before it, in two bytes. */
function nth(bundle: Uint8Array, count: number): Uint8Array {
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (let i = 0; i < count; i++) {
    at += 2 + view.getUint16(at);
  }

  return bundle.subarray(at + 2, at + 2 + view.getUint16(at));
}
