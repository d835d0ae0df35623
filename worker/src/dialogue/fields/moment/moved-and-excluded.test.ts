/** Days that are left for others, excluded or contradicted, and numbers that are no hours: none of them is what is wanted. */
import { describe, expect, it } from "vitest";
import { readMoment } from "./moment.ts";

/** A Saturday. */
const now = { date: "2026-11-21", time: "12:30" };
const read = (text: string, loose = false) => {
  const moment = readMoment(text, /[а-я]/i.test(text) ? "ru" : "en", now, { loose });
  return moment === null ? null : [moment.date, moment.time, moment.part];
};

describe("a move from one day to another", () => {
  it.each([
    ["с завтра на понедельник в три", "2026-11-23", "15:00"], ["перенесите мой маникюр с завтра на понедельник в три", "2026-11-23", "15:00"], ["с завтрашнего дня на пятницу", "2026-11-27", null], ["с этого понедельника на среду", "2026-11-25", null], ["с пятого на седьмое", "2026-12-07", null],
    ["from tomorrow to Friday at three", "2026-11-27", "15:00"], ["move my manicure from tomorrow to Monday at three", "2026-11-23", "15:00"], ["move it from Monday to Wednesday", "2026-11-25", null],
  ])("wants the other: %s", (text, date, time) => expect(read(text)?.slice(0, 2)).toEqual([date, time]));

  it.each([["с понедельника по пятницу", "2026-11-23"], ["from Monday to Friday", "2026-11-23"]])("a range begins with the first: %s", (text, date) => expect(read(text)?.[0]).toBe(date));
});

describe("what is excluded", () => {
  it.each(["any day but Monday", "every day except Sunday", "anything but the morning", "any day other than Monday", "any time except Tuesday", "not Monday or Tuesday", "в любой день кроме вторника", "любой день, кроме среды и пятницы", "только не утром", "только не в понедельник", "не в среду и не в пятницу"])("is never what is wanted: %s", (text) => {
    expect(read(text)).toBeNull();
    expect(read(text, true)).toBeNull();
  });

  it.each([["any day but Monday, say Wednesday at five", "2026-11-25", "17:00"], ["кроме вторника, давайте в среду в пять", "2026-11-25", "17:00"], ["не завтра, а послезавтра", "2026-11-23", null], ["any day but preferably Monday", "2026-11-23", null]])("leaves what is wanted beside it: %s", (text, date, time) => expect(read(text)?.slice(0, 2)).toEqual([date, time]));
});

describe("a number that is no hour and no day", () => {
  it.each(["сорок шесть в конце", "номер дома сорок шесть", "двадцать пять часов", "в двадцать восемь часов", "тридцать второго", "сто двадцать пять", "ninety eight at the end", "forty six at the end", "twenty five o'clock", "at ninety eight", "one hundred and five"])("gives no moment by its last word: %s", (text) => expect(read(text, true)).toBeNull());

  it.each([["в двадцать пять минут шестого", "17:25"], ["двадцать один час", "21:00"], ["пять двадцать", "17:20"], ["twenty five past five", "17:25"], ["five forty six", "17:46"]])("is told from one that is: %s", (text, time) => expect(read(text, true)?.[1]).toBe(time));
});

describe("a day that is called by its feast", () => {
  it.each([["Christmas Day", "2026-12-25"], ["on Christmas Eve", "2026-12-24"], ["Boxing Day", "2026-12-26"], ["on christmas", "2026-12-25"], ["New Year's Eve", "2026-12-31"], ["new years day", "2027-01-01"], ["the day after tomorrow", "2026-11-23"], ["под новый год", "2026-12-31"], ["первого января", "2027-01-01"], ["8 марта", "2027-03-08"], ["на рождество", "2027-01-07"]])("%s is %s", (text, date) => expect(read(text)?.[0]).toBe(date));
  it("keeps the hour that is named with it", () => expect(read("noon on Christmas Day")).toEqual(["2026-12-25", "12:00", null]));
  it.each(["our Christmas party", "на новый год"])("is none where no day is meant: %s", (text) => expect(read(text)).toBeNull());
});

describe("a weekday and a date", () => {
  it.each(["во вторник двадцать пятого", "в пятницу тринадцатого", "on Tuesday the twenty fifth", "Friday the thirteenth"])("that disagree name no day: %s", (text) => expect(read(text)).toBeNull());
  it("that disagree leave the hour", () => expect(read("во вторник двадцать пятого в три")).toEqual([null, "15:00", null]));
  it.each([["в среду двадцать пятого", "2026-11-25"], ["Monday the twenty third", "2026-11-23"], ["во вторник двадцать пятого, нет, двадцать четвёртого", "2026-11-24"]])("that agree name it: %s", (text, date) => expect(read(text)?.[0]).toBe(date));
});

describe("hours", () => {
  it("one after the other are from the first on", () => expect(read("часиков в десять-одиннадцать")).toEqual([null, "10:00", null]));
  it("«час» is one o'clock, where a time is awaited", () => {
    expect(read("час", true)).toEqual([null, "13:00", null]);
    expect(read("час")).toBeNull();
    expect(read("я час жду", true)).toBeNull();
  });
});
