/** The edge wants the call to end: once the farewell was heard, or now. */
import type { EndReason } from "@zvon/contract/end-reason.ts";

export interface Goodbye {
  /** @param afterReply -1: now */
  ask(reason: EndReason, afterReply: number): void;
  /** A newer reply has come. Said anew, for a turn that came late: cutting the farewell before is not having heard it. */
  saidAnew(reply: number): void;
  /** Somebody has more to say. */
  forget(): void;
  /** Why to hang up now; null: not yet, or nobody asked. */
  due(newestHeard: number): EndReason | null;
}

export function createGoodbye(): Goodbye {
  let asked: { reason: EndReason; afterReply: number } | null = null;
  return {
    ask(reason, afterReply) {
      asked = { reason, afterReply };
    },
    saidAnew(reply) {
      if (asked !== null && asked.afterReply !== -1) asked = { ...asked, afterReply: Math.max(asked.afterReply, reply) };
    },
    forget() {
      asked = null;
    },
    due: (newestHeard) => (asked !== null && newestHeard >= asked.afterReply ? asked.reason : null),
  };
}
