/** A call rings at a node: whose number it is, what its rules say, and either a session or what the caller hears instead. */
import { callMonth, newCallId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";
import type { FromMediaNode, LinkGrant, ToMediaNode } from "@zvon/contract/node-link.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import type { PublishedBot } from "../bots/published-bot.ts";
import { exchangeTrunk, publicDigits } from "../calls/outbound-line.ts";
import { beginCall, inboundRingTimeoutMs } from "../calls/start-call.ts";
import { findDialledNumber } from "../numbers/dialled-number.ts";
import type { DialledNumber } from "../numbers/dialled-number.ts";
import { overflowOf, route, standingOf } from "../numbers/route.ts";
import type { CallerStanding, Routed } from "../numbers/route.ts";
import { sayingOnly, saysNotice, withNotice } from "../numbers/said-first.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";
import { dayIn } from "../tenants/day.ts";
import { judgeDestination } from "../tenants/destinations.ts";
import { minuteCost } from "../tenants/minute-cost.ts";
import { longestTalkMs } from "../tenants/talks.ts";

export type Offer = Extract<FromMediaNode, { type: "offer" }>;
type Refuse = Omit<Extract<ToMediaNode, { type: "refuse" }>, "v" | "type" | "offer">;
export type OfferAnswer = { ok: true; grant: LinkGrant; tenantId: TenantId; callId: string } | ({ ok: false; /** Forwarded: what the node's object looks after. */ talk?: ForwardedTalk } & Refuse);

/** The caller waits and hears ringing: lists that are not there by then are taken for empty. */
const listsTimeoutMs = 1_000;
const forwardRingTimeoutMs = 30_000;

const refused = (reason: EndReason, detail: string): OfferAnswer => ({ ok: false, reason, detail, fallback: null });

/** @param node what is known of the one that offers: whether it has room, and takes calls. Never throws. */
export async function answerOffer(services: Services, node: { id: string; full: boolean; draining: boolean }, offer: Offer): Promise<OfferAnswer> {
  let dialled: DialledNumber | null = null;
  try {
    dialled = await findDialledNumber(services.db, node.id, { number: offer.number, diversion: offer.diversion, trunk: offer.trunk ?? null, registered: offer.registered === true });
    if (dialled === null) return refused("invalid_number", "Nobody has this number.");
    const nowMs = services.now();
    const routed = route({ rules: dialled.rules, timeZone: dialled.tenant.timeZone }, nowMs, { number: callerOf(offer.from), standing: await standing(services, dialled, offer.from) });
    switch (routed.to) {
      case "bot":
        return await begin(services, node, offer, dialled, { bot: routed.which === "after" ? dialled.bots.after : dialled.bots.day, why: routed.why }, nowMs);
      case "message":
        return await begin(services, node, offer, dialled, { bot: saying(dialled, routed.text), why: routed.why, otherwise: routed.text }, nowMs);
      default:
        return await instead(services, offer, dialled, routed, "rejected");
    }
  } catch (error) {
    // The caller hears the number's own words now, not a time-out.
    console.error(JSON.stringify({ event: "offer failed", node: node.id, number: dialled?.id, error: String(error) }));
    return dialled === null ? refused("failed", "The call could not begin.") : instead(services, offer, dialled, overflowOf(dialled.rules, "the call could not begin"), "failed");
  }
}

type Answering = { bot: PublishedBot | null; why: string; /** Said where no session can say it. */ otherwise?: string };

async function begin(services: Services, node: { id: string; full: boolean; draining: boolean }, offer: Offer, dialled: DialledNumber, { bot, otherwise }: Answering, nowMs: number): Promise<OfferAnswer> {
  const overflow = (why: string, reason: EndReason): Promise<OfferAnswer> => instead(services, offer, dialled, otherwise === undefined ? overflowOf(dialled.rules, why) : { to: "message", text: otherwise, why }, reason);
  if (bot === null) return overflow("The number has no bot that is published.", "failed");
  if (node.draining) return overflow("The media node takes no new calls.", "congestion");
  if (node.full) return overflow("The media node is full.", "congestion");
  const { tenant, trunk } = dialled;
  const callId = newCallId(nowMs);
  const hub = services.hub(tenant.id);
  const day = dayIn(tenant.timeZone, nowMs);
  const line = trunk === null ? null : { id: trunk.id, maxChannels: trunk.maxChannels, dailyCalls: null, day };
  // Who calls us costs nothing; whom the caller is handed on to does, and by the same limits.
  const admission = await hub.admit({ callId, nowMs, limits: tenant.limits, idempotency: null, line, spending: { perMinute: 0, limits: capsOf(dialled), day } });
  if (!admission.ok) return overflow(admission.detail, "limit");
  try {
    const language = bot.languages.includes(dialled.language) ? dialled.language : (bot.languages[0] ?? dialled.language);
    const { grant } = await beginCall(services, {
      tenant, callId, nodeId: node.id, language, direction: "inbound", via: offer.via, from: offer.from, to: dialled.number, ringTimeoutMs: inboundRingTimeoutMs, speech: dialled.speech, createdAt: nowMs,
      bot: { ...bot, config: withNotice(bot.config, dialled.rules.recordingNotice, language) },
      recordAfterNotice: dialled.rules.recordAfterNotice && (dialled.rules.recordingNotice !== null || saysNotice(bot.config, language)),
      maxMinutes: dialled.rules.maxMinutes,
      trunk,
    });
    return { ok: true, grant, tenantId: tenant.id, callId };
  } catch (error) {
    console.error(JSON.stringify({ event: "offer failed", call: callId, error: String(error) }));
    // A lease that can't be given back runs out.
    await hub.release({ callId, mediaMs: 0 }).catch((failure: unknown) => console.error(JSON.stringify({ event: "lease not given back", call: callId, error: String(failure) })));
    return overflow("The call could not begin.", "failed");
  }
}

/** Without a session: a text, another number, or a busy tone. */
async function instead(services: Services, offer: Offer, dialled: DialledNumber, routed: Exclude<Routed, { to: "bot" }>, reason: EndReason): Promise<OfferAnswer> {
  const { language, tenant, trunk, number } = dialled;
  const told = { ok: false as const, reason, detail: routed.why, language };
  if (routed.to === "message") return { ...told, fallback: routed.text };
  if (routed.to === "reject") return { ...told, fallback: null };
  const verdict = judgeDestination(tenant.own.destinations, routed.number, { internal: trunk === null });
  if (!verdict.ok) {
    console.warn(JSON.stringify({ event: "forward refused", tenantId: tenant.id, number: dialled.id, code: verdict.code }));
    return { ...told, detail: verdict.words.en, fallback: null };
  }
  const granted = await grantForward(services, dialled, verdict.to);
  if (!granted.ok) return { ...told, detail: granted.detail, fallback: null };
  const { talk } = granted;
  const said = dialled.rules.overflow?.kind === "message" ? dialled.rules.overflow.text : null;
  await bookForward(services, offer, dialled, verdict.to, talk);
  return { ...told, talk, fallback: said, forward: { to: verdict.to, from: number, trunk: trunk?.id ?? exchangeTrunk, ringTimeoutMs: forwardRingTimeoutMs, talk: { id: talk.id, maxMs: talk.grantedMs } } };
}

type ForwardedTalk = { id: string; tenantId: TenantId; sinceMs: number; grantedMs: number; longestMs: number; certain: boolean };

const capsOf = ({ tenant }: DialledNumber) => {
  const { perDay, perMonth, perCall } = tenant.own.spend;
  return { perDay, perMonth, perCall };
};

/**
 * A forwarded call goes out like any other: it is one of the trunk's calls of the day, holds its channels, and costs what it
 * lasts, which the node tells of. The account's calls at once are its bots'. Money that can't be asked for is not spent.
 */
async function grantForward(services: Services, dialled: DialledNumber, to: string): Promise<{ ok: true; talk: ForwardedTalk } | { ok: false; detail: string }> {
  const { tenant, trunk } = dialled;
  const nowMs = services.now();
  const [hub, id, day] = [services.hub(tenant.id), newCallId(nowMs), dayIn(tenant.timeZone, nowMs)];
  const line = trunk === null ? null : { id: trunk.id, maxChannels: trunk.maxChannels, dailyCalls: trunk.dailyCalls, day };
  const longestMs = tenant.own.maxCallMinutes === null ? longestTalkMs : tenant.own.maxCallMinutes * 60_000;
  try {
    const perMinute = trunk === null && to.length < publicDigits ? 0 : minuteCost(trunk?.minutePrice ?? null, tenant.own.spend);
    const grant = await hub.grantTalk({ id, key: "forward", to, nowMs, perMinute, line, firstLine: trunk?.id ?? null, longestMs, spending: { limits: capsOf(dialled), day } });
    if (!grant.ok) return grant;
    // Its channels are held by the talk: the day's calls are what is asked for here.
    const admission = await hub.admit({ callId: id, nowMs, limits: { concurrent: Infinity, perMinute: Infinity }, idempotency: null, line: line === null ? null : { ...line, maxChannels: Infinity } });
    if (!admission.ok) {
      await hub.endTalk({ id, ms: 0 });
      return admission;
    }
    await hub.release({ callId: id });
    return { ok: true, talk: { id, tenantId: tenant.id, sinceMs: nowMs, grantedMs: grant.maxMs, longestMs, certain: false } };
  } catch (error) {
    console.error(JSON.stringify({ event: "forward not granted", tenantId: tenant.id, error: String(error) }));
    return { ok: false, detail: "The account's limits could not be asked." };
  }
}

/** Into the books before it rings, as a call that was handed on without a bot's word; how long it lasted is told later. */
async function bookForward(services: Services, offer: Offer, { tenant, number, bots, language }: DialledNumber, to: string, { id, sinceMs }: ForwardedTalk): Promise<void> {
  const month = callMonth(id);
  if (month === null) return;
  const bot = bots.day ?? bots.after ?? { id: "", slug: "", name: "", version: 0 };
  const archive = services.archive(tenant.id, month);
  try {
    await archive.settle({
      tenantId: tenant.id, nodeId: null, messages: [], settledAt: sinceMs,
      call: {
        id, bot: { id: bot.id, slug: bot.slug, name: bot.name, version: bot.version }, language, direction: "inbound", via: offer.via, status: "ended", from: offer.from, to: number,
        createdAt: sinceMs, answeredAt: null, endedAt: sinceMs, durationMs: 0, endReason: "transferred", cause: { q850: null, sip: null, text: "" }, detail: "forwarded by the number's rules", media: {},
        outcome: "transferred", state: null, fields: {}, usage: { mediaMs: 0, sttMs: 0, ttsChars: 0 }, recording: null,
      },
    });
    await archive.talks({ callId: id, to, beganAt: sinceMs });
  } catch (error) {
    // The caller is put through all the same; the money is counted by the hub.
    console.error(JSON.stringify({ event: "forward not booked", tenantId: tenant.id, error: String(error) }));
  }
}

/** By day's bot, or the one of after hours: whichever has a voice. */
function saying({ bots, language }: DialledNumber, text: string): PublishedBot | null {
  const bot = bots.day ?? bots.after;
  if (bot === null) return null;
  const config = sayingOnly(bot.config, text, bot.languages.includes(language) ? language : (bot.languages[0] ?? language));
  return config === null ? null : { ...bot, config };
}

/** Digits; empty where the caller hides, or is no telephone. */
const callerOf = (from: string): string => (/^\+?[\d\s().-]{3,}$/.test(from.trim()) ? normaliseNumber(from) : "");

async function standing(services: Services, { tenant, id, hasCallerLists }: DialledNumber, from: string): Promise<CallerStanding> {
  if (!hasCallerLists) return "free";
  try {
    const { allow, deny } = await within(services.people(tenant.id).callerLists({ numberId: id }), listsTimeoutMs);
    return standingOf({ allow: allow.map((entry) => entry.number), deny: deny.map((entry) => entry.number) }, callerOf(from));
  } catch (error) {
    console.error(JSON.stringify({ event: "caller lists not read", tenantId: tenant.id, number: id, error: String(error) }));
    return "free";
  }
}
