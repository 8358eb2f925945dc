import { useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { imageOf } from "../../api/bytes.ts";
import type { BoundingBox, FaceMatch } from "../../api/shapes.ts";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { usePictureUrl } from "../../parts/PictureDrop.tsx";
import { Busy, Sentence } from "../../parts/Sentence.tsx";
import { Stage } from "../../parts/Stage.tsx";
import type { UserMatch } from "./answers.ts";
import { Denied } from "./Denied.tsx";
import { Matches, type Match } from "./Matches.tsx";
import { kindOf, SearchForm, type Asked } from "./SearchForm.tsx";

interface Found {
  FaceMatches?: FaceMatch[];
  UserMatches?: UserMatch[];
  SearchedFaceBoundingBox?: BoundingBox;
  SearchedFace?: { FaceDetail?: { BoundingBox?: BoundingBox } };
}

interface Props {
  id: string;
  /** A face or a user to search with, from a row that was clicked. */
  query: URLSearchParams;
  session: Session;
}

const most = "20";

/** Who in the collection looks like a face: of a photo, of the collection, or of a user. */
export function Search({ id, query, session }: Props) {
  const [asked, setAsked] = useState<Asked>({
    by: query.has("user") ? "user" : query.has("face") ? "face" : "photo",
    sought: query.get("user") ?? query.get("face") ?? "",
    wanted: "faces",
    least: "",
    most,
    photo: undefined,
  });
  const url = usePictureUrl(asked.photo);
  const [work, start, forget] = useWork(async (signal, { by, photo }: Asked, { operation, input }: Wire) => {
    const { body, entry, lead, warning } = await call<Found>(
      operation,
      { ...input, ...(by === "photo" && photo && { Image: await imageOf(photo) }) },
      signal,
    );
    const box = body.SearchedFaceBoundingBox ?? body.SearchedFace?.FaceDetail?.BoundingBox;
    return { matches: matchesOf(body), box, entry, lead, warning };
  });
  const search = (now: Asked) => {
    setAsked(now);
    start(now, wireOf(id, now));
  };
  const change = (now: Asked) => {
    setAsked(now);
    forget();
  };
  const { operation, input } = wireOf(id, asked);
  const file = asked.by === "photo" ? { ImageBytes: `fileb://${asked.photo?.name ?? "photo.jpg"}` } : {};
  const found = work.value;

  return (
    <>
      <SearchForm asked={asked} isBusy={work.isBusy} onChange={change} onSearch={search} />
      {work.isBusy && <Busy what="Searching" />}
      <Denied of={work.failure} onSimilarity={(percent) => search({ ...asked, least: percent })} />
      {found?.warning && <Sentence>{found.warning}</Sentence>}
      {found && (
        <div class="columns">
          {asked.by === "photo" && url && (
            <Stage
              url={url}
              alt={`The photo ${asked.photo!.name}`}
              marks={found.box ? [{ box: found.box, label: "searched for" }] : []}
            />
          )}
          {found.lead === undefined ? (
            <Matches
              id={id}
              matches={found.matches}
              kind={kindOf(asked)}
              entry={found.entry}
              session={session}
            />
          ) : (
            <Lead lead={found.lead} candidates={found.matches.length} purpose={session.Purpose} />
          )}
        </div>
      )}
      <CliLine line={awsLine(operation, { ...input, ...file }, session.Region)} />
    </>
  );
}

interface Wire {
  operation: string;
  input: Record<string, string | number>;
}

/** The operation that answers what is asked, and its input but for the picture. */
function wireOf(id: string, asked: Asked): Wire {
  const isOfFaces = kindOf(asked) === "faces";
  const { by, sought, least } = asked;
  return {
    operation: `Search${isOfFaces ? "Faces" : "Users"}${by === "photo" ? "ByImage" : ""}`,
    input: {
      CollectionId: id,
      [isOfFaces ? "MaxFaces" : "MaxUsers"]: Number(asked.most),
      ...(least !== "" && { [isOfFaces ? "FaceMatchThreshold" : "UserMatchThreshold"]: Number(least) }),
      ...(by === "face" && { FaceId: sought.trim() }),
      ...(by === "user" && { UserId: sought.trim() }),
    },
  };
}

function matchesOf({ FaceMatches, UserMatches }: Found): Match[] {
  return [
    ...(FaceMatches ?? []).map(({ Similarity, Face }) => ({
      similarity: Similarity,
      name: Face.ExternalImageId ?? "(no name)",
      faceId: Face.FaceId,
      userId: Face.UserId,
    })),
    ...(UserMatches ?? []).map(({ Similarity, User }) => ({
      similarity: Similarity,
      name: User?.UserId ?? "",
      faceId: undefined,
      userId: User?.UserId,
    })),
  ];
}

/** Under review nobody is named here: two people must agree first. */
function Lead({ lead, candidates, purpose }: { lead: string; candidates: number; purpose: string }) {
  return (
    <section>
      <h2>A lead, no name</h2>
      <p>
        Under the purpose {purpose} a search names nobody.{" "}
        {candidates === 1 ? "One candidate is" : `${candidates} candidates are`} shown to people who did not
        ask. Once two of them, each alone, chose the same one, you are told who it is.
      </p>
      <p>
        The lead is <span class="mono break">{lead}</span>.
      </p>
      <CliLine line={`./beholden leads release ${lead}`} />
    </section>
  );
}
