/**
 * Callers that nobody is behind (PRODUCT P12): one that never says a word, and one that plays the same words over and
 * over. Both are let go early. What the flow itself does about a silence goes first.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { numberParts } from "../language/number-words.ts";
import { words } from "../language/tokens.ts";
import type { Understood } from "./decision.ts";
import type { Talk } from "./talk.ts";

/** Prompts that a caller hears before silence counts against them. */
const promptsBefore = 2;
/** After the last prompt there is time to answer it. */
const answerMs = 4_000;

/** @returns true when the call ends: not a word in all of it, though the bot has asked twice. */
export function neverSpoke(talk: Talk, forMs: number): boolean {
  const { bot, state, atMs } = talk;
  const { silent_seconds: seconds } = bot.unwanted_callers;
  if (seconds === null || state.spoke || state.beganAtMs === 0 || state.silencePrompts < promptsBefore || forMs < answerMs) return false;
  if (atMs - state.beganAtMs < seconds * 1000 || talk.way({ silence: state.silences + 1 }) !== null) return false;
  talk.note("silence", String(state.silences + 1));
  talk.say(bot.fallbacks.silence[2]);
  talk.end("silent", "abandoned", `not a word in ${Math.round((atMs - state.beganAtMs) / 1000)} s, asked ${state.silencePrompts} times`);
  return true;
}

/** Shorter ones people repeat themselves: «алло, вы меня слышите». */
const leastWords = 5;
/** Of the words of two utterances, so many are the same: a recogniser does not write a recording twice alike. */
const alike = 0.75;
/** A person who is not understood says it three times at most, in other words mostly; who speaks of pressing keys, once. */
const mostTimes = { words: 4, wordsOfMachines: 2 };
/** Newest utterances that are compared, and of each so many characters. */
const kept = { utterances: 5, chars: 200 };

/** Takes the utterance down. @param intents what it was taken for. @returns true when it was a recording's: the call ends without a word. */
export function playsTheSame(talk: Talk, text: string, intents: Understood["intents"]): boolean {
  const { bot, state } = talk;
  if (!bot.unwanted_callers.hang_up_on_recordings) return false;
  const said = words(text);
  if (said.length < leastWords || isPersons(said, intents, state.language)) return false;
  const times = 1 + state.utterances.filter((before) => likeness(before.split(" "), said) >= alike).length;
  state.utterances = [...state.utterances, said.join(" ").slice(0, kept.chars)].slice(-kept.utterances);
  if (times < (intents.some(({ name }) => name === "answering_machine") ? mostTimes.wordsOfMachines : mostTimes.words)) return false;
  talk.note("machine");
  talk.end("silent", "abandoned", `the same words ${times} times: a recording`);
  return true;
}

/** Who asks to be put through, or dictates a number, says it as often as it takes. */
function isPersons(said: readonly string[], intents: Understood["intents"], language: Language): boolean {
  const names = intents.map(({ name }) => name);
  if (names.includes("operator") && !names.includes("answering_machine")) return true;
  return 2 * said.filter((word) => /^\d+$/.test(word) || numberParts[language].has(word)).length > said.length;
}

/** Of both utterances' different words, the share that both have, 0 to 1. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const [one, other] = [new Set(a), new Set(b)];
  const both = [...one].filter((word) => other.has(word)).length;
  return both / (one.size + other.size - both);
}
