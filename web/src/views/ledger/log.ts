import { get } from "../../api/call.ts";
import { hashesOf, headOf, signed, type Evidence, type Head } from "./verify.ts";

/** What everybody may know of one act: docs/ledger.md lists the members. */
export interface Entry {
  index: number;
  bytes: Uint8Array<ArrayBuffer>;
  t: number;
  kind: string;
  operation: string;
  purpose?: string;
  key?: string;
  of?: number;
  collection?: string;
  threshold?: string;
  decision?: string;
  rules?: string[];
  counts?: Record<string, number>;
  recordCommit?: string;
}

/** Entries of a bundle, c2sp.org/tlog-tiles. */
export const bundleWidth = 256;

export async function checkpoint(signal?: AbortSignal): Promise<{ note: string; head: Head }> {
  const note = await newest(signal);
  const head = headOf(note);
  if (head === null) {
    throw new Error("The log's checkpoint is not written as it must be.");
  }

  return { note, head };
}

async function newest(signal?: AbortSignal): Promise<string> {
  return (await get("/ledger/checkpoint", signal)).text();
}

/** The entries of one bundle, the oldest first; fewer where it is not written as it must be. */
export async function bundle(number: number, size: number, signal?: AbortSignal): Promise<Entry[]> {
  const count = Math.min(bundleWidth, size - number * bundleWidth);
  const partial = count < bundleWidth ? `.p/${count}` : "";
  const response = await get(`/ledger/tile/entries/${grouped(number)}${partial}`, signal);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const entries: Entry[] = [];
  for (let at = 0; at + 2 <= bytes.length && entries.length < count;) {
    const length = bytes[at]! * 256 + bytes[at + 1]!;
    entries.push(read(number * bundleWidth + entries.length, bytes.slice(at + 2, at + 2 + length)));
    at += 2 + length;
  }

  return entries;
}

/** An entry as its bytes say; one that is broken is shown as such, and does not verify. */
function read(index: number, bytes: Uint8Array<ArrayBuffer>): Entry {
  try {
    return { ...JSON.parse(new TextDecoder().decode(bytes)), index, bytes };
  } catch {
    return { index, bytes, t: 0, kind: "unreadable", operation: "unreadable" };
  }
}

/** Groups of three digits, all but the last with an x in front. */
function grouped(number: number): string {
  const digits = String(number);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g)!;
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
}

// The head that the server gives out may be a second old, and whoever just did something asks for its entry.
const waitsMs = [0, 600, 600];

/**
 * The head of a log that has the entry.
 * @returns No head where the key did not sign the note: nothing is asked for by what it says.
 */
async function headWith(index: number, key: string, signal: AbortSignal) {
  let size = 0;
  for (const wait of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const note = await newest(signal);
    const head = (await signed(note, key)).holds ? headOf(note) : null;
    if (head === null || index < head.size) {
      return { note, head };
    }

    size = head.size;
  }

  throw new Error(`The log has ${size} entries, so there is no entry ${index}.`);
}

/** What verify() needs of an entry, read anew. */
export async function evidence(index: number, signal: AbortSignal): Promise<Evidence> {
  const key = (await (await get("/ledger/key", signal)).text()).replace(/\n$/, "");
  const { note, head } = await headWith(index, key, signal);
  if (head === null) {
    return { entry: null, index, checkpoint: note, key, hashes: [] };
  }

  const [entries, proof] = await Promise.all([
    bundle(Math.floor(index / bundleWidth), head.size, signal),
    get(`/ledger/proof/inclusion?index=${index}&size=${head.size}`, signal).then((response) =>
      response.text(),
    ),
  ]);
  return {
    entry: entries[index % bundleWidth]?.bytes ?? null,
    index,
    checkpoint: note,
    key,
    hashes: hashesOf(proof),
  };
}

export async function consistency(from: number, to: number, signal: AbortSignal) {
  return hashesOf(await (await get(`/ledger/proof/consistency?from=${from}&to=${to}`, signal)).text());
}
