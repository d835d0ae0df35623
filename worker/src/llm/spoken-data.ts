/**
 * Personal data as recognisers write down what people say: numbers in words, «иван собака почта точка ру», "my name is".
 * Finds, and judges nothing else; both languages at once, since a call may change its own. Rather a name too many than
 * one too few: a placeholder comes back as the words that it stands for.
 */
import { numberParts, readDigits } from "../language/number-words.ts";
import { stem } from "../language/stem.ts";
import { commonFirstNames, namesNobody, surnameEnding } from "../language/first-names.ts";

export type Found = { start: number; end: number };
export type FoundNumber = Found & { digits: string; plus: boolean };

/** Of the same length as the text, so that places in it are places in the text. */
const lower = (text: string): string => {
  const low = text.toLowerCase().replaceAll("ё", "е").replaceAll("’", "'");
  return low.length === text.length ? low : text;
};

/** «раз» counts, and dictates no digit; thousands and millions are amounts. */
const numberWords: ReadonlySet<string> = new Set([...numberParts.ru, ...numberParts.en].flatMap(([word, part]) => (part.kind === "scale" || word === "раз" || word === "a" ? [] : [word])));
const repeats: ReadonlySet<string> = new Set(["double", "triple"]);
const token = /\[[a-z]+_\d+\]|[\p{L}]+(?:'\p{L}+)?|\d+/gu;
/** Between two numbers of one run: vendors put commas and dashes. */
const betweenNumbers = /^[\s,.()\-‑–—]{1,3}$/;

/** The shortest number that is taken for someone's own: a telephone in a town. */
const leastDigits = 7;

/** Runs of numbers of which at least one is a word, of so many digits that they are no amount, date or time. */
export function findSpokenNumbers(text: string): FoundNumber[] {
  const low = lower(text);
  const found: FoundNumber[] = [];
  let run: (Found & { word: string })[] = [];
  let plus: Found | null = null;
  const close = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined && run.some(({ word }) => !/^\d+$/.test(word))) {
      const list = run.map(({ word }) => word);
      const digits = readDigits(list, list.some((word) => /\p{Script=Cyrillic}/u.test(word)) ? "ru" : "en");
      if (digits.length >= leastDigits && !isListOfTimes(list)) found.push({ start: plus?.start ?? first.start, end: last.end, digits, plus: plus !== null });
    }
    run = [];
    plus = null;
  };
  for (const match of low.matchAll(token)) {
    const here = { start: match.index, end: match.index + match[0].length, word: match[0] };
    const last = run.at(-1) ?? plus;
    if (last !== null && last !== undefined && !betweenNumbers.test(low.slice(last.end, here.start))) close();
    if (/^\d+$/.test(here.word) || numberWords.has(here.word) || repeats.has(here.word)) run.push(here);
    else {
      close();
      if (here.word === "плюс" || here.word === "plus") plus = here;
    }
  }
  close();
  return found;
}

/** «десять одиннадцать двенадцать тринадцать»: hours to choose from, each later than the one before. */
function isListOfTimes(list: readonly string[]): boolean {
  const values = list.map((word) => (/^\d+$/.test(word) ? Number(word) : (numberParts.ru.get(word) ?? numberParts.en.get(word))?.value ?? Number.NaN));
  return values.some((value) => value >= 10) && values.every((value, index) => value <= 24 && (index === 0 || value > (values[index - 1] ?? 0)));
}

const word = "[\\p{L}\\p{N}]+(?:['_-][\\p{L}\\p{N}]+)*";
const joint = "(?:точка|тире|дефис|минус|(?:нижнее\\s+)?подчеркивание|dot|dash|hyphen|minus|underscore)";
const numbers = [...numberWords].join("|");
const local = `(?:(?:\\p{L}\\s+){2,30}|${word}(?:\\s+(?:${joint}\\s+${word}|(?:${numbers}|\\d+)(?![\\p{L}\\p{N}])))*\\s+)`;
const topLevel = "(?:ру|рф|ком|нет|орг|инфо|су|бай|кей\\s+зет|ru|com|net|org|info|io|co|uk|us|de|fr|edu|gov|biz|me|by|kz|su|eu)";
const domain = `(?:${word}\\s+){1,3}?(?:(?:точка|dot)\\s+${word}\\s+){0,3}?(?:точка|dot)\\s+${topLevel}(?:\\s+(?:точка|dot)\\s+${topLevel})?|[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,}`;
const spokenEmail = new RegExp(`(?<![\\p{L}\\p{N}_[])${local}(?:собака|собачка|at)\\s+(?:${domain})(?![\\p{L}\\p{N}])`, "gu");
/** "Look at example.com": no mailbox stands before the word. */
const noMailbox = /^(?:me|us|him|her|them|it|you|look|looks|looking|is|are|was|be|been|working|works|work|here|there|more|online|available|моя|ваша|эта)\s/;

export function findSpokenEmails(text: string): Found[] {
  return [...lower(text).matchAll(spokenEmail)].flatMap((match) => (noMailbox.test(match[0]) ? [] : [{ start: match.index, end: match.index + match[0].length }]));
}

/** What follows is a name, whatever it is. */
const surely = /(?<![\p{L}\p{N}_])(?:меня\s+зовут|мое\s+имя(?:\s+это)?|(?:моя\s+)?фамилия(?:\s+моя)?|на\s+имя|на\s+фамилию|my\s+(?:(?:first|last|full)\s+)?name(?:\s+is|'s)|my\s+surname\s+is|the\s+name(?:\s+is|'s))[\s,:—–-]+(?=\p{L})/gu;
/** What follows may be one: a common first name, or a word with a capital that ends the sentence. */
const perhaps = /(?<![\p{L}\p{N}_])(?:это|я|i\s+am|i'm|this\s+is|it's|it\s+is|call\s+me|speaking\s+with)\s+(?=\p{L})|^(?:<caller>)?\s*(?=\p{L})/gu;
const nameWord = /^\p{L}+(?:['-]\p{L}+)*/u;
const mostNameWords = 3;

/** Each word of a name by itself: the model may say back one of them. */
export function findSpokenNames(text: string): Found[] {
  const low = lower(text);
  const found: Found[] = [];
  const take = (at: number, accepts: (raw: string, plain: string, rest: string) => boolean): void => {
    for (let count = 0, start = at; count < mostNameWords; count += 1) {
      const plain = nameWord.exec(low.slice(start))?.[0];
      if (plain === undefined || namesNobody.has(plain) || plain === "caller") return;
      const raw = text.slice(start, start + plain.length);
      const rest = low.slice(start + plain.length);
      if (count === 0 ? !accepts(raw, plain, rest) : !goesOn(raw, plain, rest)) return;
      if (!found.some((one) => one.start === start)) found.push({ start, end: start + plain.length });
      start += plain.length;
      const gap = /^\s+/.exec(low.slice(start))?.[0];
      if (gap === undefined) return;
      start += gap.length;
    }
  };
  for (const match of low.matchAll(surely)) take(match.index + match[0].length, () => true);
  for (const match of low.matchAll(perhaps)) {
    const said = match[0].replace("<caller>", "").trim() !== "";
    // «Анна Петрова.» as the whole answer to «Как вас зовут?»
    take(match.index + match[0].length, (raw, plain, rest) => (isFirstName(plain) ? said || /^(?:\s+\p{L}+){0,2}\s*[.!]?\s*(?:<|$)/u.test(rest) : said && isCapital(raw) && /^(?:\s+\p{L}+)?\s*(?:[.,!<]|$)/u.test(rest)));
  }
  return found.toSorted((a, b) => a.start - b.start);
}

const isCapital = (raw: string): boolean => /^\p{Lu}\p{Ll}/u.test(raw);
const isFirstName = (plain: string): boolean => commonFirstNames.has(plain) || (/[а-я]/.test(plain) && plain.length > 4 && commonFirstNameStems.has(stem(plain)));
const commonFirstNameStems: ReadonlySet<string> = new Set([...commonFirstNames].filter((name) => /[а-я]/.test(name) && name.length > 4).map(stem));
/** A second word: written as a name, formed as one, or the last before the sentence goes on elsewhere. */
const goesOn = (raw: string, plain: string, rest: string): boolean => isCapital(raw) || isFirstName(plain) || surnameEnding.test(plain) || (/^[a-z]/.test(plain) && /^\s*(?:[.,!?<]|$|(?:and|i|i'd|i'm|i'll|from|calling|speaking|here|my)(?![a-z]))/.test(rest));
