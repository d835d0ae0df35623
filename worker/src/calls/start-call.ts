/** The first two steps of any call, in whichever direction: the hub admits it, its session begins. */
import type { CallOperator, Pronunciation } from "@zvon/contract/api.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { OwnLimits } from "@zvon/contract/limits-api.ts";
import type { LinkGrant, Via } from "@zvon/contract/node-link.ts";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { BeginCall } from "../call/begin.ts";
import type { PublishedBot } from "../bots/published-bot.ts";
import { trunks } from "../db/schema.ts";
import type { Services } from "../services.ts";
import type { Limits } from "../tenants/admission.ts";
import { dayIn } from "../tenants/day.ts";
import type { SipTrunk } from "../tenants/destinations.ts";
import { minuteCost } from "../tenants/minute-cost.ts";
import { longestTalkMs } from "../tenants/talks.ts";
import { storedTrunkSchema } from "../trunks/trunk-row.ts";
import type { SealedAccess } from "../vendors/provider-keys.ts";
import type { SealedSecret } from "../vendors/tool-secrets.ts";
import { grantLink, grantRecording } from "./grants.ts";

export type CallingTenant = { id: TenantId; timeZone: string; limits: Limits; /** What its owner has set. */ own: OwnLimits };

/** What the tenant keeps for all its calls: its accesses to vendors and its tools' secrets, sealed, and its dictionary. */
export type TenantSpeech = { access: SealedAccess[]; secrets: SealedSecret[]; pronunciation: Pronunciation[] };

/** `minutePrice` null: its owner does not know. */
export type PricedTrunk = { id: string; minutePrice: number | null; maxChannels: number };

export type CallPlan = {
  tenant: CallingTenant;
  callId: string;
  nodeId: string;
  bot: PublishedBot;
  language: Language;
  direction: "inbound" | "outbound" | "test";
  via: Via;
  from: string;
  to: string;
  ringTimeoutMs: number;
  speech: TenantSpeech;
  /** Known before the call; absent: nothing. */
  fields?: Record<string, string>;
  liveTools?: boolean;
  /** Of the number that was dialled. */
  maxMinutes?: number | null;
  /** The call begins with a notice that it is recorded, and is from then on. */
  recordAfterNotice?: boolean;
  /** The account's line that it goes by; null: the exchange's own. */
  trunk?: PricedTrunk | null;
  /** An operator dials: no bot is in it. */
  operator?: CallOperator;
  /** Wall time; its month is the one the call's id names. */
  createdAt: number;
};

/** The longest any call may last; grants are signed for it. A tenant's own limit comes with plans. */
export const maxDurationMs = 60 * 60_000;
const limitedSchema = z.object({ limits: botConfigSchema.shape.limits });
/** The least that bot, number and account allow. A config that is broken is the session's to tell of. */
export const durationOf = ({ bot, tenant, maxMinutes }: CallPlan): number =>
  Math.min(maxDurationMs, Math.min(limitedSchema.safeParse(bot.config).data?.limits.max_call_minutes ?? Infinity, tenant.own.maxCallMinutes ?? Infinity, maxMinutes ?? Infinity) * 60_000);

/** An inbound call is answered by us: how long its caller may hear it ring. */
export const inboundRingTimeoutMs = 45_000;

/**
 * Begins the session of an admitted call. Idempotent.
 * @returns what opens the call link, and the node that the call belongs to: the one of its first beginning, whichever the plan names.
 */
export async function beginCall(services: Services, plan: CallPlan): Promise<{ grant: LinkGrant; nodeId: string }> {
  const nowMs = services.now();
  const claims = { callId: plan.callId, nodeId: plan.nodeId, tenantId: plan.tenant.id };
  const recording = await grantRecording(services.secrets.linkKey, claims, nowMs, maxDurationMs);
  const { id, slug, name, version, config } = plan.bot;
  const sipTrunks = await sipTrunksOf(services, plan);
  const { nodeId } = await services.session(plan.tenant.id, plan.callId).begin({
    tenantId: plan.tenant.id,
    callId: plan.callId,
    nodeId: plan.nodeId,
    bot: { id, slug, name, version, config },
    language: plan.language,
    direction: plan.direction,
    via: plan.via,
    from: plan.from,
    to: plan.to,
    timeZone: plan.tenant.timeZone,
    ringTimeoutMs: plan.ringTimeoutMs,
    maxDurationMs: durationOf(plan),
    recording,
    ...(plan.recordAfterNotice === true ? { recordAfterNotice: true } : {}),
    access: plan.speech.access,
    secrets: plan.speech.secrets,
    pronunciation: plan.speech.pronunciation.filter(({ language }) => plan.bot.languages.includes(language)),
    ...(plan.fields === undefined ? {} : { fields: plan.fields }),
    ...(plan.liveTools === true ? { liveTools: true } : {}),
    ...(plan.operator === undefined ? {} : { operator: plan.operator }),
    destinations: plan.tenant.own.destinations,
    trunk: plan.trunk?.id ?? null,
    ...(sipTrunks === null ? {} : { sipTrunks: sipTrunks.map(({ id: trunkId, host, port }) => ({ id: trunkId, host, port })) }),
    ...(plan.via === "sip" ? { talk: talkOf(plan, sipTrunks) } : {}),
    createdAt: plan.createdAt,
  });
  const owner = nodeId ?? plan.nodeId;
  return { grant: await grantLink(services.secrets.linkKey, { ...claims, nodeId: owner }, nowMs, maxDurationMs), nodeId: owner };
}

/** What a talk after a transfer may last and costs. */
function talkOf({ tenant, trunk = null, createdAt }: CallPlan, sipTrunks: readonly PricedTrunk[] | null): NonNullable<BeginCall["talk"]> {
  const { perDay, perMonth, perCall } = tenant.own.spend;
  const known = [...(trunk === null ? [] : [trunk]), ...(sipTrunks ?? [])];
  return {
    longestMs: tenant.own.maxCallMinutes === null ? longestTalkMs : tenant.own.maxCallMinutes * 60_000,
    perMinute: minuteCost(trunk?.minutePrice ?? null, tenant.own.spend),
    perMinuteBy: Object.fromEntries(known.map(({ id, minutePrice }) => [id, minuteCost(minutePrice, tenant.own.spend)])),
    maxChannels: Object.fromEntries(known.map(({ id, maxChannels }) => [id, maxChannels])),
    spending: { limits: { perDay, perMonth, perCall }, day: dayIn(tenant.timeZone, createdAt) },
  };
}

const handingOnSchema = z.object({ agent: z.object({ destinations: z.array(z.object({ to: z.string() })) }) });

/** The account's trunks, for a bot that hands callers to addresses of SIP: one statement, and none for any other bot. */
async function sipTrunksOf({ db, secrets }: Services, { bot, tenant, trunk = null }: CallPlan): Promise<(SipTrunk & PricedTrunk)[] | null> {
  const destinations = handingOnSchema.safeParse(bot.config).data?.agent.destinations ?? [];
  if (!destinations.some(({ to }) => /^\s*sips?:/i.test(to))) return null;
  const rows = await db.select({ id: trunks.id, settings: trunks.settings }).from(trunks).where(and(eq(trunks.tenantId, tenant.id), eq(trunks.enabled, true))).orderBy(asc(trunks.createdAt), asc(trunks.id)).limit(50);
  const sipTrunks = rows.flatMap(({ id, settings }) => {
    const stored = storedTrunkSchema.safeParse(settings);
    return stored.success ? [{ id, host: stored.data.host, port: stored.data.port, minutePrice: stored.data.minutePrice, maxChannels: stored.data.maxChannels }] : [];
  });
  // Who runs the installation for himself, and named no trunk, has set his exchange up by hand.
  return sipTrunks.length === 0 && trunk === null && secrets.resident ? null : sipTrunks;
}
