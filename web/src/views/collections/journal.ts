// Which files a collection has seen, so that a folder that is dropped again goes on where it stopped, also
// after the page was closed. As `beholden index` does it: a file that changed is another.

const store = "done";
let opening: Promise<IDBDatabase> | undefined;
/** Where the browser keeps nothing, such as in some private windows: for as long as the page is open. */
const unkept = new Set<string>();

function open(): Promise<IDBDatabase> {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("beholden-index", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));
}

/** @param madeAt Of the collection: one made anew has seen nothing. */
export function keyOf(region: string, collection: string, madeAt: number, path: string, file: File): string {
  return [region, collection, madeAt, path, file.size, file.lastModified].join("\n");
}

export async function has(key: string): Promise<boolean> {
  try {
    const database = await open();
    return (await answered(database.transaction(store).objectStore(store).getKey(key))) !== undefined;
  } catch {
    return unkept.has(key);
  }
}

export async function add(key: string): Promise<void> {
  try {
    const database = await open();
    await answered(database.transaction(store, "readwrite").objectStore(store).put(true, key));
  } catch {
    unkept.add(key);
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Of two tabs that index the same folder, one has the file; the other waits and then finds it done. */
export function alone<T>(key: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined
    ? act()
    : navigator.locks.request(`beholden-index\n${key}`, { signal }, act);
}
