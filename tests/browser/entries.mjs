// Reads the public log and counts it anew, as everybody can, to compare the transparency page with it.

const bundleWidth = 256;
const cellMin = 10; // Smaller numbers are not told.

/** The first entries of a server's log. @param {string} url @param {number} count */
export async function readEntries(url, count) {
  const entries = [];
  const size = Number((await (await fetch(`${url}/ledger/checkpoint`)).text()).split("\n")[1]);
  for (let first = 0; first < size; first += bundleWidth) {
    const width = Math.min(bundleWidth, size - first);
    const number = `${first / bundleWidth}`.padStart(3, "0");
    const partial = width < bundleWidth ? `.p/${width}` : "";
    const answer = await fetch(`${url}/ledger/tile/entries/${number}${partial}`);
    const bundle = Buffer.from(await answer.arrayBuffer());
    for (let at = 0; at < bundle.length;) {
      const length = bundle.readUInt16BE(at);
      entries.push(JSON.parse(bundle.subarray(at + 2, at + 2 + length).toString()));
      at += 2 + length;
    }
  }

  return entries.slice(0, count);
}

/** Uses and denials as the console's page shows them: rows of text, in the order of their names. */
export function recount(entries) {
  const uses = new Map();
  const denials = new Map();
  const add = (to, names, number) => to.set(names.join("\t"), (to.get(names.join("\t")) ?? 0) + number);
  for (const entry of entries) {
    const month = new Date(entry.t).toISOString().slice(0, 7);
    const of = [month, entry.purpose ?? "", entry.operation];
    const counts = entry.counts ?? {};
    if (entry.kind === "denial") {
      add(uses, [...of, "denied"], 1);
      entry.rules.forEach((rule) => add(denials, [month, rule], 1));
    } else if (["entry", "outcome", "verdict", "release"].includes(entry.kind)) {
      add(uses, [...of, "failed" in counts ? "failed" : "answered"], 1);
    } else if (entry.kind === "aggregate") {
      Object.entries(counts).forEach(([outcome, number]) => add(uses, [...of, outcome], number));
    }
  }

  return { uses: told(uses), denials: told(denials) };
}

function told(counted) {
  return [...counted]
    .map(([names, number]) => `${names}\t${number < cellMin ? `fewer than ${cellMin}` : number}`)
    .sort();
}
