import { useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { ConfirmDialog } from "../../parts/ConfirmDialog.tsx";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { place, type User } from "./answers.ts";
import { Denied } from "./Denied.tsx";
import { usePages } from "./pages.ts";
import { Receipt } from "./Receipt.tsx";
import { VirtualList } from "./VirtualList.tsx";

interface Props {
  id: string;
  total: number | undefined;
  session: Session;
  onChange: () => void;
}

const rowsFirst = 100,
  rowsMax = 500;

/** The users of a collection: people, each of several faces. */
export function Users({ id, total, session, onChange }: Props) {
  const pages = usePages(
    async (token, most, signal) => {
      const { body } = await call<{ Users?: User[]; NextToken?: string }>(
        "ListUsers",
        { CollectionId: id, MaxResults: most, NextToken: token },
        signal,
      );
      return { rows: (body.Users ?? []).map((user) => user.UserId ?? ""), next: body.NextToken };
    },
    rowsFirst,
    rowsMax,
    [id],
  );
  const [asked, setAsked] = useState<string>();
  const [work, remove] = useWork(async (signal, userId: string) => {
    const { entry } = await call("DeleteUser", { CollectionId: id, UserId: userId }, signal);
    pages.change((all) => all.filter((one) => one !== userId));
    onChange();
    setAsked(undefined);
    return { userId, entry };
  });
  const { rows, isAll } = pages;

  return (
    <>
      <p>
        A user is a person of this collection, made of several faces:{" "}
        <a href={place(id, "faces")} onClick={go}>
          choose faces
        </a>{" "}
        to make one.
      </p>
      <Failure of={pages.failure} />
      {pages.failure && (
        <p>
          <button type="button" onClick={pages.again}>
            Try again
          </button>
        </p>
      )}
      {work.value && (
        <Sentence kind="good">
          <p>The user {work.value.userId} was deleted; the faces are still here.</p>
          <Receipt entry={work.value.entry} />
        </Sentence>
      )}
      {isAll && rows.length === 0 ? (
        <p>There are no users yet.</p>
      ) : rows.length === 0 ? (
        pages.isBusy && <Busy what="Reading the users" />
      ) : (
        <VirtualList
          label={`Users of ${id}`}
          columns={["User", "Faces", "Search", "Delete"]}
          rowClass="user-row"
          count={isAll ? rows.length : Math.max(total ?? 0, rows.length)}
          onSeen={(_, end) => pages.want(end)}
          row={(i) =>
            rows[i] === undefined ? (
              <span role="cell" class="quiet">
                …
              </span>
            ) : (
              <UserCells id={id} user={rows[i]} session={session} onDelete={setAsked} />
            )
          }
        />
      )}
      {asked !== undefined && (
        <ConfirmDialog
          title={`Delete the user ${asked}?`}
          act="Delete"
          isBusy={work.isBusy}
          onYes={() => remove(asked)}
          onNo={() => setAsked(undefined)}
        >
          <p>The mean of the faces is destroyed with its key. The faces stay, and belong to nobody.</p>
          <Denied of={work.failure} />
        </ConfirmDialog>
      )}
      <CliLine line={awsLine("ListUsers", { CollectionId: id }, session.Region)} />
    </>
  );
}

interface CellsProps {
  id: string;
  user: string;
  session: Session;
  onDelete: (user: string) => void;
}

function UserCells({ id, user, session, onDelete }: CellsProps) {
  return (
    <>
      <span role="cell" class="one-line" title={user}>
        {user}
      </span>
      <span role="cell">
        <a href={place(id, "faces", { user })} onClick={go} aria-label={`Faces of ${user}`}>
          Faces
        </a>
      </span>
      <span role="cell">
        {session.Acts.includes("identify") && (
          <a href={place(id, "search", { user })} onClick={go} aria-label={`Search with ${user}`}>
            Search
          </a>
        )}
      </span>
      <span role="cell">
        {session.Acts.includes("delete") && (
          <button
            type="button"
            class="danger small"
            aria-label={`Delete ${user}`}
            onClick={() => onDelete(user)}
          >
            Delete
          </button>
        )}
      </span>
    </>
  );
}
