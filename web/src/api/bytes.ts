/** Bytes as base64, in parts that fit a call's arguments. */
export function toBase64(bytes: Uint8Array): string {
  const part = 0x8000;
  let text = "";
  for (let i = 0; i < bytes.length; i += part) {
    text += String.fromCharCode(...bytes.subarray(i, i + part));
  }

  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < chars.length; i++) {
    bytes[i] = chars.charCodeAt(i);
  }

  return bytes;
}

/** The contract's image: the file's bytes. */
export async function imageOf(file: Blob): Promise<{ Bytes: string }> {
  return { Bytes: toBase64(new Uint8Array(await file.arrayBuffer())) };
}

/** Bytes for people, such as "3.1 MB". */
export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The contract's ImageBlob. */
export const imageBytesMax = 5 * 1024 * 1024;
