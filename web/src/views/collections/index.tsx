import type { ViewProps } from "../../shell/views.ts";
import { AllCollections } from "./AllCollections.tsx";
import { OneCollection } from "./OneCollection.tsx";
import "./collections.css";

/** All collections, or the one that the address names, with what can be done to it. */
export default function Collections({ session, rest, query }: ViewProps) {
  const [id, tab] = rest;
  return id === undefined ? (
    <AllCollections session={session} query={query} />
  ) : (
    <OneCollection key={id} id={id} tab={tab} query={query} session={session} />
  );
}
