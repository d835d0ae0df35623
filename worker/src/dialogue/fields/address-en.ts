/** English addresses: house, street, flat, town. */
import { readDigitGroup } from "../../language/number-words.ts";
import { isCounted } from "./moment/english-words.ts";
import { townAt } from "./towns.ts";

const streets: ReadonlyMap<string, string> = new Map(Object.entries({ street: "Street", st: "Street", avenue: "Avenue", ave: "Avenue", road: "Road", rd: "Road", lane: "Lane", drive: "Drive", dr: "Drive", boulevard: "Boulevard", blvd: "Boulevard", square: "Square", court: "Court", place: "Place", way: "Way", terrace: "Terrace", close: "Close", gardens: "Gardens", crescent: "Crescent", highway: "Highway", parkway: "Parkway", row: "Row", hill: "Hill", broadway: "Broadway", circle: "Circle" }));
const units: ReadonlyMap<string, string> = new Map(Object.entries({ apartment: "apt", apt: "apt", flat: "flat", unit: "unit", suite: "suite", room: "room", floor: "floor" }));
const ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];
const sentence = /^(please|and|i|my|call|tomorrow|today|at|if|the|that's|thanks|thank|is|near|next|by|phone|in)$/;
const capital = (word: string) => word.replace(/^\p{L}/u, (letter) => letter.toUpperCase());

const suffix = (value: number): string => `${value}${value % 100 >= 11 && value % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th")}`;
/** "forty second" → "42nd" */
function ordinalAt(list: readonly string[], at: number): { text: string; length: number } | null {
  const simple = ordinals.indexOf(list[at] ?? "");
  if (simple > 0) return { text: suffix(simple), length: 1 };
  if (/^\d+$/.test(list[at] ?? "") && /^(st|nd|rd|th)$/.test(list[at + 1] ?? "")) return { text: `${list[at]}${list[at + 1]}`, length: 2 };
  const tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"].indexOf(list[at] ?? "");
  const unit = ordinals.indexOf(list[at + 1] ?? "");
  return tens >= 0 && unit > 0 && unit < 10 ? { text: suffix((tens + 2) * 10 + unit), length: 2 } : null;
}

/** "two twenty one", "12", "five b". */
function numberAt(list: readonly string[], at: number): { text: string; length: number } | null {
  let text = "";
  let here = at;
  for (let group = readDigitGroup(list, here, "en"); group !== null && text.length < 6 && ordinalAt(list, here) === null; group = readDigitGroup(list, here, "en")) {
    text += group.digits;
    here += group.length;
  }
  if (text === "") return null;
  if (/^[a-h]$/.test(list[here] ?? "") && !(list[here] === "a" && here < list.length - 1 && !units.has(list[here + 1] ?? ""))) {
    text += (list[here] ?? "").toUpperCase();
    here += 1;
  }
  return { text, length: here - at };
}

/** @param said words, with their commas where they are known: "apartment 9, 15 Oak Avenue". */
export function englishAddress(said: readonly string[], expected: boolean): string | null {
  const { list, unit } = withoutUnitBefore(said);
  const address = addressIn(list, expected);
  if (address === null || unit === null) return address;
  const [street = "", ...more] = address.split(", ");
  return [street, unit, ...more].join(", ");
}

/** A flat that is named before its house; its number ends at the comma, else with its first group: "flat two ten Downing Street". */
function withoutUnitBefore(said: readonly string[]): { list: string[]; unit: string | null } {
  const whole = said.filter((word) => word !== ",");
  const at = said.findIndex((word) => units.has(word) && word !== "floor" && word !== "room");
  if (at < 0) return { list: whole, unit: null };
  const from = said[at + 1] === "number" ? at + 2 : at + 1;
  const comma = said.indexOf(",", from);
  const first = readDigitGroup(said, from, "en");
  if (first === null) return { list: whole, unit: null };
  const inComma = comma < 0 ? null : numberAt(said.slice(0, comma), from);
  const number = inComma !== null && from + inComma.length === comma ? { ...inComma, text: inComma.text } : { text: first.digits, length: first.length };
  const behind = from + number.length;
  // A house has to follow, or the flat is where it belongs.
  const next = said[behind] === "," ? behind + 1 : behind;
  if (numberAt(said, next) === null || !said.slice(next).some((word) => streets.has(word)) || said.slice(0, at).some((word) => streets.has(word))) return { list: whole, unit: null };
  return { list: [...said.slice(0, at), ...said.slice(next)].filter((word) => word !== ","), unit: `${units.get(said[at] ?? "") ?? ""} ${number.text}` };
}

function addressIn(list: readonly string[], expected: boolean): string | null {
  for (let at = 0; at < list.length; at += 1) {
    const number = numberAt(list, at);
    if (number === null) continue;
    const names: string[] = [];
    let here = at + number.length;
    while (names.length < 4 && here < list.length && !streets.has(list[here] ?? "") && !sentence.test(list[here] ?? "") && !units.has(list[here] ?? "")) {
      const placed = ordinalAt(list, here);
      if (placed === null && !/^[a-z']+$/.test(list[here] ?? "")) break;
      names.push(placed?.text ?? capital(list[here] ?? ""));
      here += placed?.length ?? 1;
    }
    const kind = streets.get(list[here] ?? "");
    // "5 oak street", and "10 Broadway" where an address is awaited.
    const bare = kind === undefined && (!expected || names.length === 0 || names.length > 2 || isCounted(list, at + number.length) || !(at === 0 || /^(at|is|it's|address)$/.test(list[at - 1] ?? "")));
    if (kind === undefined ? bare : names.length === 0 && kind !== "Broadway") {
      at += number.length - 1;
      continue;
    }
    const street = [number.text, ...names, ...(kind === undefined ? [] : [kind])].join(" ");
    const pieces = [street, ...behind(list, kind === undefined ? here : here + 1)];
    const town = townBefore(list, at);
    return (town === null || pieces.includes(town) ? pieces : [...pieces, town]).join(", ");
  }
  return null;
}

/** "Boston, 5 Elm Street" */
function townBefore(list: readonly string[], at: number): string | null {
  for (const length of [1, 2]) {
    const town = at < length ? null : townAt(list, at - length, "en");
    if (town?.length === length) return town.name;
  }
  return null;
}

const isHome = /^(?:apt|flat|unit) /;
/** "No, number six", "no, flat seven": what is named takes the place of its like in the address that is known. @returns null when nothing is named. */
export function correctedEnglishAddress(known: string, list: readonly string[]): string | null {
  const pieces = known.split(", ");
  let changed = false;
  for (let at = 0; at < list.length; at += 1) {
    const unit = units.get(list[at] ?? "");
    const house = unit === undefined && /^(?:number|house|building)$/.test(list[at] ?? "") && !units.has(list[at - 1] ?? "");
    if (unit === undefined && !house) continue;
    let from = at + 1;
    while (/^(?:number|is|it's|should|be)$/.test(list[from] ?? "")) from += 1;
    const number = numberAt(list, from);
    if (number === null) continue;
    changed = true;
    if (house) pieces[0] = (pieces[0] ?? "").replace(/^\S+/, number.text);
    else {
      // A flat and an apartment are one thing.
      const like = pieces.findIndex((piece) => piece.startsWith(`${unit} `) || (isHome.test(piece) && isHome.test(`${unit} `)));
      pieces.splice(like < 0 ? 1 : like, like < 0 ? 0 : 1, `${unit} ${number.text}`);
    }
    at += number.length;
  }
  if (changed) return pieces.join(", ");
  // "No, four D" of "apt 4B": the same number with another letter.
  const bare = list.filter((word) => !/^(?:no|it's|is|it|sorry)$/.test(word));
  const number = numberAt(bare, 0);
  if (number === null || number.length !== bare.length || !/^\d+[A-H]$/.test(number.text)) return null;
  const like = new RegExp(`(?<!\\d)${number.text.slice(0, -1)}[A-H]?(?![\\dA-Za-z])`, "g");
  return (known.match(like) ?? []).length === 1 ? known.replace(like, number.text) : null;
}

/** "apartment twelve", "in London". */
function behind(list: readonly string[], from: number): string[] {
  const pieces: string[] = [];
  for (let at = from; at < list.length; at += 1) {
    const word = list[at] ?? "";
    const unit = units.get(word);
    if (unit !== undefined) {
      const number = numberAt(list, list[at + 1] === "number" ? at + 2 : at + 1);
      const placed = ordinalAt(list, at - 1);
      if (number !== null) {
        pieces.push(`${unit} ${number.text}`);
        at += number.length + (list[at + 1] === "number" ? 1 : 0);
      } else if (unit === "floor" && placed !== null) pieces.push(`${placed.text} floor`);
    } else if (word === "in" || (at === from && /^[a-z]+$/.test(word) && !sentence.test(word) && ordinalAt(list, at) === null)) {
      const town: string[] = [];
      for (let here = word === "in" ? at + 1 : at; here < list.length && town.length < 2 && /^[a-z]+$/.test(list[here] ?? "") && !sentence.test(list[here] ?? "") && !units.has(list[here] ?? "") && numberAt(list, here) === null; here += 1) town.push(capital(list[here] ?? ""));
      if (town.length > 0) pieces.push(town.join(" "));
      at += town.length - (word === "in" ? 0 : 1);
    } else if (sentence.test(word)) break;
  }
  return pieces;
}
