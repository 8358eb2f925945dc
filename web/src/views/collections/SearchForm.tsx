import { PictureDrop } from "../../parts/PictureDrop.tsx";

export interface Asked {
  by: "photo" | "face" | "user";
  /** The id of the face, or the user. */
  sought: string;
  wanted: "faces" | "users";
  /** Percent; empty for the contract's default. */
  least: string;
  most: string;
  photo: File | undefined;
}

interface Props {
  asked: Asked;
  isBusy: boolean;
  onChange: (asked: Asked) => void;
  onSearch: (asked: Asked) => void;
}

// The contract's ranges of MaxFaces and MaxUsers.
const mostOf = { faces: 4096, users: 500 };

/** Users are compared with users alone. */
export function kindOf({ by, wanted }: Asked): "faces" | "users" {
  return by === "user" ? "users" : wanted;
}

export function SearchForm({ asked, isBusy, onChange, onSearch }: Props) {
  const { by, photo } = asked;
  const kind = kindOf(asked);
  const text = (member: "sought" | "least" | "most") => ({
    value: asked[member],
    onInput: (event: { currentTarget: HTMLInputElement }) =>
      onChange({ ...asked, [member]: event.currentTarget.value }),
  });

  return (
    <form
      class="card search-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(asked);
      }}
    >
      <Choice
        legend="Search with"
        name="by"
        chosen={by}
        of={{ photo: "a photo", face: "a face of it", user: "a user of it" }}
        onChoose={(value) => onChange({ ...asked, by: value })}
      />
      {by !== "user" && (
        <Choice
          legend="Look for"
          name="kind"
          chosen={kind}
          of={{ faces: "faces", users: "users" }}
          onChoose={(value) => onChange({ ...asked, wanted: value })}
        />
      )}
      {by === "photo" ? (
        <PictureDrop label="Choose a photo" onPicture={(photo) => onSearch({ ...asked, photo })} takesPaste>
          <span class="quiet">or drop or paste one. Its largest face is searched for; it is not kept.</span>
        </PictureDrop>
      ) : (
        <label>
          {by === "face" ? "Id of the face" : "User"}
          <input class="mono" required spellcheck={false} {...text("sought")} />
        </label>
      )}
      <div class="row end bounds">
        <label>
          Similarity at least, in percent
          <input type="number" min={0} max={100} step="any" placeholder="80" {...text("least")} />
        </label>
        <label>
          At most so many
          <input type="number" min={1} max={mostOf[kind]} required {...text("most")} />
        </label>
        <button class="first" disabled={isBusy || (by === "photo" && photo === undefined)}>
          Search
        </button>
      </div>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  chosen: T;
  of: Record<T, string>;
  onChoose: (value: T) => void;
}

function Choice<T extends string>({ legend, name, chosen, of, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset class="row">
      <legend>{legend}</legend>
      {(Object.entries(of) as [T, string][]).map(([value, title]) => (
        <label class="inline">
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
