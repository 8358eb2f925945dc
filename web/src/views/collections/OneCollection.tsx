import { useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { ConfirmDialog } from "../../parts/ConfirmDialog.tsx";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Failure } from "../../parts/Sentence.tsx";
import { go, goTo } from "../../shell/router.ts";
import { AddPhotos } from "./AddPhotos.tsx";
import { counted, place, type Described } from "./answers.ts";
import { Denied } from "./Denied.tsx";
import { Faces } from "./Faces.tsx";
import { Search } from "./Search.tsx";
import { Users } from "./Users.tsx";

const tabs = [
  { name: "faces", title: "Faces", act: "read" },
  { name: "users", title: "Users", act: "read" },
  { name: "add", title: "Add photos", act: "enrol" },
  { name: "search", title: "Search", act: "identify" },
];

interface Props {
  id: string;
  tab: string | undefined;
  query: URLSearchParams;
  session: Session;
}

/** One collection: what it is, and a tab for each thing that the session may do with it. */
export function OneCollection({ id, tab, query, session }: Props) {
  const described = useLoaded(
    (signal) => call<Described>("DescribeCollection", { CollectionId: id }, signal),
    [id],
  );
  const body = described.value?.body;
  const shown = tabs.filter((one) => session.Acts.includes(one.act));
  const chosen = shown.find((one) => one.name === tab)?.name ?? shown[0]?.name;
  const changed = described.again;
  const user = query.get("user");

  return (
    <>
      <p>
        <a href="/console/collections" onClick={go}>
          All collections
        </a>
      </p>
      <h1 class="break">{id}</h1>
      <p class="told-size">
        {body && `${sizeOf(body)}, since ${new Date(1000 * body.CreationTimestamp).toLocaleString()} `}
        {body && <span class="quiet">by the model {body.FaceModelVersion}</span>}
      </p>
      <Failure of={described.failure} />
      <nav class="row tabs" aria-label={`What to do with ${id}`}>
        {shown.map(({ name, title }) => (
          <a
            class="button"
            href={place(id, name)}
            onClick={go}
            aria-current={name === chosen ? "page" : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {chosen === "faces" && (
        <Faces key={user} id={id} total={body?.FaceCount} user={user} session={session} onChange={changed} />
      )}
      {chosen === "users" && <Users id={id} total={body?.UserCount} session={session} onChange={changed} />}
      {chosen === "add" && body && (
        <AddPhotos id={id} madeAt={body.CreationTimestamp} session={session} onChange={changed} />
      )}
      {chosen === "search" && <Search key={query.toString()} id={id} query={query} session={session} />}
      {body && <About id={id} described={body} session={session} />}
    </>
  );
}

function sizeOf({ FaceCount, UserCount }: Described): string {
  return `${counted(FaceCount, "face")}, ${counted(UserCount, "user")}`;
}

/** Tags, and the end of it. They are read once somebody looks: the faces are to come first. */
function About({ id, described, session }: { id: string; described: Described; session: Session }) {
  const [tags, read] = useWork((signal) =>
    call<{ Tags?: Record<string, string> }>(
      "ListTagsForResource",
      { ResourceArn: described.CollectionARN },
      signal,
    ),
  );
  const [isAsked, setAsked] = useState(false);
  const [work, remove] = useWork(async (signal) => {
    const { entry } = await call("DeleteCollection", { CollectionId: id }, signal);
    const told = new URLSearchParams({ deleted: id, ...(entry !== undefined && { entry: `${entry}` }) });
    goTo(`/console/collections?${told}`);
  });
  const told = Object.entries(tags.value?.body.Tags ?? {});

  return (
    <details class="card about" onToggle={(event) => event.currentTarget.open && read()}>
      <summary>Tags, and deleting it</summary>
      <Failure of={tags.failure} />
      {told.length === 0 ? (
        <p>{tags.value ? "It has no tags." : "Reading its tags."}</p>
      ) : (
        <dl>
          {told.map(([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {session.Acts.includes("delete") && (
        <p>
          <button type="button" class="danger" onClick={() => setAsked(true)}>
            Delete the collection
          </button>
        </p>
      )}
      {isAsked && (
        <ConfirmDialog
          title={`Delete ${id}?`}
          act="Delete all of it"
          isBusy={work.isBusy}
          onYes={remove}
          onNo={() => setAsked(false)}
        >
          <p>{sizeOf(described)}: all is destroyed, with its keys. No backup brings it back.</p>
          <Denied of={work.failure} />
        </ConfirmDialog>
      )}
      <CliLine line={awsLine("DeleteCollection", { CollectionId: id }, session.Region)} />
    </details>
  );
}
