import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Failure, Sentence } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";

const blank = { Person: "", State: "given", Controller: "", Purpose: "", Method: "", Until: "", Notice: "" };

interface Props {
  collection: string;
  again: () => void;
}

/** Keeps what a person answered: a consent, or a no, which hides what the person says no to. */
export function Answer({ collection, again }: Props) {
  const [wanted, setWanted] = useState(blank);
  const [kept, keep] = useWork(async (signal) => {
    const { Purpose, Until, Notice, ...needed } = wanted;
    const { body } = await call<{ FacesHidden: number; EnteredAs: number }>(
      "Beholden.PutConsent",
      {
        CollectionId: collection,
        ...needed,
        Purposes: [Purpose],
        ...(Until && { Until }),
        ...(Notice && { Notice }),
      },
      signal,
    );
    again();
    return body;
  });
  const field = (name: keyof typeof blank, isNeeded = true) => ({
    value: wanted[name],
    required: isNeeded,
    onInput: (event: { currentTarget: { value: string } }) =>
      setWanted({ ...wanted, [name]: event.currentTarget.value }),
  });
  const verb = wanted.State === "given" ? "give" : "refuse";

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <h2>A new answer</h2>
      <div class="row end">
        <label>
          Person, as the faces' ExternalImageId says <input maxLength={255} {...field("Person")} />
        </label>
        <label>
          Answer{" "}
          <select {...field("State")}>
            <option value="given">yes</option>
            <option value="refused">no</option>
          </select>
        </label>
        <label>
          Who keeps the faces <input maxLength={2000} {...field("Controller")} />
        </label>
        <label>
          What they are kept for <input maxLength={2000} {...field("Purpose")} />
        </label>
        <label>
          How it was answered <input placeholder="signed form" maxLength={2000} {...field("Method")} />
        </label>
        <label>
          Until, or until withdrawn <input placeholder="P1Y" maxLength={64} {...field("Until", false)} />
        </label>
        <label>
          What the person was told <input maxLength={2000} {...field("Notice", false)} />
        </label>
        <button class="first" disabled={kept.isBusy || collection === ""}>
          Keep the answer
        </button>
      </div>
      {collection === "" && <p class="quiet">Name the collection above first.</p>}
      <Failure of={kept.failure} />
      {kept.value && (
        <Sentence kind="good">
          Kept. {kept.value.FacesHidden} faces were taken out of results by it.{" "}
          <a href={`/console/ledger/${kept.value.EnteredAs}`} onClick={go}>
            Entry {kept.value.EnteredAs}
          </a>
        </Sentence>
      )}
      <CliLine
        line={
          `./beholden consent ${verb} ${quoted(wanted.Person || "PERSON")}` +
          ` --collection ${quoted(collection || "COLLECTION")}` +
          ` --controller ${quoted(wanted.Controller || "WHO")}` +
          ` --purpose ${quoted(wanted.Purpose || "WHAT FOR")} --method ${quoted(wanted.Method || "HOW")}` +
          (wanted.Until ? ` --until ${quoted(wanted.Until)}` : "")
        }
      />
    </form>
  );
}
