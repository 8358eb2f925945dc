import type { ViewProps } from "../../shell/views.ts";
import { Entries } from "./Entries.tsx";
import { OneEntry } from "./OneEntry.tsx";
import "./ledger.css";

/** The public log: all of it, or one entry by its index in the address. */
export default function Ledger({ session, rest, query }: ViewProps) {
  const index = /^\d{1,15}$/.test(rest[0] ?? "") ? Number(rest[0]) : undefined;
  return index === undefined ? (
    <Entries query={query} />
  ) : (
    <OneEntry key={index} index={index} mayRead={session.Governs} />
  );
}
