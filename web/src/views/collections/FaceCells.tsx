import type { Face } from "../../api/shapes.ts";
import { go } from "../../shell/router.ts";
import { place } from "./answers.ts";

interface Props {
  id: string;
  /** Undefined where it was not read yet. */
  face: Face | undefined;
  isChosen: boolean;
  maySearch: boolean;
  onChoose: () => void;
}

/** The cells of a face's row. */
export function FaceCells({ id, face, isChosen, maySearch, onChoose }: Props) {
  if (face === undefined) {
    return (
      <span role="cell" class="quiet">
        …
      </span>
    );
  }

  const { FaceId, ExternalImageId = "(no name)", UserId } = face;
  return (
    <>
      <span role="cell" class="row-check">
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Choose ${ExternalImageId}, face ${FaceId}`}
          onChange={onChoose}
        />
      </span>
      <span role="cell" class="two-lines">
        <span class="one-line" title={ExternalImageId}>
          {ExternalImageId}
        </span>
        <span class="one-line mono quiet" title={FaceId}>
          {FaceId}
        </span>
      </span>
      <span role="cell" class="one-line">
        {UserId !== undefined && (
          <a href={place(id, "faces", { user: UserId })} onClick={go}>
            {UserId}
          </a>
        )}
      </span>
      <span role="cell">
        {maySearch && (
          <a
            href={place(id, "search", { face: FaceId })}
            onClick={go}
            aria-label={`Search with face ${FaceId}`}
          >
            Search
          </a>
        )}
      </span>
    </>
  );
}
