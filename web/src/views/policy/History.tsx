import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { Table } from "../../parts/Table.tsx";
import { when, type Profile, type Proposal } from "./shapes.ts";

interface Version {
  Version: number;
  Profile: Profile;
  SiteRules: string;
  ChangedBy: string;
  Reason: string;
  Since: string;
}

/** Every version of the rules, and every proposal with who agreed; the newest first. */
export function History() {
  const history = useLoaded(
    async (signal) =>
      (await call<{ Versions: Version[]; Proposals: Proposal[] }>("Beholden.ListPolicies", {}, signal)).body,
    [],
  );
  return (
    <>
      <Failure of={history.failure} />
      {history.isBusy && <Busy what="Reading the history" />}
      {history.value && (
        <>
          <h2>Versions</h2>
          <Table label="Versions" heads={["Version", "Profile", "Since", "By", "Reason", "The whole of it"]}>
            {history.value.Versions.toReversed().map((one) => (
              <tr key={one.Version}>
                <td>{one.Version}</td>
                <td>{one.Profile.id}</td>
                <td>{when(one.Since)}</td>
                <td class="break">{one.ChangedBy}</td>
                <td class="break">{one.Reason}</td>
                <td>
                  <details>
                    <summary>Version {one.Version}</summary>
                    <pre class="json" tabIndex={0} aria-label={`Version ${one.Version}`}>
                      {JSON.stringify(one.Profile, null, 2)}
                      {one.SiteRules && `\n${one.SiteRules}`}
                    </pre>
                  </details>
                </td>
              </tr>
            ))}
          </Table>
          <h2>Proposals</h2>
          {history.value.Proposals.length === 0 && <p>Nothing looser was ever proposed.</p>}
          {history.value.Proposals.length > 0 && (
            <Table label="Proposals" heads={["Proposal", "State", "By", "Agreed", "Reason", "Looser"]}>
              {history.value.Proposals.toReversed().map((one) => (
                <tr key={one.ProposalId}>
                  <td>{one.ProposalId}</td>
                  <td>{one.State}</td>
                  <td class="break">{one.ProposedBy}</td>
                  <td class="break">{one.PersonsAgreed.join(", ")}</td>
                  <td class="break">{one.Reason}</td>
                  <td class="break">{one.Looser.join("; ")}</td>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
      <CliLine line="./beholden policy history" />
    </>
  );
}
