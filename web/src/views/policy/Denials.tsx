import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { bundle, bundleWidth, checkpoint, type Entry } from "../ledger/log.ts";

const bundlesMax = 8; // The newest 2,048 entries: what happened lately.

/** What each rule of the base set asks for, in words: docs/policy.md. */
const asks: Record<string, string> = {
  acts: "The purpose of the key has no such act.",
  collections: "The purpose of the key may not use this collection.",
  attributes: "The purpose withholds an attribute that was asked for by its name.",
  floor: "The similarity asked for was below the floor of the purpose, for a collection of this size.",
  reach: "The collection holds more faces than the calibration can speak for.",
  stopped: "It was stopped: see Stop and resume.",
  live: "The purpose does not allow to search in a live picture.",
  training: "The person's training to compare faces was not in date.",
  authorisation: "The case has no authorisation for this.",
  basis: "No basis, source or term is stated for the faces.",
};

/** Why requests were denied lately, as the public ledger has it. */
export function Denials() {
  const denials = useLoaded(async (signal) => {
    const { head } = await checkpoint(signal);
    const last = Math.ceil(head.size / bundleWidth);
    const numbers = Array.from({ length: Math.min(bundlesMax, last) }, (_, i) => last - 1 - i);
    const read = await Promise.all(numbers.map((number) => bundle(number, head.size, signal)));
    return read
      .flat()
      .filter((entry) => entry.decision === "deny")
      .sort((a, b) => b.index - a.index);
  }, []);
  return (
    <>
      <Failure of={denials.failure} />
      {denials.isBusy && !denials.value && <Busy what="Reading the ledger" />}
      {denials.value?.length === 0 && <p>Nothing was denied lately.</p>}
      <ul class="plain">
        {denials.value?.map((entry) => (
          <Denial key={entry.index} entry={entry} />
        ))}
      </ul>
      <CliLine line={"./beholden ledger export FOLDER && ./beholden ledger verify FOLDER"} />
    </>
  );
}

function Denial({ entry }: { entry: Entry }) {
  const rules = entry.rules ?? [];
  return (
    <li class="card">
      <h2>
        {entry.operation} <span class="quiet">{new Date(entry.t).toLocaleString()}</span>
      </h2>
      <p>
        Key {entry.key} under the purpose {entry.purpose}
        {entry.collection ? `, in ${entry.collection}` : ""}
        {entry.threshold ? `, at the similarity ${entry.threshold}` : ""}.
      </p>
      {rules.map((rule) => (
        <p>
          <strong>{rule}</strong>: {asks[rule] ?? "A rule of this site."}
        </p>
      ))}
      <a href={`/console/ledger/${entry.index}`} onClick={go}>
        Entry {entry.index}
      </a>
    </li>
  );
}
