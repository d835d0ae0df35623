/** Two values where one is wanted: «подстричься и покраситься», "at three for Anna and my sister at four". */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { commonFirstNames } from "../language/first-names.ts";
import { tokens, words } from "../language/tokens.ts";
import type { Reading } from "./fields/reading.ts";
import type { Hearing } from "./hearing.ts";

const joints: Record<Language, RegExp> = { ru: /^(и|еще|также|потом|плюс)$/, en: /^(and|also|plus|then)$/ };
/** Who corrects himself means the last one. */
const corrections: Record<Language, RegExp> = { ru: /^(нет|не|лучше|точнее|вернее|ой|простите|извините|или)$/, en: /^(no|not|rather|actually|sorry|oops|mean|instead|or)$/ };

/** Both sides of each joint are read: of a long text with an "and" at every word that would be minutes of work. */
const mostJoints = 6;

/** @returns the reading of the words before the second value; null when there is one value at most. */
export function firstOfSeveral({ fields }: Pick<BotConfig, "fields">, language: Language, hearing: Hearing, name: string, expected: boolean): Reading | null {
  const field = fields[name];
  if (field === undefined || hearing.keys || (field.type !== "choice" && field.type !== "day_time" && field.type !== "name")) return null;
  const list = tokens(hearing.text);
  if (list.some((word) => corrections[language].test(word))) return null;
  // "Cut and colour" may be the name of one thing.
  if (field.type === "choice" && field.options.some((option) => [textIn(option.label, language), option.object[language] ?? "", ...(option.synonyms[language] ?? [])].some((one) => words(one).some((word) => joints[language].test(word))))) return null;
  for (const at of list.flatMap((word, index) => (joints[language].test(word) ? [index] : [])).slice(0, mostJoints)) {
    const [before, after] = [list.slice(0, at).join(" "), list.slice(at + 1).join(" ")];
    const [one, other] = [hearing.named(name, expected, before), hearing.named(name, expected, after)];
    if (differ(one, other, field.type === "name")) return hearing.read(name, expected, before);
  }
  return null;
}

function differ(one: Reading, other: Reading, isName: boolean): boolean {
  // Any word behind an "and" could be a name.
  if (isName) return one.kind === "value" && other.kind === "value" && one.value !== other.value && [one.value, other.value].every((name) => commonFirstNames.has(words(name)[0] ?? ""));
  const [a, b] = [saidOf(one), saidOf(other)];
  return (a.what !== null && b.what !== null && a.what !== b.what) || (a.time !== null && b.time !== null && a.time !== b.time) || (a.date !== null && b.date !== null && a.date !== b.date);
}

const nothing = { what: null, date: null, time: null };
function saidOf(reading: Reading): { what: string | null; date: string | null; time: string | null } {
  if (reading.kind === "parts") return { ...nothing, date: reading.parts.date, time: reading.parts.time };
  if (reading.kind !== "value") return nothing;
  const moment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/.exec(reading.value);
  return moment === null ? { ...nothing, what: reading.value } : { what: null, date: moment[1] ?? null, time: moment[2] ?? null };
}
