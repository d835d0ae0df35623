/** Russian addresses: town, street, house, building, entrance, floor, flat. */
import { readDigitGroup, readNumber } from "../../language/number-words.ts";
import { ordinalAt } from "./moment/russian-words.ts";
import { townAt } from "./towns.ts";

/** Street kinds: how they are written, and the gender that their adjectives have. */
const streets: readonly [RegExp, string, "m" | "f" | "n"][] = [
  [/^(улиц(а|е|у|ы|ей)|ул)$/, "ул.", "f"], [/^(проспект(е|у|а)?|просп|пр)$/, "пр-т", "m"], [/^переул(ок|ке|ка|ку)$/, "пер.", "m"], [/^бульвар(е|а|у)?$/, "б-р", "m"], [/^площад(ь|и)$/, "пл.", "f"],
  [/^набережн(ая|ой|ую)$/, "наб.", "f"], [/^шоссе$/, "ш.", "n"], [/^проезд(е|а)?$/, "проезд", "m"], [/^тупик(е|а)?$/, "тупик", "m"], [/^алле(я|е|ю|и)$/, "аллея", "f"], [/^(микрорайон(е)?|мкр)$/, "мкр.", "m"], [/^квартал(е)?$/, "квартал", "m"],
];
const parts: readonly [RegExp, string][] = [
  [/^(дом(а|е|у|ик)?|д)$/, "д."], [/^(корпус(е|а)?|корп|к)$/, "к."], [/^(строени(е|я|и)|стр)$/, "стр."], [/^(подъезд(е|а)?)$/, "подъезд"], [/^(этаж(е|а)?)$/, "этаж"], [/^(квартир(а|е|у|ы)|кв)$/, "кв."], [/^(офис(е|а)?)$/, "офис"], [/^(домофон(а)?)$/, "домофон"], [/^(участ(ок|ке))$/, "участок"], [/^(комнат(а|е|у))$/, "комната"],
];
const towns = /^(город(е|а)?|г|деревн(я|е|ю)|сел(о|е)|посел(ок|ке)|станиц(а|е))$/;
const townMarks: readonly [RegExp, string][] = [[/^(город|г$)/, "г."], [/^деревн/, "д."], [/^сел/, "с."], [/^посел/, "пос."], [/^станиц/, "ст-ца"]];
const before = new Set("мой моя мое адрес живу живем я мы находимся находится по адресу привезите доставьте доставить пишите запишите это вот ну э эм на в во у нас значит так давайте пожалуйста к подъезжайте приезжайте доставка будет записывайте да нет".split(" "));
const sentence = /^(пожалуйста|позвоните|звоните|приезжайте|завтра|послезавтра|сегодня|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|вечером|утром|днем|можно|если|телефон|меня|спасибо|около|рядом|там|код|и|а|только|часов|утра|вечера)$/;

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const ordinal = /^(.+?)(ый|ой|ий|ая|яя|ое|ее|ом|ем|ого|ему|ую)$/;

/** «Невском проспекте» → «Невский», «Садовой улице» → «Садовая»: the dictionary form of a street's adjective. */
function nominative(word: string, gender: "m" | "f" | "n"): string {
  if (gender === "m") return word.replace(/(ск|цк)ом$/, "$1ий").replace(/([нвлтр])ом$/, "$1ый");
  return gender === "f" ? word.replace(/(ск|цк|н|в|л|т|р)ой$/, "$1ая").replace(/(ск|цк|н|в|л|т|р)ую$/, "$1ая") : word.replace(/(ск|цк|н)ом$/, "$1ое");
}

/** A house number: «пять», «двадцать пять а», «пять дробь два», "5/2". */
function numberAt(list: readonly string[], at: number): { text: string; length: number } | null {
  const word = list[at] ?? "";
  if (/^\d+[/]\d+$/.test(word)) return { text: word, length: 1 };
  const group = readNumber(list, at, "ru") ?? null;
  const whole = group === null ? readDigitGroup(list, at, "ru") : { digits: String(group.value), length: group.length };
  if (whole === null || word === "раз") return null;
  let text = whole.digits;
  let length = whole.length;
  if (/^(дробь|слэш|слеш)$/.test(list[at + length] ?? "")) {
    const second = readNumber(list, at + length + 1, "ru");
    if (second !== null) {
      text += `/${second.value}`;
      length += 1 + second.length;
    }
  }
  const letter = list[at + length] ?? "";
  if (/^[абвгдежз]$/.test(letter) && !(/^[ав]$/.test(letter) && /^[а-я]{3,}/.test(list[at + length + 1] ?? "") && ordinalValue(list[at + length + 1]) < 0 && parts.every(([pattern]) => !pattern.test(list[at + length + 1] ?? "")))) {
    text += letter.toUpperCase();
    length += 1;
  }
  return { text, length };
}

/** «третий подъезд», «второй этаж»: the ordinal stands before. */
const ordinals = ["", "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат"];
function ordinalValue(word: string | undefined): number {
  const base = ordinal.exec(word ?? "")?.[1]?.replace(/ь$/, "");
  return base === undefined ? -1 : ordinals.indexOf(base);
}

/** Within a house. */
const inner = /^(?:кв\.|подъезд|этаж|офис|домофон|комната)$/;
type Pieces = { town: string | null; street: string | null; /** Words that may name a street. */ taken: string[]; rest: { mark: string; text: string; /** By its word, «дом»; else by its place. */ said: boolean }[] };

function piecesOf(list: readonly string[]): Pieces {
  const taken: string[] = [];
  let town: string | null = null;
  let street: string | null = null;
  const rest: Pieces["rest"] = [];
  const kindAt = (at: number) => streets.find(([pattern]) => pattern.test(list[at] ?? ""));
  const partAt = (at: number) => parts.find(([pattern]) => pattern.test(list[at] ?? ""));
  const isName = (word: string | undefined): word is string => word !== undefined && /^[а-яa-z]+$/.test(word) && !sentence.test(word) && !towns.test(word);
  for (let at = 0; at < list.length; ) {
    const word = list[at] ?? "";
    const kind = kindAt(at);
    if (towns.test(word) && isName(list[at + 1]) && kindAt(at + 1) === undefined) {
      town = `${townMarks.find(([pattern]) => pattern.test(word))?.[1] ?? "г."} ${capital(list[at + 1] ?? "")}`;
      at += 2;
      continue;
    }
    const known: ReturnType<typeof townAt> = town === null && street === null && taken.length === 0 && rest.length === 0 ? townAt(list, at, "ru") : null;
    if (known !== null && list.slice(at + known.length).some(isName) && kindAt(at - 1) === undefined) {
      town = `г. ${known.name}`;
      at += known.length;
      continue;
    }
    if (kind !== undefined && street === null) {
      const [, mark, gender] = kind;
      const behind: string[] = [];
      let here = at + 1;
      // «улица двадцать пятого октября», «улица 8 марта», «улица Карла Маркса»
      const day = ordinalAt(list, here);
      const dated = day === null ? numberAt(list, here) : { text: String(day.value), length: day.length };
      if (dated !== null && isName(list[here + dated.length]) && partAt(here + dated.length) === undefined && kindAt(here + dated.length) === undefined) {
        behind.push(dated.text, list[here + dated.length] ?? "");
        here += dated.length + 1;
      } else while (behind.length < 3 && isName(list[here]) && partAt(here) === undefined && numberAt(list, here) === null) behind.push(list[here++] ?? "");
      if (behind.length === 0 && taken.length > 0) street = `${taken.map((one) => capital(nominative(one, gender))).join(" ")} ${mark}`;
      else if (behind.length > 0) street = `${mark} ${behind.map((one, index) => capital(index === 0 ? nominative(one, gender) : one)).join(" ")}`;
      taken.length = 0;
      at = here;
      continue;
    }
    const part = partAt(at);
    if (part !== undefined) {
      const number = numberAt(list, at + 1);
      const placed = ordinalValue(list[at - 1]);
      if (number !== null) {
        rest.push({ mark: part[1], text: number.text, said: true });
        at += 1 + number.length;
        continue;
      }
      if (placed > 0) rest.push({ mark: part[1], text: String(placed), said: true });
      at += 1;
      continue;
    }
    const number = numberAt(list, at);
    if (number !== null) {
      // «Ленина пять, двенадцать»: house, then flat.
      const named = street !== null || taken.length > 0;
      // «Квартира восемь, улица Гагарина десять»: a flat or an entrance may come first, and the house behind the street all the same.
      if (named && !rest.some((one) => one.mark === "д.") && (rest.length === 0 || street !== null) && rest.every((one) => inner.test(one.mark))) rest.unshift({ mark: "д.", text: number.text, said: false });
      else if (named && rest.length === 1 && rest[0]?.mark === "д.") rest.push({ mark: "кв.", text: number.text, said: false });
      at += number.length;
      continue;
    }
    if (isName(word) && !before.has(word) && ordinalValue(word) < 0 && rest.length === 0 && street === null) taken.push(word);
    else if (sentence.test(word) && rest.length > 0) break;
    at += 1;
  }
  return { town, street, taken, rest };
}

export function russianAddress(list: readonly string[], expected: boolean): string | null {
  const { town, street, taken, rest } = piecesOf(list);
  const named = street ?? (expected && rest.length > 0 && taken.length > 0 && taken.length <= 3 ? `ул. ${taken.map(capital).join(" ")}` : null);
  const house = rest.some((one) => one.mark === "д." || one.mark === "участок");
  if (named === null && !(expected && town !== null && house)) return null;
  if (!expected && !house) return null;
  // As it is written: the house before what is within it.
  const inOrder = [...rest.filter((one) => !inner.test(one.mark)), ...rest.filter((one) => inner.test(one.mark))];
  return [town, named, ...inOrder.map((one) => `${one.mark} ${one.text}`)].filter((one) => one !== null).join(", ");
}

/** «Нет, дом шесть»: what is named takes the place of its like in the address that is known. @returns null when nothing is named. */
export function correctedRussianAddress(known: string, list: readonly string[]): string | null {
  // «Лучше к пяти» is no building.
  const { town, street, rest: all } = piecesOf(list.filter((word) => !/^[кдгс]$/.test(word)));
  const rest = all.filter(({ said }) => said || street !== null);
  if (town === null && street === null && rest.length === 0) return null;
  const pieces = known.split(", ");
  const put = (isLike: (piece: string) => boolean, piece: string, first: boolean): void => {
    const at = pieces.findIndex(isLike);
    if (at >= 0) pieces[at] = piece;
    else if (first) pieces.unshift(piece);
    else pieces.push(piece);
  };
  // «д. 5» is a house, «д. Малиновка» a village.
  const isTown = (piece: string) => /^(?:г|д|с|пос|ст-ца)\.? \D/.test(piece);
  const isPart = (piece: string) => parts.some(([, mark]) => piece.startsWith(`${mark} `)) && !isTown(piece);
  if (street !== null) put((piece) => !isTown(piece) && !isPart(piece), street, true);
  if (town !== null) put(isTown, town, true);
  for (const { mark, text } of rest) put((piece) => piece.startsWith(`${mark} `) && isPart(piece), `${mark} ${text}`, false);
  const isInner = (piece: string) => inner.test(piece.split(" ")[0] ?? "");
  return [...pieces.filter((piece) => !isInner(piece)), ...pieces.filter(isInner)].join(", ");
}

const spoken: readonly [RegExp, string][] = [[/^ул\.(?=\s)/, "улица"], [/\sул\.$/, " улица"], [/^пр-т(?=\s)/, "проспект"], [/\sпр-т$/, " проспект"], [/^пер\.(?=\s)/, "переулок"], [/\sпер\.$/, " переулок"], [/^б-р(?=\s)/, "бульвар"], [/\sб-р$/, " бульвар"], [/^пл\.(?=\s)/, "площадь"], [/\sпл\.$/, " площадь"], [/^наб\.(?=\s)/, "набережная"], [/\sнаб\.$/, " набережная"], [/^ш\.(?=\s)/, "шоссе"], [/\sш\.$/, " шоссе"], [/^мкр\.(?=\s)/, "микрорайон"], [/^г\.(?=\s)/, "город"], [/^с\.(?=\s)/, "село"], [/^пос\.(?=\s)/, "посёлок"], [/^ст-ца(?=\s)/, "станица"], [/^д\.(?=\s\d)/, "дом"], [/^д\.(?=\s\D)/, "деревня"], [/^к\.(?=\s)/, "корпус"], [/^стр\.(?=\s)/, "строение"], [/^кв\.(?=\s)/, "квартира"]];
/** The marks of a canonical address written out; numbers stay figures. */
export const expandRussianAddress = (address: string): string => address.split(", ").map((piece) => spoken.reduce((text, [pattern, word]) => text.replace(pattern, word), piece)).join(", ");
