import { Tabs } from "../../parts/Tabs.tsx";
import type { ViewProps } from "../../shell/views.ts";
import { Reviewers } from "./Reviewers.tsx";
import { Searches } from "./Searches.tsx";

const titles = { searches: "Leads", reviewers: "Reviewers" };

/** For whoever searched, and for those who govern: whoever reviews sees neither. */
export default function Leads({ session, rest }: ViewProps) {
  const isReviewers = session.Governs && rest[0] === "reviewers";
  return (
    <>
      <h1>Leads</h1>
      {session.Governs && (
        <Tabs
          label="Parts"
          path="/console/leads"
          titles={titles}
          chosen={isReviewers ? "reviewers" : "searches"}
        />
      )}
      {isReviewers ? <Reviewers /> : <Searches session={session} />}
    </>
  );
}
