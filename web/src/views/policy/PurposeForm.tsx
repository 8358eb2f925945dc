import { useState } from "preact/hooks";
import type { Profile, Purpose } from "./shapes.ts";

const acts = ["describe", "detect", "compare", "enrol", "identify", "read", "delete", "review"];
const switches = {
  review: "Two people confirm before a name is told",
  live: "Live search is allowed",
} as const;
const numbers = {
  falseCandidateInSearches: "One false candidate in so many searches, or no floor",
  retentionDays: "Days that faces are kept, or no end",
} as const;

interface Props {
  /** The profile as JSON, which the form changes. */
  text: string;
  onText: (text: string) => void;
}

/** What is changed most, without writing JSON; the text below follows. */
export function PurposeForm({ text, onText }: Props) {
  const [id, setId] = useState("");
  const profile = read(text);
  const purpose = profile?.purposes.find((one) => one.id === id) ?? profile?.purposes[0];
  if (profile === undefined || purpose === undefined) {
    return <p class="quiet">The form is there once the text below is a profile in JSON again.</p>;
  }

  const set = (changed: Partial<Purpose>) => {
    const purposes = profile.purposes.map((one) => (one === purpose ? { ...one, ...changed } : one));
    onText(JSON.stringify({ ...profile, purposes }, null, 2));
  };
  const setAct = (act: string, isAllowed: boolean) =>
    set({ acts: acts.filter((one) => (one === act ? isAllowed : purpose.acts.includes(one))) });
  return (
    <>
      <label>
        Purpose to change
        <select value={purpose.id} onChange={(event) => setId(event.currentTarget.value)}>
          {profile.purposes.map((one) => (
            <option key={one.id}>{one.id}</option>
          ))}
        </select>
      </label>
      <fieldset class="row">
        <legend>It may</legend>
        {acts.map((act) => (
          <label key={act} class="inline">
            <input
              type="checkbox"
              checked={purpose.acts.includes(act)}
              onChange={(event) => setAct(act, event.currentTarget.checked)}
            />
            {act}
          </label>
        ))}
      </fieldset>
      <div class="row end">
        {(Object.keys(numbers) as (keyof typeof numbers)[]).map((name) => (
          <label key={name}>
            {numbers[name]}{" "}
            <input
              type="number"
              min={1}
              step={1}
              value={purpose[name] ?? ""}
              onInput={({ currentTarget: { value } }) => set({ [name]: value === "" ? null : Number(value) })}
            />
          </label>
        ))}
      </div>
      <div class="row">
        {(Object.keys(switches) as (keyof typeof switches)[]).map((name) => (
          <label key={name} class="inline">
            <input
              type="checkbox"
              checked={purpose[name]}
              onChange={(event) => set({ [name]: event.currentTarget.checked })}
            />
            {switches[name]}
          </label>
        ))}
      </div>
    </>
  );
}

/** @returns Nothing where the text is no profile now: somebody is writing it. */
function read(text: string): Profile | undefined {
  try {
    const profile = JSON.parse(text) as Profile;
    const isWhole = profile.purposes.every((one) => Array.isArray(one.acts));
    return isWhole ? profile : undefined;
  } catch {
    return undefined;
  }
}
