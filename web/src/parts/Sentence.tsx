import type { ComponentChildren } from "preact";
import { Refusal } from "../api/call.ts";
import { go } from "../shell/router.ts";

/** Why something did not happen: the server's own sentence, and its entry in the ledger if there is one. */
export function Failure({ of }: { of: Error | undefined }) {
  if (of === undefined) {
    return null;
  }

  const entry = of instanceof Refusal ? of.entry : undefined;
  return (
    <div class="sentence failure" role="alert">
      <p>{of.message}</p>
      {entry !== undefined && (
        <a href={`/console/ledger/${entry}`} onClick={go}>
          Entry {entry} of the ledger
        </a>
      )}
    </div>
  );
}

export function Sentence({
  kind = "note",
  children,
}: {
  kind?: "note" | "good";
  children: ComponentChildren;
}) {
  return (
    <div class={`sentence ${kind}`} role="status">
      {children}
    </div>
  );
}

export function Busy({ what }: { what: string }) {
  return (
    <p class="busy" role="status">
      <span class="spinner" aria-hidden="true" />
      {what}
    </p>
  );
}
