/** Hours and parts of the day in Russian: «полтретьего», «без четверти шесть», «часиков в пять», «с двух до четырёх», «ближе к вечеру». */
import { readNumber } from "../../../language/number-words.ts";
import type { ReadNumber } from "../../../language/number-words.ts";
import { wordSet } from "./mention.ts";
import type { ClockPart, DayPart, Mention, MentionOf } from "./mention.ts";
import { turnedCount } from "./russian-days.ts";
import { isCounted, isHours, isLabel, isMinutes, monthOf, ordinalAt } from "./russian-words.ts";
import { wordTable } from "../../../language/word-table.ts";

type Clock = MentionOf<"clock">;
const clock = (from: number, to: number, hour: number, minute: number, more: Partial<Clock> = {}): Clock => ({ kind: "clock", from, to, hour, minute, part: null, edge: null, weak: false, pair: false, ...more });

const partWords = wordTable<ClockPart>({ утра: "morning", утром: "morning", утречка: "morning", дня: "day", днем: "day", вечера: "evening", вечером: "evening", вечерa: "evening", ночи: "night", ночью: "night", пополудни: "day" });

/** The hour that an ordinal's hour runs to: «третьего» is the third, from two to three. */
function hourOrdinal(list: readonly string[], at: number): { hour: number; length: number } | null {
  const ordinal = ordinalAt(list, at);
  if (ordinal !== null && ordinal.length === 1) return ordinal.form === "genitive" && ordinal.value <= 12 ? { hour: ordinal.value, length: 1 } : null;
  // «пол 3» and «половина 3-го», as recognisers write.
  const word = list[at] ?? "";
  return /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= 12 ? { hour: Number(word), length: list[at + 1] === "го" ? 2 : 1 } : null;
}
/** So many minutes to that hour. */
const before = (hour: number, minutes: number) => ({ hour: hour === 1 ? 12 : hour - 1, minute: 60 - minutes });

/** «час», «часа», «часу», «часом» without a number is one o'clock; «один» is so before «час» alone. */
function hourAt(list: readonly string[], at: number): ReadNumber | null {
  const word = list[at];
  if (/^час(а|у|ом)?$/.test(word ?? "")) return { value: 1, length: 1 };
  const number = readNumber(list, at, "ru");
  if (number === null || number.value > 24) return null;
  if (number.value === 1 && !/^\d/.test(word ?? "") && !isHours(list[at + 1]) && !(word === "один" && minutesAt(list, at + 1) !== null)) return null;
  return number;
}

/** Two figures, or words that make them: «тридцать», «ноль пять», «ноль ноль», "05". */
function minutesAt(list: readonly string[], at: number): ReadNumber | null {
  const word = list[at] ?? "";
  const number = readNumber(list, at, "ru");
  if (number === null || number.value > 59) return null;
  if (number.value === 0 && word !== "00") {
    const second = readNumber(list, at + 1, "ru");
    return second === null || second.value > 9 ? null : { value: second.value, length: 1 + second.length };
  }
  const minutes = isMinutes(list[at + number.length]);
  if (number.value < 10 && !minutes && !/^0\d$/.test(word)) return null;
  // «в два двадцать пятого»: the day of the month begins here.
  const next = list[at + number.length];
  if (!minutes && (ordinalAt(list, at) !== null || monthOf(next) > 0 || /^числ|^го$/.test(next ?? "") || isCounted(next, number.value, false))) return null;
  return number;
}

const withPart = (list: readonly string[], one: Clock): Clock => {
  const part = partWords[list[one.to] ?? ""];
  // «в пять вечером», but «в пять днем раньше» is nobody's.
  return part === undefined || turnedCount(list, one.to) !== null ? one : { ...one, part, to: one.to + 1 };
};

const announcers = wordSet("в во к ко на с со от до после около ровно примерно приблизительно между часов часиков часам часикам часа по");
const approximate = wordSet("где то районе примерно ровно часов часиков часам часикам часа аж прям прямо ориентировочно плюс приблизительно около ну");

/** What stands before the hour. @returns null: nothing announces it. */
function announced(list: readonly string[], at: number): { edge: Clock["edge"]; word: string } | null {
  let here = at - 1;
  while (here > 0 && approximate.has(list[here] ?? "") && (announcers.has(list[here - 1] ?? "") || approximate.has(list[here - 1] ?? ""))) here -= 1;
  const word = list[here] ?? "";
  if (word === "и") {
    // «между двумя и четырьмя»
    return list.slice(Math.max(0, here - 4), here).includes("между") ? { edge: "ends", word } : null;
  }
  if (/^(раньше|ранее)$/.test(word)) return { edge: list[here - 1] === "не" ? "begins" : "ends", word };
  if (/^(позже|позднее)$/.test(word)) return { edge: list[here - 1] === "не" ? "ends" : "begins", word };
  if (!announcers.has(word)) return null;
  const edge = /^(с|со|от|после|между)$/.test(word) ? "begins" : word === "до" || word === "по" ? "ends" : null;
  return { edge, word };
}

const waits = /^(жду|ждал|ждали|еду|едем|идет|идти|ехать|длится|длит|занимает|займет|назад|прошло|работы|езды|уходит|сплю|спал|звоню|в среднем|свободного)/;

/** «без двадцати пять» is twenty to five, not less twenty-five: that would be «двадцати пяти». */
const nominativeHours = wordSet("два три четыре пять шесть семь восемь девять");

/** Words of a time that stand for themselves. */
function fixedTime(list: readonly string[], at: number): Clock | null {
  const word = list[at] ?? "";
  const next = list[at + 1] ?? "";
  const edge = announced(list, at)?.edge ?? null;
  if (word === "полдень" || word === "полудню" || word === "полудня" || (word === "пол" && next === "дня")) return clock(at, at + (word === "пол" ? 2 : 1), 12, 0, { part: "day", edge });
  if (/^полноч[ьи]$/.test(word)) return clock(at, at + 1, 24, 0, { edge });
  // «полтретьего», «пол третьего», «в половине третьего»
  if (/^пол./.test(word)) {
    const joined = hourOrdinal([word.slice(3)], 0);
    if (joined !== null) return clock(at, at + 1, before(joined.hour, 30).hour, 30, { edge, pair: true });
  }
  if (/^(пол|половин[аеуыо])$/.test(word)) {
    const named = hourOrdinal(list, at + 1);
    // «пол шесть»
    const number = named === null && word === "пол" ? readNumber(list, at + 1, "ru") : null;
    const hour = named ?? (number !== null && number.value >= 1 && number.value <= 12 ? { hour: number.value, length: number.length } : null);
    if (hour !== null) return clock(at, at + 1 + hour.length, before(hour.hour, 30).hour, 30, { edge, pair: true });
  }
  if (/^четверт[ьи]$/.test(word)) {
    const hour = hourOrdinal(list, at + 1);
    if (hour !== null) return clock(at, at + 1 + hour.length, before(hour.hour, 45).hour, 15, { edge, pair: true });
  }
  // «в начале шестого»
  if (/^(начале|начало|началу|конце|концу|середине)$/.test(word)) {
    const hour = hourOrdinal(list, at + 1);
    if (hour !== null && monthOf(list[at + 1 + hour.length]) === 0) return clock(at, at + 1 + hour.length, before(hour.hour, 60).hour, word.startsWith("кон") ? 45 : word.startsWith("сер") ? 30 : 0, { edge: "begins" });
  }
  // «без четверти шесть», «без двадцати минут девять»
  if (word === "без") {
    const minutes = next.startsWith("четверт") ? { value: 15, length: 1 } : next === "двадцати" && nominativeHours.has(list[at + 2] ?? "") ? { value: 20, length: 1 } : readNumber(list, at + 1, "ru");
    if (minutes === null || minutes.value >= 60 || minutes.value < 1) return null;
    const here = at + 1 + minutes.length + (isMinutes(list[at + 1 + minutes.length]) ? 1 : 0);
    const hour = hourAt(list, here);
    if (hour !== null && hour.value >= 1 && hour.value <= 12) return clock(at, here + hour.length + (hour.value > 1 && isHours(list[here + hour.length]) ? 1 : 0), before(hour.value, minutes.value).hour, before(hour.value, minutes.value).minute, { edge, pair: true });
    return null;
  }
  // «десять минут шестого», «в первом часу»
  const minutes = readNumber(list, at, "ru");
  if (minutes !== null && minutes.value > 0 && minutes.value < 60 && isMinutes(list[at + minutes.length])) {
    const hour = hourOrdinal(list, at + minutes.length + 1);
    if (hour !== null && !/^\d/.test(list[at + minutes.length + 1] ?? "")) return clock(at, at + minutes.length + 1 + hour.length, before(hour.hour, 60 - minutes.value).hour, minutes.value, { edge, pair: true });
  }
  const inHour = ordinalAt(list, at);
  if (inHour !== null && inHour.form === "prepositional" && list[at + inHour.length] === "часу" && inHour.value <= 12) return clock(at, at + inHour.length + 1, before(inHour.value, 60).hour, 0, { edge: "begins" });
  return null;
}

function figureTime(list: readonly string[], at: number): Clock | null {
  const word = list[at] ?? "";
  const match = /^(\d{1,2})[:.](\d\d)$/.exec(word);
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  if (hour > 24 || minute > 59 || isCounted(list[at + 1], 5, true) || isLabel(list[at - 1])) return null;
  const by = announced(list, at);
  // «10.11» without a word before it is a day.
  if (word.includes(".") && (by === null || word.startsWith("0") || !/^(в|во|к|с|до|после|около)$/.test(by.word))) return null;
  return clock(at, at + 1, hour, minute, { edge: by?.edge ?? null, pair: true });
}

const alone = wordSet("ну э эм да ага давайте давай можно пожалуйста тогда наверное ,");

/** An hour in numbers: announced, with «часов», or with a part of the day; else it is weak. */
function spokenHour(list: readonly string[], at: number): Mention | null {
  const by = announced(list, at);
  const previous = list[at - 1];
  if (isLabel(previous)) return null;
  const word = list[at] ?? "";
  // "1730" behind «в»
  const joined = by !== null && /^([01]?\d|2[0-3])([0-5]\d)$/.exec(word);
  if (joined) return isCounted(list[at + 1], 5, true) ? null : clock(at, at + 1, Number(joined[1]), Number(joined[2]), { edge: by.edge, pair: true });
  const hour = ordinalAt(list, at) === null ? hourAt(list, at) : null;
  if (hour === null) return null;
  // Around the clock.
  if (hour.value === 24 && list[at + hour.length] === "на" && readNumber(list, at + hour.length + 1, "ru")?.value === 7) return { kind: "nothing", from: at, to: at + hour.length + 2 };
  let to = at + hour.length;
  const bareOne = /^час(а|у|ом)?$/.test(word);
  const hours = !bareOne && isHours(list[to]);
  if (hours) to += 1;
  if (hours && /^с$/.test(list[to] ?? "") && list[to + 1] === "половиной") return null;
  const plain = to;
  if (list[to] === "и" && minutesAt(list, to + 1) !== null && isMinutes(list[to + 1 + (minutesAt(list, to + 1)?.length ?? 0)])) to += 1;
  // «в шесть с половиной»
  const andHalf = !hours && !bareOne && list[to] === "с" && list[to + 1] === "половиной" && !isHours(list[to + 2]) && !isCounted(list[to + 2], 5, false);
  const minutes = andHalf ? { value: 30, length: 2 } : minutesAt(list, to);
  // «в 10 12», «с двух до четырех»: "10-12" without its dash is two hours.
  const spokenPair = minutes !== null && !/^\d/.test(list[to] ?? "") && minutes.length === 1 && minutes.value === hour.value + 1;
  const twoHours = minutes !== null && (/^\d+$/.test(list[to] ?? "") || spokenPair) && minutes.value > hour.value && minutes.value <= 24 && minutes.value % 5 !== 0 && !isMinutes(list[to + 1]);
  if (minutes === null || twoHours) to = plain;
  else to += minutes.length + (isMinutes(list[to + minutes.length]) ? 1 : 0);
  if (twoHours) to = plain + 1;
  const after = list[to];
  const turned = turnedCount(list, to) !== null;
  const part = turned ? undefined : partWords[after ?? ""];
  const onlyHour = !hours && minutes === null;
  if (part === undefined && !turned && isCounted(after, hour.value, /^\d/.test(word))) return null;
  // «в пять минут», «на пять минут»
  if (onlyHour && isMinutes(after)) return null;
  // «час от часу»
  if (bareOne && (ordinalAt(list, at - 1) !== null || (minutes !== null && minutes.value < 10 && by === null))) return null;
  // «Час» alone, where a time is awaited.
  if (bareOne && part === undefined && minutes === null && by === null && word === "час" && list.every((other, place) => place === at || alone.has(other))) return clock(at, to, 1, 0, { weak: true });
  if (bareOne && part === undefined && minutes === null && (by === null || by.word === "от" || list[to] === "от")) return null;
  // «часа два», «на два часа», «два часа жду»: a length of time.
  const lasts = hours && part === undefined && minutes === null && (by === null || (by.word === "на" && hour.value < 24)) && /^час(а|ов|ик)/.test(list[plain - 1] ?? "");
  if (lasts && (waits.test(after ?? "") || waits.test(previous ?? "") || /^(уже|целых|всего|за|еще|это|есть|было)$/.test((by === null ? previous : list[at - 2]) ?? ""))) return { kind: "nothing", from: at, to };
  // «три дня болит», «на три дня»: a count of days unless a day stands beside it.
  const days = part === "day" && after === "дня" && !hours && minutes === null && hour.value > 1 && hour.value < 5 && (by === null || by.word === "на");
  if (part === "day" && by === null && onlyHour && hour.value >= 2 && hour.value <= 4 && /^(за|эти|последние|все|уже)$/.test(previous ?? "")) return null;
  if (bareOne && by?.word === "на") return clock(at, to, 1, minutes?.value ?? 0, { part: part ?? null, weak: part === undefined && minutes === null });
  const weak = (by === null && (!hours || hour.value === 24) && part === undefined) || days || lasts || (by?.word === "часа" && list[at - 2] !== "в");
  if (weak && by === null && part === undefined && previous === "за") return null;
  return withPart(list, clock(at, to, hour.value, twoHours ? 0 : (minutes?.value ?? 0), { edge: by?.edge ?? null, weak, pair: (minutes !== null && !twoHours && !(andHalf && by === null)) || (hours && by === null && hour.value < 24) }));
}

const greeting = /^(добр|хорош|прекрасн|приятн|удачн)/;
const plainParts: readonly [RegExp, DayPart][] = [[/^утр(ом|ечком|ечка)$/, "morning"], [/^днем$/, "afternoon"], [/^вечер(ом|ком|очком|у|а|к[ау])$|^вечерочк/, "evening"], [/^ночью$|^ночи$/, "night"]];

function readPart(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  const previous = list[at - 1] ?? "";
  if (greeting.test(previous)) return null;
  const part = (length: number, value: DayPart, until?: string): Mention => ({ kind: "part", from: at, to: at + length, part: value, weak: false, ...(until === undefined ? {} : { until }) });
  const second = list[at + 1] ?? "";
  if (/^(перв|втор)(ая|ой|ую)$/.test(word) && second.startsWith('половин')) return [list[at + 2], list[at + 3]].includes("дня") ? part(list[at + 2] === "дня" ? 3 : 2, word.startsWith("перв") ? "morning" : "afternoon") : null;
  if (/^(обед|обеда|обеду|обедом)$/.test(word)) {
    if (previous === "до" || previous === "перед") return part(1, "morning", "13:00");
    return /^(после|в|к|с|на|около|за|ближе|районе)$/.test(previous) ? part(1, "afternoon") : null;
  }
  if (word.startsWith('обеденн') && /^(врем|перерыв|час)/.test(second)) return part(2, "afternoon");
  if (/^(утра|утро|утру)$/.test(word)) return /^(с|на|под|к|до|завтрашнее|ранн)/.test(previous) || previous === "" ? part(1, "morning") : { kind: "part", from: at, to: at + 1, part: "morning", weak: true };
  if (/^(вечер|ночь|день)$/.test(word)) return /^(на|в|под|ближе|завтрашний|сегодняшний|этот)$/.test(previous) && word !== "день" ? part(1, word === "ночь" ? "night" : "evening") : word === "день" ? null : { kind: "part", from: at, to: at + 1, part: word === "ночь" ? "night" : "evening", weak: true };
  if (word === "дня" && (previous === "после" || previous === "середине" || previous === "середина")) return part(1, "afternoon");
  // «после работы» is the evening for those who say it.
  if (/^работы$|^школы$/.test(word) && previous === "после") return part(1, word === "школы" ? "afternoon" : "evening");
  const plain = plainParts.find(([pattern]) => pattern.test(word))?.[1];
  if (plain === undefined) return null;
  if (word === "вечеру" || word === "вечерку") return previous === "к" ? part(1, plain) : null;
  if (word === "вечера" || word === "ночи") return { kind: "part", from: at, to: at + 1, part: plain, weak: !/^(с|до|после)$/.test(previous) };
  return part(1, plain);
}

export const russianTimes: readonly ((list: readonly string[], at: number) => Mention | null)[] = [
  (list, at) => {
    const one = fixedTime(list, at) ?? figureTime(list, at);
    return one === null ? null : withPart(list, one);
  },
  spokenHour,
  readPart,
];
