import { useState } from "preact/hooks";
import type { Session } from "../../api/call.ts";
import { ConfirmDialog } from "../../parts/ConfirmDialog.tsx";
import { useWork } from "../../parts/hooks.ts";
import { Busy, Sentence } from "../../parts/Sentence.tsx";
import { counted, inWords, type NotDone } from "./answers.ts";
import {
  associateMax,
  makeUser,
  removeFaces,
  undo,
  type Done,
  type TellGone,
  type TellUsers,
} from "./chosenActs.ts";
import { Denied } from "./Denied.tsx";
import { Receipt } from "./Receipt.tsx";

interface Props {
  id: string;
  chosen: ReadonlySet<string>;
  session: Session;
  onNone: () => void;
  onGone: TellGone;
  onUsers: TellUsers;
}

type Act = (signal: AbortSignal) => Promise<Done>;

/** What can be done with the faces that are chosen, and what came of it. */
export function Chosen({ id, chosen, session, onNone, onGone, onUsers }: Props) {
  const [isAsked, setAsked] = useState(false);
  const [work, act, forget] = useWork((signal, what: Act) => what(signal));
  const remove = () => {
    setAsked(false);
    act((signal) => removeFaces(id, [...chosen], signal, onGone));
  };
  const done = work.value;
  const takeBack = done?.undo;
  const isShown = chosen.size > 0 || done || work.failure;

  return (
    <section aria-label="The chosen faces" class={isShown ? "card chosen-faces" : undefined}>
      {chosen.size > 0 && (
        <div class="row end">
          <p>
            <strong>{counted(chosen.size, "face")} chosen</strong>
          </p>
          {session.Acts.includes("enrol") && (
            <UserForm
              count={chosen.size}
              isBusy={work.isBusy}
              onUser={(user) => act((signal) => makeUser(id, user, [...chosen], signal, onUsers))}
            />
          )}
          {session.Acts.includes("delete") && (
            <button type="button" class="danger" disabled={work.isBusy} onClick={() => setAsked(true)}>
              Delete them
            </button>
          )}
          <button type="button" onClick={onNone}>
            Choose none
          </button>
        </div>
      )}
      {work.isBusy && <Busy what="Working" />}
      <Denied of={work.failure} />
      {done && !work.isBusy && (
        <>
          <Sentence kind="good">{done.what}</Sentence>
          <NotDoneList of={done.failures} />
          <Receipt entry={done.entry} />
          <p class="row">
            {takeBack && session.Acts.includes("delete") && (
              <button type="button" onClick={() => act((signal) => undo(id, takeBack, signal, onUsers))}>
                Undo
              </button>
            )}
            <button type="button" onClick={forget}>
              Done
            </button>
          </p>
        </>
      )}
      {isAsked && (
        <ConfirmDialog
          title={`Delete ${counted(chosen.size, "face")}?`}
          act="Delete"
          isBusy={false}
          onYes={remove}
          onNo={() => setAsked(false)}
        >
          <p>They are destroyed with their keys. No backup brings them back.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

interface UserFormProps {
  count: number;
  isBusy: boolean;
  onUser: (userId: string) => void;
}

function UserForm({ count, isBusy, onUser }: UserFormProps) {
  const [userId, setUserId] = useState("");
  if (count > associateMax) {
    return <p class="quiet">A user takes {associateMax} faces at most.</p>;
  }

  return (
    <form
      class="row end"
      onSubmit={(event) => {
        event.preventDefault();
        onUser(userId);
      }}
    >
      <label>
        User
        <input
          value={userId}
          required
          maxLength={128}
          pattern="[a-zA-Z0-9_.\-:]+"
          title="Letters, digits, and _ . - :"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setUserId(event.currentTarget.value)}
        />
      </label>
      <button disabled={isBusy}>Make a user of them</button>
    </form>
  );
}

function NotDoneList({ of }: { of: NotDone[] }) {
  return of.length === 0 ? null : (
    <ul class="refusals" aria-label="What was refused" tabIndex={0}>
      {of.map(({ FaceId, Reasons, Confidence }) => (
        <li>
          <span class="mono break">{FaceId}</span>: {inWords(Reasons)}
          {Confidence !== undefined && ` (${Confidence.toFixed(1)} % alike)`}
        </li>
      ))}
    </ul>
  );
}
