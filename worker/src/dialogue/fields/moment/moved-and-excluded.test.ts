/** Days that are left for others, and days that are excluded: neither is the one that is wanted. */
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
