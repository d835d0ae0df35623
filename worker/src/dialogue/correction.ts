/**
 * A correction at a read-back that carries no word of its field: "yes, but make it six", «да, верно, только не Анна, а
 * Яна», "Jane, not Anna". What stands behind the turn of the sentence is read as if it had been asked for.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { commonFirstNames } from "../language/first-names.ts";
import { stems } from "../language/stem.ts";
import { tokens, words } from "../language/tokens.ts";
import { isSameName } from "./fields/full-name.ts";
import { wordNames } from "./fields/name.ts";
import type { Hearing } from "./hearing.ts";
import type { DialogueState } from "./state.ts";

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
/** Where the sentence turns to something else. */
const turns: Record<Language, ReadonlySet<string>> = { ru: set(", а но только лучше кроме не нет"), en: set(", but only just except make instead rather not no it's") };
/** «Но есть одно условие», "but one more thing": a number that is none. */
const things: Record<Language, RegExp> = { ru: /(?:вопрос|услови|момент|минут|секунд|просьб|нюанс|еще)/, en: /\b(?:thing|condition|question|moment|minute|second|sec|more)\b/ };
/** Behind these a yes is no whole yes. */
const exceptions: Record<Language, ReadonlySet<string>> = { ru: set("но только кроме"), en: set("but only except") };
const denials: Record<Language, ReadonlySet<string>> = { ru: set("не нет"), en: set("not no isn't") };
/** Beside these words a lone name is put in place of another. */
const small: Record<Language, ReadonlySet<string>> = { ru: set("это на имя"), en: set("it's for it is the name") };

/** @returns the field that what was said replaces, with its new value; null when none is plain, or more than one could be meant. */
export function replacement({ bot, state, hearing }: { bot: BotConfig; state: DialogueState; hearing: Hearing }, fields: readonly string[]): { name: string; value: string } | null {
  const { language } = state;
  const pieces = piecesOf(hearing.text, language);
  if (hearing.keys || hearing.has("wait") || hearing.has("repeat") || !words(hearing.text).some((word) => turns[language].has(word))) return null;
  const found = fields.flatMap((name) => {
    const type = bot.fields[name]?.type;
    if (type === undefined || type === "text" || type === "address") return [];
    for (const piece of pieces.filter((one) => type === "name" || !things[language].test(one)).toReversed()) {
      const reading = hearing.read(name, true, piece);
      if (reading.kind !== "value" || (type === "name" && !isName(piece, reading.value, state.fields[name] ?? "", hearing.text, language))) continue;
      return isSameName(reading.value, state.fields[name] ?? "") ? [] : [{ name, value: reading.value }];
    }
    return [];
  });
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}

/** "Yes, but …": something behind it is to be otherwise. */
export function hasException(text: string, language: Language): boolean {
  const list = words(text);
  return list.some((word, at) => exceptions[language].has(word) && at > 0 && at < list.length - 1);
}

function piecesOf(text: string, language: Language): string[] {
  const pieces: string[][] = [[]];
  for (const token of tokens(text)) {
    if (turns[language].has(token)) pieces.push(denials[language].has(token) ? [token] : []);
    else pieces.at(-1)?.push(token);
  }
  return pieces.map((piece) => piece.join(" ")).filter((piece) => piece !== "" && !denials[language].has(piece));
}

/** Any word may be a name: it is one where it is known for one, or where the old name is denied beside it. */
function isName(piece: string, value: string, known: string, text: string, language: Language): boolean {
  const [first = ""] = words(value);
  if (commonFirstNames.has(first) || (language === "en" && wordNames.has(first))) return true;
  const heard = words(text);
  const old = new Set(stems(words(known)));
  const deniesOld = heard.some((word, at) => denials[language].has(word) && stems(heard.slice(at + 1, at + 3)).some((one) => old.has(one)));
  return deniesOld && words(piece).filter((word) => !small[language].has(word)).length <= words(value).length;
}
