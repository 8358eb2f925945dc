import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useEvery } from "../../parts/hooks.ts";
import { Pace } from "./pace.ts";
import { cameraSentence, LiveRun, type Told } from "./run.ts";
import { unnamed, type FrameTold, type SettingsTold, type Wanted } from "./socket.ts";

const tellEveryMs = 500; // Text that changes with each frame could not be read.

interface Stream {
  wanted: Wanted;
  state: "off" | "starting" | "on";
  /** What the server says is in effect. */
  told: SettingsTold | undefined;
  frame: FrameTold | undefined;
  failure: Error | undefined;
  connection: string | null;
  pace: Pace;
  start: (camera: string) => Promise<void>;
  stop: () => void;
  choose: (wanted: Wanted) => void;
}

/** A stream of the camera that ends with the view. @param canvas Takes the pictures that may be seen. */
export function useStream(canvas: RefObject<HTMLCanvasElement | null>): Stream {
  const run = useRef<LiveRun>(undefined);
  const pace = useRef(new Pace());
  const [wanted, setWanted] = useState<Wanted>({ Privacy: true, Identify: null });
  const [state, setState] = useState<Stream["state"]>("off");
  const [told, setTold] = useState<SettingsTold>();
  const [frame, setFrame] = useState<FrameTold>();
  const [failure, setFailure] = useState<Error>();
  const [connection, setConnection] = useState<string | null>(null);
  const [, setTick] = useState(0);
  useEvery(tellEveryMs, () => state === "on" && setTick((tick) => tick + 1));
  useEffect(() => () => run.current?.stop(), []);

  function show(now: FrameTold | undefined) {
    if (now === undefined) {
      canvas.current?.getContext("2d")?.clearRect(0, 0, canvas.current.width, canvas.current.height);
    }

    setFrame(now);
  }

  const hears: Told = {
    onFrame: (now, picture, frameToBoxMs) => {
      draw(canvas.current, picture);
      pace.current.add(now, frameToBoxMs);
      show(now);
    },
    onSettings: setTold,
    onRefusal: (refusal) => {
      setFailure(new Error(refusal.Message));
      // Of a frame it is a frame less; anything else ended the search.
      if (refusal.Frame === null) {
        setWanted((was) => ({ ...was, Identify: null }));
        setFrame((was) => was && unnamed(was));
      }
    },
    onConnection: (sentence, isOver) => {
      setWanted((was) => ({ ...was, Identify: null }));
      setConnection(sentence);
      setState(isOver ? "off" : "on");
      show(undefined);
    },
  };

  async function start(camera: string) {
    run.current?.stop();
    pace.current = new Pace();
    setFailure(undefined);
    setState("starting");
    const own = (run.current = new LiveRun(wanted, hears));
    try {
      await own.start(camera);
    } catch (refused) {
      own.stop();
      setFailure(new Error(cameraSentence(refused)));
      setState("off");
    }
  }

  function stop() {
    run.current?.stop();
    setState("off");
    setConnection(null);
    show(undefined);
  }

  function choose(next: Wanted) {
    setWanted(next);
    setFailure(undefined);
    show(undefined);
    run.current?.set(next);
  }

  return { wanted, state, told, frame, failure, connection, pace: pace.current, start, stop, choose };
}

function draw(canvas: HTMLCanvasElement | null, picture: ImageBitmap | null): void {
  if (picture !== null && canvas !== null) {
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")!.drawImage(picture, 0, 0);
  }

  picture?.close();
}
