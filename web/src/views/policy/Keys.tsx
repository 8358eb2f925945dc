import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Failure, Sentence } from "../../parts/Sentence.tsx";
import type { ViewProps } from "../../shell/views.ts";
import { when, type Key, type Policy } from "./shapes.ts";
import { Table } from "../../parts/Table.tsx";

interface Made {
  AccessKeyId: string;
  SecretAccessKey: string;
}

/** Who may call, and for what. Only the folder's owner makes and ends keys. */
export function Keys({ session }: ViewProps) {
  const [wanted, setWanted] = useState({ Name: "", Person: "", Purpose: "", Case: "" });
  const keys = useLoaded(
    async (signal) => (await call<{ Keys: Key[] }>("Beholden.ListKeys", {}, signal)).body.Keys,
    [],
  );
  const policy = useLoaded(
    async (signal) => (await call<Policy>("Beholden.GetPolicy", {}, signal)).body.Profile,
    [],
  );
  const [made, make] = useWork(async (signal) => {
    const purpose = wanted.Purpose || policy.value!.defaultPurpose;
    const { Case, ...named } = { ...wanted, Purpose: purpose };
    const input = Case === "" ? named : { ...named, Case };
    const { body } = await call<Made>("Beholden.CreateKey", input, signal);
    keys.again();
    return body;
  });
  const [revoked, revoke] = useWork(async (signal, id: string) => {
    await call("Beholden.RevokeKey", { AccessKeyId: id }, signal);
    keys.again();
  });
  const acts = (purpose: string) =>
    policy.value?.purposes.find((one) => one.id === purpose)?.acts.join(", ") ?? "nothing now";

  return (
    <>
      <Failure of={keys.failure ?? revoked.failure} />
      <Table label="Keys" heads={["Name", "Key", "Person", "Purpose", "May", "Since", "End"]}>
        {keys.value?.map((key) => (
          <tr key={key.AccessKeyId}>
            <td class="break">{key.Name}</td>
            <td class="mono">{key.AccessKeyId}</td>
            <td class="break">{key.Person}</td>
            <td class="break">
              {key.Purpose}
              {key.Case && `, case ${key.Case}`}
            </td>
            <td>{acts(key.Purpose)}</td>
            <td>{when(key.CreatedAt)}</td>
            <td>
              {key.RevokedAt
                ? `ended ${when(key.RevokedAt)}`
                : session.IsOwner && (
                    <Confirm
                      label="End"
                      what={`End the key of ${key.Name}? It can never be used again.`}
                      isDanger
                      onYes={() => revoke(key.AccessKeyId)}
                    />
                  )}
            </td>
          </tr>
        ))}
      </Table>
      {session.IsOwner ? (
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <h2>A new key</h2>
          <div class="row end">
            <label>
              Name{" "}
              <input
                required
                maxLength={64}
                value={wanted.Name}
                onInput={(event) => setWanted({ ...wanted, Name: event.currentTarget.value })}
              />
            </label>
            <label>
              Person who holds it{" "}
              <input
                required
                maxLength={64}
                value={wanted.Person}
                onInput={(event) => setWanted({ ...wanted, Person: event.currentTarget.value })}
              />
            </label>
            <label>
              Purpose
              <select
                value={wanted.Purpose || policy.value?.defaultPurpose || ""}
                onChange={(event) => setWanted({ ...wanted, Purpose: event.currentTarget.value })}
              >
                {policy.value?.purposes.map((purpose) => (
                  <option key={purpose.id}>{purpose.id}</option>
                ))}
              </select>
            </label>
            <label>
              Case, if any{" "}
              <input
                maxLength={128}
                value={wanted.Case}
                onInput={(event) => setWanted({ ...wanted, Case: event.currentTarget.value })}
              />
            </label>
            <button class="first" disabled={made.isBusy || !policy.value}>
              Make the key
            </button>
          </div>
          <Failure of={made.failure} />
          {made.value && (
            <Sentence kind="good">
              <p>This secret is shown once:</p>
              <pre class="mono">
                aws_access_key_id = {made.value.AccessKeyId}
                {"\n"}
                aws_secret_access_key = {made.value.SecretAccessKey}
              </pre>
            </Sentence>
          )}
        </form>
      ) : (
        <p>Keys are made and ended by the folder's owner.</p>
      )}
      <CliLine
        line={
          `./beholden keys create --name ${quoted(wanted.Name || "NAME")}` +
          ` --person ${quoted(wanted.Person || "PERSON")}` +
          ` --purpose ${wanted.Purpose || policy.value?.defaultPurpose || "PURPOSE"}` +
          (wanted.Case === "" ? "" : ` --case ${quoted(wanted.Case)}`)
        }
      />
    </>
  );
}
