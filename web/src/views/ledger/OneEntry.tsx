import { useEffect } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { evidence } from "./log.ts";
import { commit, verify } from "./verify.ts";
import source from "./verify.ts?raw";

/** One entry, and the proof that the signed log holds it, computed here. */
export function OneEntry({ index, mayRead }: { index: number; mayRead: boolean }) {
  const [work, start] = useWork(async (signal) => {
    if (globalThis.crypto?.subtle === undefined) {
      throw new Error(
        "WebCrypto is there only where the address is https or of this machine; use the command line.",
      );
    }

    const read = await evidence(index, signal);
    const text = read.entry && new TextDecoder().decode(read.entry);
    return { text, steps: await verify(read) };
  });
  useEffect(start, [index]);
  const file = `entry-${index}.json`;
  const steps = work.value?.steps ?? [];
  const broken = steps.filter((step) => !step.holds);

  return (
    <>
      <h1>Entry {index}</h1>
      <p>
        <a href="/console/ledger" onClick={go}>
          All entries
        </a>
      </p>
      <Failure of={work.failure} />
      {work.isBusy && <Busy what="Reading the entry and its proof" />}
      {work.value && (
        <>
          <section
            class={broken.length === 0 ? "card verdict holds" : "card verdict broken"}
            role={broken.length === 0 ? "status" : "alert"}
          >
            <h2>
              {broken.length === 0 ? "✓ Proven: the signed log holds exactly this entry" : "✗ Not proven"}
            </h2>
            {broken.map((step) => (
              <p>
                {step.what}: {step.why}
              </p>
            ))}
          </section>
          {work.value.text !== null && (
            <section class="card">
              <h2>The entry</h2>
              <pre class="json" tabIndex={0} aria-label="The entry">
                {pretty(work.value.text)}
              </pre>
            </section>
          )}
          <section class="card">
            <h2>How it was verified, in this browser</h2>
            <ol class="steps">
              {steps.map((step) => (
                <li class={step.holds ? "holds" : "broken"}>
                  {step.holds ? "✓" : "✗"} {step.what}
                  <div class="mono break">{step.computed}</div>
                </li>
              ))}
            </ol>
            <p>
              <button type="button" onClick={start}>
                Verify again
              </button>{" "}
              <a
                class="button"
                href={`/ledger/proof/inclusion?index=${index}`}
                download={`entry-${index}.tlog-proof`}
              >
                Download the receipt
              </a>
            </p>
            <details>
              <summary>The code that did it</summary>
              <pre class="json" tabIndex={0} aria-label="The code">
                {source}
              </pre>
            </details>
          </section>
          {mayRead && work.value.text?.includes('"recordCommit"') && (
            <SealedRecord index={index} entry={work.value.text} />
          )}
        </>
      )}
      <CliLine line={`./beholden ledger receipt ${index} ${file} && ./beholden ledger verify ${file}`} />
    </>
  );
}

interface Disclosed {
  RecordContent: string;
  RecordKey: string;
}

/** What the entry stands for. Reading it is itself entered, so it is read only when asked for. */
function SealedRecord({ index, entry }: { index: number; entry: string }) {
  const [work, read] = useWork(async (signal) => {
    const { body } = await call<Disclosed>("Beholden.ReadLedgerRecord", { Index: index }, signal);
    const commitment = await commit(body.RecordKey, body.RecordContent);
    return { content: body.RecordContent, isSame: entry.includes(`"recordCommit":"${commitment}"`) };
  });
  return (
    <section class="card">
      <h2>The sealed record</h2>
      <p>It says who was concerned. That you read it is entered in the ledger first.</p>
      <Failure of={work.failure} />
      {work.value ? (
        <>
          {work.value.isSame ? (
            <p class="holds">
              ✓ This is the record that the entry commits to: computed here, with the record's own key.
            </p>
          ) : (
            <p class="broken" role="alert">
              ✗ This is not the record that the entry commits to: it was altered.
            </p>
          )}
          <pre class="json" tabIndex={0} aria-label="The record">
            {pretty(work.value.content)}
          </pre>
        </>
      ) : (
        <button type="button" onClick={read} disabled={work.isBusy}>
          Read the record
        </button>
      )}
    </section>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
