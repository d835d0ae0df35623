/** A call goes to the books, and gives back what it held. Each step may be repeated: the session asks until all were done. */
import { callMonth } from "@zvon/contract/ids.ts";
import type { SettledCall } from "../calls/settled-call.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";
import type { TalkBegun } from "../tenants/hub.ts";
import { mayTalkOn } from "./talk-money.ts";

const rpcTimeoutMs = 10_000;

/** Archive, talk, lease, node. */
export async function settleCall(services: Services, record: SettledCall): Promise<void> {
  const { call, tenantId, nodeId } = record;
  const callId = call.id;
  await within(archiveOf(services, record).settle(record), rpcTimeoutMs);
  const talk = call.via === "sip" ? await talkOn(services, record) : null;
  await within(services.hub(tenantId).release({ callId, mediaMs: call.answeredAt === null ? 0 : Math.max(call.durationMs ?? 0, call.usage.mediaMs) }), rpcTimeoutMs);
  if (nodeId !== null) await within(services.node(nodeId).ended({ callId, ...(talk === null ? {} : { talk }) }), rpcTimeoutMs);
}

/** The caller talks on without us: with whom is in the books. @returns what the node's object looks after; null: nobody does, and the money goes back. */
async function talkOn(services: Services, record: SettledCall) {
  const { call, tenantId, settledAt } = record;
  const hub = services.hub(tenantId);
  if (!mayTalkOn(call.endReason)) {
    await within(hub.endTalk({ id: call.id, ms: 0 }), rpcTimeoutMs);
    return null;
  }
  const talk = await within<TalkBegun | null>(hub.talkBegan({ id: call.id, nowMs: call.endedAt ?? settledAt }), rpcTimeoutMs);
  if (talk === null) return null;
  await within(archiveOf(services, record).talks({ callId: call.id, to: talk.to, beganAt: talk.beganMs }), rpcTimeoutMs);
  return { tenantId, sinceMs: talk.beganMs, grantedMs: talk.maxMs, longestMs: talk.longestMs, certain: call.endReason === "transferred" };
}

function archiveOf(services: Services, { tenantId, call }: SettledCall) {
  const month = callMonth(call.id);
  if (month === null) throw new Error("no call lives here");
  return services.archive(tenantId, month);
}
