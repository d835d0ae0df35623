/**
 * What becomes of evals that fail because the bot is another one now: each takes the answer the bot gives, or is off.
 * And what they speak of that the bot has no more. Pure.
 */
import type { EvalCase, EvalCaseResult, EvalSuite, Expectation } from "@zvon/contract/eval-suite.ts";
import { listAt, membersAt, pointerOf, textAt, valueAt } from "./pointer.ts";

export type ExpectationChange = Pick<EvalCaseResult["faults"][number], "turn" | "what" | "expected" | "found">;

/** The case as it runs, without what is expected of it. */
const scriptOf = ({ opening: _opening, end: _end, off: _off, turns, ...rest }: EvalCase, turnCount: number) => JSON.stringify({ ...rest, turns: turns.slice(0, turnCount).map(({ expect: _expect, ...turn }) => turn) });

/** @returns null when the bot gave no answer that could be taken, or the case was rewritten since it ran. */
export function takenFor(one: EvalCase, result: EvalCaseResult | null): EvalCase | null {
  const taken = result?.passed === false ? result.taken : undefined;
  if (taken === undefined || scriptOf(one, taken.turns.length) !== scriptOf(taken, taken.turns.length)) return null;
  return changesOf(one, taken).length === 0 ? null : taken;
}

/** What is expected now and what will be, place by place. A turn the bot hung up before goes whole. */
export function changesOf(before: EvalCase, after: EvalCase): ExpectationChange[] {
  const at = (turn: number | null, was: Expectation, is: Expectation): ExpectationChange[] => {
    const [left, right] = [partsOf(was), partsOf(is)];
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((what) => {
      const [expected, found] = [left.get(what) ?? "—", right.get(what) ?? "—"];
      return expected === found ? [] : [{ turn, what, expected, found }];
    });
  };
  const turns = before.turns.flatMap(({ expect, says, keys }, index): ExpectationChange[] => {
    const next = after.turns[index];
    return next === undefined ? [{ turn: index + 1, what: "turn", expected: says ?? keys ?? "…", found: "—" }] : at(index + 1, expect, next.expect);
  });
  return [...at(0, before.opening, after.opening), ...turns, ...at(null, before.end, after.end)];
}

/** Member → value as a fault of a run tells it. */
function partsOf({ fields, tool, ...rest }: Expectation): Map<string, string> {
  const shown = (value: unknown) => (value === null || value === undefined ? "—" : Array.isArray(value) ? value.join("», «") : String(value));
  return new Map([
    ...Object.entries(rest).map(([name, value]) => [name, shown(value)] as const),
    ...Object.entries(fields ?? {}).map(([name, value]) => [`fields/${name}`, shown(value)] as const),
    ...(tool === undefined ? [] : [["tool", shown(tool?.name)] as const]),
    ...Object.entries(tool?.arguments ?? {}).map(([name, value]) => [`tool/arguments/${name}`, value] as const),
  ]);
}

/** A case of a suite that failed when it ran last. */
export type FailingCase = { suite: number; case: number; one: EvalCase; result: EvalCaseResult };

export const failingIn = (suites: readonly EvalSuite[], results: readonly EvalCaseResult[]): FailingCase[] =>
  suites.flatMap(({ name, cases }, suite) => cases.flatMap((one, index) => {
    const result = one.off === true ? undefined : results.find((known) => known.suite === name && known.name === one.name && !known.passed);
    return result === undefined ? [] : [{ suite, case: index, one, result }];
  }));

/** @param how `take`: where there is an answer to be taken; the others stay as they are. */
export function settleCases(suites: readonly EvalSuite[], failing: readonly FailingCase[], how: "take" | "off"): EvalSuite[] {
  const next = new Map(failing.map(({ suite, case: index, one, result }) => [`${suite} ${index}`, how === "off" ? { ...one, off: true as const } : (takenFor(one, result) ?? one)]));
  return suites.map((suite, at) => ({ ...suite, cases: suite.cases.map((one, index) => next.get(`${at} ${index}`) ?? one) }));
}

export function switchedOn({ off: _off, ...one }: EvalCase): EvalCase {
  return one;
}

/** `closed`: a local minute, "2026-11-21T17:00". */
export type Gone = { kind: "option"; field: string; value: string } | { kind: "state"; name: string } | { kind: "closed"; at: string };

/** What a case asks for that the bot has no more: an option, a state, an hour it is open. @param config perhaps faulty. */
export function goneFrom(one: EvalCase, config: unknown): Gone[] {
  const expectations = [one.opening, ...one.turns.map((turn) => turn.expect), one.end];
  const values = expectations.flatMap(({ fields, tool }) => [...Object.entries(fields ?? {}), ...Object.entries(tool?.arguments ?? {})]);
  const found: Gone[] = [];
  const add = (gone: Gone) => {
    if (!found.some((known) => JSON.stringify(known) === JSON.stringify(gone))) found.push(gone);
  };
  for (const [field, value] of values) {
    if (value === null) continue;
    const pointer = `/fields${pointerOf([field])}`;
    const type = textAt(config, `${pointer}/type`);
    if (type === "choice" && !listAt(config, `${pointer}/options`).some((option) => textAt(option, "/value") === value)) add({ kind: "option", field, value });
    if (type === "day_time" && isClosed(value, config, pointer)) add({ kind: "closed", at: value });
  }
  for (const { state } of expectations) if (state !== undefined && !hasState(config, state)) add({ kind: "state", name: state });
  return found;
}

function hasState(config: unknown, state: string): boolean {
  const [flow, inner] = state.split(".");
  if (flow === undefined) return true;
  return valueAt(config, inner === undefined ? `/flow/states${pointerOf([flow])}` : `/flow/flows${pointerOf([flow])}/states${pointerOf([inner])}`) !== undefined;
}

function isClosed(value: string, config: unknown, pointer: string): boolean {
  const at = Date.parse(`${value}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) || Number.isNaN(at)) return false;
  const weekday = new Date(at).getUTCDay() || 7;
  const minute = value.slice(11);
  const calendar = listAt(config, "/tools").find((tool) => textAt(tool, "/type") === "calendar" && membersAt(tool, "/config/hours").length > 0);
  if (calendar === undefined) {
    const weekdays = listAt(config, `${pointer}/weekdays`);
    return weekdays.length > 0 && !weekdays.includes(weekday);
  }
  const [from, to] = [textAt(calendar, `/config/hours/${weekday}/from`), textAt(calendar, `/config/hours/${weekday}/to`)];
  return from === "" || minute < from || (to !== "00:00" && minute >= to);
}
