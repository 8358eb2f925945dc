import type { BoundingBox } from "../../api/shapes.ts";

export interface Identity {
  Name: string | null;
  Similarity: number | null;
  Entry: number | null;
  Lead: string | null;
}

export interface Track {
  Id: number;
  Box: BoundingBox;
  Confidence: number;
  AgeFrames: number;
  MissedFrames: number;
  Identity: Identity | null;
}

export interface FrameTold {
  Kind: "frame";
  Frame: number;
  Width: number;
  Height: number;
  Privacy: boolean;
  Tracks: Track[];
  Analysed: number;
  Replaced: number;
  TracksSoFar: number;
  Ms: { Wait: number; Decode: number; Find: number; Cover: number };
}

export interface SettingsTold {
  Kind: "settings";
  Stream: string;
  Privacy: boolean;
  Identify: { CollectionId: string; FaceMatchThreshold: number | null } | null;
}

export interface RefusalTold {
  Kind: "refusal";
  Frame: number | null;
  Code: string;
  Message: string;
}

export interface Wanted {
  Privacy: boolean;
  Identify: { CollectionId: string; FaceMatchThreshold?: number } | null;
}

interface Heard {
  onOpen: () => void;
  onSettings: (told: SettingsTold) => void;
  onRefusal: (told: RefusalTold) => void;
  /** The covered picture in privacy mode; null where the camera's own may be shown. */
  onFrame: (told: FrameTold, covered: Blob | null) => void;
  /** @param isOver The server ended it for a reason that it told; trying again would change nothing. */
  onClose: (isOver: boolean) => void;
}

/** The same frame without anybody's name. */
export function unnamed(told: FrameTold): FrameTold {
  return { ...told, Tracks: told.Tracks.map((track) => ({ ...track, Identity: null })) };
}

const refusedByRules = 1008;

/** One socket of live frames: /console/live, under the session's key. */
export class LiveSocket {
  readonly #socket = new WebSocket(`${location.origin.replace("http", "ws")}/console/live`);
  #waiting: FrameTold | undefined;
  #sent = 0;

  constructor(heard: Heard) {
    this.#socket.binaryType = "blob";
    this.#socket.onopen = () => heard.onOpen();
    this.#socket.onclose = (event) => heard.onClose(event.code === refusedByRules);
    this.#socket.onmessage = ({ data }: MessageEvent<string | Blob>) => {
      if (typeof data !== "string") {
        const told = this.#waiting;
        this.#waiting = undefined;
        if (told !== undefined) {
          heard.onFrame(told, data);
        }

        return;
      }

      const told = JSON.parse(data) as FrameTold | SettingsTold | RefusalTold;
      if (told.Kind === "frame") {
        if (told.Privacy) {
          this.#waiting = told;
        } else {
          heard.onFrame(told, null);
        }
      } else if (told.Kind === "settings") {
        heard.onSettings(told);
      } else {
        heard.onRefusal(told);
      }
    };
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  set(wanted: Wanted): void {
    this.#socket.send(JSON.stringify(wanted));
  }

  /** @returns The frame's number, as the server counts. */
  send(frame: Blob): number {
    this.#socket.send(frame);
    return ++this.#sent;
  }

  close(): void {
    this.#socket.onclose = null;
    this.#socket.onmessage = null;
    this.#socket.close();
  }
}
