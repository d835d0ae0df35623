/** One test of a trunk at a time: asked, answered, or refused. */
import type { TrunkTest } from "@zvon/contract/trunks-api.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../lib/api.ts";
import { useLinesClient } from "../../lib/lines-client.ts";

export type Testing = { running: boolean; result: TrunkTest | null; error: ApiError | null; run: () => void };

/** @param onDone the list may show another state by then. */
export function useTrunkTest(id: string, onDone: () => void): Testing {
  const client = useLinesClient();
  const [state, setState] = useState<Omit<Testing, "run">>({ running: false, result: null, error: null });
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const run = useCallback(() => {
    setState({ running: true, result: null, error: null });
    client.testTrunk(id).then(
      (result) => {
        if (!shown.current) return;
        setState({ running: false, result, error: null });
        onDone();
      },
      (thrown: unknown) => shown.current && setState({ running: false, result: null, error: thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }) }),
    );
  }, [client, id, onDone]);
  return { ...state, run };
}
