/**
 * Calls as they are taken: announcements of voicemail with their beep, against people who answer and wait. Both are cut
 * from the same speakers' prompts, so that no voice gives them away; over A-law, with noise of the line and at any level.
 *
 * A person: one short prompt, two with a breath between them, or a receptionist's sentence of up to 2.4 s; then silence,
 * and often a second "hello?" after a second or two. A machine: the exchange's own announcements as they are put
 * together for a caller, and sentences people record, with a beep 0.2 to 1 s after the end; one in six has none.
 */
import { joined } from "@zvon/stand-ins/src/core/mouth.ts";
import { decodeG711, encodeG711 } from "../../../media-node/src/codec/g711.ts";
import type { Language, Prompts } from "../turn-taking/prompts.ts";
import { createRandom } from "../turn-taking/set.ts";

export type TakenCall = {
  language: Language;
  by: "person" | "machine";
  /** From the answer on, 8 kHz. */
  pcm: Int16Array;
  /** Where the beep ends, or the announcement when there is none; of a person null. */
  recordsFromMs: number | null;
};

const perMs = 8;
const greetings = ["hello", "hello", "hello", "hello-world", "goodbye", "calling", "number", "im-sorry", "auth-thankyou", "cancelled", "digits/1", "digits/5", "digits/12", "digits/20", "extension", "enabled", "seconds", "privacy-thankyou", "speed-dial"] as const;
const sentences = ["one-moment-please", "queue-thankyou", "from-unknown-caller", "location", "telephone-number", "to-call-this-number", "conf-locked", "pbx-transfer"] as const;
const digits = ["digits/2", "digits/3", "digits/4", "digits/7", "digits/8", "digits/9"] as const;
type Random = () => number;
const pick = <T>(random: Random, list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
const between = (random: Random, least: number, most: number): number => least + random() * (most - least);
const silence = (ms: number): Int16Array => new Int16Array(Math.round(ms) * perMs);

/** As it comes over a line: level, noise, A-law. */
function overLine(random: Random, pcm: Int16Array): Int16Array {
  const gain = 10 ** (between(random, -12, 3) / 20);
  const noise = 32_768 * 10 ** (between(random, -65, -42) / 20) * Math.sqrt(3);
  return decodeG711("pcma", encodeG711("pcma", pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain + (2 * random() - 1) * noise))))));
}

function person(random: Random, language: Language, prompts: Prompts): TakenCall {
  const say = (name: string): Int16Array => prompts(language, name).pcm;
  const kind = random();
  const said = kind < 0.6 ? [say(pick(random, greetings))] : kind < 0.8 ? [say(pick(random, greetings)), silence(between(random, 80, 350)), say(pick(random, greetings))] : [say(pick(random, sentences))];
  // Nobody greets for longer than a receptionist does.
  const greeting = joined(said).slice(0, 2_400 * perMs);
  const again = random() < 0.5 ? [silence(between(random, 1_200, 2_500)), say("hello")] : [];
  return { language, by: "person", pcm: overLine(random, joined([silence(between(random, 100, 1_500)), greeting, ...again, silence(4_000)])), recordsFromMs: null };
}

function machine(random: Random, language: Language, prompts: Prompts): TakenCall {
  const say = (name: string): Int16Array => prompts(language, name).pcm;
  const breath = (): Int16Array => silence(between(random, 60, 450));
  const number = Array.from({ length: 3 + Math.floor(random() * 5) }, () => [say(pick(random, digits)), silence(between(random, 20, 160))]).flat();
  const announcement = joined(pick<() => Int16Array[]>(random, [
    () => [say("vm-theperson"), breath(), ...number, say("vm-isunavail"), breath(), say("vm-intro")],
    () => [say("vm-theperson"), breath(), ...number, say("vm-isonphone"), breath(), say("vm-intro")],
    () => [say("vm-intro")],
    () => [say("vm-nobodyavail"), breath(), say("vm-leavemsg")],
    () => [say("hello"), breath(), say("vm-nobodyavail"), breath(), say("vm-intro")],
    () => [say("call-fwd-no-ans"), breath(), say("vm-intro")],
    () => [say("im-sorry"), breath(), say("number-not-answering"), breath(), say("vm-leavemsg"), breath(), say("vm-goodbye")],
  ])());
  const before = silence(between(random, 100, 1_500));
  const beep = random() < 5 / 6 ? [silence(between(random, 200, 1_000)), say("beep")] : [];
  const sounds = joined([before, announcement, ...beep]);
  return { language, by: "machine", pcm: overLine(random, joined([sounds, silence(6_000)])), recordsFromMs: sounds.length / perMs };
}

/** The same calls every time. */
export function takenCalls(prompts: Prompts, count: number): TakenCall[] {
  const random = createRandom(41);
  return Array.from({ length: count }, (_, n) => (n % 2 === 0 ? person : machine)(random, n % 4 < 2 ? "ru" : "en", prompts));
}
