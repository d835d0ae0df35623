/** English: how moments are said, denied and put right. */
import { wordSet } from "./mention.ts";
import type { Grammar } from "./mention.ts";
import { englishTimes, readEnglishRange } from "./english-clock.ts";
import { englishDays, readEnglishLapse } from "./english-days.ts";
import { ordinalAt } from "./english-words.ts";
import { readNumber } from "../../../language/number-words.ts";

const [fixed, ...otherTimes] = englishTimes;

const isTens = (value: number): boolean => value >= 20 && value <= 90 && value % 10 === 0;

export const english: Grammar = {
  mentions: [readEnglishLapse, readEnglishRange, ...(fixed === undefined ? [] : [fixed]), ...englishDays, ...otherTimes],
  corrects: (list, at) => /^(no|nope|nah|wait|sorry|actually|rather|instead|oops|correction|scratch|better|hmm|apologies)$/.test(list[at] ?? "") || (list[at] === "i" && list[at + 1] === "mean") || (list[at] === "make" && /^(it|that)$/.test(list[at + 1] ?? "")) || (list[at] === "or" && /^(rather|better|actually|maybe)$/.test(list[at + 1] ?? "")) || (list[at] === "on" && list[at + 1] === "second" && /^thoughts?$/.test(list[at + 2] ?? "")),
  denies: wordSet("not except excluding"),
  between: wordSet("on at the in by for around about this next from until till before after a earlier than"),
  rulesOut: (list, at) => {
    const word = list[at] ?? "";
    const next = list[at + 1] ?? "";
    if (/^(can't|cannot|won't|couldn't|doesn't|isn't|don't|wouldn't)$/.test(word)) return /^(make|do|come|work|be|suit|want|good|possible|great|ideal|it)$/.test(next) ? 2 : 1;
    if (word === "not" && /^(good|possible|work|working|available|great|going|ideal|an|a)$/.test(next)) return 2;
    if (/^(no|not)$/.test(word) && next === "good") return 2;
    if (/^(busy|unavailable|booked|impossible)$/.test(word)) return 1;
    return 0;
  },
  links: /^(and|or|nor)$/,
  excludes: (list, at) => {
    const word = list[at] ?? "";
    if (/^(except|excluding|bar)$/.test(word)) return list[at + 1] === "for" ? 2 : 1;
    if ((word === "other" && list[at + 1] === "than") || (word === "apart" && list[at + 1] === "from")) return 2;
    return word === "but" && list.slice(Math.max(0, at - 3), at).some((before) => /^(any|every|all|anything|anytime|anyday|everyday|whenever|whatever)$/.test(before)) ? 1 : 0;
  },
  compound: (list, at) => {
    const number = readNumber(list, at, "en");
    if (number === null || number.length > 1) return number?.length ?? 0;
    return isTens(number.value) && !/^\d/.test(list[at] ?? "") && (ordinalAt(list, at + 1)?.value ?? 10) < 10 ? 2 : 0;
  },
  joins: wordSet("or to through until till and"),
  moves: /^(move|moved|moving|reschedule|rescheduled|change|changed|switch|push|shift)$/,
  shift: { from: /^from$/, to: /^to$/, plainly: false },
  fillers: wordSet("um uh er hmm well so okay ok yes yeah yep please maybe like say let's at on the around about by for just it's it is make i'd how that would be good great works fine perfect i guess think then sometime what and sure alright right no to in of this"),
};
