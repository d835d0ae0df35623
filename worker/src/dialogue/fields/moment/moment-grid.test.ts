/** Any day beside any hour or part of the day, in either order, within other talk. */
import { describe, expect, it } from "vitest";
import { readMoment, whenOf } from "./moment.ts";

/** A Friday. */
const now = { date: "2026-11-20", time: "10:00" };
type Pieces = { days: Record<string, string>; hours: Record<string, string>; parts: Record<string, string>; before: string; after: string };

const russian: Pieces = {
  days: {
    "завтра": "2026-11-21", "послезавтра": "2026-11-22", "в среду": "2026-11-25", "в следующую среду": "2026-11-25", "на следующей неделе в четверг": "2026-11-26", "в эту субботу": "2026-11-21", "двадцать пятого": "2026-11-25", "25 ноября": "2026-11-25",
    "третьего декабря": "2026-12-03", "на двадцать восьмое": "2026-11-28", "через три дня": "2026-11-23", "дня через два": "2026-11-22", "через неделю": "2026-11-27", "через неделю в субботу": "2026-11-28", "05.12": "2026-12-05", "в понедельник двадцать третьего": "2026-11-23",
  },
  hours: {
    "в пять": "17:00", "в 17:30": "17:30", "в 17 30": "17:30", "в семнадцать тридцать": "17:30", "часов в одиннадцать": "11:00", "в полтретьего": "14:30", "без четверти шесть": "17:45", "без двадцати пять": "16:40", "двадцать минут пятого": "16:20", "в час": "13:00", "в два часа дня": "14:00",
    "в девять утра": "09:00", "в полдень": "12:00", "после шести": "18:00", "с двух до четырех": "14:00", "не раньше трех": "15:00", "в четырнадцать часов тридцать минут": "14:30", "в десять утра нет в одиннадцать": "11:00", "не в пять а в шесть": "18:00",
  },
  parts: { "вечером": "evening", "с утра": "morning", "ближе к вечеру": "evening", "после обеда": "afternoon", "до обеда": "morning", "во второй половине дня": "afternoon" },
  before: "добрый день у меня двое детей можно записаться на стрижку ",
  after: " на маникюр мой телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять",
};
const english: Pieces = {
  days: {
    "tomorrow": "2026-11-21", "the day after tomorrow": "2026-11-22", "on wednesday": "2026-11-25", "next wednesday": "2026-11-25", "next week on thursday": "2026-11-26", "this coming monday": "2026-11-23", "on the twenty fifth": "2026-11-25", "november twenty fifth": "2026-11-25",
    "the twenty fifth of november": "2026-11-25", "on the 25th": "2026-11-25", "monday the twenty third": "2026-11-23", "in three days": "2026-11-23", "a week from monday": "2026-11-30", "12/5": "2026-12-05", "the fifth": "2026-12-05", "dec 3": "2026-12-03",
  },
  hours: {
    "at five": "17:00", "at 5 pm": "17:00", "at 5:30": "17:30", "at 5 30": "17:30", "at five thirty": "17:30", "at half past two": "14:30", "at a quarter to six": "17:45", "by six": "18:00", "after six": "18:00", "between two and four": "14:00", "at noon": "12:00",
    "at ten in the morning": "10:00", "at seventeen thirty": "17:30", "no earlier than three": "15:00", "at nine ish": "09:00", "at five no make it six": "18:00", "at three thirty in the afternoon": "15:30",
  },
  parts: { "in the morning": "morning", "in the evening": "evening", "after lunch": "afternoon", "towards evening": "evening", "in the first half of the day": "morning" },
  before: "good morning i have two kids can we come ",
  after: " for a manicure my number is five five five one two three four",
};

/** Phrases that are read otherwise than their pieces say. */
function wrongOf({ days, hours, parts, before, after }: Pieces, language: "ru" | "en"): string[] {
  const wrong: string[] = [];
  const check = (phrase: string, expected: string) => {
    for (const [lead, tail] of [["", ""], [before, after]] as const) {
      const found = whenOf(readMoment(`${lead}${phrase}${tail}`, language, now), now);
      const read = found === null ? "nothing" : [found.when, found.part].filter((one) => one !== undefined).join(" ");
      if (read !== expected) wrong.push(`${lead}${phrase}${tail}: ${read}`);
    }
  };
  for (const [day, date] of Object.entries(days)) {
    for (const [hour, time] of Object.entries(hours)) {
      check(`${day} ${hour}`, `${date}T${time}`);
      check(`${hour} ${day}`, `${date}T${time}`);
    }
    for (const [words, part] of Object.entries(parts)) {
      check(`${day} ${words}`, `${date} ${part}`);
      check(`${words} ${day}`, `${date} ${part}`);
    }
  }
  return wrong;
}

describe("days and hours beside each other", () => {
  it("are both read in Russian", () => expect(wrongOf(russian, "ru")).toEqual([]));
  it("are both read in English", () => expect(wrongOf(english, "en")).toEqual([]));
});
