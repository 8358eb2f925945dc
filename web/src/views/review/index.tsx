import { useRef, useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Compare } from "./Compare.tsx";
import "./review.css";

interface Candidate {
  CandidateId: string;
  Picture?: string;
}
export interface InHand {
  ReviewId: string;
  Probe: string;
  Candidates: Candidate[];
}
type Next = InHand | { ReviewId: null };

/** The blind queue: neither the lead, nor how alike, nor what anybody said before is told. */
export default function Review() {
  const [isGiven, setGiven] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const next = useLoaded<Next>(
    async (signal) => (await call<Next>("Beholden.NextReview", {}, signal)).body,
    [],
  );
  const review = next.value;
  const finish = () => {
    setGiven(true);
    heading.current?.focus();
    next.again();
  };
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Review
      </h1>
      <p>
        Is one of the candidates surely the same person? Compare features one by one: the shape of the ears,
        nose, brows and hairline, marks and scars, and how far they are apart. Light, angle, expression, age
        and hair mislead. In doubt, choose "none of these".
      </p>
      {isGiven && <Sentence kind="good">Your verdict is given. It cannot be taken back.</Sentence>}
      <Failure of={next.failure} />
      {next.isBusy && <Busy what="Getting the next review" />}
      {!next.isBusy && !next.failure && review?.ReviewId === null && (
        <Sentence>
          Nothing waits for you.{" "}
          <button type="button" onClick={next.again}>
            Look again
          </button>
        </Sentence>
      )}
      {!next.isBusy && !next.failure && review && review.ReviewId !== null && (
        <Compare key={review.ReviewId} review={review} finish={finish} />
      )}
      <CliLine line={"beholden review next --out FOLDER\nbeholden review verdict REVIEW-ID CANDIDATE-ID"} />
    </>
  );
}
