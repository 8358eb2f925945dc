import type { FrameTold } from "./socket.ts";

const keptMs = 60_000,
  rateMs = 3_000,
  latencyFramesMax = 200;

interface Point {
  at: number;
  ms: number;
  faces: number;
}

/** What the last minute's frames were like. */
export class Pace {
  #points: Point[] = [];

  add(told: FrameTold, frameToBoxMs: number): void {
    const at = Date.now();
    this.#points.push({ at, ms: frameToBoxMs, faces: told.Tracks.length });
    const kept = this.#points.findIndex((point) => point.at > at - keptMs);
    if (kept > 0) {
      this.#points.splice(0, kept);
    }
  }

  get perSecond(): number {
    const since = Date.now() - rateMs;
    return this.#points.filter((point) => point.at > since).length / (rateMs / 1000);
  }

  get lastMs(): number | null {
    return this.#points.at(-1)?.ms ?? null;
  }

  get medianMs(): number | null {
    const sorted = this.#points
      .slice(-latencyFramesMax)
      .map((point) => point.ms)
      .sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }

  /** Faces by the second, the most of each. */
  get bySecond(): { times: number[]; faces: number[] } {
    const most = new Map<number, number>();
    for (const { at, faces } of this.#points) {
      const second = Math.floor(at / 1000);
      most.set(second, Math.max(most.get(second) ?? 0, faces));
    }

    return { times: [...most.keys()], faces: [...most.values()] };
  }
}
