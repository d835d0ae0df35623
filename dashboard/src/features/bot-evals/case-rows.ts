/** The turns of a case as rows of a table; what a row does not show stays with it. Pure. */
import type { EvalCase } from "@zvon/contract/eval-suite.ts";
import { listAt, textAt, valueAt, withValue, withoutValue } from "../../lib/pointer.ts";

/** `says` empty: the caller is silent. `words`: what the bot must say, alternatives by "|". */
export type Row = { says: string; state: string; words: string; rest: unknown };

export const rowsOf = (draft: unknown): Row[] =>
  listAt(draft, "/turns").map((turn) => {
    const says = valueAt(turn, "/expect/says");
    return { says: textAt(turn, "/says") || textAt(turn, "/keys"), state: textAt(turn, "/expect/state"), words: Array.isArray(says) ? says.map(String).join("; ") : textAt(turn, "/expect/says"), rest: turn };
  });

export function fromRows(draft: unknown, rows: readonly Row[]): unknown {
  return withValue(draft, "/turns", rows.map(({ says, state, words, rest }) => {
    const byKeys = textAt(rest, "/keys") !== "" && /^[0-9*#]+$/.test(says);
    let turn: unknown = withoutValue(withoutValue(withoutValue(rest, "/says"), "/keys"), "/silent");
    turn = says.trim() === "" ? withValue(turn, "/silent", true) : withValue(turn, byKeys ? "/keys" : "/says", says);
    const parts = words.split(";").map((part) => part.trim()).filter((part) => part !== "");
    turn = state === "" ? withoutValue(turn, "/expect/state") : withValue(turn, "/expect/state", state.trim());
    return parts.length === 0 ? withoutValue(turn, "/expect/says") : withValue(turn, "/expect/says", parts.length === 1 ? words.trim() : parts);
  }));
}

/** Without what a case has anyway: a reader sees what was written. */
export function tidyCase(one: EvalCase): unknown {
  const { now, from, fields, tools, transfers, opening, runs, pass_rate, end, turns, ...rest } = one;
  const written = (name: string, value: object) => (Object.keys(value).length === 0 ? {} : { [name]: value });
  return {
    ...rest,
    ...(now === "2026-11-20T10:00" ? {} : { now }),
    ...(from === "+79120001427" ? {} : { from }),
    ...written("fields", fields), ...written("tools", tools), ...written("transfers", transfers), ...written("opening", opening),
    turns: turns.map(({ heard, ...turn }) => ({ ...turn, ...(heard === "sure" ? {} : { heard }) })),
    ...written("end", end),
    ...(runs === 1 ? {} : { runs }),
    ...(pass_rate === 1 ? {} : { pass_rate }),
  };
}
