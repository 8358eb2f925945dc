import {
  LiveSocket,
  unnamed,
  type FrameTold,
  type RefusalTold,
  type SettingsTold,
  type Wanted,
} from "./socket.ts";

const width = 640,
  height = 480;
const jpegQuality = 0.8;
const inFlightMax = 2;
const reconnectMs = 2000;
// A frame should come to the server shortly before it is free: one that waits there only grows old.
const waitMsWanted = 5,
  holdMsMax = 200,
  holdGain = 0.2;
const answerMsMax = 5000; // A frame that was replaced by a newer one is not answered.

interface Sent {
  frame: Blob;
  at: number;
}

export interface Told {
  onFrame: (told: FrameTold, picture: ImageBitmap | null, frameToBoxMs: number) => void;
  onSettings: (told: SettingsTold) => void;
  onRefusal: (told: RefusalTold) => void;
  /** @param sentence Null: all is well. */
  onConnection: (sentence: string | null, isOver: boolean) => void;
}

/** Why the camera cannot be used, for people. */
export function cameraSentence(failure: unknown): string {
  const name = failure instanceof DOMException ? failure.name : "";
  return name === "NotAllowedError"
    ? "The browser was not allowed to use the camera. Allow it for this page, then start again."
    : name === "NotFoundError" || name === "OverconstrainedError"
      ? "No camera was found. Plug one in, then start again."
      : name === "NotReadableError"
        ? "The camera is used by another program. Close that, then start again."
        : navigator.mediaDevices === undefined
          ? "The browser gives a camera only to pages of this machine or over HTTPS."
          : `The camera did not start: ${failure instanceof Error ? failure.message : String(failure)}`;
}

/** The camera's pictures to the server and back, until it is stopped. */
export class LiveRun {
  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");
  readonly #told: Told;
  readonly #inFlight = new Map<number, Sent>();
  #stream: MediaStream | undefined;
  #socket: LiveSocket | undefined;
  #wanted: Wanted;
  #isStopped = false;
  #isTaking = false;
  #holdMs = 0; // How long the next is not taken while another is out.
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(wanted: Wanted, told: Told) {
    this.#wanted = wanted;
    this.#told = told;
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  /** @throws DOMException The camera is refused or not there; cameraSentence says it. */
  async start(camera: string): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { width, height, ...(camera === "" ? {} : { deviceId: { exact: camera } }) },
    });
    if (this.#isStopped) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }

    this.#stream = stream;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = stream;
    await this.#video.play();
    this.#tick = setInterval(() => this.#forgetLate(), answerMsMax / 5);
    this.#connect();
  }

  set(wanted: Wanted): void {
    this.#wanted = wanted;
    if (this.#socket?.isOpen) {
      this.#socket.set(wanted);
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#tick);
    this.#socket?.close();
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#video.srcObject = null;
    this.#inFlight.clear();
  }

  #connect(): void {
    this.#inFlight.clear();
    this.#socket = new LiveSocket({
      onOpen: () => {
        this.#told.onConnection(null, false);
        this.#socket!.set(this.#wanted);
        void this.#send();
      },
      onSettings: (told) => this.#told.onSettings(told),
      onRefusal: (told) => {
        if (told.Frame !== null) {
          this.#inFlight.delete(told.Frame);
          void this.#send();
        } else {
          this.#wanted = { ...this.#wanted, Identify: null };
        }

        this.#told.onRefusal(told);
      },
      onFrame: (told, covered) => void this.#show(told, covered),
      onClose: (isOver) => this.#lost(isOver),
    });
  }

  #lost(isOver: boolean): void {
    if (isOver) {
      this.stop();
      this.#told.onConnection(null, true);
      return;
    }

    // Who was looked for is asked for again by a person, not by a page that reconnects.
    this.#wanted = { ...this.#wanted, Identify: null };
    this.#told.onConnection("The connection was lost. It is tried again every two seconds.", false);
    this.#retry = setTimeout(() => this.#connect(), reconnectMs);
  }

  async #show(told: FrameTold, covered: Blob | null): Promise<void> {
    const sent = this.#inFlight.get(told.Frame);
    // Frames are answered in their order: an older one that is still open was replaced.
    for (const number of [...this.#inFlight.keys()].filter((one) => one <= told.Frame)) {
      this.#inFlight.delete(number);
    }

    const hold = this.#holdMs + holdGain * (told.Ms.Wait - waitMsWanted);
    this.#holdMs = Math.min(holdMsMax, Math.max(0, hold));
    void this.#send();
    if (sent === undefined) {
      return;
    }

    // The camera's own picture only where both sides agree that it may be seen.
    const file = told.Privacy ? covered : this.#wanted.Privacy ? null : sent.frame;
    const picture = file === null ? null : await createImageBitmap(file);
    if (!this.#isStopped) {
      // One that was told before the names ended may be drawn only after that.
      const shown = this.#wanted.Identify === null ? unnamed(told) : told;
      this.#told.onFrame(shown, picture, performance.now() - sent.at);
    }
  }

  async #send(): Promise<void> {
    if (this.#isTaking) {
      return;
    }

    this.#isTaking = true;
    try {
      while (!this.#isStopped && this.#socket?.isOpen && this.#inFlight.size < inFlightMax) {
        if (this.#inFlight.size > 0) {
          await new Promise((resolve) => setTimeout(resolve, this.#holdMs));
        }

        await new Promise<unknown>((resolve) => this.#video.requestVideoFrameCallback(resolve));
        const at = performance.now();
        this.#draw();
        const frame = await new Promise<Blob | null>((resolve) =>
          this.#canvas.toBlob(resolve, "image/jpeg", jpegQuality),
        );
        if (frame !== null && !this.#isStopped && this.#socket.isOpen) {
          this.#inFlight.set(this.#socket.send(frame), { frame, at });
        }
      }
    } finally {
      this.#isTaking = false;
    }
  }

  #draw(): void {
    const scale = Math.min(1, width / this.#video.videoWidth, height / this.#video.videoHeight);
    const across = Math.round(this.#video.videoWidth * scale);
    const down = Math.round(this.#video.videoHeight * scale);
    if (this.#canvas.width !== across || this.#canvas.height !== down) {
      [this.#canvas.width, this.#canvas.height] = [across, down];
    }

    this.#canvas.getContext("2d", { alpha: false })!.drawImage(this.#video, 0, 0, across, down);
  }

  #forgetLate(): void {
    const late = performance.now() - answerMsMax;
    for (const [number, sent] of this.#inFlight) {
      if (sent.at < late) {
        this.#inFlight.delete(number);
      }
    }

    void this.#send();
  }
}
