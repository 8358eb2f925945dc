import { call, type Session } from "../../api/call.ts";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";
import { counted, place, type Described } from "./answers.ts";
import { CreateForm } from "./CreateForm.tsx";
import { usePages } from "./pages.ts";
import { Receipt } from "./Receipt.tsx";

interface Listed {
  CollectionIds?: string[];
  NextToken?: string;
}

// Each is described by a call of its own.
const describedMax = 50;
const pageRows = 500;

export function AllCollections({ session, query }: { session: Session; query: URLSearchParams }) {
  const list = usePages(
    async (token, rowsMax, signal) => {
      const { body } = await call<Listed>(
        "ListCollections",
        { MaxResults: rowsMax, NextToken: token },
        signal,
      );
      return { rows: body.CollectionIds ?? [], next: body.NextToken };
    },
    pageRows,
    pageRows,
    [],
  );
  const deleted = query.get("deleted");
  const entry = /^\d{1,15}$/.test(query.get("entry") ?? "") ? Number(query.get("entry")) : undefined;

  return (
    <>
      <h1>Collections</h1>
      {deleted !== null && (
        <Sentence kind="good">
          <p>The collection {deleted} was deleted, with the keys of all its faces.</p>
          <Receipt entry={entry} />
        </Sentence>
      )}
      <Failure of={list.failure} />
      {session.Acts.includes("enrol") && <CreateForm session={session} />}
      <h2>All collections</h2>
      {list.isBusy && list.rows.length === 0 && <Busy what="Reading the collections" />}
      {list.isAll && list.rows.length === 0 && (
        <p>There is none yet. A collection keeps faces, so that they can be found again.</p>
      )}
      <ul class="cards">
        {list.rows.map((id, i) => (
          <li class="card" key={id}>
            <h3 class="break">
              <a href={place(id)} onClick={go}>
                {id}
              </a>
            </h3>
            {i < describedMax ? (
              <InBrief id={id} />
            ) : (
              <p class="quiet">Open it to see how many faces it has.</p>
            )}
          </li>
        ))}
      </ul>
      {!list.isAll && list.rows.length > 0 && (
        <p>
          <button type="button" disabled={list.isBusy} onClick={() => list.want(list.rows.length + 1)}>
            Read more
          </button>
        </p>
      )}
      <CliLine line={awsLine("ListCollections", {}, session.Region)} />
    </>
  );
}

function InBrief({ id }: { id: string }) {
  const { value } = useLoaded(
    (signal) => call<Described>("DescribeCollection", { CollectionId: id }, signal),
    [id],
  );
  // The space is there before the numbers are.
  return (
    <p class="quiet">
      {value === undefined
        ? "…"
        : `${counted(value.body.FaceCount, "face")}, ${counted(value.body.UserCount, "user")}`}
    </p>
  );
}
