import type { Guard } from "@zvon/contract/bot-flow.ts";
import { describe, expect, it } from "vitest";
import { holds } from "./guards.ts";
import type { GuardFacts } from "./guards.ts";

/** A Saturday in November, the call five minutes old. */
const facts: GuardFacts = {
  state: {
    fields: { service: "haircut", age: "42", when: "2026-11-22T17:00", weight: "2.5" }, toolValues: { total: "1 500", status: "paid", price: "2,5" },
    counters: { tries: 2, objection_expensive: 1 }, heard: ["yes", "price"], silencePrompts: 2, language: "ru", caller: "+79120001427", beganAtMs: 1_000_000,
  },
  now: { date: "2026-11-21", time: "23:30" },
  atMs: 1_300_000,
};
type Rule = Exclude<Guard, { not: unknown }>;

const table: [string, Rule, boolean][] = [
  ["a field that is known", { field: "service", known: true }, true],
  ["a field that is not", { field: "name", known: true }, false],
  ["unknown, and it is", { field: "name", known: false }, true],
  ["unknown, though it is known", { field: "service", known: false }, false],
  ["a choice that is this one", { field: "service", is: "haircut" }, true],
  ["a choice that is another", { field: "service", is: "manicure" }, false],
  ["a number equal to a number", { field: "age", is: 42 }, true],
  ["a number equal to the same text", { field: "weight", is: "2.50" }, true],
  ["nothing known is nothing", { field: "name", is: "" }, false],
  ["a number at least the limit", { field: "age", at_least: 18 }, true],
  ["a number, compared as a number and not letter by letter", { field: "age", at_least: "5" }, true],
  ["a number below the limit", { field: "age", at_least: 43 }, false],
  ["a number under it", { field: "age", below: 43 }, true],
  ["a number that is not under it", { field: "age", below: 42 }, false],
  ["unknown is neither at least", { field: "name", at_least: 0 }, false],
  ["unknown is nor below", { field: "name", below: 100 }, false],
  ["a day and time after another", { field: "when", at_least: "2026-11-22T12:00" }, true],
  ["a day and time before another", { field: "when", below: "2026-11-22T12:00" }, false],
  ["a counter that has counted so far", { counter: "tries", at_least: 2 }, true],
  ["a counter that has not", { counter: "tries", at_least: 3 }, false],
  ["a counter below", { counter: "tries", below: 3 }, true],
  ["a counter never counted is below one", { counter: "other", below: 1 }, true],
  ["an objection that was raised once", { counter: "objection_expensive", at_least: 1 }, true],
  ["what a tool brought", { tool_value: "status", is: "paid" }, true],
  ["something else that a tool brought", { tool_value: "status", is: "open" }, false],
  ["a sum written with a space", { tool_value: "total", at_least: 1000 }, true],
  ["a sum written with a comma", { tool_value: "price", below: 3 }, true],
  ["what no tool brought", { tool_value: "debt", below: 3 }, false],
  ["an intent heard before", { heard: "price" }, true],
  ["an intent never heard", { heard: "cancel" }, false],
  ["as many silences", { silences: 2 }, true],
  ["more silences than there were", { silences: 3 }, false],
  ["a window of the day", { from: "09:00", to: "23:45" }, true],
  ["the end of a window is outside", { from: "09:00", to: "23:30" }, false],
  ["the beginning of a window is inside", { from: "23:30", to: "23:31" }, true],
  ["a night over midnight", { from: "22:00", to: "06:00" }, true],
  ["another night", { from: "23:45", to: "06:00" }, false],
  ["round the clock", { from: "08:00", to: "08:00" }, true],
  ["a weekday of the window", { from: "09:00", to: "23:45", weekdays: [6] }, true],
  ["another weekday", { from: "09:00", to: "23:45", weekdays: [1, 5] }, false],
  ["so many minutes of the call", { call_minutes: 5 }, true],
  ["more minutes than it has", { call_minutes: 6 }, false],
  ["the language", { language: "ru" }, true],
  ["another language", { language: "en" }, false],
  ["a caller whose number is known", { caller: "known" }, true],
  ["a caller whose number is hidden", { caller: "hidden" }, false],
];

describe("a guard", () => {
  it.each(table)("%s", (_, rule, expected) => {
    expect(holds(rule, facts)).toBe(expected);
    expect(holds({ not: rule }, facts)).toBe(!expected);
  });

  it("counts the hours after midnight to the day on which the night began", () => {
    const night: Guard = { from: "22:00", to: "06:00", weekdays: [6] };
    expect(holds(night, { ...facts, now: { date: "2026-11-22", time: "03:00" } })).toBe(true);
    expect(holds(night, { ...facts, now: { date: "2026-11-21", time: "03:00" } })).toBe(false);
  });

  it("knows no age of a call that was stored before its beginning was kept", () => {
    expect(holds({ call_minutes: 1 }, { ...facts, state: { ...facts.state, beganAtMs: 0 } })).toBe(false);
  });
});
