import { describe, expect, it } from "vitest";
import { addDays, dateOf, daysBetween, localClock, weekdayOf } from "./calendar.ts";
import { dayInWords, hoursInWords, nextWeekday, timeInWords } from "./time-speech.ts";

describe("times as people say them", () => {
  it.each([
    ["10:00", "в десять утра", "at ten a m"],
    ["12:00", "в двенадцать дня", "at noon"],
    ["13:00", "в час дня", "at one p m"],
    ["14:00", "в два часа дня", "at two p m"],
    ["14:30", "в два тридцать", "at half past two"],
    ["17:00", "в пять вечера", "at five p m"],
    ["17:30", "в пять тридцать", "at half past five"],
    ["17:05", "в пять ноль пять", "at five oh five"],
    ["17:45", "в пять сорок пять", "at quarter to six"],
    ["00:00", "в полночь", "at midnight"],
    ["12:45", "в двенадцать сорок пять", "at quarter to one"],
  ])("%s: «%s», '%s'", (time, ru, en) => {
    expect(timeInWords(time, "ru")).toBe(ru);
    expect(timeInWords(time, "en")).toBe(en);
  });

  it("says the hours of a day", () => {
    expect(hoursInWords("10:00", "19:00", "ru")).toBe("с десяти до семи");
    expect(hoursInWords("09:30", "18:00", "en")).toBe("from nine thirty to six");
  });

  it("says near days by their names and far ones by weekday, always with the date", () => {
    expect(dayInWords("2026-11-22", "2026-11-21", "ru")).toEqual({ text: "завтра, 22 ноября", voice: "завтра, двадцать второго ноября" });
    expect(dayInWords("2026-12-01", "2026-11-21", "ru").voice).toBe("во вторник, первого декабря");
    expect(dayInWords("2026-12-03", "2026-11-21", "ru").voice).toBe("в четверг, третьего декабря");
    expect(dayInWords("2026-11-30", "2026-11-21", "ru").voice).toBe("в понедельник, тридцатого ноября");
    expect(dayInWords("2026-11-27", "2026-11-21", "en")).toEqual({ text: "on Friday, November 27", voice: "on Friday, November twenty-seventh" });
  });
});

describe("civil dates", () => {
  it("knows what the tenant's clock and calendar show", () => {
    // 23:30 in Moscow is still the day before in London.
    expect(localClock("Europe/Moscow")(Date.parse("2026-11-21T20:30:00Z"))).toEqual({ date: "2026-11-21", time: "23:30" });
    expect(localClock("Europe/Moscow")(Date.parse("2026-11-21T21:30:00Z"))).toEqual({ date: "2026-11-22", time: "00:30" });
  });
  it("counts over months and leap days", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysBetween("2026-11-21", "2026-12-01")).toBe(10);
    expect(dateOf(2026, 11, 31)).toBeNull();
    expect(weekdayOf("2026-11-21")).toBe(6);
    expect(nextWeekday("2026-11-21", 6)).toBe("2026-11-28");
  });
});
