/**
 * A life in danger: the caller's own (`danger_to_self`), or anybody's (`emergency`). Nothing else that the same words
 * sound like is acted on. Each phrase is looked for in one clause: «в груди не болит, кашель» and "no chest pain, just a
 * cough" tell of none, and neither does what lies in the past ("after a stroke") or is a way to speak («умираю как хочу»).
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { tokens } from "../../language/tokens.ts";
import { englishDangers, englishDangerSigns } from "./danger-en.ts";
import { russianDangers, russianDangerSigns } from "./danger-ru.ts";

export const dangers = ["danger_to_self", "emergency"] as const;
export type Danger = (typeof dangers)[number];
export const isDanger = (intent: string): intent is Danger => dangers.some((one) => one === intent);

/** `said`: a "not" before or within it takes it back. `negative`: the "not" is its own. `but`: in the same clause it means something else. */
export type DangerPhrases = Record<Danger, { said: readonly RegExp[]; negative: readonly RegExp[]; but: RegExp }>;

/** Words alone, not the ends of others. */
const whole = (phrases: readonly RegExp[]): RegExp[] => phrases.map((one) => new RegExp(`(?<!\\S)(?:${one.source})`, "u"));
const compiled = (table: DangerPhrases): DangerPhrases => ({
  danger_to_self: { ...table.danger_to_self, said: whole(table.danger_to_self.said), negative: whole(table.danger_to_self.negative) },
  emergency: { ...table.emergency, said: whole(table.emergency.said), negative: whole(table.emergency.negative) },
});
const phrases: Record<Language, DangerPhrases> = { ru: compiled(russianDangers), en: compiled(englishDangers) };
const signs: Record<Language, RegExp> = { ru: russianDangerSigns, en: englishDangerSigns };

const clauseEnds: Record<Language, ReadonlySet<string>> = { ru: new Set([",", "но", "а", "просто", "зато"]), en: new Set([",", "but", "just", "though", "only"]) };
const nots: Record<Language, RegExp> = { ru: /^(?:не|ни|нет|без|нету|никто|никого|никакой|никаких|никакого)$/, en: /^(?:no|not|never|without|nobody|none|nothing|isn't|aren't|don't|dont|doesn't|didn't|haven't|hasn't|wasn't|won't|wouldn't|ain't|cannot|can't|neither|nor)$/ };
/** A "not" so many words before it reaches it. */
const mostBefore = 3;
/** Right behind it: «крови нет», «сердце болит не у меня». */
const takenBack = /^(?:нет|нету)(?: |$)|^не (?:был|болит|идет|надо|нужн|у )/;

function clausesOf(text: string, language: Language): string[] {
  const clauses: string[][] = [[]];
  for (const token of tokens(text.slice(0, 1000))) {
    if (clauseEnds[language].has(token)) clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  return clauses.flatMap((clause) => (clause.length === 0 ? [] : [clause.join(" ")]));
}

function isSaid(clause: string, one: RegExp, language: Language): boolean {
  const found = one.exec(clause);
  if (found === null) return false;
  const before = clause.slice(0, found.index).trim().split(" ").slice(-mostBefore);
  const behind = clause.slice(found.index + found[0].length).trim();
  return ![...before, ...found[0].split(" ")].some((word) => nots[language].test(word)) && !(language === "ru" && takenBack.test(behind));
}

/** @returns the dangers that are told of, the caller's own first; usually none. */
export function dangersIn(text: string, language: Language): Danger[] {
  if (!signs[language].test(text)) return [];
  const clauses = clausesOf(text, language);
  return dangers.filter((danger) => {
    const { said, negative, but } = phrases[language][danger];
    return clauses.some((clause) => !but.test(clause) && (negative.some((one) => one.test(clause)) || said.some((one) => isSaid(clause, one, language))));
  });
}
