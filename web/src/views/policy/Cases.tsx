import { call } from "../../api/call.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Failure } from "../../parts/Sentence.tsx";
import { Authorise } from "./Authorise.tsx";
import { when } from "./shapes.ts";

interface Case {
  Case: string;
  State: string;
  FirstUse: string | null;
  LocksAt: string | null;
  Authorisations: { Issuer: string; Reference: string; From: string; To: string }[];
}

/** Cases and their clocks: 24 and 48 hours from the first use without an authorisation. */
export function Cases() {
  const cases = useLoaded(
    async (signal) => (await call<{ Cases: Case[] }>("Beholden.ListCases", {}, signal)).body.Cases,
    [],
  );
  return (
    <>
      <Failure of={cases.failure} />
      {cases.value?.length === 0 && (
        <p>There is no case yet. A key that is made with a case opens it by its first search.</p>
      )}
      <ul class="plain">
        {cases.value?.map((one) => (
          <li class="card" key={one.Case}>
            <h2 class="break">
              {one.Case} <span class="badge">{one.State}</span>
            </h2>
            <p>
              First use: {when(one.FirstUse) || "none"}.{" "}
              {one.LocksAt ? `Locks on ${when(one.LocksAt)} unless somebody authorises it.` : ""}
            </p>
            <ul>
              {one.Authorisations.map((by) => (
                <li class="break">
                  {by.Issuer}, {by.Reference}: {when(by.From)} to {when(by.To)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <Authorise again={cases.again} />
      <CliLine line="./beholden cases list" />
    </>
  );
}
