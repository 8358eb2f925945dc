/** A picture that waits; its bytes are looked at when its turn comes. */
export interface Picture {
  /** Below the folder, with / between the parts. */
  path: string;
  open: () => Promise<File>;
}

export interface Folder {
  name: string;
  /** By path, so that every run goes the same way. */
  pictures: Picture[];
  /** Files that are neither JPEG nor PNG by their name, as `beholden index` leaves them out. */
  others: number;
}

const isPicture = /\.(jpe?g|png)$/i;
const idCharsMax = 255; // The contract's ExternalImageId.

/** What a folder that was chosen holds. */
export function chosenFolder(files: Iterable<File>): Folder {
  const all = [...files].map((file) => ({
    path: below(file.webkitRelativePath || file.name),
    open: () => Promise.resolve(file),
  }));
  const [first] = files;
  return folderOf(first?.webkitRelativePath.split("/")[0] || "the chosen files", all);
}

/** What was dropped. Must be called while the event is handled: later the browser has forgotten it. */
export async function droppedFolder(items: DataTransferItemList): Promise<Folder> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [only] = entries;
  // One folder is the root, as if it had been chosen; of several things each keeps its own name.
  const isOne = entries.length === 1 && only!.isDirectory;
  const all: Picture[] = [];
  for (const entry of entries) {
    await walk(entry, (path) => (isOne ? below(path) : path), all);
  }

  return folderOf(isOne ? only!.name : "what was dropped", all);
}

async function walk(entry: FileSystemEntry, named: (path: string) => string, into: Picture[]): Promise<void> {
  if (entry.isFile) {
    into.push({
      path: named(entry.fullPath.replace(/^\//, "")),
      open: () => new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    });
    return;
  }

  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const read = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  // A hundred at a time in Chromium; an empty answer is the end.
  for (;;) {
    const some = await read();
    if (some.length === 0) {
      return;
    }

    for (const one of some) {
      await walk(one, named, into);
    }
  }
}

function folderOf(name: string, all: Picture[]): Folder {
  const pictures = all
    .filter((one) => isPicture.test(one.path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  return { name, pictures, others: all.length - pictures.length };
}

function below(path: string): string {
  return path.includes("/") ? path.slice(path.indexOf("/") + 1) : path;
}

/**
 * The path as an ExternalImageId, as `beholden index` makes it: / becomes :, and each byte of a character
 * that the contract forbids becomes _xx.
 * @returns Null where it would be too long.
 */
export function externalImageId(path: string): string | null {
  const id = path
    .replaceAll("/", ":")
    .replace(/[^a-zA-Z0-9_.\-:]/gu, (char) =>
      Array.from(new TextEncoder().encode(char), (byte) => `_${byte.toString(16).padStart(2, "0")}`).join(""),
    );
  return id.length > idCharsMax ? null : id;
}
