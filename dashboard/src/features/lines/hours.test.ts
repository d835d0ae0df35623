import { holidaySchema, hoursSchema } from "@zvon/contract/numbers-api.ts";
import { describe, expect, it } from "vitest";
import { dateShown, groupsOf, nextOpening, officeWeek, russianHolidays, timeOf } from "./hours.ts";

describe("business hours", () => {
  it("are told by days in a row that are open alike", () => {
    expect(groupsOf({ ...officeWeek, sat: [{ from: "10:00", to: "15:00" }] })).toEqual([
      { days: ["mon", "tue", "wed", "thu", "fri"], open: [{ from: "09:00", to: "18:00" }] },
      { days: ["sat"], open: [{ from: "10:00", to: "15:00" }] },
    ]);
  });
  it("are not joined over a closed day, nor where breaks differ", () => {
    const day = [{ from: "09:00", to: "13:00" }, { from: "14:00", to: "18:00" }];
    expect(groupsOf({ mon: day, tue: [], wed: day, thu: [{ from: "09:00", to: "18:00" }] }).map((group) => group.days)).toEqual([["mon"], ["wed"], ["thu"]]);
  });
  it.each([["9", "09:00"], ["9:30", "09:30"], ["0930", "09:30"], ["9.05", "09:05"], ["24:00", "24:00"], ["18:75", "18:75"], ["", ""], ["noon", "noon"]])("takes %j as %j", (written, time) => {
    expect(timeOf(written)).toBe(time);
  });
  it("go on after a break within the day, however late it is", () => {
    for (const open of [[], [{ from: "09:00", to: "13:00" }], [{ from: "20:00", to: "23:30" }], [{ from: "00:00", to: "24:00" }]]) {
      expect(hoursSchema.safeParse({ week: { mon: [...open, nextOpening(open)] } }).success).toBe(true);
    }
    expect(nextOpening([{ from: "09:00", to: "13:00" }])).toEqual({ from: "14:00", to: "18:00" });
  });
  it("know holidays that the API takes", () => {
    for (const { date, ru } of russianHolidays) expect(holidaySchema.safeParse({ date, name: ru }).success).toBe(true);
    expect([dateShown("12-31", "2026-11-21"), dateShown("2027-01-01", "2026-11-21")]).toEqual(["2026-12-31", "2027-01-01"]);
  });
});
