/** Hours and parts of the day in English: "quarter to six", "five thirty p m", "between two and four", "towards evening". */
import { numberParts, readNumber } from "../../../language/number-words.ts";
import type { ReadNumber } from "../../../language/number-words.ts";
import type { ClockPart, DayPart, Mention, MentionOf } from "./mention.ts";
import { wordSet } from "./mention.ts";
import { isCounted, isLabel, monthHasDay, monthOf, ordinalAt } from "./english-words.ts";

type Clock = MentionOf<"clock">;
const clock = (from: number, to: number, hour: number, minute: number, more: Partial<Clock> = {}): Clock => ({ kind: "clock", from, to, hour, minute, part: null, edge: null, weak: false, pair: false, ...more });

/** "p m", "in the afternoon", "at night" behind an hour. */
function partAfter(list: readonly string[], at: number): { part: ClockPart; length: number } | null {
  const [first, second, third] = [list[at] ?? "", list[at + 1] ?? "", list[at + 2] ?? ""];
  if (first === "am" || first === "pm") return { part: first, length: 1 };
  if ((first === "a" || first === "p") && second === "m") return { part: first === "a" ? "am" : "pm", length: 2 };
  const named = partOf(first === "in" && second === "the" ? third : first === "at" ? second : "");
  if (named !== null) return { part: named, length: first === "in" ? 3 : 2 };
  return null;
}
function partOf(word: string | undefined): DayPart | null {
  if (/^mornings?$|^morn$/.test(word ?? "")) return "morning";
  if (/^afternoons?$/.test(word ?? "")) return "afternoon";
  if (/^evenings?$/.test(word ?? "")) return "evening";
  return /^nights?$|^nighttime$/.test(word ?? "") ? "night" : null;
}

const approximate = wordSet("about around like approximately roughly say maybe exactly near just almost nearly");
const announcers = wordSet("at by around about after from before until till between past since approximately for to @ like roughly say");

function announced(list: readonly string[], at: number): { word: string; edge: Clock["edge"] } | null {
  let here = at - 1;
  while (here > 0 && approximate.has(list[here] ?? "") && announcers.has(list[here - 1] ?? "")) here -= 1;
  const word = list[here] ?? "";
  if (word === "and") return list.slice(Math.max(0, here - 6), here).includes("between") ? { word, edge: "ends" } : null;
  if (word === "than" && /^(earlier|before)$/.test(list[here - 1] ?? "")) return { word, edge: list[here - 2] === "no" || list[here - 2] === "not" ? "begins" : "ends" };
  if (word === "than" && list[here - 1] === "later") return { word, edge: list[here - 2] === "no" || list[here - 2] === "not" ? "ends" : "begins" };
  if (!announcers.has(word)) return null;
  if (word === "to") return list.slice(Math.max(0, here - 5), here).includes("from") ? { word, edge: "ends" } : null;
  if (word === "before") return { word, edge: list[here - 1] === "not" ? "begins" : "ends" };
  return { word, edge: /^(after|from|between|past|since)$/.test(word) ? "begins" : /^(until|till)$/.test(word) ? "ends" : null };
}

const minuteWord = /^(minutes?|mins?)$/;
/** "thirty", "oh five", "hundred" of "nineteen hundred". */
function minutesAt(list: readonly string[], at: number): ReadNumber | null {
  const word = list[at] ?? "";
  if (word === "hundred") return { value: 0, length: /^hours?$/.test(list[at + 1] ?? "") ? 2 : 1 };
  // "a" is no nought here.
  const number = readNumber(list, at, "en");
  if (number === null || number.value > 59) return null;
  if (number.value === 0 && word !== "00") {
    const second = readNumber(list, at + 1, "en");
    return second === null || second.value > 9 ? null : { value: second.value, length: 1 + second.length };
  }
  // "at five thirty, three days from now"
  const [whole, last] = [numberParts.en.get(word), numberParts.en.get(list[at + 1] ?? "")];
  if (number.length === 2 && whole?.kind === "ten" && last?.kind === "unit" && /^(days?|weeks?|months?)$/.test(list[at + 2] ?? "")) return { value: whole.value, length: 1 };
  if (number.value < 10 && !/^0\d$/.test(word)) return null;
  if (ordinalAt(list, at) !== null || (monthOf(list[at + number.length]) > 0 && !monthHasDay(list, at + number.length)) || isCounted(list, at + number.length)) return null;
  return number;
}

const isHundred = (list: readonly string[], at: number): ReadNumber | null => {
  // "nineteen hundred" is read as a number of its own.
  const number = readNumber(list, at, "en");
  return number === null || number.value % 100 !== 0 || number.value < 100 || number.value > 2400 || /^\d+$/.test(list[at] ?? "") ? null : number;
};

const ish = (word: string): string => (word.length > 5 && word.endsWith("ish") ? word.slice(0, -3) : word);
function hourAt(list: readonly string[], at: number): ReadNumber | null {
  const word = list[at] ?? "";
  const whole = readNumber([ish(word)], 0, "en") ?? (word.endsWith("ish") ? readNumber([`${ish(word)}e`], 0, "en") : null);
  if (word.endsWith("ish") && whole !== null) return whole.value <= 24 ? whole : null;
  const number = readNumber(list, at, "en");
  return number === null || number.value > 24 || (number.value === 0 && !/^\d/.test(word) && word !== "zero") ? null : number;
}

/** Before an hour that nothing announces: the beginning, or a correction. */
const beginsAnew = /^(|,|no|nope|sorry|actually|wait|rather|well|um|uh|er|maybe|it|make|let's|say|tomorrow|today|\w+day)$/;

function fixedTime(list: readonly string[], at: number): Clock | null {
  const word = list[at] ?? "";
  const edge = announced(list, at)?.edge ?? null;
  if (word === "noon" || word === "midday" || word === "noontime") return edge === "ends" && /^(before|until|till)$/.test(list[at - 1] ?? "") ? null : clock(at, at + 1, 12, 0, { part: "day", edge });
  if (word === "midnight") return clock(at, at + 1, 24, 0, { edge });
  const lead = word === "half" ? { value: 30, length: 1 } : word === "quarter" ? { value: 15, length: 1 } : readNumber(list, at, "en");
  if (lead === null || lead.value < 1 || lead.value > 59) return null;
  const named = minuteWord.test(list[at + lead.length] ?? "");
  const linkAt = at + lead.length + (named ? 1 : 0);
  const link = list[linkAt] ?? "";
  // "at half ten", "no, half five", as the British say it; "one and a half" is a count
  if (word === "half" && (announced(list, at) !== null || beginsAnew.test(list[at - 1] ?? ""))) {
    const hour = readNumber(list, at + 1, "en");
    if (hour !== null && hour.value >= 1 && hour.value <= 12 && !isCounted(list, at + 1 + hour.length)) return clock(at, at + 1 + hour.length, hour.value, 30, { edge, pair: true });
  }
  if (!/^(past|after|to|till|til|before|of)$/.test(link)) return null;
  const hour = readNumber(list, linkAt + 1, "en") ?? (/^(noon|midday)$/.test(list[linkAt + 1] ?? "") ? { value: 12, length: 1 } : null);
  const ahead = link === "past" || link === "after";
  // "nine to five" is a range, "two of them" a count, "half of five" nothing.
  const minutesLike = named || word === "half" || word === "quarter" || lead.value % 5 === 0;
  if (hour === null || hour.value < 1 || hour.value > 12 || !minutesLike || (link === "of" && !/^(quarter|five|ten|twenty)$/.test(word)) || list[at - 1] === "from" || list[at - 1] === "between" || (/^\d/.test(word) && !named && !ahead) || isLabel(list[at - 1])) return null;
  if (word === "half" && !ahead) return null;
  let to = linkAt + 1 + hour.length;
  if (isCounted(list, to)) return null;
  if (/^(o'clock|oclock)$/.test(list[to] ?? "")) to += 1;
  // "ten to twelve" alone may be a range as well; people say it of the clock.
  return ahead ? clock(at, to, hour.value, lead.value, { edge, pair: true }) : clock(at, to, hour.value === 1 ? 12 : hour.value - 1, 60 - lead.value, { edge, pair: true });
}

function figureTime(list: readonly string[], at: number): Clock | null {
  const match = /^(\d{1,2})[:.](\d\d)$/.exec(list[at] ?? "");
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  if (hour > 24 || minute > 59 || isCounted(list, at + 1) || isLabel(list[at - 1])) return null;
  return clock(at, at + 1, hour, minute, { edge: announced(list, at)?.edge ?? null, pair: true });
}

const eaters = /^(table|tables|room|rooms|party|reservation|dinner|lunch|breakfast|booth|seats?|seating|tickets?|spot|bed|beds|group|space)$/;

function spokenHour(list: readonly string[], at: number): Mention | null {
  const by = announced(list, at);
  const before = list[at - 1];
  if (isLabel(before)) return null;
  const word = list[at] ?? "";
  const joined = /^([01]?\d|2[0-3])([0-5]\d)$/.exec(word);
  if (joined !== null) {
    const part = partAfter(list, at + 1);
    return (by === null && part === null) || (by?.word === "for" && part === null) || isCounted(list, at + 1) ? null : clock(at, at + 1, Number(joined[1]), Number(joined[2]), { edge: by?.edge ?? null, pair: true });
  }
  const hundreds = isHundred(list, at);
  if (hundreds !== null) {
    const military = Math.floor(hundreds.value / 100);
    const to = at + hundreds.length + (/^hours?$/.test(list[at + hundreds.length] ?? "") ? 1 : 0);
    return by !== null && military >= 10 && !isCounted(list, to) ? clock(at, to, military, 0, { edge: by.edge, pair: true }) : null;
  }
  const hour = ordinalAt(list, at) === null ? hourAt(list, at) : null;
  if (hour === null) return null;
  if (hour.value === 24 && readNumber(list, at + hour.length, "en")?.value === 7) return { kind: "nothing", from: at, to: at + hour.length + 1 };
  let to = at + hour.length;
  const oclock = /^(o'clock|oclock|sharp)$/.test(list[to] ?? "") || (list[to] === "o" && list[to + 1] === "clock");
  if (oclock) to += list[to] === "o" ? 2 : 1;
  if (list[to] === "ish") to += 1;
  const minutes = oclock ? null : minutesAt(list, to);
  const twoHours = minutes !== null && /^\d+$/.test(list[to] ?? "") && minutes.value > hour.value && minutes.value <= 24 && minutes.value % 5 !== 0;
  if (minutes !== null) to += minutes.length;
  const part = partAfter(list, to);
  if (part === null && (isCounted(list, to) || /^(hours?|hrs?)$/.test(list[to] ?? ""))) return null;
  const alone = !oclock && minutes === null && part === null;
  // "the one", "this one", "no one", "at one point"; "my son is three"
  if (alone && hour.value === 1 && !/^\d/.test(word) && (by === null || /^(point|time|stage|moment|end|go)$/.test(list[to] ?? ""))) return null;
  if (alone && /^(is|am|are|the|my|his|her|those|these|only|got|have|has)$/.test(before ?? "")) return null;
  // "a table for two"; "for three on Friday" may be an hour.
  if (by?.word === "for" && alone && (eaters.test(list[at - 2] ?? "") || /^(us|people|dinner|lunch)$/.test(list[to] ?? ""))) return null;
  const weak = part === null && !oclock && (by === null || /^(for|about|like|say|since|past)$/.test(by.word));
  if (part === null) return clock(at, to, hour.value, twoHours ? 0 : (minutes?.value ?? 0), { edge: by?.edge ?? null, weak, pair: minutes !== null && !twoHours });
  return clock(at, to + part.length, hour.value, minutes?.value ?? 0, { part: part.part, edge: by?.edge ?? null, pair: true });
}

/** "from three to five p m", "two to four", "9 to 5": where it begins. */
function range(list: readonly string[], at: number): Clock | null {
  const from = list[at] === "from" || list[at] === "between" ? at + 1 : at;
  const first = spokenHour(list, from) ?? figureTime(list, from);
  if (first === null || first.kind !== "clock" || !/^(to|till|til|until|through|and)$/.test(list[first.to] ?? "") || (list[first.to] === "and" && list[at] !== "between")) return null;
  // "Twenty to eight in the evening" is of the clock.
  if (from === at && first.part === null && first.hour > 12 && !/^\d/.test(list[at] ?? "")) return null;
  const second = spokenHour(list, first.to + 1) ?? figureTime(list, first.to + 1);
  const bare = from === at && first.part === null && second?.kind === "clock" && second.part === null && !/^\d/.test(list[at] ?? "");
  return second === null || second.kind !== "clock" || bare ? null : { ...first, to: first.to, weak: false, edge: "begins", part: first.part ?? (first.hour <= second.hour && first.hour !== 12 ? second.part : null) };
}

const notParts = /^(dress|gown|gowns|dresses|cream|makeup|make|club|clubs|shift|sickness|person|owl|stand|light|lights|mode|vision|classes|course|news|paper|coffee|star)$/;

function readPart(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  const [before, next] = [list[at - 1] ?? "", list[at + 1] ?? ""];
  const part = (length: number, value: DayPart, until?: string): Mention => ({ kind: "part", from: at, to: at + length, part: value, weak: false, ...(until === undefined ? {} : { until }) });
  if (/^(first|second)$/.test(word) && next === "half" && list.slice(at + 2, at + 5).join(" ") === "of the day") return part(5, word === "first" ? "morning" : "afternoon");
  if (/^(lunch|lunchtime|dinner|dinnertime|noon|work|school|midday)$/.test(word)) {
    const isLunch = word.startsWith('lunch');
    const joint = before === "my" || before === "the" ? (list[at - 2] ?? "") : before;
    if (isLunch && next === "time") return part(2, "afternoon");
    if (joint === "before" || joint === "until" || joint === "till") return word === "work" || /^dinner|school/.test(word) ? null : part(1, "morning", "12:00");
    if (joint === "after") return part(1, isLunch || word === "noon" || word === "school" || word === "midday" ? "afternoon" : "evening");
    return word === "lunchtime" || (word === "lunch" && /^(at|over|during|around)$/.test(before)) ? part(1, "afternoon") : null;
  }
  if (word === "tonight" || word === "tonite") return { kind: "part", from: at, to: at + 1, part: "evening", weak: false, days: 0 };
  // "Tuesday p m"
  if ((word === "am" || word === "pm") && /day$|morrow$/.test(before)) return { kind: "part", from: at, to: at + 1, part: word === "am" ? "morning" : "afternoon", weak: true };
  const named = partOf(word);
  if (named === null || notParts.test(next)) return null;
  if (/^(good|nice|great|lovely|wonderful|pleasant|every|each|all|per|a|another|opening|two|three|last|one|first|g'day)$/.test(before)) return null;
  // "mornings" are a habit; "in the mornings" a wish.
  return part(1, named);
}

export const readEnglishRange = range;
export const englishTimes: readonly ((list: readonly string[], at: number) => Mention | null)[] = [
  (list, at) => {
    const one = fixedTime(list, at) ?? figureTime(list, at);
    if (one === null) return null;
    const part = partAfter(list, one.to);
    return part === null ? one : { ...one, part: part.part, to: one.to + part.length };
  },
  spokenHour,
  readPart,
];
