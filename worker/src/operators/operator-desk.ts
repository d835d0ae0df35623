/**
 * The operators of one account and the callers who wait for them, named by the tenant: a shell around desk.ts. Who is
 * there is written when it changes, not at each beat; a caller's number and summary go with their place in the queue, or with the
 * talk of whoever took them; the number that an operator dialled, with their next dial or their telephone.
 */
import { DurableObject } from "cloudflare:workers";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { DialMode, DialResult, DialStage } from "@zvon/contract/operator-dials.ts";
import { dialModes, dialResults, dialStages } from "@zvon/contract/operator-dials.ts";
import { maxGroups, putGroupSchema } from "@zvon/contract/operators-api.ts";
import type { GroupList, GroupSettings, NodePhone, Offer, OperatorList, OperatorState, Presence, ShownDial } from "@zvon/contract/operators-api.ts";
import { z } from "zod";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import { createServices, within } from "../services.ts";
import type { Services } from "../services.ts";
import { deskDeadline, emptyDesk, offerTo, refusesDial, stepDesk } from "./desk.ts";
import type { Caller, Desk, DeskEffect, DeskEvent, DialRefusal, Dialling, OfferResult, Talk } from "./desk.ts";

const rpcTimeoutMs = 5_000;
/** Nobody works for longer; the exchange forgets a telephone that is older. */
export const phoneLifeMs = 12 * 3_600_000;
/** Of one account at once. */
const mostOperators = 200;

const migrations = [
  `CREATE TABLE desk (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL);
   CREATE TABLE operator_groups (operator TEXT PRIMARY KEY, names TEXT NOT NULL);`,
  `CREATE TABLE groups (name TEXT PRIMARY KEY, settings TEXT NOT NULL);`,
];
const namesSchema = z.array(z.string());

export type BegunDial = { ok: true; nodeId: string; talk: Talk | null; colleaguePhone: string | null } | { ok: false; why: DialRefusal };
export type OpenPhone = { operator: { id: string; name: string }; nodeId: string };

export class OperatorDesk extends DurableObject<Env> {
  private readonly services: Services;
  private desk: Desk;
  /** What is on disk, but for the beats. */
  private stored: string;
  private armedAtMs: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.services = createServices(env);
    migrateObject(ctx.storage, migrations);
    this.desk = this.load();
    this.stored = rowOf(this.desk);
  }

  /** Makes a telephone for the operator in place of a former one. @returns null: there are too many operators. @throws Error when the node can't be told */
  async openPhone({ operator, nodeId }: OpenPhone): Promise<(NodePhone & { expiresAt: number }) | null> {
    const { operators } = this.desk;
    if (operators.length >= mostOperators && !operators.some(({ id }) => id === operator.id)) return null;
    const phone = { id: randomHex(16), password: randomHex(16) };
    const expiresAt = this.services.now() + phoneLifeMs;
    await within(this.services.node(nodeId).openPhone({ ...phone, untilMs: expiresAt }), rpcTimeoutMs);
    this.take({ type: "open", operator: { ...operator, phone: phone.id, nodeId, groups: this.groupsOf(operator.id) } });
    return { ...phone, expiresAt };
  }

  async beat({ id, phone, state }: { id: string; phone: string; state: OperatorState | null }): Promise<Presence> {
    this.take({ type: "beat", id, phone, state });
    const one = this.desk.operators.find((operator) => operator.id === id && operator.phone === phone);
    const waiting = this.desk.waiting.filter(({ offer }) => offer === null).length;
    if (one === undefined) return { known: false, state: "away", waiting, offer: null, talk: null, dial: null };
    const caller = offerTo(this.desk, id);
    const since = one.dial?.stage === "over" ? one.dial.sinceMs : one.sinceMs;
    return { known: true, state: one.state, waiting, offer: caller === null ? null : this.shown(caller, caller.sinceMs), talk: one.talk === null ? null : this.shown(one.talk, since), dial: one.dial === null ? null : shownDial(one.dial) };
  }

  private shown({ callId, from, group, summary }: Talk, sinceMs: number): Offer {
    return { callId, from, group, summary, waitedMs: Math.max(0, this.services.now() - sinceMs) };
  }

  /** An operator is about to dial: from now on they, and the colleague, are given nobody else. The node is asked by whoever asked this. */
  async beginDial(asked: { operator: string; phone: string; dial: string; mode: DialMode; to: string | null; colleague: string | null }): Promise<BegunDial> {
    const { operator: id, phone, mode, colleague } = asked;
    const why = refusesDial(this.desk, { id, phone, mode, colleague });
    const one = this.desk.operators.find((operator) => operator.id === id);
    if (why !== null || one === undefined) return { ok: false, why: why ?? "phone_gone" };
    const other = this.desk.operators.find((operator) => operator.id === colleague);
    const { nodeId, talk } = one;
    this.take({ type: "dial", id, dial: { id: asked.dial, mode, to: other?.name ?? asked.to ?? "", colleague } });
    return { ok: true, nodeId, talk, colleaguePhone: other?.phone ?? null };
  }

  async dialState(state: { dial: string; stage: DialStage; result: DialResult | null }): Promise<void> {
    this.take({ type: "dial-state", ...state });
  }

  /** @returns the node that carries this dial out; null: it is none of theirs, or over. */
  async dialOf({ operator, phone, dial }: { operator: string; phone: string; dial: string }): Promise<string | null> {
    const one = this.desk.operators.find((candidate) => candidate.id === operator && candidate.phone === phone);
    return one?.dial?.id === dial && one.dial.stage !== "over" ? one.nodeId : null;
  }

  async closePhone({ id, phone }: { id: string; phone: string }): Promise<void> {
    this.take({ type: "close", id, phone });
  }

  async setGroups({ id, groups }: { id: string; groups: string[] }): Promise<void> {
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO operator_groups (operator, names) VALUES (?, ?)", id, JSON.stringify(groups));
    this.take({ type: "groups", id, groups });
  }

  /** With the members that operators were given one by one, too. */
  async groups(): Promise<GroupList["groups"]> {
    const members = this.members();
    return this.rules().map(({ name, settings }) => {
      const all = members.get(name) ?? [];
      return { name, ...settings, members: [...settings.members.filter((id) => all.includes(id)), ...all.filter((id) => !settings.members.includes(id))] };
    });
  }

  /** @returns false: there are too many. */
  async putGroup({ name, settings }: { name: string; settings: GroupSettings }): Promise<boolean> {
    const { sql } = this.ctx.storage;
    const known = this.rules();
    if (known.length >= maxGroups && !known.some((group) => group.name === name)) return false;
    this.ctx.storage.transactionSync(() => {
      sql.exec("INSERT OR REPLACE INTO groups (name, settings) VALUES (?, ?)", name, JSON.stringify(settings));
      this.setMembers(name, settings.members);
    });
    this.tellRules();
    return true;
  }

  /** @returns false: there is none. Callers who wait for it wait on, for nobody. */
  async deleteGroup({ name }: { name: string }): Promise<boolean> {
    const { sql } = this.ctx.storage;
    const gone = this.ctx.storage.transactionSync(() => {
      this.setMembers(name, []);
      return sql.exec("DELETE FROM groups WHERE name = ? RETURNING name", name).toArray().length > 0;
    });
    this.tellRules();
    return gone;
  }

  private setMembers(group: string, members: readonly string[]): void {
    const { sql } = this.ctx.storage;
    const before = this.members().get(group) ?? [];
    for (const id of new Set([...before, ...members])) {
      const names = this.groupsOf(id).filter((name) => name !== group);
      const after = members.includes(id) ? [...names, group] : names;
      if (after.length === 0) sql.exec("DELETE FROM operator_groups WHERE operator = ?", id);
      else sql.exec("INSERT OR REPLACE INTO operator_groups (operator, names) VALUES (?, ?)", id, JSON.stringify(after));
    }
  }

  /** Those who are there learn of it at once. */
  private tellRules(): void {
    this.take({ type: "rules", rules: rulesIn(this.rules()) });
    for (const { id, groups } of this.desk.operators) {
      const names = this.groupsOf(id);
      if (names.join() !== groups.join()) this.take({ type: "groups", id, groups: names });
    }
  }

  private members(): Map<string, string[]> {
    const members = new Map<string, string[]>();
    for (const { operator, names } of this.ctx.storage.sql.exec<{ operator: string; names: string }>("SELECT operator, names FROM operator_groups ORDER BY operator").toArray()) {
      for (const name of namesSchema.parse(JSON.parse(names))) members.set(name, [...(members.get(name) ?? []), operator]);
    }
    return members;
  }

  private rules(): { name: string; settings: GroupSettings }[] {
    return this.ctx.storage.sql.exec<{ name: string; settings: string }>("SELECT name, settings FROM groups ORDER BY name").toArray().flatMap(({ name, settings }) => {
      const parsed = putGroupSchema.safeParse(JSON.parse(settings));
      return parsed.success ? [{ name, settings: parsed.data }] : [];
    });
  }

  async list(): Promise<Omit<OperatorList, "phones">> {
    return {
      operators: this.desk.operators.map(({ id, name, state, sinceMs, groups }) => ({ id, name, state, sinceMs, groups: [...groups] })),
      waiting: this.desk.waiting.map(({ callId, group, sinceMs, offer }) => ({ callId, group, sinceMs, offered: offer !== null })),
      elsewhereAt: this.desk.elsewhereAtMs,
    };
  }

  /** Said again after the session lost its memory: a caller who waits already keeps their place. */
  async join(caller: Caller): Promise<void> {
    this.take({ type: "join", caller });
  }

  async leave({ callId }: { callId: string }): Promise<void> {
    this.take({ type: "leave", callId });
  }

  async result(request: { callId: string; phone: string; result: OfferResult }): Promise<void> {
    this.take({ type: "result", ...request });
  }

  override async alarm(): Promise<void> {
    this.armedAtMs = null;
    this.take({ type: "time" });
  }

  private take(event: DeskEvent): void {
    const { desk, effects } = stepDesk(this.desk, event, this.services.now());
    this.desk = desk;
    const row = rowOf(desk);
    if (row !== this.stored) {
      this.ctx.storage.sql.exec("INSERT OR REPLACE INTO desk (id, state) VALUES (1, ?)", row);
      this.stored = row;
    }
    const next = deskDeadline(desk);
    // One that is armed too early fires, finds nothing due, and is armed anew.
    if (next !== null && (this.armedAtMs === null || next < this.armedAtMs)) {
      this.armedAtMs = next;
      this.follow("alarm not armed", this.ctx.storage.setAlarm(next));
    }
    for (const effect of effects) this.perform(effect);
  }

  private perform(effect: DeskEffect): void {
    if (effect.type === "close-phone") return this.follow("telephone not taken away", within(this.services.node(effect.nodeId).closePhone({ id: effect.phone }), rpcTimeoutMs));
    const { callId } = effect;
    this.follow("caller not told", this.tell(callId, effect));
  }

  /** A call that is no more waits for nobody. */
  private async tell(callId: string, effect: Exclude<DeskEffect, { type: "close-phone" }>): Promise<void> {
    const { callId: _callId, ...news } = effect;
    const waits = await within(this.services.session(this.tenantId(), callId).fromDesk(news), rpcTimeoutMs);
    if (!waits) this.take({ type: "leave", callId });
  }

  private follow(whatFailed: string, promise: Promise<void>): void {
    this.ctx.waitUntil(promise.catch((error: unknown) => console.error(JSON.stringify({ event: whatFailed, tenant: this.ctx.id.name, error: String(error) }))));
  }

  private tenantId(): TenantId {
    return tenantIdSchema.parse(this.ctx.id.name);
  }

  private groupsOf(operator: string): string[] {
    const [row] = this.ctx.storage.sql.exec<{ names: string }>("SELECT names FROM operator_groups WHERE operator = ?", operator).toArray();
    return row === undefined ? [] : namesSchema.parse(JSON.parse(row.names));
  }

  /** When its operators were last seen is not on disk: as if it were now. */
  private load(): Desk {
    const [row] = this.ctx.storage.sql.exec<{ state: string }>("SELECT state FROM desk").toArray();
    const rules = rulesIn(this.rules());
    if (row === undefined) return { ...emptyDesk, rules };
    const { operators, waiting, elsewhereAtMs } = storedSchema.parse(JSON.parse(row.state));
    const now = this.services.now();
    return { operators: operators.map((one) => ({ ...one, seenMs: now })), waiting, rules, elsewhereAtMs };
  }
}

const rulesIn = (groups: readonly { name: string; settings: GroupSettings }[]): Desk["rules"] =>
  Object.fromEntries(groups.map(({ name, settings: { members, order, announce, words, overflow, maxWaitSeconds } }) => [name, { members, order, announce, words, overflow, maxWaitMs: maxWaitSeconds * 1000 }]));

const shownDial = ({ id, mode, to, stage, result }: Dialling): ShownDial => ({ id, mode, to, stage, result });

const statesOfOperators = z.enum(["available", "busy", "away"]);
const storedSchema = z.object({
  operators: z.array(z.object({
    id: z.string(), name: z.string(), phone: z.string(), nodeId: z.string(), groups: z.array(z.string()), state: statesOfOperators, sinceMs: z.number(),
    // Rows of before operators could dial have neither.
    talk: z.object({ callId: z.string(), from: z.string(), group: z.string().nullable(), summary: z.string() }).nullable().default(null),
    dial: z.object({ id: z.string(), mode: z.enum(dialModes), to: z.string(), colleague: z.string().nullable(), stage: z.enum(dialStages), result: z.enum(dialResults).nullable(), before: statesOfOperators, sinceMs: z.number() }).nullable().default(null),
  })),
  waiting: z.array(z.object({
    callId: z.string(), key: z.string(), nodeId: z.string(), group: z.string().nullable(), from: z.string(), summary: z.string(), sinceMs: z.number(),
    offer: z.object({ operator: z.string(), phone: z.string(), sinceMs: z.number() }).nullable(), place: z.number().nullable(), passedOn: z.boolean().default(false),
  })),
  elsewhereAtMs: z.number().nullable().default(null),
});

const rowOf = ({ operators, waiting, elsewhereAtMs }: Desk): string => JSON.stringify({ operators: operators.map(({ seenMs: _seenMs, ...one }) => one), waiting, elsewhereAtMs });

const randomHex = (bytes: number): string => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
