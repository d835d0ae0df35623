/**
 * Whether a guard of a transition holds (`if`, see bot-flow.ts). What is not known fulfils nothing: a rule about it
 * fails, and its `not` holds.
 *
 * | rule                                  | holds when |
 * | ------------------------------------- | ---------- |
 * | field + known                         | the field has a value, or has none |
 * | field, tool_value + is/at_least/below | as numbers where both are numbers, else as text ("2026-11-22T17:00" orders) |
 * | counter + at_least/below              | counted so often; never counted is 0 |
 * | heard                                 | the intent was heard in the call, this turn included |
 * | silences                              | so many prompts after silence in the call |
 * | from, to (, weekdays)                 | the clock is within; a night belongs to the day on which it began |
 * | call_minutes                          | the call is so old |
 * | language                              | the call is in it |
 * | caller                                | the number of the other side is known, or hidden: in a chat, in a browser, withheld |
 */
import type { Guard } from "@zvon/contract/bot-flow.ts";
import type { LocalNow } from "../language/calendar.ts";
import { addDays, weekdayOf } from "../language/calendar.ts";
import type { DialogueState } from "./state.ts";

export type GuardFacts = {
  state: Pick<DialogueState, "fields" | "toolValues" | "counters" | "heard" | "silencePrompts" | "language" | "beganAtMs" | "caller">;
  now: LocalNow;
  atMs: number;
};
type Rule = Exclude<Guard, { not: unknown }>;

export const holds = (guard: Guard, facts: GuardFacts): boolean => ("not" in guard ? !ruleHolds(guard.not, facts) : ruleHolds(guard, facts));

function ruleHolds(rule: Rule, { state, now, atMs }: GuardFacts): boolean {
  if ("field" in rule) return "known" in rule ? (state.fields[rule.field] !== undefined) === rule.known : compares(rule, state.fields[rule.field]);
  if ("tool_value" in rule) return compares(rule, state.toolValues[rule.tool_value]);
  if ("counter" in rule) return compares(rule, String(state.counters[rule.counter] ?? 0));
  if ("heard" in rule) return state.heard.includes(rule.heard);
  if ("silences" in rule) return state.silencePrompts >= rule.silences;
  if ("call_minutes" in rule) return state.beganAtMs > 0 && atMs - state.beganAtMs >= rule.call_minutes * 60_000;
  if ("language" in rule) return state.language === rule.language;
  if ("caller" in rule) return (state.caller !== null) === (rule.caller === "known");
  return withinHours(rule, now);
}

function compares(rule: { is: string | number } | { at_least: string | number } | { below: string | number }, value: string | undefined): boolean {
  if (value === undefined) return false;
  if ("is" in rule) return order(value, rule.is) === 0;
  if ("at_least" in rule) return order(value, rule.at_least) >= 0;
  return order(value, rule.below) < 0;
}

/** @returns below, at or above 0 as `value` is below, equal to or above `other`. */
function order(value: string, other: string | number): number {
  const [left, right] = [numberOf(value), numberOf(String(other))];
  if (left !== null && right !== null) return left - right;
  const text = String(other);
  return value < text ? -1 : value > text ? 1 : 0;
}

function numberOf(text: string): number | null {
  const plain = text.replace(/\s/g, "").replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

function withinHours({ from, to, weekdays }: { from: string; to: string; weekdays?: number[] | undefined }, { date, time }: LocalNow): boolean {
  const overMidnight = from >= to;
  if (overMidnight ? time < from && time >= to : time < from || time >= to) return false;
  if (weekdays === undefined) return true;
  const began = overMidnight && time < to ? addDays(date, -1) : date;
  return weekdays.includes(weekdayOf(began));
}
