import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** What work has come to: nothing yet, a value, or a sentence about why not. */
export interface Work<T> {
  isBusy: boolean;
  value: T | undefined;
  failure: Error | undefined;
}

/**
 * Work that a user starts. Starting it again ends what runs; leaving the view does too.
 * @returns What it has come to, how to start it, and how to forget it.
 */
export function useWork<A extends unknown[], T>(
  work: (signal: AbortSignal, ...args: A) => Promise<T>,
): [Work<T>, (...args: A) => void, () => void] {
  const [state, setState] = useState<Work<T>>({ isBusy: false, value: undefined, failure: undefined });
  const running = useRef<AbortController>(undefined);
  const latest = useRef(work);
  latest.current = work;
  const start = useCallback((...args: A) => {
    running.current?.abort();
    const own = (running.current = new AbortController());
    setState((was) => ({ ...was, isBusy: true, failure: undefined }));
    latest.current(own.signal, ...args).then(
      (value) => own.signal.aborted || setState({ isBusy: false, value, failure: undefined }),
      (failure: Error) => own.signal.aborted || setState((was) => ({ ...was, isBusy: false, failure })),
    );
  }, []);
  const forget = useCallback(() => {
    running.current?.abort();
    setState({ isBusy: false, value: undefined, failure: undefined });
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  return [state, start, forget];
}

/** Work that starts with the view, and again when `by` changes. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  by: readonly unknown[],
): Work<T> & { again: () => void } {
  const [state, start] = useWork(load);
  useEffect(start, by);
  return { ...state, again: start };
}

/** Runs every so often while the view is there and its tab is seen. */
export function useEvery(milliseconds: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}
