/**
 * The queue before an account's operators, as a pure function. Callers are served in the order they came, each by the
 * operator who has been free for longest, or who stands first in the group's list; a caller whose group has nobody free lets
 * the next one pass, and goes on to the group that is to take its callers then, once.
 *
 * | event             | what becomes of it                                                                     |
 * | ----------------- | -------------------------------------------------------------------------------------- |
 * | open              | a new telephone takes the place of the former one; away until it says that it rings    |
 * | beat              | the operator is there, in this state; of a telephone that is no more nothing is kept   |
 * | close, silent     | the operator is gone; the caller offered to them is offered to the next                |
 * | join              | a caller waits; when nobody of the group is there at all they are told at once; again: told again |
 * | leave             | the caller hung up, or was told elsewhere                                              |
 * | result, answered  | the operator is busy, the caller is gone                                               |
 * | result, another   | the operator is away, or busy when their line was; the caller is offered to the next   |
 * | dial              | the operator dials; a colleague who is dialled is offered nobody else                  |
 * | dial-state        | as the node tells it; who was reached talks to the caller now, who let it ring is away |
 * | time              | offers without a result, callers who waited for `maxWaitMs`, operators that fell silent |
 *
 * After each event callers without an offer are offered, told their place, or told that nobody is there.
 */
import type { DialMode, DialResult, DialStage } from "@zvon/contract/operator-dials.ts";
import { operatorRingMs, operatorSilentMs } from "@zvon/contract/operators-api.ts";
import type { GroupSettings, OperatorState } from "@zvon/contract/operators-api.ts";

export type Operator = {
  id: string;
  name: string;
  phone: string;
  nodeId: string;
  groups: readonly string[];
  state: OperatorState;
  /** In this state since then. */
  sinceMs: number;
  seenMs: number;
  /** Whom they talk to. */
  talk: Talk | null;
  dial: Dialling | null;
};

/** What is known of whoever talks to an operator; `callId`: of the call that they are in the books by. */
export type Talk = { callId: string; from: string; group: string | null; summary: string };
/** `colleague`: the operator who is dialled; null: a number. `before`: the state that a failure brings back. */
export type Dialling = { id: string; mode: DialMode; to: string; colleague: string | null; stage: DialStage; result: DialResult | null; before: OperatorState; sinceMs: number };

/** `key`: of the call's wish; `nodeId`: an operator's telephone must be registered where the call is. */
export type Caller = { callId: string; key: string; nodeId: string; group: string | null; from: string; summary: string };
export type Waiting = Caller & { sinceMs: number; offer: { operator: string; phone: string; sinceMs: number } | null; /** The place that they were told last. */ place: number | null; /** From the group that they came for. */ passedOn: boolean };

/** How a group is served; one without rules as is usual. */
export type GroupRules = Pick<GroupSettings, "order" | "members" | "announce" | "words" | "overflow"> & { maxWaitMs: number };
export type Desk = { operators: readonly Operator[]; waiting: readonly Waiting[]; rules: Readonly<Record<string, GroupRules>>; /** When a caller last found nobody for that reason. */ elsewhereAtMs: number | null };
export const emptyDesk: Desk = { operators: [], waiting: [], rules: {}, elsewhereAtMs: null };

export type OfferResult = "answered" | "busy" | "refused" | "no_answer" | "failed";

export type DeskEvent =
  | { type: "open"; operator: Pick<Operator, "id" | "name" | "phone" | "nodeId" | "groups"> }
  /** `state` null: as before. */
  | { type: "beat"; id: string; phone: string; state: OperatorState | null }
  /** A page that was taken over gives back the telephone of its own, which is no more. */
  | { type: "close"; id: string; phone: string }
  | { type: "dial"; id: string; dial: Pick<Dialling, "id" | "mode" | "to" | "colleague"> }
  | { type: "dial-state"; dial: string; stage: DialStage; result: DialResult | null }
  | { type: "groups"; id: string; groups: readonly string[] }
  | { type: "rules"; rules: Desk["rules"] }
  | { type: "join"; caller: Caller }
  | { type: "leave"; callId: string }
  | { type: "result"; callId: string; phone: string; result: OfferResult }
  | { type: "time" };

export type DeskEffect =
  | { type: "ring"; callId: string; key: string; phone: string }
  /** 1: the next. */
  | ({ type: "place"; callId: string; key: string; place: number } & Announced)
  | { type: "nobody"; callId: string; key: string; why: Nobody }
  | { type: "close-phone"; nodeId: string; phone: string };

/** `elsewhere`: those who could have come have their telephones at another node than the call. */
export type Nobody = "nobody" | "waited" | "full" | "elsewhere";
/** Absent: the caller hears the place. */
type Announced = { announce?: "none" | { ru: string; en: string } };

/** Nobody listens to silence for longer. */
export const maxWaitMs = 120_000;
/** Ringing, and a summary of a minute; then whoever should tell the result has been lost. */
const offerLostMs = operatorRingMs + 70_000;
/** A dial that the node told nothing more of: ringing twice, or a consultation as long as anybody's. */
const dialLostMs = { consulting: 60 * 60_000, other: 2 * 60_000 };
/** More wait for nobody. */
const mostWaiting = 200;

export function stepDesk(before: Desk, event: DeskEvent, nowMs: number): { desk: Desk; effects: DeskEffect[] } {
  const effects: DeskEffect[] = [];
  const desk = settle(take(before, event, nowMs, effects), nowMs, effects);
  return { desk, effects };
}

/** When `time` is to be told next; null: nothing to wait for. */
export function deskDeadline({ operators, waiting, rules }: Desk): number | null {
  const all = [
    ...operators.map(({ seenMs }) => seenMs + operatorSilentMs),
    ...operators.flatMap(({ dial }) => (dial === null || dial.stage === "over" ? [] : [dialLostAt(dial)])),
    ...waiting.map((one) => (one.offer === null ? one.sinceMs + longestWaitMs(rules, one) : one.offer.sinceMs + offerLostMs)),
  ];
  return all.length === 0 ? null : Math.min(...all);
}

const rulesOf = (rules: Desk["rules"], { group }: Pick<Caller, "group">): GroupRules | null => (group === null ? null : (rules[group] ?? null));
const longestWaitMs = (rules: Desk["rules"], caller: Pick<Caller, "group">): number => rulesOf(rules, caller)?.maxWaitMs ?? maxWaitMs;

const dialLostAt = ({ stage, sinceMs }: Dialling): number => sinceMs + (stage === "consulting" ? dialLostMs.consulting : dialLostMs.other);

/** The caller who is being offered to this operator now, by the queue or by a colleague. */
export function offerTo(desk: Desk, operator: string): (Talk & { sinceMs: number }) | null {
  const source = colleagueOf(desk, operator);
  return desk.waiting.find(({ offer }) => offer?.operator === operator) ?? (source?.talk && source.dial ? { ...source.talk, sinceMs: source.dial.sinceMs } : null);
}

/** Who dials this operator, who has not answered yet. */
const colleagueOf = (desk: Desk, operator: string): Operator | undefined => desk.operators.find(({ dial }) => dial?.colleague === operator && dial.stage !== "over" && dial.stage !== "consulting");

export type DialRefusal = "phone_gone" | "dialling" | "talks" | "talks_not" | "colleague_away" | "colleague_elsewhere";
/** Why this operator can't dial now; null: they can. */
export function refusesDial(desk: Desk, { id, phone, mode, colleague }: { id: string; phone: string; mode: DialMode; colleague: string | null }): DialRefusal | null {
  const one = desk.operators.find((operator) => operator.id === id && operator.phone === phone);
  if (one === undefined) return "phone_gone";
  if (one.dial !== null && one.dial.stage !== "over") return "dialling";
  if (mode === "call" && (one.state === "busy" || offerTo(desk, id) !== null)) return "talks";
  if (mode !== "call" && one.talk === null) return "talks_not";
  if (colleague === null) return null;
  const other = desk.operators.find((operator) => operator.id === colleague);
  if (other === undefined || other.id === id || other.state !== "available" || offerTo(desk, colleague) !== null) return "colleague_away";
  return other.nodeId === one.nodeId ? null : "colleague_elsewhere";
}

function take(desk: Desk, event: DeskEvent, nowMs: number, effects: DeskEffect[]): Desk {
  switch (event.type) {
    case "open":
      return { ...without(desk, event.operator.id, effects), operators: [...desk.operators.filter(({ id }) => id !== event.operator.id), { ...event.operator, state: "away", sinceMs: nowMs, seenMs: nowMs, talk: null, dial: null }] };
    case "beat":
      return withOperator(desk, event.id, (one) => (one.phone !== event.phone ? one : { ...saying(one, event.state, nowMs), seenMs: nowMs }));
    case "close":
      return desk.operators.some(({ id, phone }) => id === event.id && phone === event.phone) ? without(desk, event.id, effects) : desk;
    case "dial":
      return withOperator(desk, event.id, (one) => ({ ...inState(one, "busy", nowMs), dial: { ...event.dial, stage: event.dial.mode === "call" ? "phone" : "dialling", result: null, before: one.state, sinceMs: nowMs } }));
    case "dial-state":
      return dialled(desk, event, nowMs);
    case "rules":
      return { ...desk, rules: event.rules };
    case "groups":
      return withOperator(desk, event.id, (one) => ({ ...one, groups: event.groups }));
    case "join": {
      const { caller } = event;
      const known = desk.waiting.find(({ callId }) => callId === caller.callId);
      if (known !== undefined) {
        // Its session lost its memory, and perhaps what it was told: it keeps its place and is told all again.
        if (known.offer !== null) effects.push({ type: "ring", callId: caller.callId, key: caller.key, phone: known.offer.phone });
        return { ...desk, waiting: desk.waiting.map((one) => (one === known ? { ...one, key: caller.key, place: null } : one)) };
      }
      if (desk.waiting.length < mostWaiting) return { ...desk, waiting: [...desk.waiting, { ...caller, sinceMs: nowMs, offer: null, place: null, passedOn: false }] };
      effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: "full" });
      return desk;
    }
    case "leave":
      return { ...desk, waiting: desk.waiting.filter(({ callId }) => callId !== event.callId) };
    case "result":
      return concluded(desk, event.callId, event.phone, event.result, nowMs);
    case "time": {
      const silent = desk.operators.filter(({ seenMs }) => seenMs + operatorSilentMs <= nowMs);
      const present = silent.reduce((rest, { id }) => without(rest, id, effects), desk);
      const heard = present.operators
        .flatMap(({ dial }) => (dial !== null && dial.stage !== "over" && dialLostAt(dial) <= nowMs ? [dial.id] : []))
        .reduce((rest, dial) => dialled(rest, { dial, stage: "over", result: "failed" }, nowMs), present);
      return heard.waiting
        .flatMap(({ callId, offer }) => (offer !== null && offer.sinceMs + offerLostMs <= nowMs ? [{ callId, phone: offer.phone }] : []))
        .reduce((rest, { callId, phone }) => concluded(rest, callId, phone, "no_answer", nowMs), heard);
    }
  }
}

/** What became of an offer. One that was withdrawn meanwhile is nobody's. */
function concluded(desk: Desk, callId: string, phone: string, result: OfferResult, nowMs: number): Desk {
  const caller = desk.waiting.find((one) => one.callId === callId);
  if (caller === undefined || caller.offer?.phone !== phone) return desk;
  const state: OperatorState = result === "answered" || result === "busy" ? "busy" : "away";
  const { callId: of, from, group, summary } = caller;
  const told = withOperator(desk, caller.offer.operator, (one) => ({ ...inState(one, state, nowMs), ...(result === "answered" ? { talk: { callId: of, from, group, summary }, dial: null } : {}) }));
  if (result === "answered") return { ...told, waiting: told.waiting.filter((one) => one !== caller) };
  return { ...told, waiting: told.waiting.map((one) => (one === caller ? { ...one, offer: null, place: null } : one)) };
}

/** How a dial goes on. One that is over, or nobody's, stays as it is. */
function dialled(desk: Desk, { dial: id, stage, result }: { dial: string; stage: DialStage; result: DialResult | null }, nowMs: number): Desk {
  const one = desk.operators.find(({ dial }) => dial?.id === id);
  if (one === undefined || one.dial === null || one.dial.stage === "over") return desk;
  const dial: Dialling = { ...one.dial, stage, result, sinceMs: nowMs };
  const reached = stage === "consulting" || result === "answered";
  const own = { ...one, dial };
  const next = withOperator(desk, one.id, () => {
    if (stage !== "over") return own;
    if (dial.mode === "call") return result === "answered" ? { ...own, talk: { callId: dial.id, from: dial.to, group: null, summary: "" } } : inState(own, dial.before, nowMs);
    // With the caller gone, or handed on, the operator has nobody; otherwise the caller is back.
    return result === "answered" || result === "left" ? { ...own, talk: null } : own;
  });
  if (dial.colleague === null) return next;
  return withOperator(next, dial.colleague, (other) => {
    if (reached) return { ...inState(other, "busy", nowMs), talk: one.talk, dial: null };
    if (stage !== "over") return other;
    if (one.dial?.stage === "consulting") return { ...other, talk: null };
    return result === "no_answer" || result === "refused" ? inState(other, "away", nowMs) : other;
  });
}

/**
 * Who takes calls again, or a break, talks to nobody any more. While they dial it is what they are afterwards: a telephone that
 * waits for its own call would answer another's.
 */
function saying(one: Operator, told: OperatorState | null, nowMs: number): Operator {
  if (told === null) return one;
  if (one.dial === null || one.dial.stage === "over") return { ...inState(one, told, nowMs), talk: told === "busy" ? one.talk : null };
  return told === "busy" ? one : { ...one, dial: { ...one.dial, before: told } };
}

/** The operator is gone, with their telephone. */
function without(desk: Desk, operator: string, effects: DeskEffect[]): Desk {
  const gone = desk.operators.find(({ id }) => id === operator);
  if (gone === undefined) return desk;
  effects.push({ type: "close-phone", nodeId: gone.nodeId, phone: gone.phone });
  return { ...desk, operators: desk.operators.filter((one) => one !== gone), waiting: desk.waiting.map((one) => (one.offer?.operator === operator ? { ...one, offer: null, place: null } : one)) };
}

const withOperator = (desk: Desk, operator: string, change: (one: Operator) => Operator): Desk => ({ ...desk, operators: desk.operators.map((one) => (one.id === operator ? change(one) : one)) });
const inState = (one: Operator, state: OperatorState, nowMs: number): Operator => (one.state === state ? one : { ...one, state, sinceMs: nowMs });

const isOf = (one: Operator, { group }: Pick<Caller, "group">): boolean => group === null || one.groups.includes(group);
const serves = (one: Operator, caller: Waiting): boolean => one.nodeId === caller.nodeId && isOf(one, caller);

/** Offers callers in their order, tells those who wait on their place, and sends away those for whom nobody will come. */
function settle(desk: Desk, nowMs: number, effects: DeskEffect[]): Desk {
  const taken = new Set([...desk.waiting.flatMap(({ offer }) => (offer === null ? [] : [offer.operator])), ...desk.operators.flatMap(({ dial }) => (dial === null || dial.colleague === null || dial.stage === "over" ? [] : [dial.colleague]))]);
  const waiting: Waiting[] = [];
  let { elsewhereAtMs } = desk;
  for (const one of desk.waiting) {
    if (one.offer !== null) {
      waiting.push(one);
      continue;
    }
    const caller = passOn(desk, one, nowMs);
    const able = desk.operators.filter((operator) => serves(operator, caller));
    const rules = rulesOf(desk.rules, caller);
    const [first] = able.filter(({ id, state }) => state === "available" && !taken.has(id)).toSorted((a, b) => placeIn(rules, a) - placeIn(rules, b) || a.sinceMs - b.sinceMs);
    if (waited(desk, caller, nowMs)) effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: "waited" });
    else if (nobodyThere(able)) {
      const elsewhere = desk.operators.some((operator) => operator.state !== "away" && isOf(operator, caller));
      if (elsewhere) elsewhereAtMs = nowMs;
      effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: elsewhere ? "elsewhere" : "nobody" });
    }
    else if (first === undefined) {
      const place = waiting.filter(({ offer, group }) => offer === null && (group === null || caller.group === null || group === caller.group)).length + 1;
      if (place !== caller.place) effects.push({ type: "place", callId: caller.callId, key: caller.key, place, ...announced(rules) });
      waiting.push({ ...caller, place });
    } else {
      taken.add(first.id);
      effects.push({ type: "ring", callId: caller.callId, key: caller.key, phone: first.phone });
      waiting.push({ ...caller, offer: { operator: first.id, phone: first.phone, sinceMs: nowMs } });
    }
  }
  return { ...desk, waiting, elsewhereAtMs };
}

const waited = (desk: Desk, caller: Waiting, nowMs: number): boolean => caller.sinceMs + longestWaitMs(desk.rules, caller) <= nowMs;
const nobodyThere = (able: readonly Operator[]): boolean => able.every(({ state }) => state === "away");

/** A caller whose group has nobody, or who has waited there, waits anew for the group that takes its callers then. */
function passOn(desk: Desk, caller: Waiting, nowMs: number): Waiting {
  const overflow = rulesOf(desk.rules, caller)?.overflow ?? null;
  if (overflow === null || caller.passedOn || overflow === caller.group) return caller;
  const stays = !waited(desk, caller, nowMs) && !nobodyThere(desk.operators.filter((operator) => serves(operator, caller)));
  return stays ? caller : { ...caller, group: overflow, sinceMs: nowMs, place: null, passedOn: true };
}

/** Whoever is on no list comes after those who are. */
function placeIn(rules: GroupRules | null, { id }: Operator): number {
  if (rules?.order !== "list") return 0;
  const at = rules.members.indexOf(id);
  return at === -1 ? rules.members.length : at;
}

function announced(rules: GroupRules | null): Announced {
  if (rules === null || rules.announce === "place") return {};
  return { announce: rules.announce === "words" && rules.words !== null ? rules.words : "none" };
}
