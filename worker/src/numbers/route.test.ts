import { hoursSchema } from "@zvon/contract/numbers-api.ts";
import { describe, expect, it } from "vitest";
import { numberRulesSchema, parseRules } from "./number-rules.ts";
import { isOpen, nextChange } from "./opening-hours.ts";
import { overflowOf, route, standingOf } from "./route.ts";

const office = { mon: [{ from: "09:00", to: "13:00" }, { from: "14:00", to: "18:00" }], fri: [{ from: "09:00", to: "17:00" }], sat: [{ from: "22:00", to: "03:30" }] };
const hours = (change: object) => hoursSchema.parse(change);
const at = (iso: string) => Date.parse(iso);

describe("opening hours", () => {
  it.each([
    // 2026-11-23 is a Monday; Moscow is three hours ahead of UTC.
    ["Monday before nine", "2026-11-23T08:59:59+03:00", false],
    ["Monday at nine", "2026-11-23T09:00:00+03:00", true],
    ["in the break", "2026-11-23T13:30:00+03:00", false],
    ["after the break", "2026-11-23T14:00:00+03:00", true],
    ["Monday at six", "2026-11-23T18:00:00+03:00", false],
    ["a day without hours", "2026-11-24T12:00:00+03:00", false],
    ["Saturday night", "2026-11-28T23:00:00+03:00", true],
    ["Sunday at three, still Saturday's", "2026-11-29T03:00:00+03:00", true],
    ["Sunday at half past three", "2026-11-29T03:30:00+03:00", false],
  ])("%s: %s", (_, iso, open) => {
    expect(isOpen(hours({ week: office }), "Europe/Moscow", at(iso))).toBe(open);
  });

  it.each([
    ["New Year of every year", { date: "01-01" }, "2027-01-01T12:00:00+03:00", false],
    ["the same date with a year goes before", { date: "01-01" }, "2028-01-01T12:00:00+03:00", true],
    ["a short day", { date: "2026-12-31", open: [{ from: "10:00", to: "15:00" }] }, "2026-12-31T14:59:00+03:00", true],
    ["a short day after its end", { date: "2026-12-31", open: [{ from: "10:00", to: "15:00" }] }, "2026-12-31T15:00:00+03:00", false],
    ["the day after a holiday", { date: "01-01" }, "2027-01-02T12:00:00+03:00", true],
  ])("holidays: %s", (_, holiday, iso, open) => {
    expect(isOpen(hours({ holidays: [holiday, { date: "2028-01-01", open: [{ from: "00:00", to: "24:00" }] }] }), "Europe/Moscow", at(iso))).toBe(open);
  });

  it("go by the clock on the wall when it jumps", () => {
    // Berlin: 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00.
    const night = hours({ timeZone: "Europe/Berlin", week: { sun: [{ from: "02:30", to: "08:00" }], sat: [{ from: "22:00", to: "06:00" }], mon: [{ from: "09:00", to: "18:00" }] } });
    expect(isOpen(night, "UTC", at("2026-03-29T01:30:00Z"))).toBe(true);
    expect(isOpen(night, "UTC", at("2026-03-29T05:59:00Z"))).toBe(true);
    expect(isOpen(night, "UTC", at("2026-03-29T06:00:00Z"))).toBe(false);
    expect(isOpen(night, "UTC", at("2026-10-25T06:59:00Z"))).toBe(true);
    expect(isOpen(night, "UTC", at("2026-10-25T07:00:00Z"))).toBe(false);
    const monday = hours({ week: { mon: [{ from: "09:00", to: "18:00" }] } });
    expect(isOpen(monday, "Europe/Berlin", at("2026-03-30T07:00:00Z"))).toBe(true);
    expect(isOpen(monday, "Europe/Berlin", at("2026-03-23T07:00:00Z"))).toBe(false);
    expect(isOpen(monday, "America/New_York", at("2026-11-02T14:00:00Z"))).toBe(true);
  });

  it("tell when they change next", () => {
    const zone = "Europe/Moscow";
    const week = hours({ week: office });
    expect(nextChange(week, zone, at("2026-11-23T08:00:00+03:00"))).toBe(at("2026-11-23T09:00:00+03:00"));
    expect(nextChange(week, zone, at("2026-11-23T09:00:00+03:00"))).toBe(at("2026-11-23T13:00:00+03:00"));
    expect(nextChange(week, zone, at("2026-11-23T18:00:00+03:00"))).toBe(at("2026-11-27T09:00:00+03:00"));
    expect(nextChange(week, zone, at("2026-11-29T01:00:00+03:00"))).toBe(at("2026-11-29T03:30:00+03:00"));
    expect(nextChange(hours({}), zone, at("2026-11-23T08:00:00+03:00"))).toBeNull();
    const round = hours({ holidays: [{ date: "01-01" }] });
    expect(nextChange(round, zone, at("2026-12-30T12:00:00+03:00"))).toBe(at("2027-01-01T00:00:00+03:00"));
    expect(nextChange(round, zone, at("2027-01-01T12:00:00+03:00"))).toBe(at("2027-01-02T00:00:00+03:00"));
    expect(nextChange(round, zone, at("2026-11-23T08:00:00+03:00"))).toBeNull();
    // 02:30 is skipped that night: the clock is at 03:00.
    expect(nextChange(hours({ week: { sun: [{ from: "02:30", to: "08:00" }] } }), "Europe/Berlin", at("2026-03-28T12:00:00Z"))).toBe(at("2026-03-29T01:00:00Z"));
  });
});

describe("a call to a number", () => {
  const rules = (change: object) => numberRulesSchema.parse(change);
  const number = (change: object) => ({ rules: rules(change), timeZone: "Europe/Moscow" });
  const someone = { number: "79160000001", standing: "free" as const };
  const [day, night] = [at("2026-11-23T10:00:00+03:00"), at("2026-11-23T23:00:00+03:00")];

  it.each([
    ["is open round the clock when nothing is said", {}, night, someone, { to: "bot", which: "day" }],
    ["by day goes to the bot", { hours: { week: office }, afterHours: { kind: "message", text: "Закрыто." } }, day, someone, { to: "bot", which: "day" }],
    ["at night hears a text", { hours: { week: office }, afterHours: { kind: "message", text: "Закрыто." } }, night, someone, { to: "message", text: "Закрыто." }],
    ["at night goes to another bot", { hours: { week: office }, afterHours: { kind: "bot", botId: "bot_00000000000000000000" } }, night, someone, { to: "bot", which: "after" }],
    ["at night is forwarded", { hours: { week: office }, afterHours: { kind: "forward", to: "+7 495 123-45-67" } }, night, someone, { to: "forward", number: "74951234567" }],
    ["at night goes to the same bot when nothing else is said", { hours: { week: office } }, night, someone, { to: "bot", which: "day" }],
    ["of a denied caller is refused, open or not", {}, day, { ...someone, standing: "denied" as const }, { to: "reject" }],
    ["of one who is not on the allow list is refused", {}, day, { ...someone, standing: "unlisted" as const }, { to: "reject" }],
    ["of one who hides is taken", {}, day, { number: "", standing: "free" as const }, { to: "bot", which: "day" }],
    ["of one who hides is refused when the owner wants so", { anonymous: "reject" }, day, { number: "", standing: "free" as const }, { to: "reject" }],
  ])("%s", (_, change, nowMs, caller, expected) => {
    expect(route(number(change), nowMs, caller)).toEqual({ ...expected, why: expect.any(String) });
  });

  it("that can't be answered overflows, also by the text of an older row", () => {
    expect(overflowOf(parseRules({}, "Перезвоните позже."), "full")).toEqual({ to: "message", text: "Перезвоните позже.", why: "full" });
    expect(overflowOf(parseRules({ overflow: { kind: "forward", to: "74951234567" } }, "Перезвоните."), "full")).toEqual({ to: "forward", number: "74951234567", why: "full" });
    expect(overflowOf(parseRules({}, null), "full")).toEqual({ to: "reject", why: "full" });
  });
});

describe("caller lists", () => {
  it.each([
    ["79160000001", [], [], "free"],
    ["79160000001", [], ["7916*"], "denied"],
    ["79160000001", ["79160000001"], ["7916*"], "allowed"],
    ["79160000001", ["7916*"], ["79160000001"], "denied"],
    ["79160000001", ["7916*"], ["7916*"], "denied"],
    ["79260000001", ["7916*"], [], "unlisted"],
    ["", ["7916*"], [], "unlisted"],
    ["", [], ["7*"], "free"],
  ] as const)("%j with allow %j and deny %j: %s", (number, allow, deny, standing) => {
    expect(standingOf({ allow, deny }, number)).toBe(standing);
  });
});
