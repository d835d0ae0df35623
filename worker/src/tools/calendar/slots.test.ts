import { describe, expect, it } from "vitest";
import { availability, isFree, slotAt, slotsOf, whyNot } from "./slots.ts";
import type { Busy, Calendar, Rules, Wanted } from "./slots.ts";
import { addDays } from "../../language/calendar.ts";
import { zoneOf } from "../../language/zone.ts";

const hours = { from: "10:00", to: "14:00" };
const rules: Rules = { slot_minutes: 60, capacity: 1, hours: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours }, closed: [], days_ahead: 30, notice_minutes: 0 };
const moscow = zoneOf("Europe/Moscow");
/** Saturday. */
const nowMs = Date.UTC(2026, 10, 21, 9);
const calendar = (more: Partial<Calendar> = {}): Calendar => ({ rules, zone: moscow, nowMs, busy: [], ...more });
const at = (when: string, minutes = 60, zone = moscow): Busy => {
  const startMs = zone.instantOf(when) ?? Number.NaN;
  return { startMs, endMs: startMs + minutes * 60_000 };
};
const whens = (slots: { when: string }[]) => slots.map((slot) => slot.when);
const ask = (wanted: Partial<Wanted>, more: Partial<Calendar> = {}) => {
  const { free, next } = availability({ date: null, time: null, part: null, ...wanted }, calendar(more));
  return { free, next: whens(next) };
};

describe("wall time", () => {
  it("is an instant by the zone's own rules, in winter and in summer", () => {
    expect(moscow.instantOf("2026-11-23T15:00")).toBe(Date.UTC(2026, 10, 23, 12));
    const berlin = zoneOf("Europe/Berlin");
    expect(berlin.instantOf("2026-07-01T12:00")).toBe(Date.UTC(2026, 6, 1, 10));
    expect(berlin.instantOf("2026-12-01T12:00")).toBe(Date.UTC(2026, 11, 1, 11));
    for (const ms of [nowMs, Date.UTC(2026, 6, 1)]) expect(berlin.instantOf(berlin.momentAt(ms))).toBe(ms);
  });
  it("that summer time skips is none, and that it repeats is the earlier", () => {
    const berlin = zoneOf("Europe/Berlin");
    expect(berlin.instantOf("2026-03-29T02:30")).toBeNull();
    expect(berlin.instantOf("2026-03-29T03:30")).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(berlin.instantOf("2026-10-25T02:30")).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(berlin.instantOf("nonsense")).toBeNull();
  });
});

describe("slots of a day", () => {
  it("stand on the grid from opening to closing, the last one whole", () => {
    expect(whens(slotsOf("2026-11-23", calendar()))).toEqual(["2026-11-23T10:00", "2026-11-23T11:00", "2026-11-23T12:00", "2026-11-23T13:00"]);
    expect(slotsOf("2026-11-23", calendar({ rules: { ...rules, slot_minutes: 90 } }))).toHaveLength(2);
    expect(whens(slotsOf("2026-11-23", calendar({ rules: { ...rules, hours: { 1: { from: "22:00", to: "00:00" } } } })))).toEqual(["2026-11-23T22:00", "2026-11-23T23:00"]);
  });
  it("may begin more often than they end, and overlap then", () => {
    const often = calendar({ rules: { ...rules, step_minutes: 30 }, busy: [at("2026-11-23T11:00")] });
    expect(whens(slotsOf("2026-11-23", often))).toEqual(["2026-11-23T10:00", "2026-11-23T10:30", "2026-11-23T11:00", "2026-11-23T11:30", "2026-11-23T12:00", "2026-11-23T12:30", "2026-11-23T13:00"]);
    expect(slotsOf("2026-11-23", often).filter((slot) => isFree(slot, often)).map((slot) => slot.when.slice(11))).toEqual(["10:00", "12:00", "12:30", "13:00"]);
  });
  it.each([["2026-11-22", "Sunday"], ["2026-11-24", "a closed day"], ["2026-11-20", "gone"], ["2026-12-25", "too far"], ["2026-11-31", "no day"]])("are none on %s: %s", (date) => {
    expect(slotsOf(date, calendar({ rules: { ...rules, closed: ["2026-11-24"] } }))).toEqual([]);
  });
  it("begin with what is not past and not too soon", () => {
    const monday = Date.UTC(2026, 10, 23, 8, 1);
    expect(whens(slotsOf("2026-11-23", calendar({ nowMs: monday })))).toEqual(["2026-11-23T12:00", "2026-11-23T13:00"]);
    expect(whens(slotsOf("2026-11-23", calendar({ nowMs: monday, rules: { ...rules, notice_minutes: 60 } })))).toEqual(["2026-11-23T13:00"]);
  });
  it.each(["Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo"])("are on every day of a year what the zone itself says: %s", (name) => {
    const zone = zoneOf(name);
    const halves = { ...rules, slot_minutes: 30, days_ahead: 365, hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((weekday) => [weekday, { from: "00:00", to: "00:00" }])) };
    for (let day = 1; day <= 364; day += 1) {
      for (const { when, startMs } of slotsOf(addDays("2026-11-21", day), { rules: halves, zone, nowMs })) if (zone.instantOf(when) !== startMs) throw new Error(`${when} is another instant`);
    }
    expect(slotsOf("2026-11-25", { rules: halves, zone, nowMs })).toHaveLength(48);
  });

  it("leave out the hour that summer time skips, and are as long as slots are on every other day", () => {
    const berlin = zoneOf("Europe/Berlin");
    const night = { ...rules, hours: { 7: { from: "00:00", to: "05:00" } }, days_ahead: 365 };
    const spring = slotsOf("2026-03-29", { rules: night, zone: berlin, nowMs: Date.UTC(2026, 2, 20) });
    expect(whens(spring)).toEqual(["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T03:00", "2026-03-29T04:00"]);
    expect(spring.every((slot) => slot.endMs - slot.startMs === 3_600_000)).toBe(true);
    expect(slotsOf("2026-10-25", { rules: night, zone: berlin, nowMs: Date.UTC(2026, 9, 20) })).toHaveLength(5);
  });
  it("have no other times than theirs", () => {
    expect(slotAt("2026-11-23T11:00", calendar())).toMatchObject({ startMs: Date.UTC(2026, 10, 23, 8) });
    for (const when of ["2026-11-23T11:30", "2026-11-23T14:00", "2026-11-22T11:00", "2027-11-23T11:00"]) expect(slotAt(when, calendar())).toBeNull();
  });
});

describe("a slot is free", () => {
  it("as long as fewer than its capacity stand at any moment of it, whatever their length", () => {
    const slot = at("2026-11-23T11:00");
    expect(isFree(slot, calendar({ busy: [at("2026-11-23T10:00"), at("2026-11-23T12:00")] }))).toBe(true);
    expect(isFree(slot, calendar({ busy: [at("2026-11-23T10:30", 45)] }))).toBe(false);
    expect(isFree(slot, calendar({ rules: { ...rules, capacity: 2 }, busy: [at("2026-11-23T11:00")] }))).toBe(true);
    expect(isFree(slot, calendar({ rules: { ...rules, capacity: 2 }, busy: [at("2026-11-23T11:00"), at("2026-11-23T11:30", 30)] }))).toBe(false);
    // One chair of two: who leaves it at half past gives it to the next.
    expect(isFree(slot, calendar({ rules: { ...rules, capacity: 2 }, busy: [at("2026-11-23T10:30", 60), at("2026-11-23T11:30", 60)] }))).toBe(true);
    expect(isFree(slot, calendar({ rules: { ...rules, capacity: 2 }, busy: [at("2026-11-23T10:30", 61), at("2026-11-23T11:30", 60)] }))).toBe(false);
  });
});

describe("what is free near what was asked", () => {
  const busy = [at("2026-11-23T11:00")];
  it("is a yes to a free time, with others beside it", () => {
    expect(ask({ date: "2026-11-23", time: "12:00" }, { busy })).toEqual({ free: true, next: ["2026-11-23T10:00", "2026-11-23T13:00", "2026-11-24T12:00"] });
  });
  it("is a no to a taken one, and the nearest of the same day", () => {
    expect(ask({ date: "2026-11-23", time: "11:00" }, { busy })).toEqual({ free: false, next: ["2026-11-23T10:00", "2026-11-23T12:00", "2026-11-23T13:00"] });
  });
  it("is a no to a time that is no slot, and the nearest", () => {
    expect(ask({ date: "2026-11-23", time: "11:30" })).toEqual({ free: false, next: ["2026-11-23T10:00", "2026-11-23T11:00", "2026-11-23T12:00"] });
  });
  it("of a day is its first, middle and last time; of a full or closed day the nearest of others", () => {
    expect(ask({ date: "2026-11-24" })).toEqual({ free: true, next: ["2026-11-24T10:00", "2026-11-24T11:00", "2026-11-24T13:00"] });
    expect(ask({ date: "2026-11-22" })).toEqual({ free: false, next: ["2026-11-23T10:00", "2026-11-23T11:00", "2026-11-23T12:00"] });
  });
  it("keeps to the part of the day", () => {
    expect(ask({ date: "2026-11-24", part: "morning" })).toEqual({ free: true, next: ["2026-11-24T10:00", "2026-11-24T11:00"] });
    expect(ask({ date: "2026-11-24", part: "evening" }).free).toBe(false);
  });
  it("of a time without a day is that time on the next days", () => {
    expect(ask({ time: "11:00" }, { busy })).toEqual({ free: true, next: ["2026-11-24T11:00", "2026-11-25T11:00", "2026-11-26T11:00"] });
  });
  it("of nothing at all is what comes first", () => {
    expect(ask({})).toEqual({ free: true, next: ["2026-11-23T10:00", "2026-11-23T11:00", "2026-11-23T12:00"] });
  });
  it("is nothing where nothing is open, and ends", () => {
    expect(ask({}, { rules: { ...rules, hours: {} } })).toEqual({ free: false, next: [] });
    expect(ask({ date: "2026-11-23", time: "10:00" }, { rules: { ...rules, hours: {}, days_ahead: 365 } })).toEqual({ free: false, next: [] });
  });
});

describe("why a time can't be had", () => {
  // Saturday noon in Moscow; open on weekdays from ten to two.
  it.each([
    ["a closed weekday", "2026-11-22", "11:00", "closed"], ["a weekday's evening", "2026-11-23", "14:00", "closed"], ["before the opening", "2026-11-23", "09:30", "closed"], ["a closed day, whenever", "2026-11-22", null, "closed"],
    ["a holiday", "2026-11-24", "11:00", "closed"], ["an hour of a full day", "2026-11-23", "11:00", "taken"], ["yesterday", "2026-11-20", "11:00", "too_soon"], ["beyond the days that are open", "2026-12-30", "11:00", "too_far"],
  ])("%s", (_what, date, time, why) => expect(whyNot({ date, time, part: null }, calendar({ rules: { ...rules, closed: ["2026-11-24"] } }))).toBe(why));

  it("is the notice, for what is too near", () => {
    expect(whyNot({ date: "2026-11-23", time: "10:00", part: null }, calendar({ rules: { ...rules, notice_minutes: 48 * 60 } }))).toBe("too_soon");
  });
});
