/** An e-mail address as it is dictated: «иван точка петров собака яндекс точка ру», "john dot smith at gmail dot com". */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { latinLetters, latinWords, letterName, transliterate } from "../../language/latin-letters.ts";
import { readDigitGroup } from "../../language/number-words.ts";
import { digitsInWords } from "../../language/number-speech.ts";
import { words } from "../../language/tokens.ts";
import { hasDenial } from "../negation.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { wordTable } from "../../language/word-table.ts";

/** As a typed chat has it. */
const written = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;

/** A sign between the words of an address, and how many words its name takes. */
function signAt(list: readonly string[], at: number): { sign: string; length: number } | null {
  const [first, second] = [list[at] ?? "", list[at + 1] ?? ""];
  if (/^(точка|точку|тчк|dot|period|point)$/.test(first)) return { sign: ".", length: 1 };
  if (/^(нижнее|нижний|нижняя|нижним)$/.test(first) && /^(подчеркивание|подчеркиванием|тире|пробел|черта)$/.test(second)) return { sign: "_", length: 2 };
  if (/^(подчеркивание|земля|underscore)$/.test(first)) return { sign: "_", length: 1 };
  if (first === "under" && second === "score") return { sign: "_", length: 2 };
  if (/^(тире|дефис|минус|черточка|dash|hyphen|minus)$/.test(first)) return { sign: "-", length: 1 };
  return /^(плюс|plus)$/.test(first) ? { sign: "+", length: 1 } : null;
}
const isAt = (list: readonly string[], at: number): number => (/^(собака|собачка|собаку|собачку|эт)$/.test(list[at] ?? "") || list[at] === "at" ? (list[at + 1] === "sign" ? 2 : 1) : 0);

const providers: ReadonlyMap<string, { name: string; zone: string }> = new Map(
  Object.entries({
    "яндекс яндекса янэкс yandex ya": ["yandex", "ru"], "джимейл жмейл гмейл гмайл гимейл джимайл джимэйл gmail googlemail": ["gmail", "com"], "мейл мэйл майл mail": ["mail", "ru"], "рамблер rambler": ["rambler", "ru"], "хотмейл хотмайл hotmail": ["hotmail", "com"],
    "аутлук outlook": ["outlook", "com"], "яху яхо yahoo": ["yahoo", "com"], "айклауд icloud": ["icloud", "com"], "бк bk": ["bk", "ru"], "инбокс inbox": ["inbox", "ru"], "лист list": ["list", "ru"], "протон proton": ["proton", "me"], "aol": ["aol", "com"],
  }).flatMap(([names, [name = "", zone = ""]]) => names.split(" ").map((one): [string, { name: string; zone: string }] => [one, { name, zone }])),
);
/** Providers in two words. */
const inTwo: Record<string, string> = { "джи мейл": "gmail", "джи мэйл": "gmail", "джи майл": "gmail", "g mail": "gmail", "гугл мейл": "gmail", "hot mail": "hotmail", "out look": "outlook", "i cloud": "icloud", "ай клауд": "icloud" };
const zones: ReadonlyMap<string, string> = new Map(Object.entries({ ру: "ru", ком: "com", нет: "net", орг: "org", инфо: "info", бай: "by", су: "su", рф: "xn--p1ai", про: "pro", онлайн: "online" }));
const latinZones = /^(ru|com|net|org|info|io|co|uk|us|de|fr|edu|gov|biz|me|by|kz|su|eu|pro|online|ua|it|es|ca|au|dev|app|ai)$/;
const zoneOf = (word: string | undefined): string | null => (word === undefined ? null : (zones.get(word) ?? (latinZones.test(word) ? word : null)));

/** Where an address can't reach back over: words of the sentence around it. */
const around: Record<Language, ReadonlySet<string>> = {
  ru: new Set("моя мой мое почта почту почты почте емейл имейл емэйл email e mail майл это адрес запишите пишите пишу на вот ну да так электронная электронную электронка электронной значит записывайте у меня и а будет ящик мыло пожалуйста маленькими латиницей английскими буквами".split(" ")),
  en: new Set("my email e mail address is it's it that's the send to write me so uh um well okay yes sure and just in lowercase all one word please here's contact at spelled letters i'm".split(" ")),
};
/** How it is written, not what. */
const remarks = new Set("слитно вместе маленькими буквами английскими латиницей lowercase together slitno".split(" "));
const mostPlainWords = 3;

/** One piece of an address: figures, a spelled letter or a word, in Latin. */
function pieceAt(list: readonly string[], at: number, language: Language): { text: string; length: number; letter: boolean } | null {
  const word = list[at] ?? "";
  if (word === "" || word === ",") return null;
  if (/^(дабл|double)$/.test(word) && /^(ю|вэ|ве|u)$/.test(list[at + 1] ?? "")) return { text: "w", length: 2, letter: true };
  const letter = latinLetters.get(word) ?? (/^[a-z]$/.test(word) ? word : undefined);
  if (letter !== undefined) return { text: letter, length: 1, letter: true };
  const group = readDigitGroup(list, at, language) ?? readDigitGroup(list, at, language === "ru" ? "en" : "ru");
  if (group !== null) return { text: group.digits, length: group.length, letter: false };
  return /^[\p{L}']+$/u.test(word) ? { text: latinWords.get(word) ?? transliterate(word.replaceAll("'", "")), length: 1, letter: false } : null;
}

/** What stands before «собака»: words joined by signs, spelled letters; two plain words in a row are one name. */
function localPart(list: readonly string[], language: Language): string {
  let from = list.length;
  let plain = 0;
  let joined = true;
  while (from > 0) {
    const word = list[from - 1] ?? "";
    const two = signAt(list, from - 2);
    if (two !== null && two.length === 2) {
      from -= 2;
      joined = true;
      continue;
    }
    if (signAt(list, from - 1) !== null) {
      joined = true;
      from -= 1;
      continue;
    }
    const spelled = latinLetters.has(word) || /^[a-z]$/.test(word);
    // «и» beside a letter is a letter; in "my e mail" there is none.
    const isLetter = (one: string | undefined) => one !== undefined && (latinLetters.has(one) || /^[a-z]$/.test(one));
    const besideLetter = spelled && (isLetter(list[from - 2]) || (isLetter(list[from]) && from < list.length));
    if (around[language].has(word) && !besideLetter && !(joined && from < list.length)) break;
    if (!/^[\p{L}\p{N}']+$/u.test(word)) break;
    const isNumber = readDigitGroup(list, from - 1, language) !== null;
    plain = joined || spelled || isNumber ? plain : plain + 1;
    if (plain >= mostPlainWords) break;
    joined = false;
    from -= 1;
  }
  let local = "";
  for (let at = from; at < list.length; ) {
    const sign = signAt(list, at);
    const piece = sign === null ? pieceAt(list, at, language) : null;
    if (!remarks.has(list[at] ?? "")) local += sign?.sign ?? piece?.text ?? "";
    at += sign?.length ?? piece?.length ?? 1;
  }
  return local.replace(/^[._+-]+|[._+-]+$/g, "");
}

/** What stands behind it. A known provider needs no zone. @returns null when it is no host. */
function domain(list: readonly string[], language: Language): string | null {
  let host = "";
  let provider: { name: string; zone: string } | undefined;
  for (let at = 0; at < list.length && at < 12; ) {
    const word = list[at] ?? "";
    const sign = signAt(list, at);
    if (sign !== null) {
      if (host === "" || host.endsWith(".") || (sign.sign !== "." && sign.sign !== "-")) return null;
      const zone = sign.sign === "." ? zoneOf(list[at + 1]) : null;
      host += sign.sign;
      at += sign.length;
      if (zone !== null) {
        // "co dot uk"
        const second = signAt(list, at + 1)?.sign === "." ? zoneOf(list[at + 2]) : null;
        return `${host}${zone}${second === null ? "" : `.${second}`}`;
      }
      // «кей зет», "r u"
      const spelled = [0, 1, 2].map((offset) => (/^[a-z]$/.test(list[at + offset] ?? "") ? (list[at + offset] ?? "") : (latinLetters.get(list[at + offset] ?? "") ?? "."))).join("").split(".")[0] ?? "";
      if (sign.sign === "." && latinZones.test(spelled)) {
        // "c o dot u k"
        const rest = signAt(list, at + spelled.length)?.sign === "." ? domain(["x", ...list.slice(at + spelled.length)], language) : null;
        return `${host}${spelled}${rest === null ? "" : rest.slice(1)}`;
      }
      continue;
    }
    const pair = inTwo[`${word} ${list[at + 1] ?? ""}`];
    const known = providers.get(pair ?? word);
    if (known !== undefined && host === "") {
      provider = known;
      host = known.name;
      at += pair === undefined ? 1 : 2;
      const zone = zoneOf(list[at]);
      if (zone !== null && signAt(list, at) === null) return `${host}.${zone}`;
      continue;
    }
    if (provider !== undefined && host === provider.name) break;
    const piece = pieceAt(list, at, language);
    if (piece === null) break;
    host += piece.text;
    at += piece.length;
  }
  return provider !== undefined && host === provider.name ? `${provider.name}.${provider.zone}` : null;
}

/** @param list affirmed words. @returns the address in lower case, in Latin letters. */
export function readEmail(_field: FieldOf<"email">, affirmedWords: readonly string[], { language, text }: ReadingContext): Reading {
  // «а» is a letter here, and no «but».
  const list = text === undefined || hasDenial(words(text), language) ? affirmedWords : words(text);
  const typed = written.exec(text ?? "")?.[0];
  if (typed !== undefined) return { kind: "value", value: typed.toLowerCase() };
  for (let at = list.length - 1; at > 0; at -= 1) {
    const length = isAt(list, at);
    if (length === 0) continue;
    const host = domain(list.slice(at + length), language);
    if (host === null) continue;
    const local = localPart(list.slice(0, at), language);
    if (/^[a-z0-9][a-z0-9._+-]*$/.test(local)) return { kind: "value", value: `${local}@${host}` };
  }
  return { kind: "none" };
}

const signNames: Record<Language, Readonly<Record<string, string>>> = { ru: wordTable({ ".": "точка", "-": "дефис", _: "подчёркивание", "+": "плюс", "@": "собака" }), en: wordTable({ ".": "dot", "-": "dash", _: "underscore", "+": "plus", "@": "at" }) };
const spokenHosts: Record<Language, Readonly<Record<string, string>>> = { ru: wordTable({ yandex: "яндекс", gmail: "джимейл", mail: "мейл", rambler: "рамблер", outlook: "аутлук", icloud: "айклауд", hotmail: "хотмейл", yahoo: "яху", ru: "ру", com: "ком", net: "нет", org: "орг", info: "инфо" }), en: wordTable({}) };

/** Spelled letter by letter, for whoever wrote it down wrongly hears it. */
export function emailInWords(email: string, language: Language): string {
  const [local = "", host = ""] = email.split("@");
  const spell = (word: string): string => (/^\d+$/.test(word) ? digitsInWords(word, language) : [...word].map((letter) => (/\d/.test(letter) ? digitsInWords(letter, language) : language === "ru" ? letterName(letter) : letter)).join(", "));
  const parts = (address: string, word: (part: string) => string): string => address.split(/([._+-])/).filter((part) => part !== "").map((part) => signNames[language][part] ?? word(part)).join(" ");
  return `${parts(local, spell)} ${signNames[language]["@"] ?? ""} ${parts(host, (part) => spokenHosts[language][part] ?? (language === "en" && part.length > 2 ? part : spell(part)))}`;
}
