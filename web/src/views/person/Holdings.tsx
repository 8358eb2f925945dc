import { Facts } from "../../parts/Facts.tsx";
import { Choice, type Outcome } from "./Acts.tsx";
import { time, type Held, type HeldConsent, type HeldFace } from "./held.ts";

export function HeldFaces({ faces }: { faces: HeldFace[] }) {
  return (
    <section aria-labelledby="faces">
      <h2 id="faces">Faces</h2>
      {faces.length === 0 && <p>No face of you is held here.</p>}
      <ul class="cards">
        {faces.map((face) => (
          <OneFace key={face.FaceId} face={face} />
        ))}
      </ul>
    </section>
  );
}

function OneFace({ face }: { face: HeldFace }) {
  const facts: [string, string | null][] = [
    ["Kept under the name", face.ExternalImageId ?? face.UserId],
    ["Basis in law", face.Basis],
    ["Where it came from", face.Source],
    ["Purpose", face.Purpose],
    ["Stored", time(face.StoredAt)],
    ["Last used", time(face.LastUsedAt)],
    ["Kept until", face.TermEnds === null ? "no end was set" : time(face.TermEnds)],
    ["Destroyed from", face.DestroyedFrom === null ? null : time(face.DestroyedFrom)],
    ["In searches", face.Hidden === null ? "yes, they can find it" : `no, hidden: ${face.Hidden}`],
  ];
  return (
    <li class="card">
      {face.Crop !== null && (
        <img
          class="crop"
          src={`data:image/jpeg;base64,${face.Crop}`}
          alt="The small picture kept of this face"
        />
      )}
      <Facts of={facts} />
      <p class="quiet">
        {face.Crop === null ? "No picture is kept. " : ""}
        {face.Template}
      </p>
    </li>
  );
}

const states: Record<string, string> = {
  "dpv:ConsentGiven": "in force",
  "dpv:ConsentRefused": "refused",
  "dpv:ConsentWithdrawn": "withdrawn",
};

interface ConsentsProps {
  consents: HeldConsent[];
  finish: (outcome: Outcome) => void;
}

export function HeldConsents({ consents, finish }: ConsentsProps) {
  return (
    <section aria-labelledby="consents">
      <h2 id="consents">Consents</h2>
      {consents.length === 0 && <p>No answer of yours to a question for consent is kept here.</p>}
      <ul class="cards">
        {consents.map((consent) => (
          <li key={consent["dct:identifier"]} class="card">
            <p class="break">{inWords(consent)}</p>
            {consent["dpv:hasConsentStatus"] === "dpv:ConsentGiven" && (
              <Choice name="withdraw" input={{ ConsentId: consent["dct:identifier"] }} finish={finish} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function inWords(consent: HeldConsent): string {
  const { "dpv:hasProcess": process, "dpv:hasDataController": controller } = consent;
  const until = process["dpv:hasStorageCondition"]["dpv:hasDuration"];
  const recipients = process["dpv:hasRecipient"];
  return (
    `On ${time(consent["dpv:isIndicatedAtTime"])}, by ${consent["dpv:hasIndicationMethod"]}, ` +
    `${controller["dpv:hasName"] ?? "the controller"} was answered about keeping your face for: ` +
    `${process["dpv:hasPurpose"].join(", ")}. ` +
    (recipients.length > 0 ? `It may be passed to: ${recipients.join(", ")}. ` : "") +
    (until.startsWith("dpv:") ? "No end was set. " : `It lasts until ${time(until)}. `) +
    `Now: ${states[consent["dpv:hasConsentStatus"]] ?? "over"}` +
    (consent["dct:valid"] === null ? "." : `, since ${time(consent["dct:valid"])}.`) +
    (controller["dpv:hasContact"] ? ` Ask: ${controller["dpv:hasContact"]}.` : "")
  );
}

export function HeldEntries({ held }: { held: Held }) {
  const searches = held.Entries.filter((entry) => entry.Similarity !== null);
  const acts = held.Entries.filter((entry) => entry.Similarity === null);
  return (
    <section aria-labelledby="searches">
      <h2 id="searches">Searches that found you</h2>
      {searches.length === 0 ? (
        <p>No search has returned you, as far as the ledger tells.</p>
      ) : (
        <Entries of={searches} caption="Searches that returned you" hasSimilarity />
      )}
      <h2>Other entries about you</h2>
      {acts.length === 0 ? (
        <p>There are none.</p>
      ) : (
        <Entries of={acts} caption="Other entries of the ledger about you" hasSimilarity={false} />
      )}
      {held.EntriesFrom > 0 && (
        <p class="quiet">Entries before number {held.EntriesFrom} were not looked through.</p>
      )}
    </section>
  );
}

interface EntriesProps {
  of: Held["Entries"];
  caption: string;
  hasSimilarity: boolean;
}

function Entries({ of, caption, hasSimilarity }: EntriesProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What was done</th>
            <th scope="col">Purpose</th>
            {hasSimilarity && <th scope="col">Similarity</th>}
            <th scope="col">Entry</th>
          </tr>
        </thead>
        <tbody>
          {of.map((entry) => (
            <tr key={entry.Index}>
              <td>{time(entry.At)}</td>
              <td>
                {entry.Operation} ({entry.Kind})
              </td>
              <td>{entry.Purpose ?? "none"}</td>
              {hasSimilarity && <td>{Number(entry.Similarity).toFixed(1)}</td>}
              <td>{entry.Index}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
