import { useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";

const example = `@id("office-hours") @advice("faces are searched between 6 and 20 o'clock UTC")
forbid (principal, action in [Action::"identify"], resource)
unless { context.hourUtc >= 6 && context.hourUtc < 20 };`;

/** Rules of the site's own can only forbid, so they hold at once. */
export function SiteRules({ again }: { again: () => void }) {
  const [rules, setRules] = useState("");
  const [reason, setReason] = useState("");
  const [added, add] = useWork(async (signal) => {
    const input = { Rules: rules, Reason: reason };
    const { body } = await call<{ Version: number }>("Beholden.AddRules", input, signal);
    again();
    return body;
  });
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <h2>A rule of this site</h2>
      <p>In Cedar. It can only forbid, is checked by the official engine, and holds at once.</p>
      <label>
        Rules
        <textarea
          class="mono policy-text"
          rows={4}
          required
          spellcheck={false}
          placeholder={example}
          value={rules}
          onInput={(event) => setRules(event.currentTarget.value)}
        />
      </label>
      <label>
        Why it is forbidden, which everybody may read
        <input
          required
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <Failure of={added.failure} />
      {added.isBusy && <Busy what="The official engine reads the rules" />}
      {added.value && <Sentence kind="good">It holds: version {added.value.Version}.</Sentence>}
      <p>
        <button disabled={added.isBusy}>Forbid it</button>
      </p>
      <CliLine line={"./beholden policy forbid rules.cedar --reason 'REASON'"} />
    </form>
  );
}
