/** All calls of the node: capacity, one entry a call id, drain. */
import type { LiveCall } from "./port.ts";

export type Refused = "full" | "draining" | "hurried" | "known";

export interface Calls {
  /** Null: it may be taken. Else why not. */
  refuses(callId: string): Refused | null;
  add(call: LiveCall): void;
  get(callId: string): LiveCall | null;
  ids(): string[];
  /** Takes no new calls, or takes them again; those that live go on. */
  pause(on: boolean): void;
  draining(): boolean;
  /** No new calls for good; resolves when the last one is over. */
  drain(): Promise<void>;
}

/** @param hurried whether the node has too much to do for one more */
export function createCalls(capacity: number, hurried: () => boolean = () => false): Calls {
  const live = new Map<string, LiveCall>();
  let paused = false;
  let stopping = false;
  return {
    refuses(callId) {
      if (stopping || paused) return "draining";
      if (live.has(callId)) return "known";
      if (live.size >= capacity) return "full";
      return hurried() ? "hurried" : null;
    },
    add(call) {
      live.set(call.callId, call);
      void call.done.finally(() => live.delete(call.callId));
    },
    get: (callId) => live.get(callId) ?? null,
    ids: () => [...live.keys()],
    pause(on) {
      paused = on;
    },
    draining: () => stopping || paused,
    async drain() {
      stopping = true;
      await Promise.all([...live.values()].map((call) => call.done));
    },
  };
}
