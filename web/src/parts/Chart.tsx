import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";

interface Props {
  title: string;
  /** Seconds since 1970, one for each point. */
  times: number[];
  lines: { name: string; values: (number | null)[] }[];
  unit: string;
}

const heightPixels = 180;
const secondsMin = 60;
const colours = ["#2f7ed8", "#d9730d", "#1a9c5b", "#b63fb0", "#c23b3b"];

/** Lines over time. What it shows stands beside it in words too, so it is hidden from screen readers. */
export function Chart({ title, times, lines, unit }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const names = lines.map((line) => line.name).join();
  const data = [times, ...lines.map((line) => line.values)] as UPlot.AlignedData;

  useEffect(() => {
    const text = getComputedStyle(document.documentElement).getPropertyValue("color");
    const axis: UPlot.Axis = {
      stroke: text,
      grid: { stroke: "#8884", width: 1 },
      ticks: { stroke: "#8884" },
    };
    const made = (plot.current = new UPlot(
      {
        width: place.current!.clientWidth,
        height: heightPixels,
        legend: { show: lines.length > 1, live: false },
        cursor: { show: false },
        axes: [axis, { ...axis, size: 60 }],
        scales: {
          // A minute at least, so that the first points do not stand for years.
          x: { range: (_, min, max) => [Math.min(min, max - secondsMin), max] },
          y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
        },
        series: [
          {},
          ...lines.map(({ name }, i) => ({
            label: name,
            stroke: colours[i % colours.length]!,
            width: 2,
          })),
        ],
      },
      data,
      place.current!,
    ));
    const resized = new ResizeObserver(() =>
      made.setSize({ width: place.current!.clientWidth, height: heightPixels }),
    );
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [names]);
  useEffect(() => plot.current?.setData(data), [times.at(-1), names]);

  return (
    <figure class="card chart">
      <figcaption>
        <strong>{title}</strong> <span class="quiet">{unit}</span>
      </figcaption>
      <div ref={place} aria-hidden="true" style={{ minHeight: `${heightPixels}px` }} />
    </figure>
  );
}
