/** Whose money a caller is handed on with: what the hub is asked before the node dials. Pure. */
import type { ToNode } from "@zvon/contract/call-link.ts";
import type { TalkRequest } from "../tenants/hub.ts";
import type { BeginCall } from "./begin.ts";

type Transfer = Extract<ToNode, { type: "transfer" }>;

/** Fewer digits are an extension of the exchange, as for calls that are started. */
const publicDigits = 7;

/** @returns null: nothing is counted, the transfer goes as it is. */
export function talkRequest({ callId, talk, trunk = null, via }: BeginCall, transfer: Transfer, nowMs: number): TalkRequest | null {
  if (talk === undefined || via !== "sip") return null;
  const { to, key } = transfer;
  const inside = to.startsWith("operator:");
  const address = /^sips?:/i.test(to);
  const by = inside ? null : (transfer.trunk ?? trunk);
  const extension = by === null && to.replaceAll(/\D/g, "").length < publicDigits;
  const channels = by === null ? undefined : talk.maxChannels[by];
  return {
    id: callId, key, to, nowMs, firstLine: trunk,
    perMinute: inside || extension ? 0 : address ? (talk.perMinuteBy[by ?? ""] ?? talk.perMinute) : talk.perMinute,
    line: by === null || channels === undefined ? null : { id: by, maxChannels: channels },
    longestMs: talk.longestMs, spending: talk.spending,
  };
}

/** A call whose node was lost while its caller was being handed on may have become such a talk: the node says so when it is back. */
export const mayTalkOn = (endReason: string | null): boolean => endReason === "transferred" || endReason === "node_lost" || endReason === "edge_lost";
