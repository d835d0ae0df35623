/**
 * A cue is a short pattern of words that speaks for an intent.
 *
 *     отмен*   *ую        a word by its beginning; by its end
 *     оператор            a word in any form (English words and Russian verbs: as they are written)
 *     =дорого             exactly this form
 *     да|ага              either
 *     это?                may be missing
 *     ..   ..?            up to three words of any kind; up to one
 *     ^нет                nothing but fillers before it
 *     пока$               nothing but fillers behind it
 *
 * Its strength says how much other talk it stands: `firm` cues mean it in a long story too, `plain` ones among a few
 * more words, `bare` ones alone.
 */
import type { builtInIntents } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stemIn } from "./utterance.ts";
import type { Utterance } from "./utterance.ts";

export type BuiltInIntent = (typeof builtInIntents)[number];
export type ObjectionKind = Extract<BuiltInIntent, `objection_${string}`>;
/** What a cue speaks for; `nothing`: words that look like an intent and are none («оператор связи»). */
export type Meaning = BuiltInIntent | "nothing";
export type Strength = "firm" | "plain" | "bare";
export type CueTable<Name extends string> = Record<Name, Partial<Record<Strength, readonly string[]>>>;

type Form = { by: "form" | "stem" | "start" | "end"; text: string };
type Part = { any: number } | { forms: readonly Form[]; optional: boolean };
export type Cue<Name extends string> = {
  intent: Name;
  strength: Strength;
  pattern: string;
  parts: readonly Part[];
  first: boolean;
  last: boolean;
  /** It has, or may have, a "not" of its own, so a "not" is not its opposite. */
  negative: boolean;
};
/** Words `from` to `to`, the latter not included. */
export type Span = { from: number; to: number };

/** Most words that ".." stands for. */
const gapWords = 3;
const negative = new Set(["не", "нет", "ни", "без", "not", "no", "never", "nothing", "nor", "without"]);

/** «подумаю» is not «подумал»: a verb with its person stands for itself, and so does an adverb, «точно» being no «точный»; other words for all their forms. */
const finiteVerb = /(?:ю|у|ем|им|те|шь|шься|тесь|юсь|ли|ла|л|ть|ться|ал|ил|ет|ит|ют|ят|ут|ат|тся|лся|лась|но|ко)$/;

function parsePart(text: string, language: Language): Part {
  if (text === ".." || text === "..?") return { any: text === ".." ? gapWords : 1 };
  const optional = text.endsWith("?");
  const forms = text.replace(/\?$/, "").split("|").map((form): Form => {
    if (form.startsWith("*")) return { by: "end", text: form.slice(1) };
    if (form.endsWith("*")) return { by: "start", text: form.slice(0, -1) };
    if (form.startsWith("=")) return { by: "form", text: form.slice(1) };
    return language === "ru" && form.length > 3 && !finiteVerb.test(form) ? { by: "stem", text: stemIn(form, language) } : { by: "form", text: form };
  });
  return { forms, optional };
}

function parseCue<Name extends string>(intent: Name, strength: Strength, pattern: string, language: Language): Cue<Name> {
  const parts = pattern.replace(/^\^|\$$/g, "").split(" ").map((part) => parsePart(part, language));
  const hasNot = parts.some((part) => "forms" in part && !part.optional && part.forms.some((form) => negative.has(form.text)));
  return { intent, strength, pattern, parts, first: pattern.startsWith("^"), last: pattern.endsWith("$"), negative: hasNot };
}

const fits = (form: Form, word: string, stem: string): boolean => (form.by === "form" ? word === form.text : form.by === "stem" ? stem === form.text : form.by === "start" ? word.startsWith(form.text) : word.endsWith(form.text));

/** @returns where the cue ends when it begins at `at`, or -1. Parts that may be missing are first taken. */
function endOf(parts: readonly Part[], index: number, at: number, utterance: Utterance): number {
  const { words, stems } = utterance;
  const part = parts[index];
  if (part === undefined) return at;
  if ("any" in part) {
    for (let skipped = 0; skipped <= part.any && at + skipped < words.length; skipped += 1) {
      const end = endOf(parts, index + 1, at + skipped, utterance);
      if (end >= 0) return end;
    }
    return -1;
  }
  const word = words[at];
  if (word !== undefined && part.forms.some((form) => fits(form, word, stems[at] ?? word))) {
    const end = endOf(parts, index + 1, at + 1, utterance);
    if (end >= 0) return end;
  }
  return part.optional ? endOf(parts, index + 1, at, utterance) : -1;
}

/** A cue whose first word may be missing is two cues. */
function withAndWithoutStart(pattern: string): string[] {
  const [, anchor = "", start = "", rest = ""] = /^(\^?)(\S+) ?(.*)$/.exec(pattern) ?? [];
  return start.endsWith("?") && start !== "..?" ? [`${anchor}${start.slice(0, -1)} ${rest}`, `${anchor}${rest}`] : [pattern];
}

export type CueIndex<Name extends string> = {
  cuesAt(utterance: Utterance, at: number): { cue: Cue<Name>; span: Span }[];
  /** Words and stems of all cues: what a misheard word may have been. */
  vocabulary: { forms: ReadonlySet<string>; stems: ReadonlySet<string>; starts: readonly string[] };
};

/** Words that begin alike are looked up by that many letters. */
const startLetters = 2;

export function createCueIndex<Name extends string>(table: CueTable<Name>, language: Language): CueIndex<Name> {
  // By the first word of a cue: its form, its stem or its first letters.
  const first: Record<"form" | "stem" | "start", Map<string, Set<Cue<Name>>>> = { form: new Map(), stem: new Map(), start: new Map() };
  const vocabulary = { forms: new Set<string>(), stems: new Set<string>(), starts: [] as string[] };
  const file = (by: "form" | "stem" | "start", key: string, cue: Cue<Name>): void => {
    const filed = first[by].get(key);
    if (filed === undefined) first[by].set(key, new Set([cue]));
    else filed.add(cue);
  };
  for (const [intent, tiers] of Object.entries(table) as [Name, CueTable<Name>[Name]][]) {
    for (const [strength, patterns] of Object.entries(tiers) as [Strength, readonly string[]][]) {
      for (const pattern of patterns.flatMap(withAndWithoutStart)) {
        const cue = parseCue(intent, strength, pattern, language);
        const [start] = cue.parts;
        if (start === undefined || !("forms" in start)) throw new Error(`a cue begins with a word: ${pattern}`);
        for (const { by, text } of start.forms) {
          if (by === "end") throw new Error(`a cue does not begin with an ending: ${pattern}`);
          file(by, by === "start" ? text.slice(0, startLetters) : text, cue);
        }
        for (const { by, text } of cue.parts.flatMap((part) => ("forms" in part ? part.forms : []))) {
          if (by === "form") vocabulary.forms.add(text);
          else if (by === "stem") vocabulary.stems.add(text);
          else if (by === "start") vocabulary.starts.push(text);
        }
      }
    }
  }
  return {
    vocabulary,
    cuesAt(utterance, at) {
      const word = utterance.words[at] ?? "";
      const found: { cue: Cue<Name>; span: Span }[] = [];
      const tryAll = (cues: ReadonlySet<Cue<Name>> | undefined): void => {
        for (const cue of cues ?? []) {
          if (cue.first && at > utterance.opening) continue;
          const to = endOf(cue.parts, 0, at, utterance);
          if (to >= 0 && !(cue.last && to < utterance.closing)) found.push({ cue, span: { from: at, to } });
        }
      };
      tryAll(first.form.get(word));
      tryAll(first.stem.get(utterance.stems[at] ?? word));
      tryAll(first.start.get(word.slice(0, startLetters)));
      return found;
    },
  };
}
