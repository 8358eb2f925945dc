import { useEffect, useState } from "preact/hooks";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { go, goTo } from "../../shell/router.ts";
import { Grown } from "./Grown.tsx";
import { bundle, bundleWidth, checkpoint, type Entry } from "./log.ts";
import { Table } from "../../parts/Table.tsx";

const filters = ["kind", "operation", "purpose", "key", "collection"] as const;

/** The newest entries first; older ones are read as they are wanted. What is looked for is found here. */
export function Entries({ query }: { query: URLSearchParams }) {
  const head = useLoaded((signal) => checkpoint(signal), []);
  const [entries, setEntries] = useState<Entry[]>([]);
  const size = head.value?.head.size ?? 0;
  const next =
    entries.length === 0
      ? Math.ceil(size / bundleWidth) - 1
      : Math.floor(entries.at(-1)!.index / bundleWidth) - 1;
  const [more, read] = useWork(async (signal, number: number) => {
    const older = await bundle(number, size, signal);
    setEntries((was) => [...was, ...older.reverse()]);
  });
  useEffect(() => {
    if (size > 0) {
      read(next);
    }
  }, [size]);

  const shown = entries.filter((entry) =>
    filters.every(
      (name) =>
        !query.get(name) ||
        String(entry[name] ?? "")
          .toLowerCase()
          .includes(query.get(name)!.toLowerCase()),
    ),
  );
  const choose = (name: string, value: string) => {
    const changed = new URLSearchParams(query);
    changed.set(name, value);
    goTo(`/console/ledger?${changed}`, true);
  };

  return (
    <>
      <h1>Ledger</h1>
      <p>
        Every act with faces is entered before it is answered. An entry names no person; who was concerned
        lies sealed beside it.
      </p>
      <Failure of={head.failure ?? more.failure} />
      {head.value && <Grown note={head.value.note} head={head.value.head} />}
      <form class="row" role="search" onSubmit={(event) => event.preventDefault()}>
        {filters.map((name) => (
          <label>
            {name[0]!.toUpperCase() + name.slice(1)}
            <input
              class="ledger-filter"
              value={query.get(name) ?? ""}
              spellcheck={false}
              onInput={(event) => choose(name, event.currentTarget.value)}
            />
          </label>
        ))}
      </form>
      <p role="status">
        {shown.length} of the newest {entries.length} entries, of {size} in all.
      </p>
      <Table
        label="Entries"
        heads={["Entry", "Time", "Kind", "Operation", "Purpose", "Decision", "Rules"]}
        class="ledger-table"
      >
        {shown.map((entry) => (
          <Row key={entry.index} entry={entry} />
        ))}
      </Table>
      {more.isBusy && <Busy what="Reading entries" />}
      {next >= 0 && entries.length > 0 && (
        <p>
          <button type="button" onClick={() => read(next)} disabled={more.isBusy}>
            Read {bundleWidth} older ones
          </button>
        </p>
      )}
      <CliLine line={"./beholden ledger export FOLDER && ./beholden ledger verify FOLDER"} />
    </>
  );
}

function Row({ entry }: { entry: Entry }) {
  return (
    <tr>
      <td>
        <a href={`/console/ledger/${entry.index}`} onClick={go}>
          {entry.index}
        </a>
      </td>
      <td>{new Date(entry.t).toLocaleString()}</td>
      <td>{entry.kind}</td>
      <td>{entry.operation}</td>
      <td>{entry.purpose}</td>
      <td class={entry.decision === "deny" ? "denied" : undefined}>{entry.decision}</td>
      <td class="break">{entry.rules?.join(", ")}</td>
    </tr>
  );
}
