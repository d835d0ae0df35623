/**
 * The team speaks to the bot, and the caller does not hear it: words that it says next, as they are, or words that its
 * model minds from then on. Words to be said wait until nobody speaks; a reply the node dropped is said again.
 */
import type { Listen } from "@zvon/contract/call-link.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import { speakable } from "../dialogue/render.ts";
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";
import { acknowledge, sayReply } from "./link-out.ts";
import { change, toolsRunning } from "./replies.ts";
import type { CallState, SessionMessage } from "./state.ts";

/** Words that wait to be said: more than this is no whisper. */
export const mostWaiting = 5;
/** Of one call. */
export const mostWhispers = 100;

export type NoWhisper = "not_live" | "ending" | "no_agent" | "no_model" | "handed_on" | "taken" | "too_many";

/** @param hasModel a model answers turns of this bot. @returns why not; null: it is done. */
export function whyNotWhispered<D>({ data, memory }: CallState<D>, say: boolean, hasModel: boolean): NoWhisper | null {
  if (data.phase !== "live" || data.answeredAt === null) return "not_live";
  if (data.hangup !== null) return "ending";
  if (data.taken !== null && say) return "taken";
  if (data.transfer !== null && say) return "handed_on";
  if (!say && !hasModel) return "no_model";
  return data.whispers.length >= mostWaiting || memory.messages.filter((message) => message.whisperedBy !== undefined).length >= mostWhispers ? "too_many" : null;
}

export function onWhisper<D>(work: Work<D>, { text, say, by }: { text: string; say: boolean; by: Member }): void {
  const { data } = work;
  if (data.phase !== "live" || data.answeredAt === null || data.hangup !== null) return;
  const words = bare(data.messageCount++, text, by.name);
  if (say) {
    change(work, { ...words, who: "bot", turn: data.turn, state: data.flowState });
    data.whispers = [...data.whispers, words.index];
    if (sayWhisper(work)) return;
  } else change(work, { ...words, who: "team", heardText: "", turn: data.turn, state: data.flowState });
  commit(work);
  acknowledge(work);
}

/** Says the next words that wait, if nobody speaks or thinks. @returns whether it did. */
export function sayWhisper<D>(work: Work<D>): boolean {
  const { data, memory } = work;
  const [index, ...rest] = data.whispers;
  const message = index === undefined ? undefined : memory.messages[index];
  if (message === undefined || !nobodySpeaks(work)) return false;
  data.whispers = rest;
  data.reply += 1;
  const { language, current } = data;
  data.current = {
    reply: data.reply, turn: data.turn, segments: [{ text: message.text, voice: speakable(message.text, language) }], open: false, interruptible: true, language,
    // What the bot waits for is what it waited for before.
    listen: current?.listen ?? nothing, closed: false, whisper: message.index,
  };
  change(work, { ...message, turn: data.turn, reply: data.reply });
  commit(work);
  acknowledge(work);
  sayReply(work, data.current, 0);
  return true;
}

function nobodySpeaks<D>({ data, memory }: Work<D>): boolean {
  if (data.phase !== "live" || data.hangup !== null || data.transfer !== null || data.taken !== null || data.thought !== null) return false;
  return (data.current === null || data.current.closed) && memory.meaning === null && memory.callerTurn <= data.turn && !toolsRunning(data);
}

/** Whoever whispered them talks to the caller now: they never sound. */
export function dropWhispers<D>(work: Work<D>): void {
  const { data, memory } = work;
  for (const index of data.whispers) {
    const message = memory.messages[index];
    if (message !== undefined) change(work, { ...message, heardText: "", interrupted: true });
  }
  data.whispers = [];
}

/** The caller's next turn came before a word of it sounded: the node dropped it, and it waits again. */
export function keepUnsaid<D>({ data }: Work<D>): void {
  const { current } = data;
  if (current === null || current.closed || current.whisper === undefined) return;
  data.whispers = [current.whisper, ...data.whispers];
  data.current = { ...current, closed: true };
}

const nothing: Listen = { phrases: [], digits: null, keys: null };

const bare = (index: number, text: string, name: string | null): Omit<SessionMessage, "who" | "turn" | "state"> => ({
  index, text, heardText: null, startMs: null, endMs: null, interrupted: false, by: "voice", verdict: null, confidence: null, intent: null, timings: null, reply: null, heardTurn: null, whisperedBy: { name },
});
