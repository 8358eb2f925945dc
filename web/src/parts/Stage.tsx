import type { BoundingBox, Landmark } from "../api/shapes.ts";

export interface Mark {
  /** As fractions of the picture. */
  box: BoundingBox;
  landmarks?: Landmark[];
  label: string;
}

interface Props {
  url: string;
  alt: string;
  marks: Mark[];
  /** Which mark is pointed at, here or in what stands beside. */
  chosen?: number | undefined;
  onChoose?: (mark: number | undefined) => void;
}

/** A picture with boxes and landmarks drawn on it. */
export function Stage({ url, alt, marks, chosen, onChoose }: Props) {
  return (
    <figure class="stage">
      <img src={url} alt={alt} />
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {marks.map((mark, i) => (
          <g
            key={i}
            class={i === chosen ? "mark chosen" : "mark"}
            onMouseEnter={() => onChoose?.(i)}
            onMouseLeave={() => onChoose?.(undefined)}
          >
            <rect x={mark.box.Left} y={mark.box.Top} width={mark.box.Width} height={mark.box.Height} />
            {mark.landmarks?.map((point, j) => (
              <path key={j} d={`M${point.X} ${point.Y}h0`} />
            ))}
          </g>
        ))}
      </svg>
      {marks.map((mark, i) => (
        <span
          key={i}
          class={i === chosen ? "mark-label chosen" : "mark-label"}
          aria-hidden="true"
          style={{
            left: `${100 * Math.max(0, mark.box.Left)}%`,
            top: `${100 * Math.max(0, mark.box.Top)}%`,
          }}
        >
          {mark.label}
        </span>
      ))}
    </figure>
  );
}
