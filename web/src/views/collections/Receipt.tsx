import { CliLine } from "../../parts/CliLine.tsx";
import { go } from "../../shell/router.ts";

/** Where an act stands in the ledger, and the proof of it to keep. */
export function Receipt({ entry }: { entry: number | undefined }) {
  return entry === undefined ? null : (
    <>
      <p class="row">
        <a href={`/console/ledger/${entry}`} onClick={go}>
          Entry {entry} of the ledger
        </a>
        <a
          class="button"
          href={`/ledger/proof/inclusion?index=${entry}`}
          download={`entry-${entry}.tlog-proof`}
        >
          Download the receipt
        </a>
      </p>
      <CliLine line={`./beholden ledger receipt ${entry} receipt-${entry}.json --record`} />
    </>
  );
}
