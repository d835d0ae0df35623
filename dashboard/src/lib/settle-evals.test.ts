import { evalCaseResultSchema, evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
import { changesOf, failingIn, goneFrom, settleCases, switchedOn, takenFor } from "./settle-evals.ts";

const suite = evalSuiteSchema.parse({ name: "s", cases: [{ name: "books", opening: { state: "doctor" }, turns: [{ says: "к Ивановой", expect: { state: "when", fields: { doctor: "ivanova" }, says: ["какой день", "время"] } }, { says: "в субботу в пять", expect: { fields: { when: "2026-11-21T17:00" }, tool: { name: "free", arguments: { when: "2026-11-21T17:00" } } } }] }, { name: "other", turns: [{ says: "да" }] }] });
const [one, other] = suite.cases;
if (one === undefined || other === undefined) throw new Error("no case");
const taken = { ...one, turns: one.turns.slice(0, 1).map((turn) => ({ ...turn, expect: { state: "doctor", fields: { doctor: null }, says: "время" } })) };
const result = evalCaseResultSchema.parse({ suite: "s", name: "books", passed: false, runs: 1, passedRuns: 0, faults: [], transcript: [], taken });
const failing = failingIn([suite], [result]);

describe("evals that fail because the bot was changed", () => {
  it("take what it answers now, place by place, and keep everything else", () => {
    expect(takenFor(one, result)).toEqual(taken);
    expect(changesOf(one, taken)).toEqual([
      { turn: 1, what: "state", expected: "when", found: "doctor" },
      { turn: 1, what: "says", expected: "какой день», «время", found: "время" },
      { turn: 1, what: "fields/doctor", expected: "ivanova", found: "—" },
      { turn: 2, what: "turn", expected: "в субботу в пять", found: "—" },
    ]);
    expect(settleCases([suite], failing, "take")).toEqual([{ ...suite, cases: [taken, other] }]);
  });

  it("are switched off and on again, and an off one is not failing", () => {
    const off = settleCases([suite], failing, "off");
    expect(off[0]?.cases).toEqual([{ ...one, off: true }, other]);
    expect(failingIn(off, [result])).toEqual([]);
    expect(off[0]?.cases.map(switchedOn)).toEqual(suite.cases);
  });

  it("take no answer of another talk: one that was rewritten since it ran is left alone", () => {
    const rewritten = { ...one, turns: one.turns.map((turn) => ({ ...turn, says: "к Петровой" })) };
    expect(takenFor(rewritten, result)).toBeNull();
    expect(takenFor(one, { ...result, passed: true })).toBeNull();
  });

  it("are told to speak of an option, an hour or a state that is no more", () => {
    const config = (options: string[], hours: object) => ({ fields: { doctor: { type: "choice", options: options.map((value) => ({ value })) }, when: { type: "day_time" } }, tools: [{ type: "calendar", config: { hours } }], flow: { states: { doctor: {}, when: {} } } });
    expect(goneFrom(one, config(["ivanova"], { 6: { from: "10:00", to: "18:00" } }))).toEqual([]);
    expect(goneFrom(one, config(["petrov"], { 5: { from: "10:00", to: "18:00" } }))).toEqual([{ kind: "option", field: "doctor", value: "ivanova" }, { kind: "closed", at: "2026-11-21T17:00" }]);
    expect(goneFrom(one, config(["ivanova"], { 6: { from: "10:00", to: "17:00" } }))).toEqual([{ kind: "closed", at: "2026-11-21T17:00" }]);
    expect(goneFrom(one, { ...config(["ivanova"], { 6: { from: "10:00", to: "18:00" } }), flow: { states: { doctor: {} } } })).toEqual([{ kind: "state", name: "when" }]);
  });
});
