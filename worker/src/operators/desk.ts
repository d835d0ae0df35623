/**
 * The queue before an account's operators, as a pure function. Callers are served in the order they came, each by the
 * operator who has been free for longest; a caller whose group has nobody free lets the next one pass.
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
 * | time              | offers without a result, callers who waited for `maxWaitMs`, operators that fell silent |
 *
 * After each event callers without an offer are offered, told their place, or told that nobody is there.
 */
import { operatorRingMs, operatorSilentMs } from "@zvon/contract/operators-api.ts";
import type { OperatorState } from "@zvon/contract/operators-api.ts";

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
};

/** `key`: of the call's wish; `nodeId`: an operator's telephone must be registered where the call is. */
export type Caller = { callId: string; key: string; nodeId: string; group: string | null; from: string; summary: string };
export type Waiting = Caller & { sinceMs: number; offer: { operator: string; phone: string; sinceMs: number } | null; /** The place that they were told last. */ place: number | null };

export type Desk = { operators: readonly Operator[]; waiting: readonly Waiting[] };
export const emptyDesk: Desk = { operators: [], waiting: [] };

export type OfferResult = "answered" | "busy" | "refused" | "no_answer" | "failed";

export type DeskEvent =
  | { type: "open"; operator: Pick<Operator, "id" | "name" | "phone" | "nodeId" | "groups"> }
  /** `state` null: as before. */
  | { type: "beat"; id: string; phone: string; state: OperatorState | null }
  /** A page that was taken over gives back the telephone of its own, which is no more. */
  | { type: "close"; id: string; phone: string }
  | { type: "groups"; id: string; groups: readonly string[] }
  | { type: "join"; caller: Caller }
  | { type: "leave"; callId: string }
  | { type: "result"; callId: string; phone: string; result: OfferResult }
  | { type: "time" };

export type DeskEffect =
  | { type: "ring"; callId: string; key: string; phone: string }
  /** 1: the next. */
  | { type: "place"; callId: string; key: string; place: number }
  | { type: "nobody"; callId: string; key: string; why: "nobody" | "waited" | "full" }
  | { type: "close-phone"; nodeId: string; phone: string };

/** Nobody listens to silence for longer. */
export const maxWaitMs = 120_000;
/** Ringing, and a summary of a minute; then whoever should tell the result has been lost. */
const offerLostMs = operatorRingMs + 70_000;
/** More wait for nobody. */
const mostWaiting = 200;

export function stepDesk(before: Desk, event: DeskEvent, nowMs: number): { desk: Desk; effects: DeskEffect[] } {
  const effects: DeskEffect[] = [];
  const desk = settle(take(before, event, nowMs, effects), nowMs, effects);
  return { desk, effects };
}

/** When `time` is to be told next; null: nothing to wait for. */
export function deskDeadline({ operators, waiting }: Desk): number | null {
  const all = [
    ...operators.map(({ seenMs }) => seenMs + operatorSilentMs),
    ...waiting.map(({ sinceMs, offer }) => (offer === null ? sinceMs + maxWaitMs : offer.sinceMs + offerLostMs)),
  ];
  return all.length === 0 ? null : Math.min(...all);
}

/** The caller who is being offered to this operator now. */
export const offerTo = (desk: Desk, operator: string): Waiting | null => desk.waiting.find(({ offer }) => offer?.operator === operator) ?? null;

function take(desk: Desk, event: DeskEvent, nowMs: number, effects: DeskEffect[]): Desk {
  switch (event.type) {
    case "open":
      return { ...without(desk, event.operator.id, effects), operators: [...desk.operators.filter(({ id }) => id !== event.operator.id), { ...event.operator, state: "away", sinceMs: nowMs, seenMs: nowMs }] };
    case "beat":
      return withOperator(desk, event.id, (one) => (one.phone !== event.phone ? one : { ...inState(one, event.state ?? one.state, nowMs), seenMs: nowMs }));
    case "close":
      return desk.operators.some(({ id, phone }) => id === event.id && phone === event.phone) ? without(desk, event.id, effects) : desk;
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
      if (desk.waiting.length < mostWaiting) return { ...desk, waiting: [...desk.waiting, { ...caller, sinceMs: nowMs, offer: null, place: null }] };
      effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: "full" });
      return desk;
    }
    case "leave":
      return { ...desk, waiting: desk.waiting.filter(({ callId }) => callId !== event.callId) };
    case "result":
      return concluded(desk, event.callId, event.phone, event.result, nowMs);
    case "time": {
      const silent = desk.operators.filter(({ seenMs }) => seenMs + operatorSilentMs <= nowMs);
      const heard = silent.reduce((rest, { id }) => without(rest, id, effects), desk);
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
  const told = withOperator(desk, caller.offer.operator, (one) => inState(one, state, nowMs));
  if (result === "answered") return { ...told, waiting: told.waiting.filter((one) => one !== caller) };
  return { ...told, waiting: told.waiting.map((one) => (one === caller ? { ...one, offer: null, place: null } : one)) };
}

/** The operator is gone, with their telephone. */
function without(desk: Desk, operator: string, effects: DeskEffect[]): Desk {
  const gone = desk.operators.find(({ id }) => id === operator);
  if (gone === undefined) return desk;
  effects.push({ type: "close-phone", nodeId: gone.nodeId, phone: gone.phone });
  return { operators: desk.operators.filter((one) => one !== gone), waiting: desk.waiting.map((one) => (one.offer?.operator === operator ? { ...one, offer: null, place: null } : one)) };
}

const withOperator = (desk: Desk, operator: string, change: (one: Operator) => Operator): Desk => ({ ...desk, operators: desk.operators.map((one) => (one.id === operator ? change(one) : one)) });
const inState = (one: Operator, state: OperatorState, nowMs: number): Operator => (one.state === state ? one : { ...one, state, sinceMs: nowMs });

const serves = (one: Operator, caller: Waiting): boolean => one.nodeId === caller.nodeId && (caller.group === null || one.groups.includes(caller.group));

/** Offers callers in their order, tells those who wait on their place, and sends away those for whom nobody will come. */
function settle(desk: Desk, nowMs: number, effects: DeskEffect[]): Desk {
  const taken = new Set(desk.waiting.flatMap(({ offer }) => (offer === null ? [] : [offer.operator])));
  const waiting: Waiting[] = [];
  for (const caller of desk.waiting) {
    if (caller.offer !== null) {
      waiting.push(caller);
      continue;
    }
    const able = desk.operators.filter((one) => serves(one, caller));
    const [first] = able.filter(({ id, state }) => state === "available" && !taken.has(id)).toSorted((a, b) => a.sinceMs - b.sinceMs);
    if (caller.sinceMs + maxWaitMs <= nowMs) effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: "waited" });
    else if (able.every(({ state }) => state === "away")) effects.push({ type: "nobody", callId: caller.callId, key: caller.key, why: "nobody" });
    else if (first === undefined) {
      const place = waiting.filter(({ offer, group }) => offer === null && (group === null || caller.group === null || group === caller.group)).length + 1;
      if (place !== caller.place) effects.push({ type: "place", callId: caller.callId, key: caller.key, place });
      waiting.push({ ...caller, place });
    } else {
      taken.add(first.id);
      effects.push({ type: "ring", callId: caller.callId, key: caller.key, phone: first.phone });
      waiting.push({ ...caller, offer: { operator: first.id, phone: first.phone, sinceMs: nowMs } });
    }
  }
  return { ...desk, waiting };
}
