/**
 * Where a call to a number goes (PRODUCT P4, F3). Pure: the caller brings the number's rules, what the caller lists say,
 * and the time; this decides and says why.
 */
import { isOpen } from "./opening-hours.ts";
import type { NumberRules } from "./number-rules.ts";

/** Of the number's caller lists: the longest entry that fits; `unlisted`: there is an allow list, and this one is not on it. */
export type CallerStanding = "allowed" | "denied" | "unlisted" | "free";

export type Caller = { /** Digits; empty: hidden, or no number at all. */ number: string; standing: CallerStanding };
export type Routed =
  /** `after`: the number's bot of after hours. */
  | { to: "bot"; which: "day" | "after"; why: string }
  | { to: "message"; text: string; why: string }
  | { to: "forward"; number: string; why: string }
  | { to: "reject"; why: string };

export function route({ rules, timeZone }: { rules: NumberRules; /** The account's. */ timeZone: string }, nowMs: number, caller: Caller): Routed {
  if (caller.standing === "denied") return { to: "reject", why: "the caller is on the number's deny list" };
  if (caller.standing === "unlisted") return { to: "reject", why: "the number takes listed callers alone" };
  if (caller.number === "" && rules.anonymous === "reject") return { to: "reject", why: "the number takes no callers who hide theirs" };
  const { afterHours } = rules;
  if (isOpen(rules.hours, timeZone, nowMs)) return { to: "bot", which: "day", why: "open" };
  switch (afterHours?.kind) {
    case undefined:
      return { to: "bot", which: "day", why: "closed, and nothing else is said for that" };
    case "bot":
      return { to: "bot", which: "after", why: "closed" };
    case "message":
      return { to: "message", text: afterHours.text, why: "closed" };
    case "forward":
      return { to: "forward", number: afterHours.to, why: "closed" };
    default:
      return afterHours satisfies never;
  }
}

/** When the bot can't answer. Nothing set: a busy tone. */
export function overflowOf(rules: NumberRules, why: string): Exclude<Routed, { to: "bot" }> {
  const { overflow } = rules;
  if (overflow === null) return { to: "reject", why };
  return overflow.kind === "message" ? { to: "message", text: overflow.text, why } : { to: "forward", number: overflow.to, why };
}

/** @param lists entries as kept: digits, or a beginning and "*". The longest that fits decides; of two alike, to deny. */
export function standingOf(lists: { allow: readonly string[]; deny: readonly string[] }, number: string): CallerStanding {
  const best = (entries: readonly string[]) => Math.max(-1, ...entries.filter((entry) => (entry.endsWith("*") ? number !== "" && number.startsWith(entry.slice(0, -1)) : entry === number)).map((entry) => entry.replace("*", "").length + (entry.endsWith("*") ? 0 : 1)));
  const [allowed, denied] = [best(lists.allow), best(lists.deny)];
  if (denied >= 0 && denied >= allowed) return "denied";
  if (allowed >= 0) return "allowed";
  return lists.allow.length > 0 ? "unlisted" : "free";
}
