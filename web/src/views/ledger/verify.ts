// Proves, in the browser, that an entry is in the signed log. It needs nothing but WebCrypto, and it does not
// believe the server: what the server says is computed again from the entry's own bytes.
// The formats: RFC 6962 for hashes and proofs; c2sp.org/tlog-checkpoint and c2sp.org/signed-note.

const hashBytes = 32; // SHA-256

/** What is read from the log, as it came. */
export interface Evidence {
  /** The entry's bytes; null where the log gave none in its place. */
  entry: Uint8Array<ArrayBuffer> | null;
  index: number;
  /** Hashes beside the way to the root, the lowest first. */
  hashes: Uint8Array<ArrayBuffer>[];
  /** The signed note that says how long the log is and what its root is. */
  checkpoint: string;
  /** NAME+ID+KEY of the log, without the newline. */
  key: string;
}

/** One thing that was computed, and whether it came out as it must. */
export interface Step {
  what: string;
  computed: string;
  holds: boolean;
  /** Why not, where it does not hold. */
  why?: string;
}

/** The head of the log: c2sp.org/tlog-checkpoint. */
export interface Head {
  origin: string;
  size: number;
  root: Uint8Array<ArrayBuffer>;
}

/** The steps, up to the first that does not hold. */
export async function verify(evidence: Evidence): Promise<Step[]> {
  const signature = await signed(evidence.checkpoint, evidence.key);
  if (!signature.holds) {
    return [signature];
  }

  const head = headOf(evidence.checkpoint);
  if (head === null) {
    return [signature, wrong("The head of the log", "", "The checkpoint is not written as it must be.")];
  }

  const hashing = "The hash of the entry's own bytes";
  if (evidence.entry === null) {
    const why = "Where the entry must be the log has none: what stands before it was altered.";
    return [signature, wrong(hashing, "", why)];
  }

  const leaf = await leafHash(evidence.entry);
  const steps: Step[] = [signature, { what: hashing, computed: hex(leaf), holds: true }];
  const root = await rootOf(evidence.index, head.size, leaf, evidence.hashes);
  if (root === null) {
    const many = `${evidence.hashes.length} hashes do not lead to it: the proof was altered.`;
    return [...steps, wrong("The way to the root", "", many)];
  }

  const isSame = hex(root) === hex(head.root);
  return [
    ...steps,
    {
      what: `The root over ${head.size} entries, by ${evidence.hashes.length} hashes beside the way`,
      computed: hex(root),
      holds: isSame,
      ...(isSame
        ? {}
        : {
            why:
              `The signed root is ${hex(head.root)}. ` +
              "The entry, its place or a hash of the proof was altered.",
          }),
    },
  ];
}

/**
 * What an entry holds of its record: HMAC-SHA256 under the record's own key, in hexadecimal.
 * @param key 64 hexadecimal digits.
 */
export async function commit(key: string, content: string): Promise<string> {
  const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hmac = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", hmac, utf8(content))));
}

/** RFC 6962: SHA-256 over 0 and the entry. */
export async function leafHash(entry: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(Uint8Array.of(0), entry);
}

/** RFC 6962: SHA-256 over 1 and both sides. */
async function nodeHash(left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>) {
  return sha256(Uint8Array.of(1), left, right);
}

/**
 * RFC 9162, 2.1.3.2: the root that the hashes lead to.
 * @returns Null where they are too many or too few.
 */
export async function rootOf(
  index: number,
  size: number,
  leaf: Uint8Array<ArrayBuffer>,
  hashes: Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (index < 0 || index >= size || ![leaf, ...hashes].every(isHash)) {
    return null;
  }

  let [at, last, root] = [index, size - 1, leaf];
  for (const hash of hashes) {
    if (last === 0) {
      return null;
    }

    if (at % 2 === 1 || at === last) {
      root = await nodeHash(hash, root);
      while (at % 2 === 0 && at !== 0) {
        [at, last] = [half(at), half(last)];
      }
    } else {
      root = await nodeHash(root, hash);
    }

    [at, last] = [half(at), half(last)];
  }

  return last === 0 ? root : null;
}

/**
 * RFC 9162, 2.1.4.2: whether a log of the new root only grew since the old one.
 * @param oldSize 1 to newSize.
 */
export async function isGrown(
  oldSize: number,
  oldRoot: Uint8Array<ArrayBuffer>,
  newSize: number,
  newRoot: Uint8Array<ArrayBuffer>,
  hashes: Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  if (oldSize < 1 || oldSize > newSize || !hashes.every(isHash)) {
    return false;
  }

  if (oldSize === newSize) {
    return hashes.length === 0 && hex(oldRoot) === hex(newRoot);
  }

  if (hashes.length === 0) {
    return false;
  }

  const isPower = Number.isInteger(Math.log2(oldSize));
  const [first, ...rest] = isPower ? [oldRoot, ...hashes] : hashes;
  let [at, last] = [oldSize - 1, newSize - 1];
  while (at % 2 === 1) {
    [at, last] = [half(at), half(last)];
  }

  let [old, now] = [first!, first!];
  for (const hash of rest) {
    if (last === 0) {
      return false;
    }

    if (at % 2 === 1 || at === last) {
      [old, now] = [await nodeHash(hash, old), await nodeHash(hash, now)];
      while (at % 2 === 0 && at !== 0) {
        [at, last] = [half(at), half(last)];
      }
    } else {
      now = await nodeHash(now, hash);
    }

    [at, last] = [half(at), half(last)];
  }

  return last === 0 && hex(old) === hex(oldRoot) && hex(now) === hex(newRoot);
}

/** @returns Null where the checkpoint is not written as it must be. */
export function headOf(checkpoint: string): Head | null {
  const [origin, size, root] = textOf(checkpoint).split("\n");
  const bytes = fromBase64(root ?? "");
  return origin && size && /^(0|[1-9]\d*)$/.test(size) && bytes?.length === hashBytes
    ? { origin, size: Number(size), root: bytes }
    : null;
}

/** Whether the log's key signed the checkpoint: Ed25519 over the note's text. */
export async function signed(checkpoint: string, key: string): Promise<Step> {
  const what = "The signature of the log's key under the checkpoint";
  const [, name, id, encoded] = /^(.+)\+([0-9a-f]{8})\+(\S+)$/.exec(key) ?? [];
  const bytes = fromBase64(encoded ?? "");
  if (!name || !id || bytes?.length !== 33 || bytes[0] !== 1) {
    return wrong(what, "", "The log's key is no Ed25519 key of a note: it was altered.");
  }

  const text = textOf(checkpoint);
  const expected = hex((await sha256(utf8(`${name}\n`), bytes)).subarray(0, 4));
  for (const line of checkpoint.slice(text.length + 1).split("\n")) {
    const [, signer, signature] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const given = fromBase64(signature ?? "");
    if (signer === name && given?.length === 68 && hex(given.subarray(0, 4)) === id && id === expected) {
      const verifier = await crypto.subtle.importKey("raw", bytes.slice(1), "Ed25519", false, ["verify"]);
      const holds = await crypto.subtle.verify("Ed25519", verifier, given.slice(4), utf8(text));
      return holds
        ? { what, computed: `${name}, key ${id}`, holds }
        : wrong(
            what,
            `${name}, key ${id}`,
            "The signature does not fit the checkpoint's text: one was altered.",
          );
    }
  }

  return wrong(what, `${name}, key ${id}`, "The log's key did not sign this checkpoint.");
}

/** What a note signs: all before the empty line, with the newline at its end. */
function textOf(note: string): string {
  const parting = note.lastIndexOf("\n\n");
  return parting < 0 ? "" : note.slice(0, parting + 1);
}

function wrong(what: string, computed: string, why: string): Step {
  return { what, computed, holds: false, why };
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashBytes;
}

// Not by shifts: those of JavaScript end at 32 bits.
function half(number: number): number {
  return Math.floor(number / 2);
}

async function sha256(...parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A hash a line, in base 64. One that is malformed fits nothing. */
export function hashesOf(lines: string): Uint8Array<ArrayBuffer>[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => fromBase64(line) ?? new Uint8Array(0));
}

/** @returns Null unless it is written in the one right way: atob() ignores spaces and spare bits. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = atob(text);
    return btoa(bytes) === text ? Uint8Array.from(bytes, (char) => char.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
