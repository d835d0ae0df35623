/** Which node an outbound call goes to. Pure. */
import type { Via } from "@zvon/contract/node-link.ts";
import type { NodeStatus } from "./node-status.ts";

type Candidate = Pick<NodeStatus, "connected" | "clockOff" | "drainBy" | "ways" | "telephony" | "calls" | "capacity" | "trunks"> & { id: string };

/**
 * Able are those that are connected with a right clock, not draining, have the way and room. Of these the one whose trunk is
 * in the best state, then the one with the smallest part of its room taken; of equals the first.
 * @param trunk null: the exchange's own way out.
 * @returns null when nobody can.
 */
export function placement(candidates: readonly Candidate[], via: Via, trunk: string | null): string | null {
  const able = candidates.filter((node) => node.connected && !node.clockOff && node.drainBy === null && node.ways.includes(via) && node.calls < node.capacity && (via !== "sip" || node.telephony !== "down"));
  const [best] = able.toSorted((a, b) => trunkRank(a, trunk) - trunkRank(b, trunk) || a.calls / a.capacity - b.calls / b.capacity);
  return best?.id ?? null;
}

/** A node that never told of the trunk may have it all the same; one that can't reach it goes last. */
function trunkRank(node: Candidate, trunk: string | null): number {
  if (trunk === null) return 0;
  const state = node.trunks.find((sight) => sight.id === trunk)?.state;
  if (state === "registered" || state === "reachable") return 0;
  if (state === "unknown") return 1;
  return state === undefined ? 2 : 3;
}
