// How a stream of frames does over a while: what the server holds, what it costs, how fast it is.
import { readFileSync } from "node:fs";

const ticksPerSecond = 100; // Linux's, of /proc/PID/stat.

// The managed heap alone goes up and down by a hundredth between two collections.
const growthPercentMax = 2;

/** @returns Of a process: resident bytes in MB, and seconds of processor time. */
export function usage(pid) {
  const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { memoryMb: residentKb / 1024, cpuSeconds: ticks / ticksPerSecond };
}

export async function rates(page) {
  const of = async (name) => Number(await page.locator(`[data-${name}]`).getAttribute(`data-${name}`));
  return { perSecond: await of("rate"), medianMs: await of("median"), analysed: await of("analysed") };
}

/** Prints a line a minute, and checks that the server's memory does not grow from third to third. */
export async function soak(t, server, page, minutes) {
  const first = await rates(page);
  const begun = usage(server.process.pid);
  const memoryMb = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    const [now, held] = [await rates(page), usage(server.process.pid)];
    memoryMb.push(held.memoryMb);
    const cpuMs = (1000 * (held.cpuSeconds - begun.cpuSeconds)) / (now.analysed - first.analysed);
    t.figure(
      `minute ${minute}`,
      `${held.memoryMb.toFixed(1)} MB, ${now.perSecond.toFixed(1)} frames a second, ` +
        `median ${now.medianMs.toFixed(0)} ms, ${cpuMs.toFixed(1)} ms of processor a frame`,
    );
  }

  t.figure("frames analysed", (await rates(page)).analysed - first.analysed);
  const third = Math.ceil(minutes / 3);
  const [early, middle, late] = [0, 1, 2].map((part) =>
    median(memoryMb.slice(Math.min(part * third, minutes - 1), (part + 1) * third)),
  );
  t.figure(
    "memory of the server, MB, median of each third",
    [early, middle, late].map((mb) => mb.toFixed(1)).join(", "),
  );
  const growthPercent = (100 * (late - early)) / early;
  t.check(
    `no growth: ${growthPercent.toFixed(1)} % from the first third to the last, ${growthPercentMax} at most`,
    growthPercent <= growthPercentMax,
  );
}

function median(values) {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)];
}
