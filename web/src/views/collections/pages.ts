import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface OnePage<T> {
  rows: T[];
  next: string | undefined;
}

/** Rows of a long list, as far as they were read. */
export interface PagedRows<T> {
  rows: T[];
  /** Whether there are no more. */
  isAll: boolean;
  isBusy: boolean;
  failure: Error | undefined;
  /** Reads on until there are so many rows. */
  want: (rows: number) => void;
  /** Takes rows out that are no more, or changes them, without reading anew. */
  change: (by: (rows: T[]) => T[]) => void;
  /** Reads anew from the start. */
  again: () => void;
}

interface Reading<T> {
  rows: T[];
  next: string | undefined;
  isAll: boolean;
  isBusy: boolean;
  failure: Error | undefined;
  wanted: number;
  own: AbortController;
}

const fresh = <T>(): Reading<T> => ({
  rows: [],
  next: undefined,
  isAll: false,
  isBusy: false,
  failure: undefined,
  wanted: 1,
  own: new AbortController(),
});

/**
 * A list that is read a page at a time, as far as somebody looks: a small page first, so that it is there at
 * once, then large ones.
 * @param by Another list is read when these change.
 */
export function usePages<T>(
  ask: (token: string | undefined, rowsMax: number, signal: AbortSignal) => Promise<OnePage<T>>,
  rowsFirst: number,
  rowsMax: number,
  by: readonly unknown[],
): PagedRows<T> {
  const reading = useRef(fresh<T>());
  const [, setTick] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;

  const read = useCallback(async () => {
    const now = reading.current;
    if (now.isBusy) {
      return;
    }

    now.isBusy = true;
    now.failure = undefined;
    try {
      while (!now.isAll && now.rows.length < now.wanted) {
        const most = now.next === undefined ? rowsFirst : rowsMax;
        const page = await latest.current(now.next, most, now.own.signal);
        now.rows = now.rows.concat(page.rows);
        now.next = page.next;
        now.isAll = page.next === undefined;
        setTick((tick) => tick + 1);
      }
    } catch (failure) {
      now.failure = now.own.signal.aborted ? undefined : (failure as Error);
    }

    now.isBusy = false;
    setTick((tick) => tick + 1);
  }, []);
  const again = useCallback(() => {
    reading.current.own.abort();
    reading.current = fresh<T>();
    void read();
  }, []);
  useEffect(() => {
    again();
    return () => reading.current.own.abort();
  }, by);

  const { rows, isAll, isBusy, failure } = reading.current;
  return {
    rows,
    isAll,
    isBusy,
    failure,
    again,
    want: (count) => {
      const now = reading.current;
      now.wanted = Math.max(now.wanted, count);
      if (now.failure === undefined && !now.isAll && now.rows.length < now.wanted) {
        void read();
      }
    },
    change: (change) => {
      reading.current.rows = change(reading.current.rows);
      setTick((tick) => tick + 1);
    },
  };
}
