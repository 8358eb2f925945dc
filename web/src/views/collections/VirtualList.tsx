import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  label: string;
  /** Titles of the columns, in the order of the cells. */
  columns: string[];
  /** Class of every row: it lays out the cells. */
  rowClass: string;
  count: number;
  /** The cells of a row, each with role="cell". */
  row: (index: number) => ComponentChildren;
  /** Told which rows are seen, so that they can be read; `end` is the first that is not. */
  onSeen?: (start: number, end: number) => void;
}

const rowPixels = 56;
// Rows beyond what is seen: a wheel's notch scrolls 100 pixels, a page key the whole height.
const spareRows = 8;
// Browsers draw nothing beyond: Firefox ends at 17.9 million pixels, Chromium at 33.5.
const heightPixelsMax = 15_000_000;

/** A list of which only the rows that are seen exist, however long it is. */
export function VirtualList({ label, columns, rowClass, count, row, onSeen }: Props) {
  const view = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ top: 0, height: 560 });
  const look = () => {
    if (view.current !== null) {
      setAt({ top: view.current.scrollTop, height: view.current.clientHeight });
    }
  };
  useLayoutEffect(look, [count]);
  useEffect(() => {
    const resized = new ResizeObserver(look);
    resized.observe(view.current!);
    return () => resized.disconnect();
  }, []);

  const wanted = count * rowPixels;
  const height = Math.min(wanted, heightPixelsMax);
  // Where the list is longer than a browser can draw, a pixel of the bar is more than one of the list.
  const scale = height > at.height ? (wanted - at.height) / (height - at.height) : 1;
  const offset = at.top * scale;
  const first = Math.floor(offset / rowPixels);
  const end = Math.min(count, Math.ceil((offset + at.height) / rowPixels));
  useEffect(() => onSeen?.(first, end), [first, end, count]);

  const rows: ComponentChildren[] = [];
  for (let i = Math.max(0, first - spareRows); i < Math.min(count, end + spareRows); i++) {
    const top = at.top + i * rowPixels - offset;
    rows.push(
      <div
        key={i}
        role="row"
        aria-rowindex={i + 2}
        class={`list-row ${rowClass}`}
        style={{ transform: `translateY(${Math.round(top)}px)`, height: `${rowPixels}px` }}
      >
        {row(i)}
      </div>,
    );
  }

  return (
    <div role="table" aria-label={label} aria-rowcount={count + 1} class="list">
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} class={`list-head ${rowClass}`}>
          {columns.map((title) => (
            <span role="columnheader">{title}</span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        aria-label={`Rows of ${label}`}
        class="list-view"
        ref={view}
        tabIndex={0}
        onScroll={look}
      >
        <div role="presentation" style={{ height: `${height}px` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}
