import { useCallback, useEffect, useId, useState } from "preact/hooks";
import type { Session } from "../../api/call.ts";
import { CliLine, quoted } from "../../parts/CliLine.tsx";
import { Failure } from "../../parts/Sentence.tsx";
import { chosenFolder, droppedFolder, type Folder } from "./folder.ts";
import { IndexRun } from "./IndexRun.ts";
import { RunTold } from "./RunTold.tsx";

interface Props {
  id: string;
  /** When the collection was made, in seconds since 1970. */
  madeAt: number;
  session: Session;
  onChange: () => void;
}

/** By collection: a run goes on while other views are looked at. */
const runs = new Map<string, IndexRun>();

/** Takes a folder of photos and keeps the faces in them; the photos themselves are not kept. */
export function AddPhotos({ id, madeAt, session, onChange }: Props) {
  const [failure, setFailure] = useState<Error>();
  const [, setTick] = useState(0);
  const run = runs.get(id);
  const isBusy = run !== undefined && !isEnded(run);
  const follow = (one: IndexRun) => {
    one.onChange = () => {
      setTick((tick) => tick + 1);
      if (isEnded(one)) {
        onChange();
      }
    };
  };
  useEffect(() => {
    if (run !== undefined) {
      follow(run);
    }

    return () => {
      if (run !== undefined) {
        run.onChange = () => undefined;
      }
    };
  }, [run]);
  const begin = (coming: Promise<Folder>) => {
    setFailure(undefined);
    coming
      .then((folder) => {
        if (folder.pictures.length === 0) {
          throw new Error(`There is no JPEG and no PNG in ${folder.name}.`);
        }

        const started = new IndexRun(folder, { region: session.Region, collection: id, madeAt });
        follow(started);
        runs.set(id, started);
        setTick((tick) => tick + 1);
        return started.start();
      })
      .catch(setFailure);
  };

  return (
    <>
      <FolderDrop isBusy={isBusy} onFolder={begin} />
      <Failure of={failure} />
      {run && <RunTold run={run} />}
      <CliLine line={`./beholden index ${quoted(run?.folder.name ?? "FOLDER")} --collection ${quoted(id)}`} />
    </>
  );
}

function isEnded({ standing }: IndexRun): boolean {
  return standing === "done" || standing === "stopped";
}

function FolderDrop({ isBusy, onFolder }: { isBusy: boolean; onFolder: (folder: Promise<Folder>) => void }) {
  const input = useId();
  const [isOver, setOver] = useState(false);
  // No attribute that JSX knows.
  const asFolder = useCallback(
    (element: HTMLInputElement | null) => element?.setAttribute("webkitdirectory", ""),
    [],
  );
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!isBusy && event.dataTransfer) {
      onFolder(droppedFolder(event.dataTransfer.items));
    }
  };
  const choose = (event: { currentTarget: HTMLInputElement }) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    onFolder(Promise.resolve(chosenFolder(files)));
  };

  return (
    <div
      class={`drop ${isOver ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label class="button" for={input}>
        Choose a folder
      </label>
      <input
        id={input}
        ref={asFolder}
        type="file"
        multiple
        class="hidden"
        disabled={isBusy}
        onChange={choose}
      />
      <span class="quiet">
        or drop one here. Faces are kept, the photos are not. A folder that was begun before goes on where it
        stopped.
      </span>
    </div>
  );
}
