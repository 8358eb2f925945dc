import { useEffect, useRef } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { Facts } from "../../parts/Facts.tsx";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { Table } from "../../parts/Table.tsx";
import "./leads.css";

interface Listed {
  LeadId: string;
  State: "open" | "confirmed" | "closed";
  RequestedBy: string;
  Purpose: string;
  Collection: string;
  RequestedAt: string;
  DeletedAt: string;
}

interface Told {
  LeadId: string;
  State: "open" | "closed" | "released" | "gone";
  Face?: { FaceId: string; ImageId: string; ExternalImageId?: string; UserId?: string };
  User?: { UserId: string };
}

const states = {
  open: "open: people are asked",
  confirmed: "confirmed by two people",
  closed: "closed: nobody was confirmed",
};

/** The leads of this key; those who govern see everybody's, and no candidate of them. */
export function Searches({ session }: { session: Session }) {
  const leads = useLoaded(
    async (signal) => (await call<{ Leads: Listed[] }>("Beholden.ListLeads", {}, signal)).body.Leads,
    [],
  );
  const [told, tell] = useWork(
    async (signal, id: string) => (await call<Told>("Beholden.GetLead", { LeadId: id }, signal)).body,
  );
  const heads = ["Lead", "State", "Asked", "Collection", "Purpose", "Deleted", "Who it is"];
  return (
    <>
      <p>
        A search under a purpose with review names nobody. Its candidates are shown to people who did not ask;
        once two of them, each alone, chose the same one, the key that searched is told who it is.
      </p>
      <Failure of={leads.failure ?? told.failure} />
      {told.isBusy && <Busy what="Asking who it is" />}
      {told.value && !told.isBusy && <Identity key={told.value.LeadId} of={told.value} />}
      {leads.isBusy && !leads.value && <Busy what="Reading the leads" />}
      {leads.value?.length === 0 && <p>There is no lead yet. A search with candidates makes one.</p>}
      <p>
        <button type="button" onClick={leads.again} disabled={leads.isBusy}>
          Look again
        </button>
      </p>
      {leads.value && leads.value.length > 0 && (
        <Table label="Leads" heads={heads}>
          {leads.value.map((lead) => (
            <tr key={lead.LeadId}>
              <td class="mono">{lead.LeadId}</td>
              <td>{states[lead.State] ?? lead.State}</td>
              <td>{new Date(lead.RequestedAt).toLocaleString()}</td>
              <td class="break">{lead.Collection}</td>
              <td>{lead.Purpose}</td>
              <td>{new Date(lead.DeletedAt).toLocaleDateString()}</td>
              <td>
                {lead.RequestedBy !== session.AccessKeyId ? (
                  <>
                    for the key <span class="mono">{lead.RequestedBy}</span> alone
                  </>
                ) : lead.State === "confirmed" ? (
                  <button type="button" onClick={() => tell(lead.LeadId)} disabled={told.isBusy}>
                    Tell who it is
                  </button>
                ) : (
                  "not told"
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <CliLine line={"./beholden leads list\n./beholden leads release LEAD-ID --credentials FILE"} />
    </>
  );
}

/** What two people agreed on, and what that is not. */
function Identity({ of }: { of: Told }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const facts: [string, string | undefined][] = [
    ["Name", of.Face?.ExternalImageId],
    ["User", of.Face?.UserId ?? of.User?.UserId],
    ["Face", of.Face?.FaceId],
    ["Image", of.Face?.ImageId],
  ];
  return (
    <section class="card lead-told">
      <h2 ref={heading} tabIndex={-1}>
        A lead, not an identification
      </h2>
      <p class="mono break">{of.LeadId}</p>
      {of.State === "released" ? (
        <>
          <p>
            Two people, each alone, chose the same candidate. People who resemble each other are confirmed
            too: find evidence that does not rest on the face before anything is done. That you were told is
            in the ledger.
          </p>
          <Facts of={facts} />
        </>
      ) : (
        <p>
          {of.State === "gone"
            ? "Somebody was confirmed, whose face was deleted since. Nobody is told."
            : of.State === "closed"
              ? "Nobody was confirmed."
              : "People are still asked."}
        </p>
      )}
    </section>
  );
}
