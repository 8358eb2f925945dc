import { byItself, signed } from "./call.ts";

/** One line of the text format: prometheus.io/docs/instrumenting/exposition_formats. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What Prometheus would read now; asked again and again. @throws Refusal */
export async function metrics(signal: AbortSignal): Promise<Sample[]> {
  return parse(await (await signed("/console/metrics", { signal, headers: byItself })).text());
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function parse(text: string): Sample[] {
  return text
    .split("\n")
    .map((one) => line.exec(one))
    .filter((found) => found !== null)
    .map((found) => ({
      name: found[1]!,
      labels: Object.fromEntries(
        Array.from((found[2] ?? "").matchAll(label), (pair) => [pair[1]!, unescaped(pair[2]!)]),
      ),
      value: found[3] === "+Inf" ? Infinity : Number(found[3]),
    }));
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
}

/** The samples of a name added up, by a label or in all. */
export function sums(samples: Sample[], name: string, by?: string): Map<string, number> {
  const made = new Map<string, number>();
  for (const sample of samples.filter((one) => one.name === name)) {
    const key = by === undefined ? "" : (sample.labels[by] ?? "");
    made.set(key, (made.get(key) ?? 0) + sample.value);
  }

  return made;
}

/**
 * A quantile of what a histogram counted between two readings, within its buckets as Prometheus does it.
 * @returns Null where nothing was counted.
 */
export function quantile(before: Sample[], now: Sample[], name: string, share: number): number | null {
  const [old, counts] = [sums(before, `${name}_bucket`, "le"), sums(now, `${name}_bucket`, "le")];
  const buckets = [...counts]
    .map(([le, count]) => ({
      end: le === "+Inf" ? Infinity : Number(le),
      count: count - (old.get(le) ?? 0),
    }))
    .sort((a, b) => a.end - b.end);
  const all = buckets.at(-1)?.count ?? 0;
  const at = buckets.findIndex((bucket) => bucket.count >= share * all);
  if (all === 0 || at < 0) {
    return null;
  }

  const [start, under] = at === 0 ? [0, 0] : [buckets[at - 1]!.end, buckets[at - 1]!.count];
  const { end, count } = buckets[at]!;
  return end === Infinity
    ? start
    : start + ((end - start) * (share * all - under)) / Math.max(count - under, 1);
}
