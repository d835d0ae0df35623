/**
 * An operator dials: a number, by the account's lines and under its limits, as a call of its own in the books; or a colleague.
 * What the node does with it is told to the desk (operator-desk.ts), where the operator's page looks for it.
 */
import { newCallId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { LinkGrant, ToMediaNode } from "@zvon/contract/node-link.ts";
import { dialRingMs, ownPhoneRingMs } from "@zvon/contract/operator-dials.ts";
import type { DialAct } from "@zvon/contract/operator-dials.ts";
import { operatorRingMs } from "@zvon/contract/operators-api.ts";
import type { AskDial } from "@zvon/contract/operators-api.ts";
import { eq } from "drizzle-orm";
import { ownedLinesOf, parseOwnedLines, callerIdAs, exchangeTrunk } from "../calls/outbound-line.ts";
import { heldFor, lineOut } from "../calls/place-call.ts";
import type { Out } from "../calls/place-call.ts";
import { refusedAdmission } from "../calls/refused-admission.ts";
import { beginCall, durationOf } from "../calls/start-call.ts";
import type { CallPlan, CallingTenant } from "../calls/start-call.ts";
import { tenants } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import { judgeDestination } from "../tenants/destinations.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";
import type { DialRefusal } from "./desk.ts";
import type { BegunDial } from "./operator-desk.ts";

export type DialRequest = Omit<Extract<ToMediaNode, { type: "dial" }>, "v" | "type">;
type Person = { id: string; name: string };

const deskTimeoutMs = 5_000;
const nodeTimeoutMs = 8_000;

/** @returns the dial's name. @throws Refusal 409 as things stand at the desk, 422 for where the account may not call, 429 for its limits, 503 when the node can't. */
export async function dialOut(services: Services, tenant: CallingTenant, operator: Person, asked: AskDial): Promise<{ dial: string }> {
  const { phone, mode, to, operator: colleague = null } = asked;
  const out = to === undefined ? null : await lineFor(services, tenant, to, asked.from);
  const nowMs = services.now();
  const callId = newCallId(nowMs);
  const dial = out === null ? `dial_${crypto.randomUUID().replaceAll("-", "")}` : callId;
  const desk = services.operators(tenant.id);
  const begun = await within<BegunDial>(desk.beginDial({ operator: operator.id, phone, dial, mode, to: out?.to ?? null, colleague }), deskTimeoutMs);
  if (!begun.ok) throw atTheDesk(begun.why);
  const { nodeId, talk, colleaguePhone } = begun;
  try {
    if (out === null) {
      await onNode(services, tenant.id, nodeId, { dial, phone, mode, sip: { to: `operator:${colleaguePhone ?? ""}`, from: talk?.from ?? "", trunk: null, ringTimeoutMs: operatorRingMs }, grant: null, maxMs: talkMs(tenant) });
    } else {
      if (!worksAt(services, out, nodeId)) throw elsewhere();
      await outside(services, { tenant, operator, callId, nodeId, out, nowMs, of: talk?.callId ?? null }, async (grant, maxMs) =>
        onNode(services, tenant.id, nodeId, { dial, phone, mode, sip: { to: out.to, from: callerIdAs(out.trunk?.settings.callerIdFormat ?? "e164", out.from), trunk: out.trunk?.id ?? exchangeTrunk, ringTimeoutMs: dialRingMs }, grant, maxMs }));
    }
  } catch (error) {
    await within(desk.dialState({ dial, stage: "over", result: "failed" }), deskTimeoutMs);
    throw error;
  }
  return { dial };
}

/** @throws Refusal 404 when no such dial of this person is under way. */
export async function actOnDial(services: Services, tenantId: TenantId, operator: string, asked: { phone: string; dial: string; act: DialAct }): Promise<void> {
  const nodeId = await within(services.operators(tenantId).dialOf({ operator, phone: asked.phone, dial: asked.dial }), deskTimeoutMs);
  if (nodeId === null) throw new Refusal(404, "not_found", { ru: "Такого набора номера нет, или он уже закончился.", en: "There is no such dial, or it is over." });
  await within(services.node(nodeId).dialAct({ dial: asked.dial, act: asked.act }), nodeTimeoutMs);
}

/** What two people may talk where nobody counts their money. */
const talkMs = ({ own }: CallingTenant): number => (own.maxCallMinutes ?? 120) * 60_000;

type Line = Out & { ownNodes: readonly string[] };

async function lineFor(services: Services, tenant: CallingTenant, to: string, from: string | undefined): Promise<Line> {
  const verdict = judgeDestination(tenant.own.destinations, to, { internal: false });
  if (!verdict.ok && verdict.code === "emergency") throw new Refusal(422, "destination_refused", emergency, [{ pointer: "/to", detail: emergency }]);
  const [row] = await services.db.select({ lines: ownedLinesOf(tenant.id) }).from(tenants).where(eq(tenants.id, tenant.id)).limit(1);
  if (row === undefined) throw new Error("the account that asks has no row");
  const lines = parseOwnedLines(row.lines);
  return { ...lineOut(services, tenant, lines, { to, from }), ownNodes: lines.ownNodes };
}

const emergency = { ru: "Экстренные службы вызывайте с обычного телефона: отсюда они не узнают, где вы.", en: "Call emergency services by an ordinary telephone: from here they would not learn where you are." };

/** The operator's telephone is at one node: the line must be there, too. The platform's exchange is nobody's way out. */
const worksAt = ({ secrets }: Services, { trunk, ownNodes }: Line, nodeId: string): boolean =>
  trunk === null ? secrets.resident || ownNodes.includes(nodeId) : trunk.nodeId === null || trunk.nodeId === nodeId;

type Outside = { tenant: CallingTenant; operator: Person; callId: string; nodeId: string; out: Out; nowMs: number; /** The call that is handed on. */ of: string | null };

/** Admitted, in the books, then asked of the node; one that could not be asked is in the books as failed. */
async function outside(services: Services, { tenant, operator, callId, nodeId, out, nowMs, of }: Outside, ask: (grant: LinkGrant, maxMs: number) => Promise<void>): Promise<void> {
  const hub = services.hub(tenant.id);
  const admission = await hub.admit({ callId, nowMs, limits: tenant.limits, idempotency: null, ...heldFor(tenant, out, nowMs) });
  if (!admission.ok) throw refusedAdmission(admission, tenant.limits);
  const plan: CallPlan = {
    tenant, callId, nodeId, language: "ru", direction: "outbound", via: "sip", from: out.from, to: out.to, ringTimeoutMs: ownPhoneRingMs + dialRingMs, createdAt: nowMs,
    bot: { id: "operator", slug: "operator", name: operator.name, version: 0, languages: [], config: null }, operator: { ...operator, of },
    speech: { access: [], secrets: [], pronunciation: [] }, trunk: out.trunk === null ? null : { id: out.trunk.id, ...out.trunk.settings },
  };
  let grant: LinkGrant;
  try {
    ({ grant } = await beginCall(services, plan));
  } catch (error) {
    await hub.forget({ callId });
    throw error;
  }
  try {
    await ask(grant, durationOf(plan));
  } catch (error) {
    await services.session(tenant.id, callId).placeFailed({ reason: "failed", cause: { q850: null, sip: null, text: "" }, detail: "The media node could not be asked." });
    await hub.forget({ callId });
    throw error;
  }
}

async function onNode(services: Services, tenantId: TenantId, nodeId: string, request: DialRequest): Promise<void> {
  const asked = await within(services.node(nodeId).dial({ tenantId, ...request }), nodeTimeoutMs);
  if (!asked) throw new Refusal(503, "no_media_node", { ru: "Медиаузел, к которому подключён ваш телефон, сейчас недоступен. Разговор продолжается, попробуйте ещё раз.", en: "The media node that your phone is connected to is not available now. The conversation goes on; try again." });
}

const elsewhere = () => new Refusal(409, "line_elsewhere", { ru: "Транк для этого номера работает на другом медиаузле, не на том, где ваш телефон: отсюда по нему позвонить нельзя.", en: "The trunk for this number works at another media node than your phone: it can't be called by from here." });

function atTheDesk(why: DialRefusal): Refusal {
  const [ru, en] = words[why];
  return new Refusal(409, why, { ru, en });
}

const words: Record<DialRefusal, readonly [string, string]> = {
  phone_gone: ["Этот телефон выключен: включите приём звонков снова.", "This phone is off: switch it on again."],
  dialling: ["Вы уже звоните: дождитесь ответа или отмените.", "You are dialling already: wait for the answer, or cancel."],
  talks: ["Сначала закончите разговор.", "Finish the conversation first."],
  talks_not: ["Переводить некого: разговора нет.", "There is nobody to hand on: you talk to no one."],
  colleague_away: ["Коллега сейчас занят или не на линии.", "The colleague is busy or away now."],
  colleague_elsewhere: ["Телефон коллеги подключён к другому медиаузлу: туда перевести нельзя. Выберите другого или переведите на номер.", "The colleague's phone is connected to another media node and can't be reached from here. Choose another, or a number."],
};
