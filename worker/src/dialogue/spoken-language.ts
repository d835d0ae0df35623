/**
 * Which language the caller wants to be spoken to in (PRODUCT D5). A plain request always counts («говорите
 * по-английски», "can we speak Russian?"); a bot that follows also goes over when a whole utterance is in another of its
 * languages: by its script, by at least two words, one of which is no name and no brand, or by a plain greeting.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { detectLanguage } from "../language/detect.ts";
import { words } from "../language/tokens.ts";
import type { DialogueState } from "./state.ts";
import type { Turn } from "./hearing.ts";
import { functionWords } from "./understanding/plain-words.ts";

const script: Record<Language, RegExp> = { ru: /^[\p{Script=Cyrillic}\d'’-]+$/u, en: /^[\p{Script=Latin}\d'’-]+$/u };
const greetings: Record<Language, ReadonlySet<string>> = {
  ru: new Set(["здравствуйте", "алло", "привет", "добрый день", "добрый вечер", "доброе утро"]),
  en: new Set(["hello", "hi", "good morning", "good afternoon", "good evening", "hi there", "hello there"]),
};

/** Names of the languages as they are asked for, in either language. */
const named: Record<Language, RegExp> = {
  ru: /(?:^|[^а-яё])(?:по[- ]?русски|на русск(?:ом|ий))(?![а-яё])|\brussian\b/u,
  en: /(?:^|[^а-яё])(?:по[- ]?английски|на английск(?:ом|ий)|инглиш)(?![а-яё])|\benglish\b/u,
};
const asks = /спик|плиз|говор|разговар|обща|перейд|переключ|ответ|можно|можем|давай|пожалуйста|\b(?:speak|talk|switch|continue|please|can we|could we|in)\b/u;
const denies = /(?:^|\s)не\s|\b(?:don't|do not|can't|cannot|no)\b/u;
/** More words tell of something else: «на английском у вас какие курсы, по субботам тоже есть?» */
const mostRequestWords = 8;
const mostBareWords = 5;

/** @returns the language to go over to, null to stay. */
export function languageWanted(bot: Pick<BotConfig, "languages" | "language_switch" | "flow" | "fields">, state: Pick<DialogueState, "language" | "flowState">, turn: Pick<Turn, "text" | "by" | "verdict" | "language">): Language | null {
  if (turn.by === "keys" || turn.verdict !== "sure" || bot.languages.length < 2) return null;
  const wanted = requested(turn.text, bot.languages) ?? (bot.language_switch === "follow" && !asksForMail(bot, state) ? spoken(turn, state.language, bot.languages) : null);
  return wanted === state.language ? null : wanted;
}

/** «Info at mail dot ru» is dictated in any language. */
function asksForMail({ flow, fields }: Pick<BotConfig, "flow" | "fields">, { flowState }: Pick<DialogueState, "flowState">): boolean {
  const state = flow.states[flowState];
  return state?.type === "ask" && fields[state.field]?.type === "email";
}

/** The words ask for a language and for nothing else. */
export const onlyAsksForLanguage = (bot: Pick<BotConfig, "languages">, text: string): boolean => requested(text, bot.languages) !== null && words(text).length <= mostBareWords;

function requested(text: string, languages: readonly Language[]): Language | null {
  const said = text.toLowerCase();
  const list = words(said);
  if (list.length > mostRequestWords) return null;
  const mentioned = languages.filter((language) => named[language].test(said));
  const [only] = mentioned;
  if (only === undefined || mentioned.length > 1 || !(asks.test(said) || list.length <= 3)) return null;
  // «Я не говорю по-английски»
  return denies.test(said) ? (languages.find((language) => language !== only) ?? null) : only;
}

function spoken({ text, language: recognised }: Pick<Turn, "text" | "language">, now: Language, languages: readonly Language[]): Language | null {
  const list = words(text);
  // «Хелло, спик инглиш»: a recogniser of one language wrote down the other.
  const heard = detectLanguage(text, now);
  if (heard !== now && list.length >= 2 && languages.includes(heard) && list.every((word) => script[now].test(word))) return heard;
  for (const language of languages) {
    if (list.length === 0 || !list.every((word) => script[language].test(word)) || list.every((word) => /^\d+$/.test(word))) continue;
    if (greetings[language].has(list.join(" "))) return language;
    if (list.length >= 2 && (recognised === language || list.some((word) => functionWords[language].has(word) && !/^\d+$/.test(word)))) return language;
  }
  return null;
}
