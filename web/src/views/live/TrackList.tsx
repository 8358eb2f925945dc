import { go } from "../../shell/router.ts";
import type { Identity, Track } from "./socket.ts";

/** The boxes in words. */
export function TrackList({ tracks, isSearched }: { tracks: Track[]; isSearched: boolean }) {
  return (
    <section class="card live-tracks">
      <h2>Faces followed</h2>
      {tracks.length === 0 ? (
        <p>None at the moment.</p>
      ) : (
        <ul>
          {tracks.map((track) => (
            <li key={track.Id}>
              Face {track.Id}
              {isSearched && (
                <>
                  : <Who of={track.Identity} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Who({ of }: { of: Identity | null }) {
  if (of === null) {
    return <>not searched yet</>;
  }

  const entry = of.Entry !== null && (
    <>
      {" "}
      (
      <a href={`/console/ledger/${of.Entry}`} onClick={go}>
        entry {of.Entry}
      </a>
      )
    </>
  );
  if (of.Lead !== null) {
    return <>a lead for two people to review; no name is shown{entry}</>;
  }

  return of.Name === null ? (
    <>nobody of the collection{entry}</>
  ) : (
    <>
      <strong class="break">{of.Name}</strong>, similarity {of.Similarity?.toFixed(1)}
      {entry}
    </>
  );
}
