import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api.ts";

/**
 * Something read from the server. `data` stays while it is read again and when reading again fails: then `error`
 * stands beside it and the view says that what it shows is old.
 */
export type Loaded<T> = { data: T | null; error: ApiError | null; loading: boolean; at: number | null; reload: () => void };

/** @param key what is read: another key forgets the old data. @param everyMs reads again so often while the page is visible. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: ApiError | null; loading: boolean; at: number | null }>({ key, data: null, error: null, loading: true, at: null });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    const controller = new AbortController();
    setState((old) => (old.key === key ? { ...old, loading: true } : { key, data: null, error: null, loading: true, at: null }));
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ key, data, error: null, loading: false, at: Date.now() });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const known = error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error });
        setState((old) => ({ ...old, error: known, loading: false }));
      },
    );
    return () => controller.abort();
  }, [key, round]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setRound((count) => count + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return state.key === key ? { ...state, reload } : { data: null, error: null, loading: true, at: null, reload };
}
