import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import type { Policy, Purpose } from "./shapes.ts";

/** The profile in words: what each purpose allows, and what it asks for. */
export function InForce() {
  const policy = useLoaded(async (signal) => (await call<Policy>("Beholden.GetPolicy", {}, signal)).body, []);
  const profile = policy.value?.Profile;
  return (
    <>
      <Failure of={policy.failure} />
      {policy.isBusy && !profile && <Busy what="Reading the rules" />}
      {profile && (
        <>
          <h2>
            {profile.id}, version {policy.value!.Version}
          </h2>
          <p>
            {profile.description} {profile.enforced ? "" : "Nothing is blocked: everything is entered."}
          </p>
          <p>
            What is looser needs{" "}
            {profile.approvalsMin === 1
              ? "one person's approval"
              : `the approval of ${profile.approvalsMin} people`}{" "}
            and {profile.delaySeconds / 3600} hours; what is tighter holds at once.
          </p>
          <div class="columns">
            {profile.purposes.map((purpose) => (
              <PurposeCard
                key={purpose.id}
                purpose={purpose}
                isDefault={purpose.id === profile.defaultPurpose}
              />
            ))}
          </div>
          <details>
            <summary>The rules, in Cedar</summary>
            <pre class="json" tabIndex={0} aria-label="The rules">
              {policy.value!.BaseRules}
              {"\n"}
              {policy.value!.SiteRules}
            </pre>
          </details>
        </>
      )}
      <CliLine line="./beholden policy show" />
    </>
  );
}

function PurposeCard({ purpose, isDefault }: { purpose: Purpose; isDefault: boolean }) {
  const floor = purpose.falseCandidateInSearches;
  const facts: [string, string][] = [
    ["May", purpose.acts.join(", ")],
    ["Collections", purpose.collections?.join(", ") ?? "all"],
    [
      "Floor",
      floor === null
        ? "none"
        : `at most one false candidate in ${floor.toLocaleString("en")} searches` +
          `, counted over ${purpose.facesAtLeast.toLocaleString("en")} faces or more`,
    ],
    ["Withheld", purpose.gatedAttributes.join(", ") || "nothing"],
    ["Live search", purpose.live ? "allowed" : "not allowed"],
    ["Review", purpose.review ? "two people confirm before a name is told" : "not asked for"],
    ["Kept", purpose.retentionDays === null ? "without an end of its own" : `${purpose.retentionDays} days`],
    [
      "Basis of faces",
      purpose.defaultBasis === null ? "must be stated" : `${purpose.defaultBasis}, ${purpose.defaultSource}`,
    ],
  ];
  return (
    <section class="card">
      <h3>
        {purpose.id} {isDefault && <span class="badge">for keys made without one</span>}
      </h3>
      <p>{purpose.description}</p>
      <dl class="purpose">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd class="break">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
