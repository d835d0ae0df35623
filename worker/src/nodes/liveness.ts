/** Is a media node still there, and what of its calls? Pure: the object brings what it saw, this decides. */
import { nodeSilentMs } from "@zvon/contract/node-link.ts";

/** A node that comes back within this time finds its calls alive (its links resume by themselves). */
export const nodeLostMs = 45_000;
/** A node whose clock is further off gets no calls: its wall times would lie in the books. */
export const clockSkewMs = 30_000;
/** A connected node no longer names a call: its last facts have so long to come through the call's own link. */
export const missingGraceMs = 15_000;
/** How often the object looks while all is well. */
const lookEveryMs = 15_000;

export type Sight = { connected: boolean; /** Last message, or when the connection went. */ lastSeenMs: number; calls: number; /** Since when a connected node no longer names one of them; Infinity: it names all. */ missingSinceMs: number };
export type Verdict = {
  /** The connection is open but mute: close it, the node dials again. */
  silent: boolean;
  /** Its calls are over. */
  lost: boolean;
  /** Those it no longer names are over. */
  missingLost: boolean;
  nextLookAtMs: number | null;
};

export function judgeNode(sight: Sight, nowMs: number): Verdict {
  const quietMs = nowMs - sight.lastSeenMs;
  const lost = sight.calls > 0 && quietMs >= nodeLostMs;
  const silent = sight.connected && quietMs > nodeSilentMs;
  if (!sight.connected || silent) return { silent, lost, missingLost: false, nextLookAtMs: sight.calls > 0 && !lost ? sight.lastSeenMs + nodeLostMs : null };
  const missingDueMs = sight.missingSinceMs + missingGraceMs;
  const missingLost = nowMs >= missingDueMs;
  return { silent, lost, missingLost, nextLookAtMs: missingLost ? nowMs + lookEveryMs : Math.min(nowMs + lookEveryMs, missingDueMs) };
}

export const clockIsOff = (skewMs: number): boolean => Math.abs(skewMs) > clockSkewMs;
