/** What a fallback asks before it turns to a vendor, and tells of how that went; behind it stands the vendor's circuit breaker, shared by the calls of the node. */
import type { ProviderErrorCode } from "../audio/provider-error.ts";

export type Outcome =
  /** `afterMs`: to the first answer (end of the audio → final text; text → first audio). */
  | { type: "answered"; afterMs: number }
  /** `message` holds no caller's words. */
  | { type: "failed"; code: ProviderErrorCode; message: string }
  /** The caller went on, or hung up: says nothing of the vendor. */
  | { type: "abandoned" };

export interface VendorGate {
  /** False: leave this vendor alone unless there is no other. */
  admit(): boolean;
  /** Its circuit is not closed: who is let through is its probe, and had better not be waited for alone. Absent: never. */
  onTrial?(): boolean;
  settle(outcome: Outcome): void;
}

/** For what is part of the node and has no breaker. */
export const openGate: VendorGate = { admit: () => true, settle: () => undefined };
