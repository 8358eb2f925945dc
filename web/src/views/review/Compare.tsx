import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { useWork } from "../../parts/hooks.ts";
import type { InHand } from "./index.tsx";
import { Looked, useGlass, type Glass } from "./Glass.tsx";

const none = "none";

/** The face searched for beside the candidates; one choice, asked twice. */
export function Compare({ review, finish }: { review: InHand; finish: () => void }) {
  const [chosen, choose] = useState(none);
  const [isAsked, setAsked] = useState(false);
  const glass = useGlass();
  const sure = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLFieldSetElement>(null);
  const [work, give] = useWork<[], void>(async (signal) => {
    await call("Beholden.GiveVerdict", { ReviewId: review.ReviewId, CandidateId: chosen }, signal);
    finish();
  });
  // Before the next key can come, or a fast Escape would leave the focus on a button that is gone.
  useLayoutEffect(() => {
    const wanted = isAsked ? sure.current : group.current?.querySelector<HTMLInputElement>("input:checked");
    wanted?.focus();
  }, [isAsked]);

  const faces = review.Candidates.filter((one) => one.CandidateId !== none);
  const place = faces.findIndex((one) => one.CandidateId === chosen) + 1;
  const name = chosen === none ? "none of these" : `candidate ${place}`;
  const back = () => setAsked(false);
  const pick = (id: string) => {
    choose(id);
    setAsked(false);
  };
  const keys = (event: KeyboardEvent) => {
    // A key that is held must not give a verdict, which nobody can take back.
    if (event.repeat && event.key === "Enter") {
      event.preventDefault();
      return;
    }

    const at = /^\d$/.test(event.key) ? Number(event.key) : -1;
    const id = at === 0 ? none : faces[at - 1]?.CandidateId;
    if (at >= 0 && id !== undefined) {
      pick(id);
      group.current?.querySelector<HTMLInputElement>(`input[value="${CSS.escape(id)}"]`)?.focus();
      event.preventDefault();
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      setAsked(true);
      event.preventDefault();
    } else if (event.key === "Escape" && isAsked) {
      back();
    } else {
      glass.key(event);
    }
  };
  return (
    <form
      class="compare"
      onKeyDown={keys}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
      }}
    >
      <GlassButtons glass={glass} />
      <div class="compare-sides">
        <figure class="compare-probe">
          <figcaption>The face searched for</figcaption>
          <Looked glass={glass} picture={review.Probe} alt="The face searched for" />
        </figure>
        <fieldset ref={group} disabled={work.isBusy}>
          <legend>Who is surely the same person? Keys 0 to 9, or arrows; Enter to go on.</legend>
          <div class="candidates">
            <Choice value={none} text="0: none of these" chosen={chosen} pick={pick} />
            {faces.map(({ CandidateId, Picture }, i) => (
              <Choice
                key={CandidateId}
                value={CandidateId}
                text={`Candidate ${i + 1}`}
                chosen={chosen}
                pick={pick}
              >
                <Looked glass={glass} picture={Picture!} alt={`Candidate ${i + 1}`} />
              </Choice>
            ))}
          </div>
        </fieldset>
      </div>
      <Failure of={work.failure} />
      {work.isBusy ? (
        <Busy what="Giving the verdict" />
      ) : isAsked ? (
        <div class="row" role="group" aria-label="Are you sure?">
          <strong>Your verdict: {name}. It cannot be taken back.</strong>
          <button ref={sure} type="button" class="first" onClick={give}>
            Give this verdict
          </button>
          <button type="button" onClick={back}>
            Go back
          </button>
        </div>
      ) : (
        <button type="submit">Go on with {name}</button>
      )}
    </form>
  );
}

interface ChoiceProps {
  value: string;
  text: string;
  chosen: string;
  pick: (id: string) => void;
  children?: preact.ComponentChildren;
}

function Choice({ value, text, chosen, pick, children }: ChoiceProps) {
  return (
    <label class={value === chosen ? "candidate chosen" : "candidate"}>
      {children}
      <span class="candidate-name">
        <input
          type="radio"
          name="candidate"
          value={value}
          checked={value === chosen}
          onChange={() => pick(value)}
        />
        {text}
      </span>
    </label>
  );
}

function GlassButtons({ glass }: { glass: Glass }) {
  return (
    <div class="row" role="group" aria-label="All pictures together">
      <button type="button" onClick={() => glass.zoom(1.25)}>
        Closer
      </button>
      <button type="button" onClick={() => glass.zoom(0.8)}>
        Farther
      </button>
      <button type="button" onClick={glass.reset}>
        Whole faces
      </button>
      <span class="quiet">Keys + and −, Shift and arrows to move; or wheel and drag.</span>
    </div>
  );
}
