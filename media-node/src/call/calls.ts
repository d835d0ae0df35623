/** All calls of the node: capacity, one entry a call id, drain. */
import type { LiveCall } from "./port.ts";

export interface Calls {
  /** False when the node is full or draining, or the call is here already. */
  accepts(callId: string): boolean;
  add(call: LiveCall): void;
  get(callId: string): LiveCall | null;
  ids(): string[];
  /** No new calls; resolves when the last one is over. */
  drain(): Promise<void>;
}

export function createCalls(capacity: number): Calls {
  const live = new Map<string, LiveCall>();
  let draining = false;
  return {
    accepts: (callId) => !draining && live.size < capacity && !live.has(callId),
    add(call) {
      live.set(call.callId, call);
      void call.done.finally(() => live.delete(call.callId));
    },
    get: (callId) => live.get(callId) ?? null,
    ids: () => [...live.keys()],
    async drain() {
      draining = true;
      await Promise.all([...live.values()].map((call) => call.done));
    },
  };
}
