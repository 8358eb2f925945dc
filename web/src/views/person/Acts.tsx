import { useEffect, useRef, useState } from "preact/hooks";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { act, type Done, type Held } from "./held.ts";
import { receipt } from "./receipt.ts";

type ActName = "object" | "release" | "withdraw" | "erase";

export interface Outcome {
  name: ActName;
  done: Done;
}

const words: Record<ActName, { title: string; what: string; sure: string; came: (done: Done) => string }> = {
  object: {
    title: "Object",
    what:
      "Your faces leave all search results at once, and nothing more is stored under your name. They are " +
      "kept, hidden. You can take it back.",
    sure: "Yes, object",
    came: (done) => `You have objected: ${done["FacesHidden"]} of your faces left the results.`,
  },
  release: {
    title: "Take the objection back",
    what: "What was hidden for your objection alone can be found again.",
    sure: "Yes, take it back",
    came: (done) => `Your objection is over: ${done["FacesShown"]} of your faces can be found again.`,
  },
  withdraw: {
    title: "Withdraw this consent",
    what:
      "Faces that were kept by this consent leave all results at once, and are destroyed within the days " +
      "it names. This cannot be taken back; you would have to consent anew.",
    sure: "Yes, withdraw it",
    came: (done) => `The consent is withdrawn: ${done["FacesHidden"]} of your faces left the results.`,
  },
  erase: {
    title: "Erase everything",
    what:
      "Your faces are destroyed with their keys, so that no backup brings them back. Your consents lose " +
      "your name. Records of the ledger that name you alone are erased once the law no longer has them " +
      "kept. Entries of the ledger stay; they name nobody. This cannot be undone.",
    sure: "Yes, erase everything",
    came: (done) =>
      `${done["FacesDestroyed"]} of your faces were destroyed, and ${done["Consents"]} ` +
      `consents lost your name. Records of the ledger: ${done["RecordsErased"]} erased, ` +
      `${done["RecordsErasedLater"]} will be once they are 183 days old, and ` +
      `${done["RecordsOfOthersToo"]} name others too and stay.`,
  },
};

/** What the person can do. */
export function Acts({ held, finish }: { held: Held; finish: (outcome: Outcome) => void }) {
  return (
    <section class="no-print" aria-labelledby="acts">
      <h2 id="acts">What you can do</h2>
      <div class="columns">
        {(["object", "release", "erase"] as const)
          .filter((name) => name !== "release" || held.Faces.some((face) => face.Hidden === "objection"))
          .map((name) => (
            <div key={name} class="card">
              <h3>{words[name].title}</h3>
              <Choice name={name} input={{}} finish={finish} />
            </div>
          ))}
      </div>
    </section>
  );
}

interface ChoiceProps {
  name: ActName;
  input: object;
  finish: (outcome: Outcome) => void;
}

/** Says what will happen, and asks again before it does. */
export function Choice({ name, input, finish }: ChoiceProps) {
  const [isAsked, setAsked] = useState(false);
  const [work, start] = useWork<[], void>(async (signal) => {
    const done = await act(name, input, signal);
    setAsked(false);
    finish({ name, done });
  });
  const { title, what, sure } = words[name];
  const danger = name === "erase" || name === "withdraw" ? "danger" : "";
  return (
    <div class="no-print">
      <p>{what}</p>
      <Failure of={work.failure} />
      {work.isBusy ? (
        <Busy what="Doing it" />
      ) : isAsked ? (
        <Sure title={title}>
          <button type="button" class={danger} onClick={start}>
            {sure}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            No, go back
          </button>
        </Sure>
      ) : (
        <button type="button" class={danger} onClick={() => setAsked(true)}>
          {title}
        </button>
      )}
    </div>
  );
}

function Sure({ title, children }: { title: string; children: preact.ComponentChildren }) {
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => group.current?.focus(), []);
  return (
    <div ref={group} class="row" role="group" tabIndex={-1} aria-label={`${title}: are you sure?`}>
      <strong>Are you sure?</strong>
      {children}
    </div>
  );
}

/** What an act came to, with the proof to take away. Each has its own, by `key`: never an earlier one's. */
Acts.Came = function Came({ outcome: { name, done } }: { outcome: Outcome }) {
  const proof = useLoaded((signal) => receipt(done.EnteredAs, signal), []);
  const file = `receipt-${done.EnteredAs}.json`;
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(proof.value ?? "")}`;
  return (
    <Sentence kind="good">
      <p>
        {words[name].came(done)} It is entry {done.EnteredAs} of the ledger.
      </p>
      <Failure of={proof.failure} />
      {proof.value !== undefined && (
        <p>
          <a class="button" download={file} href={href}>
            Download the receipt
          </a>{" "}
          It proves that the ledger holds this entry. Anybody can check it without this server:{" "}
          <code class="break">beholden ledger verify {file}</code>
        </p>
      )}
      {name === "erase" && <p>Your visit is over: nothing is left that this page could show.</p>}
    </Sentence>
  );
};
