/**
 * Why a telephone call ended, in the twenty words an owner understands. SIP says more than Q.850 where both
 * are known: Asterisk folds 480 (phone off) and "rang and nobody came" into the same Q.850 19.
 */
import type { EndReason } from "@zvon/contract/end-reason.ts";
import type { HangupCause } from "../call/signalling.ts";

export type Ended = { by: "far" | "us" | "system"; answered: boolean; cause: HangupCause };

/** Q.850 causes this adapter gives itself, and that callers of reject() and hangup() use. */
export const q850 = {
  noSuchNumber: 1,
  normalClearing: 16,
  busy: 17,
  noAnswer: 19,
  rejected: 21,
  congestion: 34,
  temporaryFailure: 41,
  switchCongestion: 42,
  /** What Asterisk sets when a call's RTP has stopped for rtp_timeout. */
  channelUnavailable: 44,
} as const;

/** RFC 3261 section 21; the meaning carriers give them, where it differs from the book. */
const bySip = (status: number): EndReason | null => {
  switch (status) {
    case 486:
    case 600:
      return "busy";
    case 603:
    case 607:
    case 608:
      return "rejected";
    case 487:
      return "cancelled";
    // 480: phone off or out of range. 408: nobody answered our INVITE, the host is down.
    case 408:
    case 430:
    case 480:
      return "unreachable";
    case 404:
    case 410:
    case 414:
    case 416:
    case 484:
    case 485:
    case 604:
      return "invalid_number";
    case 401:
    case 402:
    case 403:
    case 407:
      return "forbidden";
    case 502:
    case 503:
    case 504:
      return "congestion";
    default:
      return status >= 400 ? "failed" : null;
  }
};

/** ITU-T Q.850 table 1. */
const byQ850 = (cause: number): EndReason => {
  switch (cause) {
    case 16: // normal clearing before an answer: whoever rang let go
    case 26:
      return "cancelled";
    case 17:
      return "busy";
    case 19:
      return "no_answer";
    case 21:
      return "rejected";
    case 2:
    case 3:
    case 18: // no user responding: the phone was never reached, unlike 19
    case 20:
    case 27:
    case 102:
      return "unreachable";
    case 1:
    case 22:
    case 28:
      return "invalid_number";
    case 34:
    case 38:
    case 41:
    case 42:
    case 44:
    case 47:
      return "congestion";
    case 50:
    case 52:
    case 54:
    case 55:
    case 57:
      return "forbidden";
    default:
      return "failed";
  }
};

/**
 * The reason in the books. The call itself knows better when it hung up on purpose (goodbye said, limit,
 * transfer): `us` after an answer is `completed` here.
 */
export const endReasonOf = ({ by, answered, cause }: Ended, direction: "inbound" | "outbound"): EndReason => {
  if (answered) {
    if (by === "us") return "completed";
    if (cause.q850 === q850.channelUnavailable) return "media_timeout";
    return by === "far" ? "caller_hangup" : "failed";
  }
  if (by === "far" && direction === "inbound") return "cancelled";
  const told = cause.sip === null ? null : bySip(cause.sip);
  if (told !== null) return told;
  return cause.q850 === null ? "failed" : byQ850(cause.q850);
};

/** What became of a person dialled for somebody else, from why their line ended. */
export const dialledResult: Record<EndReason, "busy" | "refused" | "no_answer" | "failed"> = {
  busy: "busy", rejected: "refused", no_answer: "no_answer", unreachable: "no_answer", voicemail: "no_answer", caller_hangup: "refused",
  completed: "failed", api_hangup: "failed", transferred: "failed", cancelled: "failed", invalid_number: "failed", congestion: "failed", forbidden: "failed", silent: "failed",
  media_timeout: "failed", max_duration: "failed", limit: "failed", edge_lost: "failed", node_lost: "failed", failed: "failed",
};
