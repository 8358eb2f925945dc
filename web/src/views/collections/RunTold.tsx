import { useEvery } from "../../parts/hooks.ts";
import { useState } from "preact/hooks";
import { counted, inWords } from "./answers.ts";
import { Denied } from "./Denied.tsx";
import type { IndexRun, Standing } from "./IndexRun.ts";

const standings: Record<Standing, string> = {
  running: "Adding",
  waiting: "The server does not answer. It goes on by itself once it does:",
  paused: "Paused:",
  stopped: "Stopped:",
  done: "Done:",
};
// More would only be scrolled past; the number is told.
const refusedShownMax = 200;

/** How far a run is, what came of it, and what was refused. */
export function RunTold({ run }: { run: IndexRun }) {
  const [, setTick] = useState(0);
  // The rate and the time left change while one picture takes long.
  useEvery(1000, () => setTick((tick) => tick + 1));
  const { standing, folder, done, total, refused } = run;
  const isEnded = standing === "done" || standing === "stopped";

  return (
    <section class="card run">
      <h2 class="break">{folder.name}</h2>
      <p role="status">
        {standings[standing]} {done.toLocaleString("en")} of {counted(total, "picture")}.
      </p>
      <progress value={done} max={total} aria-label="Pictures done" />
      <dl>
        <div>
          <dt>Faces kept</dt>
          <dd>{run.faces.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Done before</dt>
          <dd>{run.before.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Without a face</dt>
          <dd>{run.withoutFace.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Refused</dt>
          <dd>{refused.length.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Rate</dt>
          <dd>{run.perSecond.toFixed(1)} pictures a second</dd>
        </div>
        <div>
          <dt>Time left</dt>
          <dd>{isEnded ? "none" : left(run.secondsLeft)}</dd>
        </div>
      </dl>
      {!isEnded && (
        <p class="row">
          {standing === "paused" ? (
            <button type="button" onClick={() => run.goOn()}>
              Go on
            </button>
          ) : (
            <button type="button" onClick={() => run.pause()}>
              Pause
            </button>
          )}
          <button type="button" onClick={() => run.stop()}>
            Stop
          </button>
        </p>
      )}
      {standing === "stopped" && <p>Choose or drop the same folder again to go on.</p>}
      <Denied of={run.failure} />
      <NotKept run={run} />
    </section>
  );
}

function NotKept({ run: { folder, unindexed, refused } }: { run: IndexRun }) {
  const rest = refused.length - refusedShownMax;
  return (
    <>
      {folder.others > 0 && (
        <p class="quiet">
          {counted(folder.others, "file is", "files are")} neither JPEG nor PNG, and left out.
        </p>
      )}
      {unindexed.size > 0 && (
        <>
          <h3>Faces that were not kept</h3>
          <ul>
            {[...unindexed].map(([reason, count]) => (
              <li>
                {counted(count, "face")}: {inWords([reason])}
              </li>
            ))}
          </ul>
        </>
      )}
      {refused.length > 0 && (
        <>
          <h3>Pictures that were refused</h3>
          <ul class="refusals" tabIndex={0} aria-label="Pictures that were refused">
            {refused.slice(0, refusedShownMax).map(({ path, reason }) => (
              <li>
                <strong class="break">{path}</strong>: {reason}
              </li>
            ))}
          </ul>
          {rest > 0 && <p>And {rest.toLocaleString("en")} more.</p>}
        </>
      )}
    </>
  );
}

function left(seconds: number | undefined): string {
  return seconds === undefined
    ? "not known yet"
    : seconds < 90
      ? counted(Math.ceil(seconds), "second")
      : seconds < 5400
        ? `${Math.round(seconds / 60)} minutes`
        : `${(seconds / 3600).toFixed(1)} hours`;
}
