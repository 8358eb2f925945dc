import { useEffect, useRef, useState } from "preact/hooks";

/** How closely all pictures are looked at, and where: shares of a picture's width and height. */
interface Place {
  times: number;
  x: number;
  y: number;
}

export interface Glass {
  place: Place;
  zoom: (by: number) => void;
  move: (x: number, y: number) => void;
  reset: () => void;
  /** Takes the keys that are its own. */
  key: (event: KeyboardEvent) => void;
}

const whole: Place = { times: 1, x: 0, y: 0 };
const timesMax = 8,
  step = 0.05;
const arrows: Record<string, [number, number]> = {
  ArrowLeft: [step, 0],
  ArrowRight: [-step, 0],
  ArrowUp: [0, step],
  ArrowDown: [0, -step],
};

/** One glass over all pictures: whatever is done to one is done to all. */
export function useGlass(): Glass {
  const [place, setPlace] = useState(whole);
  const zoom = (by: number) => setPlace((was) => within({ ...was, times: was.times * by }));
  const move = (x: number, y: number) => setPlace((was) => within({ ...was, x: was.x + x, y: was.y + y }));
  const key = (event: KeyboardEvent) => {
    const arrow = event.shiftKey ? arrows[event.key] : undefined;
    if (arrow !== undefined) {
      move(...arrow);
    } else if (event.key === "+" || event.key === "-") {
      zoom(event.key === "+" ? 1.25 : 0.8);
    } else {
      return;
    }

    event.preventDefault();
  };
  return { place, zoom, move, reset: () => setPlace(whole), key };
}

/** No picture leaves its frame. */
function within({ times, x, y }: Place): Place {
  const held = Math.min(timesMax, Math.max(1, times));
  const most = (held - 1) / 2;
  return { times: held, x: Math.min(most, Math.max(-most, x)), y: Math.min(most, Math.max(-most, y)) };
}

export function Looked({ glass, picture, alt }: { glass: Glass; picture: string; alt: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(glass);
  latest.current = glass;
  useEffect(() => {
    // Not passive, or the page would scroll under the glass.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current.zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    };
    frame.current?.addEventListener("wheel", wheel, { passive: false });
    return () => frame.current?.removeEventListener("wheel", wheel);
  }, []);
  const drag = (event: PointerEvent) => {
    if (event.buttons === 1) {
      const size = frame.current!.clientWidth;
      glass.move(event.movementX / size, event.movementY / size);
    }
  };
  const { times, x, y } = glass.place;
  return (
    <div ref={frame} class="looked" onPointerMove={drag}>
      <img
        src={`data:image/jpeg;base64,${picture}`}
        alt={alt}
        width={160}
        height={160}
        draggable={false}
        style={{ transform: `translate(${x * 100}%, ${y * 100}%) scale(${times})` }}
      />
    </div>
  );
}
