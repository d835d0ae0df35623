/** Time-outs of states (`timeout_s`): taken at a second of silence, and at a turn that brings the state no answer. */
import { take } from "./enter.ts";
import { mostLost } from "./not-understood.ts";
import type { Move } from "./step.ts";
import type { Talk } from "./talk.ts";

/** Who answers late has answered. */
const answered: ReadonlySet<Move["type"] | "silence"> = new Set(["go", "done", "ask-part", "read-back", "noted", "handoff"] as const);

/** @returns true when the time was up and the flow has gone on. */
export function timedOut(talk: Talk, by: Move["type"] | "silence"): boolean {
  const { state, atMs } = talk;
  if (answered.has(by) || state.enteredAtMs === 0 || state.lost >= mostLost) return false;
  const seconds = Math.floor((atMs - state.enteredAtMs) / 1000);
  const way = talk.way({ timeout_s: seconds });
  if (way === null) return false;
  talk.note("timeout", String(seconds));
  // Not understood all the same: a flow that leads back here must not go on so for ever.
  if (by === "miss") state.lost += 1;
  take(talk, way);
  return true;
}
