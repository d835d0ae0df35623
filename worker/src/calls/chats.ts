/** A conversation in writing begins, or goes on: admitted and kept as any call, but without a media node. */
import type { PostChat } from "@zvon/contract/chat.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { newCallId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq } from "drizzle-orm";
import { checkConfig } from "../bots/check-config.ts";
import { findBotAndNodes, findDraftAndNodes } from "../bots/published-bot.ts";
import type { PublishedBot } from "../bots/published-bot.ts";
import { botVersions } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database, Services } from "../services.ts";
import type { Limits } from "../tenants/admission.ts";
import { findCall } from "./find-call.ts";
import { requireFitting } from "./known-fields.ts";
import { refusedAdmission } from "./refused-admission.ts";
import type { Since } from "./find-call.ts";
import type { CallingTenant, TenantSpeech } from "./start-call.ts";

/** A chat may last for days of working hours; the idle limit ends it long before. */
const maxChatMs = 24 * 3_600_000;

export type ChatPlan = { bot: string; version: PostChat["version"]; callerId: string; language: Language | undefined; /** Known as it begins. */ fields: Record<string, string>; /** What an owner tries. */ test: boolean; /** Of a test: its tools ask services outside. */ liveTools: boolean; /** By a token of a site's page. */ visitor: boolean; /** Of sentences about a faulty draft. */ faultsIn: Language };

/** @throws Refusal when there is no such bot or version, the draft is faulty, or a limit is reached. */
export async function beginChat(services: Services, tenant: CallingTenant & Since, plan: ChatPlan): Promise<{ callId: string }> {
  const found = await findVersion(services.db, tenant.id, plan.bot, plan.version);
  if (found === null) throw notFound("bot");
  const { bot, speech } = found;
  const checked = checkConfig(bot.config, plan.faultsIn);
  if (checked.bot === null) throw new Refusal(422, "bot_faulty", { ru: "Эта версия бота ещё не может вести разговор.", en: "This version of the bot cannot hold a conversation yet." }, checked.faults);
  const { languages } = checked.bot;
  const language = plan.language ?? languages[0];
  if (language === undefined || !languages.includes(language)) throw new Refusal(422, "language_not_spoken", { ru: `Бот «${bot.slug}» не говорит на этом языке.`, en: `The bot "${bot.slug}" does not speak this language.` }, [{ pointer: "/language", detail: { ru: `Он говорит на: ${languages.join(", ")}.`, en: `It speaks: ${languages.join(", ")}.` } }]);
  requireFitting(checked.bot, plan.fields);

  const hub = services.hub(tenant.id);
  const nowMs = services.now();
  const callId = newCallId(nowMs);
  const limits = plan.visitor ? forVisitors(tenant.limits) : tenant.limits;
  const admission = await hub.admit({ callId, nowMs, limits, idempotency: null });
  if (!admission.ok) throw refusedAdmission(admission, limits);
  const { id, slug, name, version, config } = bot;
  try {
    await services.session(tenant.id, callId).begin({
      tenantId: tenant.id, callId, nodeId: null, bot: { id, slug, name, version, config }, language, direction: plan.test ? "test" : "inbound", via: "text", from: plan.callerId, to: "chat", timeZone: tenant.timeZone,
      ringTimeoutMs: maxChatMs, maxDurationMs: maxChatMs, recording: null, access: speech.access, secrets: speech.secrets, pronunciation: [], fields: plan.fields, liveTools: plan.liveTools, createdAt: nowMs,
    });
  } catch (error) {
    // A session that cannot begin holds no room.
    await hub.forget({ callId });
    throw error;
  }
  return { callId };
}

/** Of a published bot, for the chats that a token will begin. @throws Refusal 404, 409 while nothing is published, 422. */
export async function requireChatFields(db: Database, tenantId: TenantId, bot: string, fields: Record<string, string>, language: Language): Promise<void> {
  const found = await findBotAndNodes(db, tenantId, bot);
  if (found === null) throw notFound("bot");
  const checked = checkConfig(found.bot.config, language);
  if (checked.bot !== null) requireFitting(checked.bot, fields);
}

/** A page opens as many chats as its visitor likes: half of the room is kept for telephone calls and the tenant's own. */
const forVisitors = ({ concurrent, perMinute }: Limits): Limits => ({ concurrent: Math.ceil(concurrent / 2), perMinute: Math.ceil(perMinute / 2) });

/**
 * @param bot id or slug, as in the path.
 * @param callerId whom a token names; null: whoever may write as anyone.
 * @throws Refusal 404 when the tenant has no such chat with this bot and caller, 409 when it is over.
 */
export async function requireChat(services: Services, tenant: Since, callId: string, bot: string, callerId: string | null): Promise<void> {
  const found = await findCall(services, tenant, callId);
  const call = found?.call;
  const theirs = call?.via === "text" && (call.bot.id === bot || call.bot.slug === bot) && (callerId === null || call.from === callerId);
  if (call === undefined || !theirs) throw notFound("chat");
  if (call.status === "ended") throw new Refusal(409, "call_ended", { ru: "Переписка закончена; сообщения остались.", en: "The chat has ended; its messages stay." });
}

async function findVersion(db: Database, tenantId: TenantId, bot: string, version: ChatPlan["version"]): Promise<{ bot: PublishedBot; speech: TenantSpeech } | null> {
  if (version === undefined) return findBotAndNodes(db, tenantId, bot);
  const found = await findDraftAndNodes(db, tenantId, bot);
  if (found === null || version === "draft") return found;
  const [row] = await db.select({ config: botVersions.config }).from(botVersions).where(and(eq(botVersions.botId, found.bot.id), eq(botVersions.version, version))).limit(1);
  if (row === undefined) throw notFound("version");
  return { ...found, bot: { ...found.bot, version, config: row.config } };
}
