import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Failure, Sentence } from "../../parts/Sentence.tsx";

const blank = { Case: "", Issuer: "", Reference: "", Until: "", Collections: "", Operations: "" };
const refusal =
  "What runs in the case ends at once. Its leads and the ledger's records of it are destroyed, and it can " +
  "never be authorised again.";

/** Words between commas; null where there is none, which stands for all. */
function listed(text: string): string[] | null {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.length === 0 ? null : words;
}

/** Enters what somebody outside, such as a court, decided in a case. */
export function Authorise({ again }: { again: () => void }) {
  const [wanted, setWanted] = useState(blank);
  const [entered, enter] = useWork(async (signal, isRefused: boolean) => {
    const { Case, Issuer, Reference } = wanted;
    const scope = {
      To: `${wanted.Until}T23:59:59Z`,
      Collections: listed(wanted.Collections),
      Operations: listed(wanted.Operations),
    };
    await call(
      "Beholden.PutAuthorisation",
      { Case, Issuer, Reference, ...(isRefused ? { Refused: true } : scope) },
      signal,
    );
    again();
    return isRefused ? `The case ${Case} is refused for good.` : `The case ${Case} is authorised.`;
  });
  const field = (name: keyof typeof blank, isNeeded = true) => ({
    value: wanted[name],
    required: isNeeded,
    maxLength: 500,
    onInput: (event: { currentTarget: { value: string } }) =>
      setWanted({ ...wanted, [name]: event.currentTarget.value }),
  });
  const isNamed = wanted.Case !== "" && wanted.Issuer !== "" && wanted.Reference !== "";

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        enter(false);
      }}
    >
      <h2>A decision from outside</h2>
      <div class="row end">
        <label>
          Case <input {...field("Case")} />
        </label>
        <label>
          Who decided, such as a court <input {...field("Issuer")} />
        </label>
        <label>
          Where it can be looked up <input {...field("Reference")} />
        </label>
        <label>
          Last day, in UTC <input type="date" {...field("Until")} />
        </label>
        <label>
          Collections, or all <input placeholder="wanted, missing" {...field("Collections", false)} />
        </label>
        <label>
          Operations, or all <input placeholder="SearchFacesByImage" {...field("Operations", false)} />
        </label>
      </div>
      <div class="row">
        <button class="first" disabled={entered.isBusy}>
          Enter the authorisation
        </button>
        <Confirm
          label="Enter a refusal"
          what={`Enter that the case ${wanted.Case} was refused? ${refusal}`}
          isDanger
          disabled={entered.isBusy || !isNamed}
          onYes={() => enter(true)}
        />
      </div>
      <Failure of={entered.failure} />
      {entered.value && <Sentence kind="good">{entered.value}</Sentence>}
      <CliLine
        line={
          `./beholden cases authorise ${quoted(wanted.Case || "CASE")}` +
          ` --issuer ${quoted(wanted.Issuer || "ISSUER")}` +
          ` --reference ${quoted(wanted.Reference || "REFERENCE")}` +
          ` --to ${wanted.Until || "DAY"}T23:59:59Z`
        }
      />
    </form>
  );
}
