import { useMemo, useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import type { Face } from "../../api/shapes.ts";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { place } from "./answers.ts";
import { Chosen } from "./Chosen.tsx";
import { FaceCells } from "./FaceCells.tsx";
import { usePages, type PagedRows } from "./pages.ts";
import { VirtualList } from "./VirtualList.tsx";

interface Props {
  id: string;
  /** Faces of the collection, once they were counted. */
  total: number | undefined;
  /** Of this user alone. */
  user: string | null;
  session: Session;
  onChange: () => void;
}

// A small page is there at once; the contract gives at most 4,096.
const rowsFirst = 100,
  rowsMax = 4096;
const columns = ["Chosen", "Picture and face", "User", "Search"];

/** All faces of a collection, or of one user: found, chosen, and taken on to what can be done with them. */
export function Faces({ id, total, user, session, onChange }: Props) {
  const pages = usePages(
    async (token, most, signal) => {
      const { body } = await call<{ Faces?: Face[]; NextToken?: string }>(
        "ListFaces",
        {
          CollectionId: id,
          MaxResults: most,
          NextToken: token,
          ...(user !== null && { UserId: user }),
        },
        signal,
      );
      return { rows: body.Faces ?? [], next: body.NextToken };
    },
    rowsFirst,
    rowsMax,
    [id, user],
  );
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const sought = filter.trim().toLowerCase();
  const found = useMemo(() => among(pages.rows, sought), [pages.rows, sought]);
  const expected = pages.isAll || user !== null ? pages.rows.length : Math.max(total ?? 0, pages.rows.length);
  const gone = (faceIds: ReadonlySet<string>) => {
    pages.change((all) => all.filter((face) => !faceIds.has(face.FaceId)));
    setChosen((was) => new Set([...was].filter((faceId) => !faceIds.has(faceId))));
    onChange();
  };
  const given = (faceIds: ReadonlySet<string>, userId: string | undefined) => {
    pages.change((all) => all.map((face) => (faceIds.has(face.FaceId) ? withUser(face, userId) : face)));
    onChange();
  };

  return (
    <>
      <Toolbar
        pages={pages}
        found={found}
        chosen={chosen}
        filter={filter}
        onFilter={setFilter}
        onChosen={setChosen}
      />
      {user !== null && (
        <p>
          Faces of the user <strong class="break">{user}</strong>.{" "}
          <a href={place(id, "faces")} onClick={go}>
            Show all faces
          </a>
        </p>
      )}
      <p role="status" class="told-read">
        {told(pages.rows.length, expected, sought ? found.length : undefined)}
      </p>
      <Failure of={pages.failure} />
      {pages.failure && (
        <p>
          <button type="button" onClick={pages.again}>
            Try again
          </button>
        </p>
      )}
      <Chosen
        id={id}
        chosen={chosen}
        session={session}
        onNone={() => setChosen(new Set())}
        onGone={gone}
        onUsers={given}
      />
      {pages.rows.length === 0 ? (
        <Nothing id={id} pages={pages} mayAdd={user === null && session.Acts.includes("enrol")} />
      ) : found.length === 0 ? (
        <p>None of those that were read has this in its name or its id.</p>
      ) : (
        <VirtualList
          label={`Faces of ${id}`}
          columns={columns}
          rowClass="face-row"
          count={sought ? found.length : expected}
          onSeen={(_, end) => pages.want(sought ? 0 : end)}
          row={(i) => (
            <FaceCells
              id={id}
              face={found[i]}
              isChosen={chosen.has(found[i]?.FaceId ?? "")}
              maySearch={session.Acts.includes("identify")}
              onChoose={() => setChosen(turned(chosen, found[i]!))}
            />
          )}
        />
      )}
      <CliLine line={awsLine("ListFaces", { CollectionId: id, UserId: user ?? undefined }, session.Region)} />
    </>
  );
}

interface ToolbarProps {
  pages: PagedRows<Face>;
  found: Face[];
  chosen: ReadonlySet<string>;
  filter: string;
  onFilter: (filter: string) => void;
  onChosen: (chosen: ReadonlySet<string>) => void;
}

function Toolbar({ pages, found, chosen, filter, onFilter, onChosen }: ToolbarProps) {
  const areAll = found.length > 0 && found.every((face) => chosen.has(face.FaceId));
  const all = () => onChosen(new Set([...chosen, ...found.map((face) => face.FaceId)]));
  return (
    <div class="row end">
      <label>
        Find among those that are read
        <input
          type="search"
          value={filter}
          spellcheck={false}
          onInput={(event) => onFilter(event.currentTarget.value)}
        />
      </label>
      {!pages.isAll && pages.rows.length > 0 && (
        <button type="button" disabled={pages.isBusy} onClick={() => pages.want(Infinity)}>
          Read all
        </button>
      )}
      {found.length > 0 && !areAll && (
        <button type="button" onClick={all}>
          Choose all {found.length.toLocaleString("en")}
        </button>
      )}
    </div>
  );
}

function Nothing({ id, pages, mayAdd }: { id: string; pages: PagedRows<Face>; mayAdd: boolean }) {
  if (!pages.isAll) {
    return pages.isBusy ? <Busy what="Reading the faces" /> : null;
  }

  return mayAdd ? (
    <p>
      There are no faces yet:{" "}
      <a href={place(id, "add")} onClick={go}>
        add photos
      </a>
      .
    </p>
  ) : (
    <p>There are no faces.</p>
  );
}

function among(faces: Face[], sought: string): Face[] {
  return sought === ""
    ? faces
    : faces.filter(
        (face) => face.FaceId.includes(sought) || face.ExternalImageId?.toLowerCase().includes(sought),
      );
}

function told(read: number, expected: number, found: number | undefined): string {
  const of = expected > read ? `, of ${expected.toLocaleString("en")}` : "";
  const some = found === undefined ? "" : `${found.toLocaleString("en")} found among `;
  return `${some}${read.toLocaleString("en")} read${of}.`;
}

function turned(chosen: ReadonlySet<string>, { FaceId }: Face): ReadonlySet<string> {
  const now = new Set(chosen);
  if (!now.delete(FaceId)) {
    now.add(FaceId);
  }

  return now;
}

function withUser({ UserId: _, ...face }: Face, userId: string | undefined): Face {
  return userId === undefined ? face : { ...face, UserId: userId };
}
