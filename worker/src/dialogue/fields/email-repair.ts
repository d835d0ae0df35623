/** A part of an e-mail address put right: «не мейл, а джимейл», "no, b as in boy", «точка ком», «без точки». */
import type { Language } from "@zvon/contract/call-link.ts";
import { commonFirstNames } from "../../language/first-names.ts";
import { tokens } from "../../language/tokens.ts";
import { inTwo, isAt, pieceAt, providers, signAt, withoutLikenesses, zoneOf } from "./email-words.ts";

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const nots: Record<Language, ReadonlySet<string>> = { ru: set("не"), en: set("not") };
/** Between what is wrong and what is right. */
const breaks: Record<Language, ReadonlySet<string>> = { ru: set(", а но нет неа вернее точнее"), en: set(", but no nope rather actually instead") };
const without: Record<Language, ReadonlySet<string>> = { ru: set("без"), en: set("without no") };
const small: Record<Language, ReadonlySet<string>> = {
  ru: set("это там через на конце в буква букву почта почте адрес ну да только пожалуйста э эм должно быть должна исправьте неправильно неверно не та тот последняя первая"),
  en: set("it's it is that's the letter with in there um uh well should be sorry please my mail email address a an its wrong make"),
};
/** Letters that are taken for one another on the phone. */
const alike = ["bdpgtvcez", "mn", "sfx", "ajkh", "iy", "uq", "lr"];

/** `name`: a first name, which may be put right in another field. */
type Piece = { text: string; kind: "provider" | "zone" | "letter" | "sign" | "word" | "name"; host: string | null };

/** What the words of a piece spell. */
function spelled(list: readonly string[], language: Language): Piece | null {
  const said = list.filter((word, at) => !small[language].has(word) || (word === "а" && at > 0));
  const [first = ""] = said;
  const at = isAt(said, 0);
  const host = at > 0 ? said.slice(at) : said;
  const pair = inTwo[`${host[0] ?? ""} ${host[1] ?? ""}`];
  const provider = providers.get(pair ?? host[0] ?? "");
  if (provider !== undefined) {
    const rest = host.slice(pair === undefined ? 1 : 2);
    const zone = zoneOf(rest.at(-1)) ?? provider.zone;
    return { text: provider.name, kind: "provider", host: `${provider.name}.${zone}` };
  }
  const sign = signAt(said, 0);
  if (sign?.sign === "." && zoneOf(said[sign.length]) !== null && said.length === sign.length + 1) return { text: zoneOf(said[sign.length]) ?? "", kind: "zone", host: null };
  if (said.length === 1 && first.length > 1 && zoneOf(first) !== null) return { text: zoneOf(first) ?? "", kind: "zone", host: null };
  if (sign !== null && said.length === sign.length) return { text: sign.sign, kind: "sign", host: null };
  let text = "";
  let letters = 0;
  for (let next = 0; next < said.length; ) {
    const mark = signAt(said, next);
    const piece = mark === null ? pieceAt(said, next, language) : null;
    if (mark === null && piece === null) return null;
    text += mark?.sign ?? piece?.text ?? "";
    letters += piece?.letter === true ? 1 : 0;
    next += mark?.length ?? piece?.length ?? 1;
  }
  return text === "" ? null : { text, kind: said.some((word) => commonFirstNames.has(word)) ? "name" : letters === 1 && text.length === 1 ? "letter" : "word", host: null };
}

/** Pieces of what is wrong and of what is right, in their order. */
function piecesOf(list: readonly string[], language: Language): { wrong: Piece[]; right: Piece[]; dropped: string | null } {
  const groups: { denied: boolean; words: string[] }[] = [{ denied: false, words: [] }];
  let dropped: string | null = null;
  for (const [at, word] of list.entries()) {
    if (without[language].has(word) && signAt(list, list[at + 1] === "the" ? at + 2 : at + 1) !== null) dropped = signAt(list, list[at + 1] === "the" ? at + 2 : at + 1)?.sign ?? null;
    if (nots[language].has(word)) groups.push({ denied: true, words: [] });
    else if (breaks[language].has(word)) groups.push({ denied: false, words: [] });
    else groups.at(-1)?.words.push(word);
  }
  const read = groups.flatMap(({ denied, words }) => {
    const piece = words.length === 0 ? null : spelled(words, language);
    return piece === null ? [] : [{ denied, piece }];
  });
  return { wrong: read.filter(({ denied }) => denied).map(({ piece }) => piece), right: read.filter(({ denied }) => !denied).map(({ piece }) => piece), dropped };
}

const onceIn = (text: string, part: string): boolean => part !== "" && text.split(part).length === 2;
const valid = /^[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** @param known the address as it was understood. @returns the address put right; null where it is not plain what is meant. */
export function repairedEmail(known: string, text: string, language: Language): string | null {
  const [local = "", host = ""] = known.split("@");
  const { wrong, right, dropped } = piecesOf(withoutLikenesses(tokens(text), language), language);
  const [one] = right;
  const mended = dropped !== null && onceIn(local, dropped) ? `${local.replace(dropped, "")}@${host}` : one === undefined || right.length > 1 || wrong.length > 1 ? null : putRight(local, host, wrong[0] ?? null, one);
  return mended !== null && mended !== known && valid.test(mended) ? mended : null;
}

function putRight(local: string, host: string, wrong: Piece | null, right: Piece): string | null {
  if (right.kind === "provider") return wrong === null || host.includes(wrong.text) ? `${local}@${right.host ?? host}` : null;
  if (right.kind === "zone" && (wrong === null || host.endsWith(`.${wrong.text}`))) return `${local}@${host.replace(/\.[^.]+$/, `.${right.text}`)}`;
  if (wrong !== null) {
    // «Не Анна, а Яна» is about the name, unless the address is spoken of.
    if (wrong.kind === "name" || right.kind === "name") return null;
    if (onceIn(local, wrong.text)) return `${local.replace(wrong.text, right.text)}@${host}`;
    return onceIn(host, wrong.text) && wrong.kind === "word" ? `${local}@${host.replace(wrong.text, right.text)}` : null;
  }
  if (right.kind !== "letter") return null;
  // A letter alone: the one that sounds like it.
  const group = alike.find((letters) => letters.includes(right.text)) ?? "";
  const places = [...local].flatMap((letter, at) => (letter !== right.text && group.includes(letter) ? [at] : []));
  const [only, ...others] = places;
  return only === undefined || others.length > 0 ? null : `${local.slice(0, only)}${right.text}${local.slice(only + 1)}@${host}`;
}
