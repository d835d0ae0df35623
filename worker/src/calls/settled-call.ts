/** A finished call as its session hands it to the archive; the session forgets it once the archive has it. */
import type { Call, CallAnalysis, Message } from "@zvon/contract/api.ts";
import type { Cause, EndReason, Outcome } from "@zvon/contract/end-reason.ts";
import type { TenantId } from "@zvon/contract/ids.ts";

export type SettledCall = {
  tenantId: TenantId;
  /** null: it was held in writing. */
  nodeId: string | null;
  /** `status` is "ended", `endReason` and `endedAt` are set; the recording may still be on its way. */
  call: Call;
  messages: Message[];
  settledAt: number;
};

/** What was found out about the call once its record was written. */
export type CallFinding = { callId: string; analysis: CallAnalysis; outcome: Outcome | null; /** With what finding it cost. */ usage: Call["usage"] };

/** Evidence that came after the call was settled: rows beside the record, which itself keeps its first end. */
export type CallCorrection = {
  callId: string;
  at: number;
  endReason: EndReason;
  cause: Cause;
  detail: string;
  durationMs: number | null;
  usage: Call["usage"] | null;
};
