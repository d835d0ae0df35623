/**
 * One of the team talks to the caller in the bot's place. The caller is heard and written down as before; nothing is
 * decided, no model asked, no tool begun. The bot goes on from where its dialogue stood.
 *
 * | taken | event                                | next  | what is done                                             |
 * | ----- | ------------------------------------ | ----- | -------------------------------------------------------- |
 * | no    | take-over                            | yes   | stop the reply and the thought; commit, give the floor   |
 * | yes   | turn.final                           | yes   | write it down, commit                                    |
 * | yes   | a tool's result                      | yes   | keep it until the bot is back; one that nobody waits for is taken in |
 * | yes   | silence, speculation, who took it    | yes   | nothing                                                  |
 * | yes   | hello, sync                          | yes   | give the floor again                                     |
 * | yes   | listener gone                        | yes   | wait for their coming back for a moment                  |
 * | yes   | listening, by the same member        | yes   | give the floor to this listener of theirs                |
 * | yes   | hand-back, nobody came back          | no    | book it, take the floor back, say that the bot is back   |
 * | yes   | the end                              | no    | book it                                                  |
 */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Segment, ToolResult } from "../dialogue/decision.ts";
import { backAgain } from "../dialogue/wording.ts";
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";
import { acknowledge, send } from "./link-out.ts";
import { callOf, listenersOf } from "./record.ts";
import { answer, dropThought, messageOfTurn, publish } from "./replies.ts";
import type { CallData, CallState } from "./state.ts";
import { ended } from "./tool-runs.ts";
import { dropWhispers } from "./whispering.ts";

/** Whose connection broke has so long to come back before the bot goes on. */
export const comeBackMs = 10_000;
/** Of one call; the books name each. */
export const mostTakeOvers = 50;

export type NoTakeOver = "not_live" | "ending" | "handed_on" | "taken" | "not_listening" | "too_often";

/** @returns why this member can't take it by this listener; null: they can. */
export function whyNotTaken<D>({ data }: Pick<CallState<D>, "data">, listener: string, member: Member): NoTakeOver | null {
  if (data.phase !== "live" || data.answeredAt === null) return "not_live";
  if (data.hangup !== null) return "ending";
  if (data.transfer !== null) return "handed_on";
  if (data.taken !== null && data.taken.by.id !== member.id) return "taken";
  const mine = data.listeners.find((one) => one.listener === listener && one.by.id === member.id);
  if (mine === undefined || mine.state === "invited") return "not_listening";
  return data.takeOvers.length >= mostTakeOvers ? "too_often" : null;
}

export function onTakeOver<D>(work: Work<D>, listener: string, member: Member): void {
  const { data, memory } = work;
  if (whyNotTaken(work, listener, member) !== null || data.taken?.listener === listener) return;
  // What was just said is for the person who has it now.
  const { meaning } = memory;
  memory.meaning = null;
  if (meaning !== null) {
    data.turn = meaning.turn;
    messageOfTurn(work, meaning, null);
  }
  dropThought(work);
  dropWhispers(work);
  const { current } = data;
  const sounds = current !== null && !current.closed;
  if (sounds) data.current = { ...current, open: false, segments: [], closed: true };
  data.taken = data.taken === null ? { listener, by: member, since: work.nowMs, goneAt: null } : { ...data.taken, listener, goneAt: null };
  commit(work);
  acknowledge(work);
  if (sounds) send(work, { v: callLinkVersion, type: "reply.cancel", reply: current.reply });
  sayFloor(work);
  tell(work);
}

export function onHandBack<D>(work: Work<D>): void {
  const { data } = work;
  if (data.taken === null || data.phase !== "live") return;
  closeTakeOver(work);
  const { held, dialogue, hangup } = data;
  data.held = [];
  if (dialogue === null || hangup !== null) {
    commit(work);
    sayFloor(work);
    return tell(work);
  }
  sayFloor(work);
  const back: Segment = { text: textIn(backAgain, data.language), voice: textIn(backAgain, data.language) };
  // What a tool brought meanwhile is where the talk goes on; else the last question is asked again.
  const [first, ...later] = held;
  if (first === undefined) answer(work, work.context.decide(dialogue, { type: "resumed" }, work.nowMs), "turn");
  else {
    const decision = work.context.decide(dialogue, { type: "tool", ...first }, work.nowMs);
    answer(work, { ...decision, say: [back, ...decision.say] }, "turn");
  }
  for (const result of later) if (data.dialogue !== null) answer(work, work.context.decide(data.dialogue, { type: "tool", ...result }, work.nowMs), "tool");
  tell(work);
}

/** Written to the books; also when the call ends. */
export function closeTakeOver<D>({ data, nowMs }: Work<D>): void {
  if (data.taken === null) return;
  data.takeOvers = [...data.takeOvers, { by: data.taken.by, from: data.taken.since, to: nowMs }];
  data.listeners = data.listeners.map((one) => (one.state === "talking" ? { ...one, state: "listening" } : one));
  data.taken = null;
}

// ---------------------------------------------------------------- while it is taken

export function writeTurnDown<D>(work: Work<D>, fact: Extract<Fact, { type: "turn.final" }>): void {
  work.data.turn = fact.turn;
  messageOfTurn(work, fact, null);
  commit(work);
  acknowledge(work);
}

/** @returns whether it is kept for later. */
export function holdResult<D>(work: Work<D>, key: string, result: ToolResult): boolean {
  const { data } = work;
  const isAside = data.tools.some(({ call, aside }) => call.key === key && aside === true);
  // The bot says nothing of it: kept, it would stand in the place of the question that is asked again.
  if (data.taken === null || data.phase !== "live" || isAside) return false;
  data.tools = data.tools.map((run) => (run.call.key === key ? ended(run, result) : run));
  data.held = [...data.held, { key, result }];
  commit(work);
  return true;
}

export function listenerWent<D>(work: Work<D>, listener: string): void {
  const { data } = work;
  if (data.taken?.listener !== listener || data.taken.goneAt !== null) return;
  data.taken = { ...data.taken, goneAt: work.nowMs };
  commit(work);
  tell(work);
}

export function listenerCame<D>(work: Work<D>, listener: string, by: Member): void {
  const { data } = work;
  if (data.taken === null || data.taken.goneAt === null || by.id === "" || by.id !== data.taken.by.id) return;
  data.taken = { ...data.taken, listener, goneAt: null };
  commit(work);
  sayFloor(work);
  tell(work);
}

/** Null is said too once it was taken: the word that took it back may have been lost with a connection. */
export function sayFloor<D>(work: Work<D>): void {
  const { taken, takeOvers, phase } = work.data;
  if (phase !== "live" || (taken === null && takeOvers.length === 0)) return;
  send(work, { v: callLinkVersion, type: "floor", listener: taken?.listener ?? null });
}

export const handBackDueMs = <D>({ taken }: Pick<CallData<D>, "taken">): number | null => (taken === null || taken.goneAt === null ? null : taken.goneAt + comeBackMs);

function tell<D>(work: Work<D>): void {
  publish(work, { type: "call.status", call: callOf(work.context.begin, work) });
  publish(work, { type: "listeners", listeners: listenersOf(work.data) });
}
