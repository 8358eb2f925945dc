import { useEffect } from "preact/hooks";
import { useWork } from "../../parts/hooks.ts";
import { Failure } from "../../parts/Sentence.tsx";
import { consistency } from "./log.ts";
import { headOf, hex, isGrown, type Head } from "./verify.ts";

const kept = "beholden-checkpoint";

interface Kept {
  note: string;
  at: string;
}

/** The checkpoint that this browser kept when it last looked: the log must only have grown since. */
export function Grown({ note, head }: { note: string; head: Head }) {
  const [work, check] = useWork(async (signal) => {
    const last = read();
    const old = last && headOf(last.note);
    const isSound =
      !old ||
      (old.size <= head.size &&
        (await isGrown(
          old.size,
          old.root,
          head.size,
          head.root,
          old.size === head.size ? [] : await consistency(old.size, head.size, signal),
        )));
    // One that does not fit is kept: it is the proof of what was changed.
    if (isSound) {
      localStorage.setItem(kept, JSON.stringify({ note, at: new Date().toISOString() }));
    }

    return { last, old, isSound };
  });
  useEffect(check, [note]);
  const download = `data:text/plain;charset=utf-8,${encodeURIComponent(note)}`;

  return (
    <section class="card ledger-head">
      <h2>{head.size} entries</h2>
      <p class="break">
        Root <span class="mono">{hex(head.root)}</span>, signed by {head.origin}.{" "}
        <a href={download} download="checkpoint">
          Keep this checkpoint
        </a>
        : whoever has one can tell later whether the log was changed.
      </p>
      <Failure of={work.failure} />
      {work.value &&
        (!work.value.old ? (
          <p>This browser kept it too, and will compare the next one with it.</p>
        ) : work.value.isSound ? (
          <p class="holds">
            ✓ Since this browser last looked, on {new Date(work.value.last!.at).toLocaleString()}, the log
            only grew: from {work.value.old.size} entries.
          </p>
        ) : (
          <p class="broken" role="alert">
            ✗ The log does not continue the checkpoint of {work.value.old.size} entries, which this browser
            kept on {new Date(work.value.last!.at).toLocaleString()}. It was changed or cut. The kept
            checkpoint stays here as proof.
          </p>
        ))}
    </section>
  );
}

function read(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}
