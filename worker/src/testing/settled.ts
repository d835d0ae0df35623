/** A settled call of a tenant, with words and a recording: what the other tenant must never see. */
import { env } from "cloudflare:workers";
import type { Call, Message } from "@zvon/contract/api.ts";
import { callMonth, newCallId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { grantRecording } from "../calls/grants.ts";
import type { SettledCall } from "../calls/settled-call.ts";

export const linkKey = new TextEncoder().encode(env.ZVON_LINK_KEY);

export const archiveOf = (tenantId: TenantId, callId: string) => env.TENANT_ARCHIVE.get(env.TENANT_ARCHIVE.idFromName(`${tenantId}/${callMonth(callId)}`));

export function settledCall(tenantId: TenantId, change: Partial<Call> = {}): SettledCall {
  const createdAt = change.createdAt ?? Date.now();
  const call: Call = {
    id: newCallId(createdAt),
    bot: { id: "bot_00000000000000000000", slug: "salon", name: "Salon", version: 1 },
    language: "ru",
    direction: "inbound",
    via: "sip",
    status: "ended",
    from: "79160000001",
    to: "1001",
    createdAt,
    answeredAt: createdAt + 1_000,
    endedAt: createdAt + 61_000,
    durationMs: 60_000,
    endReason: "completed",
    cause: null,
    detail: null,
    outcome: "booked",
    state: "farewell",
    fields: { name: "Анна" },
    usage: { mediaMs: 60_000, sttMs: 20_000, ttsChars: 400 },
    media: {},
    recording: null,
    ...change,
  };
  const message: Message = { index: 0, who: "bot", turn: 0, text: "Здравствуйте!", heardText: "Здравствуйте!", startMs: 0, endMs: 900, interrupted: false, by: "voice", verdict: null, confidence: null, state: "greeting", intent: null, timings: null };
  return { tenantId, nodeId: "node_00000000000000000000", call, messages: [message], settledAt: createdAt + 62_000 };
}

export async function settle(tenantId: TenantId, change: Partial<Call> = {}): Promise<SettledCall> {
  const settled = settledCall(tenantId, change);
  await archiveOf(tenantId, settled.call.id).settle(settled);
  return settled;
}

export const recordingToken = async (tenantId: TenantId, callId: string): Promise<string> => (await grantRecording(linkKey, { callId, nodeId: "node_00000000000000000000", tenantId }, Date.now(), 3_600_000)).token;
