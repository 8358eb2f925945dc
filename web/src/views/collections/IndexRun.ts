import { imageBytesMax, imageOf, size } from "../../api/bytes.ts";
import { call, get, Refusal } from "../../api/call.ts";
import type { Indexed } from "./answers.ts";
import { externalImageId, type Folder, type Picture } from "./folder.ts";
import { add, alone, has, keyOf } from "./journal.ts";

export interface Into {
  region: string;
  collection: string;
  madeAt: number;
}
export interface Refused {
  path: string;
  reason: string;
}
export type Standing = "running" | "waiting" | "paused" | "stopped" | "done";

// One is in the networks while the next is read and sent, and one more hides the way there and back.
const callsAtOnce = 3;
const knockMs = 1000,
  tellMsMin = 100;
/** What all further pictures would be refused for too. */
const final = ["AccessDeniedException", "ResourceNotFoundException", "ServiceQuotaExceededException"];

/** One run over a folder. It lives on while other views are looked at. */
export class IndexRun {
  standing: Standing = "running";
  /** Pictures that came to their end here: sent, refused, or done before. */
  done = 0;
  before = 0;
  sent = 0;
  faces = 0;
  withoutFace = 0;
  readonly refused: Refused[] = [];
  /** How many faces were not taken, by reason. */
  readonly unindexed = new Map<string, number>();
  /** Why it stopped by itself. */
  failure: Error | undefined;
  onChange: () => void = () => undefined;

  private next = 0;
  private readonly ending = new AbortController();
  private resume: (() => void) | undefined;
  private paused: Promise<void> | undefined;
  private workedMs = 0;
  private since = performance.now();
  private toldAt = 0;

  constructor(
    readonly folder: Folder,
    readonly into: Into,
  ) {}

  get total(): number {
    return this.folder.pictures.length;
  }

  /** Pictures sent in a second, while it worked. */
  get perSecond(): number {
    const ms = this.workedMs + (this.standing === "running" ? performance.now() - this.since : 0);
    return this.sent / Math.max(ms / 1000, 0.001);
  }

  /** @returns Seconds; undefined while nobody can tell. */
  get secondsLeft(): number | undefined {
    return this.sent === 0 ? undefined : (this.total - this.done) / this.perSecond;
  }

  async start(): Promise<void> {
    await Promise.all(Array.from({ length: callsAtOnce }, () => this.work()));
    this.become(this.ending.signal.aborted ? "stopped" : "done");
  }

  pause(): void {
    this.paused ??= new Promise((resolve) => {
      this.resume = resolve;
    });
    this.become("paused");
  }

  goOn(): void {
    this.resume?.();
    this.paused = this.resume = undefined;
    this.become("running");
  }

  /** What is under way is forgotten here; the server may still finish it, and adds nothing twice. */
  stop(): void {
    this.ending.abort();
    this.goOn();
    this.become("stopped");
  }

  private async work(): Promise<void> {
    for (;;) {
      await this.paused;
      const picture = this.ending.signal.aborted ? undefined : this.folder.pictures[this.next++];
      if (picture === undefined) {
        return;
      }

      try {
        await this.take(picture);
        this.done++;
      } catch (failure) {
        if (!this.ending.signal.aborted) {
          this.failure = failure as Error;
          this.ending.abort();
        }
      }

      this.tell();
    }
  }

  private async take({ path, open }: Picture): Promise<void> {
    const file = await open().catch(() => undefined);
    if (file === undefined) {
      this.refuse(path, "it cannot be read");
      return;
    }

    const id = externalImageId(path);
    if (id === null) {
      this.refuse(path, "its path is too long for an ExternalImageId");
    } else if (file.size === 0) {
      this.refuse(path, "it is empty");
    } else if (file.size > imageBytesMax) {
      this.refuse(path, `it has ${size(file.size)}, and ${size(imageBytesMax)} is the most`);
    } else {
      const { region, collection, madeAt } = this.into;
      const key = keyOf(region, collection, madeAt, path, file);
      await alone(key, this.ending.signal, async () => {
        if (await has(key)) {
          this.before++;
        } else if (await this.send(path, id, file)) {
          await add(key);
        }
      });
    }
  }

  /** @returns Whether the collection has seen it now. */
  private async send(path: string, id: string, file: File): Promise<boolean> {
    const { signal } = this.ending;
    const image = await imageOf(file).catch(() => undefined);
    if (image === undefined) {
      this.refuse(path, "it cannot be read");
      return false;
    }

    for (;;) {
      try {
        const { body } = await call<Indexed>(
          "IndexFaces",
          {
            CollectionId: this.into.collection,
            ExternalImageId: id,
            Image: image,
          },
          signal,
        );
        this.count(body);
        return true;
      } catch (failure) {
        if (signal.aborted || !(failure instanceof Refusal) || final.includes(failure.code)) {
          throw failure;
        }

        if (failure.code !== "Unreachable" && failure.code !== "ThrottlingException") {
          this.refuse(path, failure.message);
          return false;
        }

        await this.reached();
      }
    }
  }

  /** Waits until the server answers again. */
  private async reached(): Promise<void> {
    const { signal } = this.ending;
    if (this.standing === "running") {
      this.become("waiting");
    }

    do {
      await new Promise((resolve) => setTimeout(resolve, knockMs));
      signal.throwIfAborted();
    } while (
      !(await get("/health", signal).then(
        () => true,
        () => false,
      ))
    );
    if (this.standing === "waiting") {
      this.become("running");
    }
  }

  private count({ FaceRecords = [], UnindexedFaces = [] }: Indexed): void {
    this.sent++;
    this.faces += FaceRecords.length;
    if (FaceRecords.length === 0 && UnindexedFaces.length === 0) {
      this.withoutFace++;
    }

    for (const reason of UnindexedFaces.flatMap((face) => face.Reasons ?? [])) {
      this.unindexed.set(reason, (this.unindexed.get(reason) ?? 0) + 1);
    }
  }

  private refuse(path: string, reason: string): void {
    this.refused.push({ path, reason });
  }

  private become(standing: Standing): void {
    const now = performance.now();
    this.workedMs += this.standing === "running" ? now - this.since : 0;
    this.since = now;
    this.standing = standing;
    this.toldAt = now;
    this.onChange();
  }

  /** Not for each picture: done ones come by the thousand. */
  private tell(): void {
    if (performance.now() - this.toldAt > tellMsMin) {
      this.toldAt = performance.now();
      this.onChange();
    }
  }
}
