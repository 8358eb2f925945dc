import { useState } from "preact/hooks";
import type { Session } from "../../api/call.ts";
import { useLoaded } from "../../parts/hooks.ts";
import type { Wanted } from "./socket.ts";

interface Props {
  session: Session;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  camera: string;
  onCamera: (camera: string) => void;
  isOn: boolean;
  collections: string[];
}

/** What is shown and who is looked for. */
export function Choices({ session, wanted, onWanted, camera, onCamera, isOn, collections }: Props) {
  const [collection, setCollection] = useState("");
  const chosen = collection || collections[0] || "";
  // Browsers name the cameras once one was allowed.
  const cameras = useLoaded(
    async () =>
      ((await navigator.mediaDevices?.enumerateDevices()) ?? []).filter(
        (device) => device.kind === "videoinput" && device.deviceId !== "",
      ),
    [isOn],
  );
  return (
    <section class="card live-choices">
      <h2>What is shown</h2>
      <div class="row">
        <label class="inline">
          <input
            type="checkbox"
            checked={wanted.Privacy}
            onChange={(event) => onWanted({ Privacy: event.currentTarget.checked, Identify: null })}
          />
          Privacy mode
        </label>
        <label class="inline">
          Camera
          <select value={camera} disabled={isOn} onChange={(event) => onCamera(event.currentTarget.value)}>
            <option value="">The browser's choice</option>
            {cameras.value?.map((device, i) => (
              <option key={device.deviceId} value={device.deviceId}>
                {device.label || `Camera ${i + 1}`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p>
        {wanted.Privacy
          ? "Privacy mode is on: the server covers every face it finds before a picture is shown, " +
            "and nobody is identified."
          : "Privacy mode is off: faces are shown. Nobody is identified unless you ask for it below."}
      </p>
      {!wanted.Privacy && (
        <div class="row end">
          <label class="inline">
            <input
              type="checkbox"
              checked={wanted.Identify !== null}
              disabled={chosen === ""}
              onChange={(event) =>
                onWanted({
                  ...wanted,
                  Identify: event.currentTarget.checked ? { CollectionId: chosen } : null,
                })
              }
            />
            Say who it is
          </label>
          <label class="inline">
            Collection
            <select
              value={chosen}
              disabled={wanted.Identify !== null || collections.length === 0}
              onChange={(event) => setCollection(event.currentTarget.value)}
            >
              {collections.length === 0 && <option value="">There is none</option>}
              {collections.map((id) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      {!wanted.Privacy && (
        <p class="quiet">
          Asked under the purpose <strong>{session.Purpose}</strong>. Each search is entered in the ledger. A
          purpose that does not allow live search refuses it, and one that asks for review shows no name.
        </p>
      )}
    </section>
  );
}
