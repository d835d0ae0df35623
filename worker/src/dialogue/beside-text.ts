/**
 * Free words and the fields beside them. «Пресс встал, ошибка двенадцать, масло течёт» names the topic and tells the
 * trouble as well; «модель ИП-500, номер 4071» tells no trouble at all, though any words are a text.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stem } from "../language/stem.ts";
import { words } from "../language/tokens.ts";
import { readDigits } from "../language/number-words.ts";
import type { Hearing } from "./hearing.ts";
import type { DialogueState } from "./state.ts";
import { adverbs, fillers, functionWords } from "./understanding/plain-words.ts";

/** With fewer words that carry a meaning the answer is all there is: «у нас машина не включается». */
const leastTold = 4;
const figures: ReadonlySet<string> = new Set(["digits", "phone", "number"]);
/** «ИП», "kN": letters of a type plate. */
const mostLettersOfAType = 3;
type Here = { bot: Pick<BotConfig, "fields">; state: Pick<DialogueState, "language" | "fields">; hearing: Hearing };

/** @param also fields that the state takes along. @returns those of free words that the answer holds too. */
export function toldBeside({ bot, state, hearing }: Here, also: readonly string[]): Record<string, string> {
  if (hearing.keys || meaningful(hearing.text, state).length < leastTold) return {};
  return Object.fromEntries(also.flatMap((name) => {
    if (bot.fields[name]?.type !== "text" || state.fields[name] !== undefined) return [];
    const reading = hearing.read(name, true);
    return reading.kind === "value" ? [[name, reading.value]] : [];
  }));
}

/** @returns null unless the words are nothing but numbers that the state takes along and the names of what they number; else those numbers. */
export function figuresAlone({ bot, state, hearing }: Here, also: readonly string[]): Record<string, string> | null {
  if (hearing.keys) return null;
  const taken: Record<string, string> = {};
  let alone = false;
  for (const name of also) {
    const field = bot.fields[name];
    if (field === undefined || !figures.has(field.type)) continue;
    const called = new Set((field.called[state.language] ?? []).flatMap(words).map(stem));
    const parts = partsNamed(hearing.text, called);
    // «Модель ИП-500, номер 4071»: each number is what stands before it.
    const readings = parts.length < 2 ? [hearing.read(name, false)] : parts.map((part) => hearing.read(name, false, part));
    const value = readings.find((reading) => reading.kind === "value");
    if (value === undefined && parts.length < 2) continue;
    if (!meaningful(hearing.text, state).every((word) => called.has(stem(word)) || isFigure(word, state))) continue;
    alone = true;
    if (value?.kind === "value") taken[name] = value.value;
  }
  return alone ? taken : null;
}

const introductions: Record<Language, { before: RegExp; behind: RegExp }> = {
  ru: { before: /(?:^| )(?:это|меня зовут|зовут меня|беспокоит|говорит|звонит)$/, behind: /^(?:беспокоит|говорит|звонит)(?: |$)/ },
  en: { before: /(?:^| )(?:it's|it is|this is|i'm|i am|my name is|my name's)$/, behind: /^(?:here|speaking|calling)(?: |$)/ },
};

/** «Это Катя, скажите Ивану…»: amid free words a name is the caller's only where they say so; "tell John" names another. */
export function introduces(text: string, name: string, language: Language): boolean {
  const said = words(text);
  const at = said.indexOf(words(name)[0] ?? "");
  const { before, behind } = introductions[language];
  return at >= 0 && (before.test(said.slice(0, at).join(" ")) || behind.test(said.slice(at + 1).join(" ")));
}

/** Cut before each word by which the field is called. */
function partsNamed(text: string, called: ReadonlySet<string>): string[] {
  const parts: string[][] = [[]];
  for (const word of words(text)) {
    if (called.has(stem(word))) parts.push([]);
    parts.at(-1)?.push(word);
  }
  return parts.map((part) => part.join(" "));
}

const isFigure = (word: string, { language }: Here["state"]): boolean => word.length <= mostLettersOfAType || /\d/.test(word) || readDigits([word], language) !== "";

const meaningful = (text: string, { language }: Here["state"]): string[] => words(text).filter((word) => !fillers[language].has(word) && !functionWords[language].has(word) && !adverbs[language].has(word));
