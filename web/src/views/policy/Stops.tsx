import { useState } from "preact/hooks";
import { byItself, call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { useEvery, useLoaded, useWork } from "../../parts/hooks.ts";
import { Failure, Sentence } from "../../parts/Sentence.tsx";
import { when, type Stop } from "./shapes.ts";

const scopes = {
  all: "everything",
  purpose: "a purpose",
  collection: "a collection",
  model: "a network",
  stream: "a stream",
};

/** One person stops, at once; those whom the profile asks for resume. */
export function Stops() {
  const stops = useLoaded(
    async (signal) => (await call<{ Stops: Stop[] }>("Beholden.ListStops", {}, signal, byItself)).body.Stops,
    [],
  );
  // One that still waits, such as for signing in again, goes on by itself.
  useEvery(5000, () => stops.isBusy || stops.again());
  const [wanted, setWanted] = useState({ Scope: "all", Name: "", Reason: "" });
  const [stopped, stop] = useWork(async (signal) => {
    const { body } = await call<Stop>(
      "Beholden.Stop",
      wanted.Scope === "all" ? { ...wanted, Name: "" } : wanted,
      signal,
    );
    stops.again();
    return body;
  });
  const [resumed, resume] = useWork(async (signal, id: number) => {
    const { body } = await call<{ Resumed: boolean; ApprovalsMissing: number }>(
      "Beholden.Resume",
      { StopId: id },
      signal,
    );
    stops.again();
    return body;
  });
  const set = (name: keyof typeof wanted) => (event: { currentTarget: { value: string } }) =>
    setWanted({ ...wanted, [name]: event.currentTarget.value });

  return (
    <>
      <form
        class="card stop"
        onSubmit={(event) => {
          event.preventDefault();
          stop();
        }}
      >
        <h2>Stop</h2>
        <p>In effect within two seconds, also for what runs, and across a restart.</p>
        <div class="row end">
          <label>
            What{" "}
            <select value={wanted.Scope} onChange={set("Scope")}>
              {Object.entries(scopes).map(([scope, title]) => (
                <option key={scope} value={scope}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {wanted.Scope !== "all" && (
            <label>
              Its name <input required value={wanted.Name} onInput={set("Name")} />
            </label>
          )}
          <label>
            Reason, which everybody may read{" "}
            <input required maxLength={500} value={wanted.Reason} onInput={set("Reason")} />
          </label>
          <button class="danger" disabled={stopped.isBusy}>
            Stop now
          </button>
        </div>
        <Failure of={stopped.failure} />
        {stopped.value && <Sentence kind="good">Stopped, as stop {stopped.value.StopId}.</Sentence>}
      </form>
      <section class="card">
        <h2>Stops in effect</h2>
        <Failure of={stops.failure ?? resumed.failure} />
        {stops.value?.length === 0 && <p>None: everything runs that the rules allow.</p>}
        {resumed.value && (
          <Sentence>
            {resumed.value.Resumed
              ? "Resumed."
              : `Agreed; ${resumed.value.ApprovalsMissing} more must agree.`}
          </Sentence>
        )}
        <ul class="plain">
          {stops.value?.map((one) => (
            <li key={one.StopId} class="row">
              <span class="break">
                <strong>
                  {scopes[one.Scope as keyof typeof scopes] ?? one.Scope} {one.Name}
                </strong>
                : {one.Reason} ({one.StoppedBy}, {when(one.StoppedAt)}). Agreed to resume:{" "}
                {one.PersonsAgreed.join(", ") || "nobody"}.
              </span>
              <Confirm
                label="Resume"
                what="Agree that this stop ends? It ends once enough people agree."
                onYes={() => resume(one.StopId)}
              />
            </li>
          ))}
        </ul>
      </section>
      <CliLine
        line={
          `./beholden stop ${wanted.Scope}` +
          (wanted.Scope === "all" ? "" : ` ${quoted(wanted.Name || "NAME")}`) +
          ` --reason ${quoted(wanted.Reason || "REASON")}`
        }
      />
    </>
  );
}
