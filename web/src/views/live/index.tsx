import { useRef, useState } from "preact/hooks";
import { call } from "../../api/call.ts";
import { Chart } from "../../parts/Chart.tsx";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import type { ViewProps } from "../../shell/views.ts";
import { Choices } from "./Choices.tsx";
import type { Pace } from "./pace.ts";
import type { FrameTold, Track } from "./socket.ts";
import { TrackList } from "./TrackList.tsx";
import { useStream } from "./useStream.ts";
import "./live.css";

const lingersFrames = 2;

/** The camera: what is shown in privacy mode went through the server, which covered every face. */
export default function Live({ session }: ViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [camera, setCamera] = useState("");
  const live = useStream(canvas);
  const { wanted, state, told, frame, pace } = live;
  const collections = useLoaded(
    (signal) => call<{ CollectionIds: string[] }>("ListCollections", {}, signal),
    [],
  );

  return (
    <>
      <h1>Live</h1>
      <Choices
        session={session}
        wanted={wanted}
        onWanted={live.choose}
        camera={camera}
        onCamera={setCamera}
        isOn={state !== "off"}
        collections={collections.value?.body.CollectionIds ?? []}
      />
      <div class="row">
        {state === "off" ? (
          <button class="first" type="button" onClick={() => live.start(camera)}>
            Start the camera
          </button>
        ) : (
          <button type="button" onClick={live.stop}>
            Stop the camera
          </button>
        )}
        {state === "starting" && <Busy what="Starting the camera" />}
      </div>
      <Failure of={live.failure ?? collections.failure} />
      {live.connection !== null && <Sentence>{live.connection}</Sentence>}
      <div class="columns">
        <figure class="stage live-stage">
          <canvas
            ref={canvas}
            width={640}
            height={480}
            role="img"
            aria-label={
              state === "off"
                ? "No picture: the camera is off"
                : wanted.Privacy
                  ? "The camera's picture, with every face covered"
                  : "The camera's picture"
            }
          />
          <Marks frame={frame} />
        </figure>
        <div>
          <Now frame={frame} pace={pace} stream={state === "on" ? told?.Stream : undefined} />
          <TrackList tracks={frame?.Tracks ?? []} isSearched={told?.Identify != null} />
        </div>
      </div>
      <Chart
        title="Faces"
        unit="the last minute"
        times={pace.bySecond.times}
        lines={[{ name: "faces", values: pace.bySecond.faces }]}
      />
      <CliLine line={`./beholden stop stream ${told?.Stream ?? "NAME"} --reason "…"`} />
    </>
  );
}

function Marks({ frame }: { frame: FrameTold | undefined }) {
  const tracks = frame?.Tracks ?? [];
  return (
    <>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {tracks.map(({ Id, Box, MissedFrames }) => (
          <g key={Id} class={MissedFrames > 0 ? "mark unseen" : "mark"}>
            <rect x={Box.Left} y={Box.Top} width={Box.Width} height={Box.Height} />
          </g>
        ))}
      </svg>
      {tracks.map(({ Id, Box, Identity }) => (
        <span
          key={Id}
          class="mark-label"
          aria-hidden="true"
          style={{ left: `${100 * Math.max(0, Box.Left)}%`, top: `${100 * Math.max(0.06, Box.Top)}%` }}
        >
          {Identity?.Name ? `${Id}: ${Identity.Name}` : Id}
        </span>
      ))}
    </>
  );
}

interface NowProps {
  frame: FrameTold | undefined;
  pace: Pace;
  stream: string | undefined;
}

function Now({ frame, pace, stream }: NowProps) {
  const ms = (value: number | null) => (value === null ? "none yet" : `${value.toFixed(0)} ms`);
  const last = ms(pace.lastMs);
  return (
    <section class="card live-now">
      <h2>Now</h2>
      {frame === undefined ? (
        <p>No frame has come yet.</p>
      ) : (
        <>
          <p>
            {faces(frame.Tracks.filter(isHere).length)} in the picture, {frame.TracksSoFar} since the start.
          </p>
          <p>
            <span data-rate={pace.perSecond}>{pace.perSecond.toFixed(1)} frames a second</span>; from frame to
            box <span data-median={pace.medianMs}>{ms(pace.medianMs)} in the median</span>, {last} the last.
          </p>
          <p class="quiet" data-analysed={frame.Analysed}>
            On the server: decode {frame.Ms.Decode.toFixed(0)}, find {frame.Ms.Find.toFixed(0)}, cover{" "}
            {frame.Ms.Cover.toFixed(0)}, wait {frame.Ms.Wait.toFixed(0)} ms.
          </p>
        </>
      )}
      {stream && (
        <p class="quiet">
          This stream is <code>{stream}</code>. Nothing of it is stored.
        </p>
      )}
    </section>
  );
}

/** A turned face is seen in some frames only. */
function isHere(track: Track): boolean {
  return track.MissedFrames <= lingersFrames;
}

function faces(count: number): string {
  return count === 1 ? "One face" : `${count} faces`;
}
