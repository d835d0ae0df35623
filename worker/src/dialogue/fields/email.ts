/** An e-mail address as it is dictated: «иван точка петров собака яндекс точка ру», "john dot smith at gmail dot com". */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { latinLetters, letterName } from "../../language/latin-letters.ts";
import { readDigitGroup } from "../../language/number-words.ts";
import { digitsInWords } from "../../language/number-speech.ts";
import { words } from "../../language/tokens.ts";
import { hasDenial } from "../negation.ts";
import { repairedEmail } from "./email-repair.ts";
import { inTwo, isAt, latinZones, pieceAt, providers, signAt, withoutLikenesses, zoneOf } from "./email-words.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { wordTable } from "../../language/word-table.ts";

/** As a typed chat has it. */
const written = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;

/** Where an address can't reach back over: words of the sentence around it. */
const around: Record<Language, ReadonlySet<string>> = {
  ru: new Set("моя мой мое почта почту почты почте емейл имейл емэйл email e mail майл это адрес запишите пишите пишу на вот ну да так электронная электронную электронка электронной значит записывайте у меня и а будет ящик мыло пожалуйста маленькими латиницей английскими буквами нет неа не".split(" ")),
  en: new Set("my email e mail address is it's it that's the send to write me so uh um well okay yes sure and just in lowercase all one word please here's contact at spelled letters i'm no nope not".split(" ")),
};
/** How it is written, not what. */
const remarks = new Set("слитно вместе маленькими буквами английскими латиницей lowercase together slitno".split(" "));
const mostPlainWords = 3;

/** What stands before «собака»: words joined by signs, spelled letters; two plain words in a row are one name. */
function localPart(list: readonly string[], language: Language): string {
  let from = list.length;
  let plain = 0;
  let joined = true;
  while (from > 0) {
    const word = list[from - 1] ?? "";
    if (remarks.has(word)) {
      from -= 1;
      continue;
    }
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
export function readEmail(_field: FieldOf<"email">, affirmedWords: readonly string[], { language, text, known }: ReadingContext): Reading {
  // «а» is a letter here, and no «but».
  const list = withoutLikenesses(text === undefined || hasDenial(words(text), language) ? affirmedWords : words(text), language);
  const typed = written.exec(text ?? "")?.[0];
  if (typed !== undefined) return { kind: "value", value: typed.toLowerCase() };
  for (let at = list.length - 1; at > 0; at -= 1) {
    const length = isAt(list, at);
    if (length === 0) continue;
    const host = domain(list.slice(at + length), language);
    if (host === null) continue;
    const local = localPart(list.slice(0, saidBefore(list, at, language)), language);
    if (/^[a-z0-9][a-z0-9._+-]*$/.test(local)) return { kind: "value", value: `${local}@${host}` };
  }
  const mended = known === null || known === undefined || text === undefined ? null : repairedEmail(known, text, language);
  return mended === null ? { kind: "none" } : { kind: "value", value: mended };
}

/** «Собака яндекс ру, ой, собака мейл ру»: where the part before «собака» ends, if that and a host were said already. */
function saidBefore(list: readonly string[], at: number, language: Language): number {
  for (let earlier = at - 1; earlier > 0; earlier -= 1) {
    const length = isAt(list, earlier);
    if (length > 0) return domain(list.slice(earlier + length, at), language) === null ? at : earlier;
  }
  return at;
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
