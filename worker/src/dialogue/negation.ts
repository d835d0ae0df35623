/** What remains of an utterance when what the caller denies is taken out: «не в пять, а в шесть» → «в шесть». */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";

type Marks = {
  not: ReadonlySet<string>;
  /** Ends a denial and is no word of the answer. */
  back: ReadonlySet<string>;
  /** Ends a denial and belongs to what follows. */
  resumes: ReadonlySet<string>;
  /** After the denial: it reaches on to the end of the clause («не хочу стрижку»). */
  verbs: ReadonlySet<string>;
  /** Stand before the word that is denied: «не на Анну». */
  small: ReadonlySet<string>;
};
const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const marks: Record<Language, Marks> = {
  ru: {
    not: set("не"), back: set("а но , лучше"), resumes: set("давайте давай тогда можно хочу меня запишите это"),
    verbs: set("хочу хотим буду будем надо нужно нужен нужна нужны хочется хотел хотела могу можем смогу записывайте звоните скажу знаю помню понимаю понял поняла стоит беспокойте"),
    small: set("в во на к ко с со до после около это имя"),
  },
  en: {
    not: set("not"), back: set("but , rather instead"), resumes: set("it's it make let's my i'm i how call"),
    verbs: set("want need like going interested sure do have think know give tell"),
    small: set("on at in the a an to for by it"),
  },
};

export const hasDenial = (list: readonly string[], language: Language): boolean => list.some((word) => marks[language].not.has(word));

/**
 * Without a mark that ends it a denial takes one word («не завтра послезавтра»), or the whole clause after a verb.
 * @param list `tokens` of the text, commas included. @returns words without commas.
 */
export function affirmed(list: readonly string[], language: Language): string[] {
  const { not, back, resumes, verbs, small } = marks[language];
  const kept: string[] = [];
  let denied: "no" | "word" | "clause" = "no";
  for (const [at, token] of list.entries()) {
    if (not.has(token)) denied = verbs.has(list[at + 1] ?? "") || hasMark(list, at + 1, back) ? "clause" : "word";
    else if (back.has(token)) denied = "no";
    else if (denied === "no") kept.push(token);
    else if (denied === "clause") {
      if (resumes.has(token) && list[at - 1] !== undefined && !not.has(list[at - 1] ?? "")) {
        denied = "no";
        kept.push(token);
      }
    } else if (!small.has(token)) denied = "no";
  }
  return kept;
}

/** The clause is marked by what ends it: all of it is denied. */
const hasMark = (list: readonly string[], from: number, back: ReadonlySet<string>): boolean => list.slice(from).some((token) => back.has(token));

const changes: Record<Language, RegExp> = {
  ru: /(?:^| )не (?:надо|нужно|стоит|хочу|хотим|буду|будем|собираюсь|прошу) (?:\S+ ){0,3}?(?:перенос|перенест|меня|помен|измен|сдвиг|двига|перепис|трога)/,
  en: /\b(?:don't|do not|no need to|needn't|not) (?:\S+ ){0,3}?(?:mov|chang|reschedul|shift|touch)/,
};
/** What the caller does not want is a change: that asks for no end of it either. */
export const deniesDeed = (text: string, language: Language): boolean => changes[language].test(words(text).join(" ")) && !/отмен|аннулир|cancel/.test(text.toLowerCase());
