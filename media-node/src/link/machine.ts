/**
 * The node's end of the call link, as a pure function. The shell (link.ts) owns the socket and the timer.
 *
 * | line       | event            | next                | what is done                                                |
 * | ---------- | ---------------- | ------------------- | ----------------------------------------------------------- |
 * | waiting    | tick, time is up | connecting          | connect with the next epoch                                 |
 * | connecting | opened           | greeting            | hello                                                       |
 * | greeting   | welcome          | up                  | deliver it, send every fact that the edge has not seen      |
 * | greeting   | tick             | greeting            | hello again each second; after 2.2 s close                  |
 * | up         | fact             | up                  | number, keep, send                                          |
 * | up         | ack              | up                  | forget what is stored; resend when `seen` went back         |
 * | up         | reply.text       | up                  | deliver the next segment; drop doubles, gaps, overtaken ones |
 * | any        | fact: a person talks | same            | no wait and no plan; replies and fillers are overtaken, until the bot has the floor again |
 * | up         | tick             | up                  | ping, resend after 2 s without progress, sync (each 5 s while a person talks), plan |
 * | any        | closed           | waiting             | come back, full jitter                                      |
 * | any        | closed 4000/4003 | over                | tell the call                                               |
 * | any        | drain            | same until empty    | all stored, or 15 s: hand the rest to the spool, then over  |
 * | any        | hurry            | same                | a drain, now or later, waits for 1.5 s instead              |
 *
 * A frame of an older epoch, and any event a state does not expect, changes only a counter.
 */
import { callLinkVersion, closeCode } from "@zvon/contract/call-link.ts";
import type { Fact, FactBody, Note, ToEdge, ToNode, Welcome } from "@zvon/contract/call-link.ts";
import type { FromLink } from "./port.ts";
import { epochOf } from "./state.ts";
import type { LinkCounters, LinkEffect, LinkEvent, LinkState, LinkStep } from "./state.ts";

/** Ceiling of the first wait before coming back; doubles each time (full jitter). A deploy of the edge takes about a second. */
const firstRetryMs = 200;
/** Well under the filler's 2 s: a caller must not notice a link that comes back. */
const maxRetryMs = 1_500;
const connectTimeoutMs = 3_000;
const helloAgainMs = 1_000;
/** A call that rings waits 5 s for its first welcome: time for a second try. */
const welcomeTimeoutMs = 2_200;
/** Without any progress of `seen` for so long, what is above it is sent again. */
const resendMs = 2_000;
const syncMs = 1_000;
/** Nobody waits while a person talks, so a word that took the floor from them would not be missed: it is asked for. */
const syncFloorMs = 5_000;
export const pingMs = 5_000;
/** Twice the ping: a socket that is half open is found within 15 s. */
const pongTimeoutMs = 10_000;
const drainTimeoutMs = 15_000;
/** A stopping node: time for an answer of an edge that is there, and short of a supervisor's patience. */
const hurriedDrainMs = 1_500;
/** With a link that is gone the call ends by itself, sound or not; the edge gives it up at 45 s, its lease runs 60 s. */
const linkLossMs = 30_000;
const linkLossWithSoundMs = 35_000;
/** An hour of lively talk without one acknowledgement; the plan has ended the call long before. */
export const outboxLimit = 2_000;

/** When `step` wants to be called with `tick`, ms on the clock of `nowMs`. Infinity: no need. */
export function nextTick(state: LinkState): number {
  if (state.drained) return Infinity;
  const times: number[] = [];
  switch (state.line.kind) {
    case "waiting":
      times.push(state.line.untilMs);
      break;
    case "connecting":
      times.push(state.line.sinceMs + connectTimeoutMs);
      break;
    case "greeting":
      times.push(state.line.helloMs + helloAgainMs, state.line.sinceMs + welcomeTimeoutMs);
      break;
    case "up":
      times.push(state.line.pingMs + pingMs, state.line.pongMs + pongTimeoutMs + pingMs);
      if (hasUnseen(state)) times.push(state.progressMs + resendMs);
      times.push(nextSync(state));
      break;
    case "over":
      break;
  }
  if (state.draining !== null) times.push(state.draining.untilMs);
  const planAt = nextPlanStep(state);
  if (planAt !== null) times.push(planAt.atMs);
  const lossAt = lossDeadline(state);
  if (lossAt !== null) times.push(lossAt);
  return Math.min(...times);
}

function nextSync({ wait, syncMs: lastMs, floor }: LinkState): number {
  if (floor !== null) return lastMs + syncFloorMs;
  return wait?.whole === false ? Math.max(wait.sinceMs, lastMs) + syncMs : Infinity;
}

export function step(before: LinkState, event: LinkEvent, nowMs: number): LinkStep {
  const state: LinkState = { ...before };
  const effects: LinkEffect[] = [];
  apply(state, event, nowMs, effects);
  finishDrain(state, nowMs, effects);
  return { state, effects };
}

function apply(state: LinkState, event: LinkEvent, nowMs: number, effects: LinkEffect[]): void {
  switch (event.type) {
    case "opened":
      if (state.line.kind !== "connecting" || event.epoch !== epochOf(state)) return stale(state);
      state.line = { kind: "greeting", sinceMs: nowMs, helloMs: nowMs };
      return send(state, hello(state), effects);
    case "frame":
      if (event.epoch !== epochOf(state)) return stale(state);
      return onMessage(state, event.message, nowMs, effects);
    case "pong":
      if (state.line.kind === "up" && event.epoch === epochOf(state)) state.line = { ...state.line, pongMs: nowMs };
      return;
    case "closed":
      if (event.epoch !== epochOf(state)) return;
      return onClosed(state, event.code, nowMs, effects);
    case "fact":
      return onFact(state, event.body, nowMs, effects);
    case "note":
      // What sounds from here on is the reply, not a filler.
      if (event.body.type === "reply.started" && state.wait !== null) state.wait = { ...state.wait, aside: false };
      if (state.line.kind === "up") send(state, { v: callLinkVersion, ...event.body }, effects);
      else count(state, "notesDropped");
      return;
    case "sound":
      return onSound(state, event.on, nowMs);
    case "drain":
      if (state.draining === null) state.draining = { untilMs: nowMs + (state.hurried ? hurriedDrainMs : drainTimeoutMs) };
      return;
    case "hurry":
      state.hurried = true;
      if (state.draining !== null) state.draining = { untilMs: Math.min(state.draining.untilMs, nowMs + hurriedDrainMs) };
      return;
    case "tick":
      return onTick(state, nowMs, effects);
  }
}

// ---------------------------------------------------------------- the line

function onTick(state: LinkState, nowMs: number, effects: LinkEffect[]): void {
  const { line } = state;
  switch (line.kind) {
    case "waiting":
      if (nowMs >= line.untilMs) connect(state, nowMs, effects);
      break;
    case "connecting":
      if (nowMs >= line.sinceMs + connectTimeoutMs) abandon(state, nowMs, effects);
      break;
    case "greeting":
      if (nowMs >= line.sinceMs + welcomeTimeoutMs) abandon(state, nowMs, effects);
      else if (nowMs >= line.helloMs + helloAgainMs) {
        state.line = { ...line, helloMs: nowMs };
        send(state, hello(state), effects);
      }
      break;
    case "up":
      if (nowMs >= line.pongMs + pongTimeoutMs + pingMs) {
        abandon(state, nowMs, effects);
        break;
      }
      if (nowMs >= line.pingMs + pingMs) {
        state.line = { ...line, pingMs: nowMs };
        effects.push({ type: "ping", epoch: epochOf(state) });
      }
      if (hasUnseen(state) && nowMs >= state.progressMs + resendMs) {
        state.progressMs = nowMs;
        sendUnseen(state, effects, true);
      }
      if (nowMs >= nextSync(state)) {
        state.syncMs = nowMs;
        send(state, { v: callLinkVersion, type: "sync", turn: state.turn, held: state.held }, effects);
      }
      break;
    case "over":
      break;
  }
  takePlanStep(state, nowMs, effects);
}

function connect(state: LinkState, nowMs: number, effects: LinkEffect[]): void {
  state.attempt += 1;
  state.line = { kind: "connecting", sinceMs: nowMs };
  effects.push({ type: "connect", epoch: epochOf(state) });
}

/** Gives the connection up without waiting for its close: a half-open socket may never tell. */
function abandon(state: LinkState, nowMs: number, effects: LinkEffect[]): void {
  effects.push({ type: "close", epoch: epochOf(state), code: 1001 });
  comeBack(state, nowMs);
}

function comeBack(state: LinkState, nowMs: number): void {
  if (state.line.kind === "up") {
    state.downSinceMs = nowMs;
    count(state, "reconnects");
  }
  const ceiling = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(state.failures, 10));
  state.failures += 1;
  state.random = (Math.imul(state.random, 1_664_525) + 1_013_904_223) >>> 0;
  state.line = { kind: "waiting", untilMs: nowMs + Math.round((ceiling * state.random) / 2 ** 32) };
}

function onClosed(state: LinkState, code: number, nowMs: number, effects: LinkEffect[]): void {
  if (state.line.kind === "over" || state.line.kind === "waiting") return;
  if (code === closeCode.done || code === closeCode.refused) {
    if (state.line.kind === "up") state.downSinceMs = nowMs;
    state.line = { kind: "over" };
    state.refused = code === closeCode.refused;
    state.wait = null;
    // The edge is done with a call only when its end is stored, and the end is the last fact.
    if (code === closeCode.done && state.ended) acknowledge(state, state.nextN - 1, state.nextN - 1, nowMs, effects);
    if (!state.ended) effects.push({ type: "deliver", event: { type: "closed", reason: code === closeCode.done ? "done" : "refused" } });
    return;
  }
  // Another life of this call has used higher epochs (the spool before a restart): step over them.
  if (code === closeCode.replaced) state.attempt += 10;
  comeBack(state, nowMs);
}

const hello = (state: LinkState): Note => ({ v: callLinkVersion, type: "hello", callId: state.callId, epoch: epochOf(state), fresh: state.fresh, turn: state.turn, held: state.held });

function send(state: LinkState, message: ToEdge, effects: LinkEffect[]): void {
  effects.push({ type: "send", epoch: epochOf(state), message });
}

// ---------------------------------------------------------------- facts

const hasUnseen = (state: LinkState): boolean => (state.outbox.at(-1)?.n ?? 0) > state.seen;

function onFact(state: LinkState, body: FactBody, nowMs: number, effects: LinkEffect[]): void {
  if (state.outbox.length >= outboxLimit && body.type !== "call.ended") return count(state, "factsDropped");
  // The spread of a union of bodies is a union of facts, which the compiler does not see.
  const fact = { ...body, v: callLinkVersion, n: state.nextN } as Fact;
  if (!hasUnseen(state)) state.progressMs = nowMs;
  state.nextN += 1;
  state.outbox = [...state.outbox, fact];
  if (state.line.kind === "up") send(state, fact, effects);
  switch (body.type) {
    case "turn.final":
      state.turn = Math.max(state.turn, body.turn);
      return state.floor === null ? beginWait(state, nowMs) : undefined;
    case "call.answered":
      return beginWait(state, nowMs);
    case "reply.heard":
      state.closedReply = Math.max(state.closedReply, body.reply);
      // Heard, or cut short: the caller has the word now. Until then it is waited for, since a voice may fail to speak
      // what the edge has said.
      if (body.reply === state.held.reply && body.turn >= state.turn) endWait(state);
      return;
    case "listener":
      if (body.state === "talking") {
        state.floor = body.listener;
        state.hangup = null;
        state.syncMs = nowMs;
        return endWait(state);
      }
      if (state.floor === body.listener) state.floor = null;
      return;
    case "call.ended":
      state.ended = true;
      return endWait(state);
    default:
      return;
  }
}

function acknowledge(state: LinkState, stored: number, seen: number, nowMs: number, effects: LinkEffect[]): void {
  const before = state.seen;
  if (seen > state.seen || stored > state.stored) state.progressMs = nowMs;
  state.stored = Math.max(state.stored, Math.min(stored, state.nextN - 1));
  state.seen = Math.max(state.stored, Math.min(seen, state.nextN - 1));
  if (state.outbox[0] !== undefined && state.outbox[0].n <= state.stored) state.outbox = state.outbox.filter((fact) => fact.n > state.stored);
  // The edge woke up without what it had only in memory. (Never below what it called stored: an edge that lost even
  // that, its disk restored from a backup, could not be helped by sending, only flooded.)
  if (state.seen < before && hasUnseen(state)) sendUnseen(state, effects, true);
}

function sendUnseen(state: LinkState, effects: LinkEffect[], again: boolean): void {
  for (const fact of state.outbox) {
    if (fact.n <= state.seen) continue;
    if (again) count(state, "resent");
    send(state, fact, effects);
  }
}

function finishDrain(state: LinkState, nowMs: number, effects: LinkEffect[]): void {
  if (state.draining === null || state.drained) return;
  const delivered = state.outbox.length === 0;
  if (!delivered && nowMs < state.draining.untilMs && state.line.kind !== "over") return;
  if (!delivered) effects.push({ type: "spool", facts: state.outbox, attempt: state.attempt, fresh: state.fresh });
  if (state.line.kind !== "over" && state.line.kind !== "waiting") effects.push({ type: "close", epoch: epochOf(state), code: 1000 });
  state.line = { kind: "over" };
  state.drained = true;
  effects.push({ type: "drained" });
}

// ---------------------------------------------------------------- what the edge says

function onMessage(state: LinkState, message: ToNode, nowMs: number, effects: LinkEffect[]): void {
  if (message.type === "welcome") return onWelcome(state, message, nowMs, effects);
  if (state.line.kind !== "up") return stale(state);
  switch (message.type) {
    case "ack":
      return acknowledge(state, message.stored, message.seen, nowMs, effects);
    case "reply.text": {
      if (state.ended || state.floor !== null || message.turn < state.turn || message.reply <= state.closedReply) return count(state, "overtaken");
      const expected = message.reply > state.held.reply ? 0 : state.held.seq + 1;
      if (message.reply < state.held.reply || message.seq < expected) return count(state, "doubles");
      if (message.seq > expected) return count(state, "gaps");
      state.held = { reply: message.reply, seq: message.seq, last: message.last };
      state.wait = { sinceMs: nowMs, done: 0, aside: false, whole: message.last };
      return deliver({ type: "message", message }, effects);
    }
    case "reply.cancel":
      if (message.reply < state.held.reply) return count(state, "overtaken");
      return deliver({ type: "message", message }, effects);
    case "filler":
      if (state.floor !== null || message.turn < state.turn) return count(state, "overtaken");
      if (state.wait !== null) state.wait = { ...state.wait, aside: true };
      return deliver({ type: "message", message }, effects);
    case "hangup": {
      // Of a farewell that a person cut short nobody hears the end. Said again when the bot has the floor, it counts.
      if (state.floor !== null && message.afterReply > state.closedReply) return count(state, "overtaken");
      const said = `${message.reason} ${message.afterReply}`;
      if (state.hangup === said) return count(state, "doubles");
      state.hangup = said;
      return deliver({ type: "message", message }, effects);
    }
    case "speech":
      state.plan = message.lostPlan;
      return deliver({ type: "message", message }, effects);
    case "transfer":
    case "hold":
    case "floor":
    case "dtmf.send":
      return deliver({ type: "message", message }, effects);
  }
}

function onWelcome(state: LinkState, message: Welcome, nowMs: number, effects: LinkEffect[]): void {
  if (message.epoch !== epochOf(state)) return stale(state);
  if (state.line.kind === "up") return count(state, "doubles");
  if (state.line.kind !== "greeting") return stale(state);
  if (state.fresh) {
    // What happened before the first welcome gets its numbers now, behind what an earlier life of the node had told.
    state.outbox = state.outbox.map((fact) => ({ ...fact, n: fact.n + message.seen }));
    state.nextN += message.seen;
    state.turn = Math.max(state.turn, message.turn);
    state.closedReply = Math.max(state.closedReply, message.reply);
    state.fresh = false;
  }
  state.line = { kind: "up", pingMs: nowMs, pongMs: nowMs };
  state.failures = 0;
  state.welcomed = true;
  state.plan = message.lostPlan;
  state.progressMs = nowMs;
  // What counts is what this connection's edge holds: it may have lost what an earlier one had seen.
  state.seen = state.stored;
  acknowledge(state, message.stored, message.seen, nowMs, effects);
  deliver({ type: "message", message }, effects);
  sendUnseen(state, effects, false);
}

const deliver = (event: FromLink, effects: LinkEffect[]): void => void effects.push({ type: "deliver", event });

// ---------------------------------------------------------------- the caller waits

function beginWait(state: LinkState, nowMs: number): void {
  // A caller who speaks again while waiting has still waited since the first unanswered words.
  if (state.wait === null || state.wait.whole) state.wait = { sinceMs: nowMs, done: 0, aside: false, whole: false };
}

function endWait(state: LinkState): void {
  state.wait = null;
}

function onSound(state: LinkState, on: boolean, nowMs: number): void {
  if (state.sound === on) return;
  state.sound = on;
  // Fillers and apologies interrupt the silence, not the waiting.
  if (!on && state.wait !== null && !state.wait.aside) state.wait = { ...state.wait, sinceMs: nowMs, done: 0 };
}

const planSteps = ["filler", "apology", "end"] as const;

function nextPlanStep(state: LinkState): { step: (typeof planSteps)[number]; atMs: number } | null {
  if (state.wait === null || state.sound || state.endTold) return null;
  if (state.wait.done === 3) return null;
  const next = planSteps[state.wait.done];
  const after = { filler: state.plan.fillerAtMs, apology: state.plan.apologyAtMs, end: state.plan.endAtMs }[next];
  return { step: next, atMs: state.wait.sinceMs + after };
}

/** A call whose edge is gone ends even when nobody waits for an answer: nobody could give one. */
function lossDeadline(state: LinkState): number | null {
  if (state.line.kind === "up" || state.line.kind === "over" || state.ended || state.endTold) return null;
  return state.downSinceMs + (state.sound || state.floor !== null ? linkLossWithSoundMs : linkLossMs);
}

function takePlanStep(state: LinkState, nowMs: number, effects: LinkEffect[]): void {
  const lossAt = lossDeadline(state);
  const next = nextPlanStep(state);
  const lost = lossAt !== null && nowMs >= lossAt;
  if (!lost && (next === null || nowMs < next.atMs)) return;
  const due = lost || next === null ? "end" : next.step;
  if (due === "end") state.endTold = true;
  if (state.wait !== null) state.wait = { ...state.wait, done: due === "filler" ? 1 : due === "apology" ? 2 : 3, aside: true };
  deliver({ type: "plan", step: due }, effects);
}

// ---------------------------------------------------------------- counters

function count(state: LinkState, name: keyof LinkCounters): void {
  state.counters = { ...state.counters, [name]: state.counters[name] + 1 };
}

const stale = (state: LinkState): void => count(state, "staleFrames");
