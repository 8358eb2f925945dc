import { useLayoutEffect, useState } from "preact/hooks";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Acts, type Outcome } from "./Acts.tsx";
import { HeldConsents, HeldEntries, HeldFaces } from "./Holdings.tsx";
import { act, open, time, type Held } from "./held.ts";
import "./person.css";

/** A person's own page. The link's token is read once, and is gone from the address before anything else. */
export default function Person() {
  const [token, setToken] = useState("");
  const [outcome, setOutcome] = useState<Outcome>();
  const [held, load] = useWork<[], Held>((signal) =>
    token === "" ? act("export", {}, signal) : enter(signal),
  );
  // Before the page is painted: whoever sees the button sees an address without the token.
  useLayoutEffect(() => {
    const follow = () => {
      if (location.hash.length > 1) {
        setToken(location.hash.slice(1));
        history.replaceState(null, "", location.pathname);
      }
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  async function enter(signal: AbortSignal): Promise<Held> {
    const opened = await open(token, signal);
    setToken("");
    return opened;
  }

  const isErased = outcome?.name === "erase";
  const finish = (came: Outcome) => {
    setOutcome(came);
    if (came.name !== "erase") {
      load();
    }
  };
  return (
    <div class="person">
      <h1>My data</h1>
      <Failure of={held.failure} />
      {held.isBusy && <Busy what="Looking up what is held of you" />}
      {!held.value && !held.isBusy && <Start hasToken={token !== ""} start={load} />}
      {outcome && <Acts.Came key={outcome.done.EnteredAs} outcome={outcome} />}
      {held.value && !isErased && <Shown held={held.value} finish={finish} />}
    </div>
  );
}

function Start({ hasToken, start }: { hasToken: boolean; start: () => void }) {
  return (
    <>
      <p class="lead">
        Somebody who keeps faces with Beholden gave you a link. It shows what is held of you, and lets you
        object, withdraw a consent, or have it all destroyed.
      </p>
      <p>
        {hasToken
          ? "The link works once. Your visit then lasts 30 minutes, in this browser alone."
          : "There is no link in this address. If you used yours just now in this browser, go on below."}{" "}
        That you looked is entered in the ledger, without your name for others to read.
      </p>
      <button type="button" class="first" onClick={start}>
        Show what is held
      </button>
    </>
  );
}

function Shown({ held, finish }: { held: Held; finish: (outcome: Outcome) => void }) {
  return (
    <>
      <p>
        Collection <span class="mono break">{held.Collection}</span>, as of {time(held.MadeAt)}. Your visit
        ends at {time(held.EndsAt)}.
      </p>
      <div class="row no-print">
        <button type="button" onClick={() => print()}>
          Print
        </button>
        <a class="button" download="my-data.json" href={asFile(held)}>
          Download as JSON
        </a>
      </div>
      <HeldFaces faces={held.Faces} />
      <HeldConsents consents={held.Consents} finish={finish} />
      <HeldEntries held={held} />
      <Acts held={held} finish={finish} />
      {held.Person !== null && (
        <div class="no-print">
          <CliLine line={exportLine(held.Collection, held.Person)} />
        </div>
      )}
    </>
  );
}

/** What whoever keeps the server would write. The server names a collection as region/id. */
function exportLine(collection: string, person: string): string {
  const slash = collection.lastIndexOf("/");
  const [region, id] = [collection.slice(0, slash), collection.slice(slash + 1)];
  const who = `--collection ${quoted(id)} --person ${quoted(person)}`;
  return `./beholden person export my-data.json ${who} --region ${quoted(region)}`;
}

function asFile(held: Held): string {
  return `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(held, null, 2))}`;
}
