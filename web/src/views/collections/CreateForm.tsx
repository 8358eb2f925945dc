import { useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { goTo } from "../../shell/router.ts";
import { place } from "./answers.ts";
import { Denied } from "./Denied.tsx";

// docs/basis.md lists them.
const bases = [
  "consent",
  "bipa-consent",
  "contract",
  "law",
  "archive",
  "journalism",
  "vital-interest",
  "legitimate-interest",
];
/** Profiles whose purposes have a basis of their own, so that nothing has to be stated. */
const easy = ["personal", "unenforced"];

/** Makes a collection, with the tags that say on what basis its faces are kept. */
export function CreateForm({ session }: { session: Session }) {
  const [id, setId] = useState("");
  const [tags, setTags] = useState<Record<string, string>>({});
  const stated = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ""));
  const [work, create] = useWork(async (signal) => {
    const hasTags = Object.keys(stated).length > 0;
    await call("CreateCollection", { CollectionId: id, ...(hasTags && { Tags: stated }) }, signal);
    goTo(place(id, "add"));
  });
  const isAsked = !easy.includes(session.Profile);

  return (
    <form
      class="card create"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <h2>Make a collection</h2>
      <label>
        Name
        <input
          value={id}
          onInput={(event) => setId(event.currentTarget.value)}
          required
          maxLength={255}
          pattern="[a-zA-Z0-9_.\-]+"
          title="Letters, digits, and _ . -"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <details open={isAsked}>
        <summary>On what basis its faces are kept{isAsked ? "" : " (this profile has one already)"}</summary>
        <BasisFields tags={tags} onChange={setTags} />
      </details>
      <Denied of={work.failure} />
      <p class="row">
        <button class="first" disabled={work.isBusy}>
          Make it
        </button>
      </p>
      <CliLine
        line={awsLine(
          "CreateCollection",
          {
            CollectionId: id || "NAME",
            Tags: Object.keys(stated).length === 0 ? undefined : JSON.stringify(stated),
          },
          session.Region,
        )}
      />
    </form>
  );
}

interface FieldsProps {
  tags: Record<string, string>;
  onChange: (tags: Record<string, string>) => void;
}

function BasisFields({ tags, onChange }: FieldsProps) {
  const field = (tag: string) => ({
    value: tags[tag] ?? "",
    onInput: (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) =>
      onChange({ ...tags, [tag]: event.currentTarget.value }),
  });
  return (
    <div class="row end">
      <label>
        Basis
        <select {...field("beholden:basis")}>
          <option value="">not stated</option>
          {bases.map((basis) => (
            <option value={basis}>{basis}</option>
          ))}
        </select>
      </label>
      <label>
        Source of the pictures
        <input
          {...field("beholden:source")}
          maxLength={256}
          placeholder="signed contracts"
          pattern="[\p{L}\p{Z}\p{N}_.:\/=+\-@]*"
          title="Letters, digits, spaces, and _ . : / = + - @"
        />
      </label>
      <label>
        Term, such as P3Y, P30D or a date
        <input {...field("beholden:term")} maxLength={32} placeholder="P3Y" spellcheck={false} />
      </label>
    </div>
  );
}
