import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { Table } from "../../parts/Table.tsx";

interface Reviewer {
  Person: string;
  Until: string;
  Reviews: number;
  Foils: number;
  FoilErrors: number;
  ErrorRate: number | null;
  ErrorRateLow95: number;
  ErrorRateHigh95: number;
  PlantedChosen: number;
}

const heads = [
  "Person",
  "Trained until",
  "Verdicts",
  "With a known answer",
  "Of these wrong",
  "Error rate (95 %)",
  "Chose a face known to be wrong",
];

/** Who may judge, and how often each was wrong where the answer was known. */
export function Reviewers() {
  const [wanted, setWanted] = useState({ Person: "", Until: "" });
  const list = useLoaded(
    async (signal) =>
      (await call<{ Reviewers: Reviewer[] }>("Beholden.ListReviewers", {}, signal)).body.Reviewers,
    [],
  );
  const [trained, train] = useWork(async (signal) => {
    const { body } = await call<{ Person: string; Until: string }>("Beholden.TrainReviewer", wanted, signal);
    list.again();
    return body;
  });
  const set = (name: keyof typeof wanted) => (event: { currentTarget: { value: string } }) =>
    setWanted({ ...wanted, [name]: event.currentTarget.value });
  return (
    <>
      <p>
        One review in twenty is planted: its answer is known, and nobody can tell it from the others. How
        often a person misses it is the person's error rate.
      </p>
      <Failure of={list.failure} />
      {list.isBusy && !list.value && <Busy what="Reading who reviews" />}
      {list.value?.length === 0 && <p>Nobody was trained yet, so nobody can review.</p>}
      {list.value && list.value.length > 0 && (
        <Table label="Reviewers" heads={heads}>
          {list.value.map((one) => (
            <tr key={one.Person}>
              <td class="break">{one.Person}</td>
              <td>{one.Until}</td>
              <td>{one.Reviews}</td>
              <td>{one.Foils}</td>
              <td>{one.FoilErrors}</td>
              <td>{rate(one)}</td>
              <td>{one.PlantedChosen}</td>
            </tr>
          ))}
        </Table>
      )}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          train();
        }}
      >
        <h2>Enter a training</h2>
        <p>It holds to the end of that day, two years ahead at most. A day that is over ends it.</p>
        <div class="row end">
          <label>
            Person, as the keys say{" "}
            <input required maxLength={128} value={wanted.Person} onInput={set("Person")} />
          </label>
          <label>
            Last day <input type="date" required value={wanted.Until} onInput={set("Until")} />
          </label>
          <button class="first" disabled={trained.isBusy}>
            Enter it
          </button>
        </div>
        <Failure of={trained.failure} />
        {trained.value && (
          <Sentence kind="good">
            Entered: {trained.value.Person}, until {trained.value.Until}.
          </Sentence>
        )}
      </form>
      <CliLine
        line={
          "./beholden reviewers list\n" +
          `./beholden reviewers train ${quoted(wanted.Person || "NAME")} --until ${wanted.Until || "DAY"}`
        }
      />
    </>
  );
}

function rate({ ErrorRate, ErrorRateLow95, ErrorRateHigh95 }: Reviewer): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return ErrorRate === null
    ? "not known yet"
    : `${percent(ErrorRate)} (${percent(ErrorRateLow95)} to ${percent(ErrorRateHigh95)})`;
}
