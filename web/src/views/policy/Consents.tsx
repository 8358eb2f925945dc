import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Failure, Sentence } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { Answer } from "./Answer.tsx";
import { when } from "./shapes.ts";
import { Table } from "../../parts/Table.tsx";

const what = "The faces that rest on it are hidden at once and destroyed within their term.";

interface Consent {
  ConsentId: string;
  Person: string;
  Kind: string;
  State: string;
  GivenAt: string;
  Until: string | null;
  EndedAt: string | null;
}

/** The records of a collection. Reading them is in the ledger, so they are read when asked for. */
export function Consents() {
  const [collection, setCollection] = useState("");
  const [list, read] = useWork(
    async (signal) =>
      (
        await call<{ Consents: Consent[]; NextAfter: number | null }>(
          "Beholden.ListConsents",
          { CollectionId: collection },
          signal,
        )
      ).body,
  );
  const [withdrawn, withdraw] = useWork(async (signal, id: string) => {
    const { body } = await call<{ FacesHidden: number; EnteredAs: number }>(
      "Beholden.WithdrawConsent",
      { CollectionId: collection, ConsentId: id },
      signal,
    );
    read();
    return body;
  });
  return (
    <>
      <form
        class="row end"
        onSubmit={(event) => {
          event.preventDefault();
          read();
        }}
      >
        <label>
          Collection{" "}
          <input required value={collection} onInput={(event) => setCollection(event.currentTarget.value)} />
        </label>
        <button class="first" disabled={list.isBusy}>
          Show the consents
        </button>
        <span class="quiet">That you read them is entered in the ledger.</span>
      </form>
      <Failure of={list.failure ?? withdrawn.failure} />
      {withdrawn.value && (
        <Sentence kind="good">
          Withdrawn: {withdrawn.value.FacesHidden} faces are found by no search any more.{" "}
          <a href={`/console/ledger/${withdrawn.value.EnteredAs}`} onClick={go}>
            Entry {withdrawn.value.EnteredAs}
          </a>
        </Sentence>
      )}
      {list.value?.Consents.length === 0 && <p>There is none.</p>}
      {list.value && list.value.Consents.length > 0 && (
        <Table label="Consents" heads={["Person", "Kind", "State", "Given", "Until", "End it"]}>
          {list.value.Consents.map((one) => (
            <tr key={one.ConsentId}>
              <td class="break">{one.Person}</td>
              <td>{one.Kind}</td>
              <td>{one.State}</td>
              <td>{when(one.GivenAt)}</td>
              <td>{when(one.Until)}</td>
              <td>
                {one.EndedAt ? (
                  when(one.EndedAt)
                ) : (
                  <Confirm
                    label="Withdraw"
                    isDanger
                    what={`Withdraw the consent of ${one.Person}? ${what}`}
                    onYes={() => withdraw(one.ConsentId)}
                  />
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Answer collection={collection} again={read} />
      <CliLine line={`./beholden consent list --collection ${quoted(collection || "COLLECTION")}`} />
    </>
  );
}
