/** POST /v1/calls: from what was asked to a call that a media node carries. */
import { startedCallSchema } from "@zvon/contract/api.ts";
import type { Call, StartCall, StartedCall } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { detailWords } from "@zvon/contract/end-reason-words.ts";
import { newCallId } from "@zvon/contract/ids.ts";
import { findBotAndNodes } from "../bots/published-bot.ts";
import type { PublishedBot } from "../bots/published-bot.ts";
import { isInNetworks, parseNetworks } from "../egress/networks.ts";
import { Refusal } from "../refusal.ts";
import { sha256 } from "../auth/api-key.ts";
import type { PlaceRequest, PlaceResult } from "../nodes/media-node.ts";
import { placement } from "../nodes/placement.ts";
import { saysNotice } from "../numbers/said-first.ts";
import type { AdmitRequest } from "../tenants/admission.ts";
import { dayIn } from "../tenants/day.ts";
import { judgeDestination } from "../tenants/destinations.ts";
import { minuteCost } from "../tenants/minute-cost.ts";
import type { Services } from "../services.ts";
import { findCall } from "./find-call.ts";
import type { Since } from "./find-call.ts";
import { browserTicket } from "./grants.ts";
import { callerIdAs, chooseLine, exchangeTrunk, publicDigits } from "./outbound-line.ts";
import type { OutboundLine, OwnedLines } from "./outbound-line.ts";
import { requireFitting, requireOpening } from "./known-fields.ts";
import { refusedAdmission } from "./refused-admission.ts";
import { beginCall } from "./start-call.ts";
import type { CallPlan, CallingTenant } from "./start-call.ts";

/** @throws Refusal for everything a client can mend or wait for. */
export async function placeCall(services: Services, tenant: CallingTenant & Since, asked: StartCall, key: string | null): Promise<StartedCall> {
  checkTarget(services, asked);
  const found = await findBotAndNodes(services.db, tenant.id, asked.bot);
  if (found === null) throw new Refusal(404, "bot_not_found", { ru: `Бота «${asked.bot}» нет.`, en: `There is no bot "${asked.bot}".` }, [{ pointer: "/bot", detail: { ru: "Бота с таким номером или адресом нет.", en: "No bot has this id or slug." } }]);
  const language = languageFor(found.bot, asked);
  const out = asked.via === "sip" ? lineOut(services, tenant, found.lines, asked) : null;
  const fields = asked.fields ?? {};
  checkKnown(found.bot, asked, language);

  const hub = services.hub(tenant.id);
  const nowMs = services.now();
  const freshId = newCallId(nowMs);
  const idempotency = key === null ? null : { key, request: await sha256(JSON.stringify(asked)) };
  const admission = await hub.admit({ callId: freshId, nowMs, limits: tenant.limits, idempotency, ...(out === null ? {} : heldFor(tenant, out, nowMs)) });
  if (!admission.ok) throw refusedAdmission(admission, tenant.limits);
  if (admission.existing?.answer !== null && admission.existing !== null) return repeatedAnswer(services, tenant, admission.existing.answer);
  // A key whose first request was cut off before its answer: the same call is begun and placed again, both idempotent.
  const callId = admission.existing?.callId ?? freshId;
  const before = admission.existing === null ? null : await findCall(services, tenant, callId);
  if (before?.call.status === "ended") throw new Refusal(503, "not_placed", `${before.call.detail ?? "The call has ended."} (${callId})`);

  const chosen = await chooseNode(services, found, asked.via, out?.trunk ?? null);
  if (chosen === null) {
    await hub.forget({ callId });
    throw new Refusal(503, "no_media_node", { ru: "Этот аккаунт не обслуживает ни один медиаузел.", en: "No media node serves this account." });
  }
  const to = out?.to ?? asked.to ?? (asked.via === "rtp" && asked.rtp !== undefined ? `${asked.rtp.host}:${asked.rtp.port}` : "browser");
  // A repeat asks the node of the first request, which may have dialled already.
  const { grant, nodeId } = await beginOrForget(services, { tenant, callId, nodeId: chosen, bot: found.bot, language, direction: asked.via === "sip" ? "outbound" : "test", via: asked.via, from: out?.from ?? asked.from ?? asked.via, to, ringTimeoutMs: asked.ringTimeoutMs, speech: found.speech, fields, trunk: out === null || out.trunk === null ? null : { id: out.trunk.id, ...out.trunk.settings }, liveTools: asked.liveTools === true, recordAfterNotice: saysNotice(found.bot.config, language), createdAt: nowMs });
  const ticket = asked.via === "browser" ? await browserTicket(services.secrets.linkKey, callId) : null;
  const placed = await placeOn(services, nodeId, {
    tenantId: tenant.id,
    grant,
    via: asked.via,
    sip: out === null ? null : { to, from: callerIdAs(out.trunk?.settings.callerIdFormat ?? "e164", out.from), trunk: out.trunk?.id ?? exchangeTrunk, ringTimeoutMs: asked.ringTimeoutMs },
    rtp: asked.rtp ?? null,
    browser: ticket === null ? null : { ticket, script: asked.script ?? null, language },
  });
  if (!placed.ok) throw await notPlaced(services, tenant, callId, placed);
  const started = startedCallSchema.parse({ call: await requireCall(services, tenant, callId), media: placed.media, ticket });
  if (idempotency !== null) await hub.remember({ key: idempotency.key, answer: JSON.stringify(started) });
  return started;
}

/** Which fields go with which way is the schema's; where RTP may go is the installation's. */
function checkTarget({ secrets }: Services, asked: StartCall): void {
  if (asked.rtp === undefined || isInNetworks(parseNetworks(secrets.rtpTargets), asked.rtp.host)) return;
  throw new Refusal(422, "rtp_target_not_allowed", { ru: "Туда эта установка не посылает RTP.", en: "This installation sends no RTP there." }, [{ pointer: "/rtp/host", detail: { ru: "Адрес не входит ни в одну из сетей, разрешённых этой установкой.", en: "The address lies in none of the networks that this installation allows." } }]);
}

export type Out = OutboundLine & { to: string };

/** @throws Refusal 422: a number that may not be called, or that nothing of the account's can call from. */
export function lineOut({ secrets }: Services, tenant: CallingTenant, lines: OwnedLines, asked: Pick<StartCall, "to" | "from">): Out {
  const line = chooseLine(lines, asked.from, secrets.resident || lines.ownNodes.length > 0);
  const verdict = judgeDestination(tenant.own.destinations, asked.to ?? "", { internal: line.trunk === null });
  if (!verdict.ok) throw new Refusal(422, "destination_refused", verdict.words, [{ pointer: "/to", detail: verdict.words }]);
  return { ...line, to: verdict.to };
}

/** What the hub holds for the call: money by the trunk's price, one of its channels, one of its calls a day. */
export function heldFor(tenant: CallingTenant, { trunk, to }: Out, nowMs: number): Pick<AdmitRequest, "spending" | "line"> {
  const { perDay, perMonth, perCall } = tenant.own.spend;
  const day = dayIn(tenant.timeZone, nowMs);
  const limits = { perDay, perMonth, perCall };
  // By the exchange itself: an extension costs nothing, what lies outside as much as by a line of unknown price.
  if (trunk === null) return { spending: { perMinute: to.length < publicDigits ? 0 : minuteCost(null, tenant.own.spend), limits, day } };
  const { minutePrice, maxChannels, dailyCalls } = trunk.settings;
  return { spending: { perMinute: minuteCost(minutePrice, tenant.own.spend), limits, day }, line: { id: trunk.id, maxChannels, dailyCalls, day } };
}

/** A config that is broken is the session's to refuse. */
function checkKnown({ config }: PublishedBot, { via, fields = {} }: StartCall, language: Language): void {
  if (via !== "sip" && Object.keys(fields).length === 0) return;
  const parsed = parseBotConfig(config);
  if (!parsed.ok) return;
  requireFitting(parsed.bot, fields);
  if (via === "sip") requireOpening(parsed.bot, language, fields);
}

/** A session that cannot begin (a bot that is broken) holds no room. */
async function beginOrForget(services: Services, plan: CallPlan): ReturnType<typeof beginCall> {
  try {
    return await beginCall(services, plan);
  } catch (error) {
    await services.hub(plan.tenant.id).forget({ callId: plan.callId });
    throw error;
  }
}

/** The node's object may be lost in mid-question (a deploy): then nobody knows whether the node dialled. */
async function placeOn(services: Services, nodeId: string, request: PlaceRequest): Promise<PlaceResult> {
  try {
    return await services.node(nodeId).place(request);
  } catch (error) {
    console.error(JSON.stringify({ event: "place failed", nodeId, callId: request.grant.callId, error: String(error) }));
    return { ok: false, certain: false, reason: "failed", cause: { q850: null, sip: null, text: "" }, detail: "The media node's answer was lost." };
  }
}

/** More nodes than this are not asked: each answer is a hop. */
const nodesAsked = 8;

/** The best of the account's own, else of the platform's. */
async function chooseNode(services: Services, { nodeIds, lines }: { nodeIds: string[]; lines: OwnedLines }, via: StartCall["via"], trunk: OutboundLine["trunk"]): Promise<string | null> {
  // The platform's exchange is nobody's way out; the account's own node has an exchange of its own.
  const exchangeAlone = via === "sip" && trunk === null && !services.secrets.resident;
  const pinned = trunk?.nodeId ?? null;
  const serving = nodeIds.filter((id) => (pinned === null || id === pinned) && (!exchangeAlone || lines.ownNodes.includes(id)));
  if (serving.length <= 1) return serving[0] ?? null;
  const candidates = serving.slice(0, nodesAsked);
  const statuses = await Promise.all(candidates.map((id) => services.node(id).status()));
  const seen = candidates.flatMap((id, index) => {
    const status = statuses[index];
    return status === undefined ? [] : [{ id, ...status }];
  });
  // Nobody can: the first one's refusal says why.
  const own = seen.filter(({ id }) => lines.ownNodes.includes(id));
  return placement(own, via, trunk?.id ?? null) ?? placement(seen, via, trunk?.id ?? null) ?? candidates[0] ?? null;
}

function languageFor(bot: PublishedBot, asked: StartCall) {
  const language = asked.language ?? bot.languages[0];
  if (language === undefined || !bot.languages.includes(language)) throw new Refusal(422, "language_not_spoken", { ru: `Бот «${bot.slug}» не говорит на этом языке.`, en: `The bot "${bot.slug}" does not speak this language.` }, [{ pointer: "/language", detail: { ru: `Он говорит на: ${bot.languages.join(", ")}.`, en: `It speaks: ${bot.languages.join(", ")}.` } }]);
  return language;
}

/** The call goes to the books with its reason; where the node certainly did nothing, the same key may try anew. */
async function notPlaced(services: Services, tenant: CallingTenant, callId: string, failure: Extract<PlaceResult, { ok: false }>): Promise<Refusal> {
  const { reason, cause, detail } = failure;
  await services.session(tenant.id, callId).placeFailed({ reason, cause, detail });
  if (failure.certain) await services.hub(tenant.id).forget({ callId });
  const words = detailWords(detail) ?? { ru: detail, en: detail };
  return new Refusal(503, "not_placed", { ru: `${words.ru} (${callId})`, en: `${words.en} (${callId})` });
}

/** A repeat gets the first answer, with the call as it is now. */
async function repeatedAnswer(services: Services, tenant: Since, answer: string): Promise<StartedCall> {
  const started = startedCallSchema.parse(JSON.parse(answer));
  return { ...started, call: (await findCall(services, tenant, started.call.id))?.call ?? started.call };
}

async function requireCall(services: Services, tenant: Since, callId: string): Promise<Call> {
  const found = await findCall(services, tenant, callId);
  if (found === null) throw new Error(`the call ${callId} has just begun and is nowhere`);
  return found.call;
}
