// How a stream of frames does over a while: what the server holds, what it costs, how fast it is.
import { readFileSync } from "node:fs";

const ticksPerSecond = 100; // Linux's, of /proc/PID/stat.

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

/** Prints a line a minute. */
export async function soak(t, server, page, minutes) {
  const first = await rates(page);
  const begun = usage(server.process.pid);
  for (let minute = 1; minute <= minutes; minute++) {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    const [now, held] = [await rates(page), usage(server.process.pid)];
    const cpuMs = (1000 * (held.cpuSeconds - begun.cpuSeconds)) / (now.analysed - first.analysed);
    t.figure(
      `minute ${minute}`,
      `${held.memoryMb.toFixed(0)} MB, ${now.perSecond.toFixed(1)} frames a second, ` +
        `median ${now.medianMs.toFixed(0)} ms, ${cpuMs.toFixed(1)} ms of processor a frame`,
    );
  }

  const [last, held] = [await rates(page), usage(server.process.pid)];
  t.figure(
    "memory of the server, MB, start and end",
    `${begun.memoryMb.toFixed(0)} and ${held.memoryMb.toFixed(0)}`,
  );
  t.figure("frames analysed", last.analysed - first.analysed);
}
