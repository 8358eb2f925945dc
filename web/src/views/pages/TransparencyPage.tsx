import { get } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { Records } from "./Records.tsx";

type Rows = Record<string, unknown>[];

interface Report {
  entries: number;
  from: string | null;
  to: string | null;
  profile: string;
  enforced: boolean;
  cellMin: number;
  uses: { count: number | null }[];
  denials: { count: number | null }[];
  rules: Rows;
  stops: Rows;
  models: Rows;
  governing: Record<string, number>;
}

/** GET /transparency.json: what everybody may know, made of the ledger alone and signed with its key. */
export function TransparencyPage() {
  const page = useLoaded(
    async (signal) =>
      (await (await get("/transparency.json", signal)).json()) as { report: Report; signature: string },
    [],
  );
  const report = page.value?.report;
  const counted = (rows: { count: number | null }[]) =>
    rows.map((row) => ({ ...row, count: row.count ?? `fewer than ${report!.cellMin}` }));
  return (
    <>
      <Failure of={page.failure} />
      {page.isBusy && <Busy what="Reading the report" />}
      {report && (
        <>
          <p>
            Made of {report.entries.toLocaleString("en")} entries of the ledger and signed. The profile{" "}
            {report.profile} is in force
            {report.enforced ? "" : "; it blocks nothing"}. Small numbers could be one person's, so they are
            not told. <a href="/transparency">The page for everybody</a>, without a key.
          </p>
          <Records title="Uses" rows={counted(report.uses)} none="Nobody used it yet." />
          <Records title="Denials" rows={counted(report.denials)} none="Nothing was denied." />
          <Records title="Rules and their floors" rows={report.rules} none="There are none." />
          <Records title="Stops" rows={report.stops} none="It was never stopped." />
          <Records title="Models" rows={report.models} none="Nothing was compared yet." />
          <Records
            title="Acts of those who govern"
            rows={Object.entries(report.governing).map(([act, times]) => ({ act, times }))}
            none="There are none."
          />
          <details>
            <summary>The signature</summary>
            <pre class="json" tabIndex={0} aria-label="The signature">
              {page.value!.signature}
            </pre>
          </details>
        </>
      )}
      <CliLine line="./beholden transparency --json" />
    </>
  );
}
