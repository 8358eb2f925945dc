import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Failure, Sentence } from "../../parts/Sentence.tsx";
import { PurposeForm } from "./PurposeForm.tsx";
import { when, type Policy, type Proposal } from "./shapes.ts";
import { SiteRules } from "./SiteRules.tsx";

/** Tighter holds at once; looser waits for people and time. The server decides which it is. */
export function Change() {
  const policy = useLoaded(async (signal) => (await call<Policy>("Beholden.GetPolicy", {}, signal)).body, []);
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  useEffect(() => {
    if (policy.value && text === "") {
      setText(JSON.stringify(policy.value.Profile, null, 2));
    }
  }, [policy.value]);
  const [changed, change] = useWork(async (signal) => {
    const { body } = await call<{ InForce: boolean; Version: number; Proposal: Proposal | null }>(
      "Beholden.ChangePolicy",
      { Profile: parsed(text), Reason: reason },
      signal,
    );
    policy.again();
    return body;
  });

  return (
    <>
      <Failure of={policy.failure} />
      <Proposals policy={policy.value} again={policy.again} />
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          change();
        }}
      >
        <h2>A change</h2>
        {text !== "" && <PurposeForm text={text} onText={setText} />}
        <label>
          The profile, as it shall be
          <textarea
            class="mono policy-text"
            rows={18}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label>
          Reason, which everybody may read
          <input
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <Failure of={changed.failure} />
        {changed.value && (
          <Sentence kind="good">
            {changed.value.InForce
              ? `It is nowhere looser, so it holds: version ${changed.value.Version}.`
              : `It is looser, so it waits: ${changed.value.Proposal!.Looser.join("; ")}`}
          </Sentence>
        )}
        <p>
          <button class="first" disabled={changed.isBusy}>
            Change or propose
          </button>
        </p>
      </form>
      <CliLine line={"./beholden policy change --profile profile.json --reason 'REASON'"} />
      <SiteRules again={policy.again} />
    </>
  );
}

function Proposals({ policy, again }: { policy: Policy | undefined; again: () => void }) {
  const [done, act] = useWork(async (signal, operation: string, id: number) => {
    await call(`Beholden.${operation}`, { ProposalId: id }, signal);
    again();
  });
  const needed = policy?.Profile.approvalsMin ?? 0;
  return (
    <section class="card">
      <h2>Proposals that wait</h2>
      <Failure of={done.failure} />
      {policy?.Proposals.length === 0 && <p>There is none.</p>}
      {policy?.Proposals.map((proposal) => (
        <div class="proposal" key={proposal.ProposalId}>
          <h3>
            Proposal {proposal.ProposalId}: {proposal.Reason}
          </h3>
          <ul>
            {proposal.Looser.map((line) => (
              <li class="break">{line}</li>
            ))}
          </ul>
          <p>
            By {proposal.ProposedBy}, {when(proposal.ProposedAt)}. Agreed:{" "}
            {proposal.PersonsAgreed.join(", ") || "nobody"}; {needed} {needed === 1 ? "is" : "are"} needed,
            never the proposer alone. {proposal.HoldsFrom ? `It holds from ${when(proposal.HoldsFrom)}.` : ""}
          </p>
          <div class="row">
            <Confirm
              label="Approve"
              what="Approve that the rules become looser? Your approval is entered and published."
              onYes={() => act("ApproveProposal", proposal.ProposalId)}
            />
            <Confirm
              label="Withdraw"
              what="Take this proposal back, or refuse it?"
              isDanger
              onYes={() => act("WithdrawProposal", proposal.ProposalId)}
            />
          </div>
        </div>
      ))}
    </section>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (wrong) {
    throw new Error(`The profile is not JSON: ${(wrong as Error).message}`);
  }
}
