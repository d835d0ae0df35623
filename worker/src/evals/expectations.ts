/** What was expected, held against what came. */
import type { EvalCase, EvalCaseResult, Expectation } from "@zvon/contract/eval-suite.ts";
import { outcomeSchema } from "@zvon/contract/end-reason.ts";
import type { CalledTool } from "./conversation.ts";
import { occurs } from "./words.ts";

/** One exchange, or the whole call. `fields`: canonical. `tookMs` null: not to be held against anything. */
export type Found = {
  state: string;
  intent: string | null;
  language: string;
  fields: Record<string, string>;
  tools: readonly CalledTool[];
  transfers: readonly string[];
  said: string;
  source: string | null;
  tookMs: number | null;
  ended: boolean;
  outcome: string | null;
};
export type Fault = Omit<EvalCaseResult["faults"][number], "run" | "turn">;

const list = (words: string | string[]): string[] => (typeof words === "string" ? [words] : words);
const shown = (value: string | boolean | null): string => (value === null ? "—" : String(value));
const mostShown = 300;

/** @returns a fault for each member that does not hold. */
export function compare(expected: Expectation, found: Found): Fault[] {
  const faults: Fault[] = [];
  const same = (what: string, wanted: string | boolean | null | undefined, got: string | boolean | null) => {
    if (wanted !== undefined && wanted !== got) faults.push({ what, expected: shown(wanted), found: shown(got) });
  };
  same("state", expected.state, found.state);
  same("intent", expected.intent, found.intent);
  same("language", expected.language, found.language);
  same("ended", expected.ended, found.ended);
  same("outcome", expected.outcome, found.outcome);
  same("source", expected.source, found.source);
  for (const [name, value] of Object.entries(expected.fields ?? {})) same(`fields/${name}`, value, found.fields[name] ?? null);
  if (expected.tool !== undefined) faults.push(...compareTool(expected.tool, found.tools));
  if (expected.transfer !== undefined && !found.transfers.includes(expected.transfer)) faults.push({ what: "transfer", expected: expected.transfer, found: shown(found.transfers.join(", ") || null) });
  const said = found.said.slice(0, mostShown);
  for (const words of list(expected.says ?? [])) if (!occurs(words, found.said)) faults.push({ what: "says", expected: words, found: said });
  for (const words of list(expected.not_says ?? [])) if (occurs(words, found.said)) faults.push({ what: "not_says", expected: words, found: said });
  if (expected.latency_ms !== undefined && found.tookMs !== null && found.tookMs > expected.latency_ms) faults.push({ what: "latency_ms", expected: `${expected.latency_ms}`, found: `${Math.round(found.tookMs)}` });
  return faults;
}

function compareTool(expected: NonNullable<Expectation["tool"]> | null, called: readonly CalledTool[]): Fault[] {
  const names = shown(called.map((one) => one.name).join(", ") || null);
  if (expected === null) return called.length === 0 ? [] : [{ what: "tool", expected: "—", found: names }];
  const named = called.filter((one) => one.name === expected.name || one.tool === expected.name);
  if (named.length === 0) return [{ what: "tool", expected: expected.name, found: names }];
  const wanted = Object.entries(expected.arguments ?? {});
  if (named.some((one) => wanted.every(([name, value]) => one.arguments[name] === value))) return [];
  const last = named.at(-1);
  return wanted.flatMap(([name, value]) => (last?.arguments[name] === value ? [] : [{ what: `tool/arguments/${name}`, expected: value, found: shown(last?.arguments[name] ?? null) }]));
}

/** What is said first is told by it; words that are looked for end at 300 characters, and a whole reply changes with every name in it. */
const mostTaken = 120;

/**
 * The expectation as it must be for what came to be right: what holds stays as it is written, what does not is replaced by
 * what came, or goes where nothing of the kind came. `*` and `|` mean something in words that are looked for, so they go.
 */
export function takeFound(expected: Expectation, found: Found): Expectation {
  const wrong = new Set(compare(expected, found).map((fault) => fault.what.split("/")[0] ?? ""));
  const taken: Expectation = { ...expected };
  if (wrong.has("state")) taken.state = found.state;
  if (wrong.has("intent")) taken.intent = found.intent;
  if (wrong.has("language") && (found.language === "ru" || found.language === "en")) taken.language = found.language;
  if (wrong.has("ended")) taken.ended = found.ended;
  if (wrong.has("outcome")) taken.outcome = outcomeSchema.nullable().catch(null).parse(found.outcome);
  if (wrong.has("source")) taken.source = found.source;
  if (wrong.has("fields")) taken.fields = Object.fromEntries(Object.keys(expected.fields ?? {}).map((name) => [name, found.fields[name] ?? null]));
  if (wrong.has("tool")) taken.tool = toolFound(expected.tool ?? null, found.tools);
  if (wrong.has("latency_ms") && found.tookMs !== null) taken.latency_ms = Math.min(60_000, Math.ceil(found.tookMs / 100) * 100);
  if (wrong.has("transfer")) {
    const [destination] = found.transfers;
    if (destination === undefined) delete taken.transfer;
    else taken.transfer = destination;
  }
  if (wrong.has("says")) {
    const kept = list(expected.says ?? []).filter((words) => occurs(words, found.said));
    const [begun] = (/^.*?[.?!](?=\s|$)/s.exec(found.said.trim()) ?? [found.said.trim()]);
    const said = begun.slice(0, mostTaken).replaceAll(/[*|]/g, " ").trim();
    const words = [...kept, ...(said === "" || !occurs(said, found.said) ? [] : [said])];
    const [only] = words;
    if (only === undefined) delete taken.says;
    else taken.says = words.length === 1 ? only : words;
  }
  if (wrong.has("not_says")) {
    const kept = list(expected.not_says ?? []).filter((words) => !occurs(words, found.said));
    if (kept.length === 0) delete taken.not_says;
    else taken.not_says = kept;
  }
  return taken;
}

function toolFound(expected: Expectation["tool"] & {} | null, called: readonly CalledTool[]): Expectation["tool"] {
  const one = called.findLast(({ name, tool }) => name === expected?.name || tool === expected?.name) ?? called.at(-1);
  if (one === undefined) return null;
  const wanted = Object.keys(expected?.arguments ?? {}).flatMap((name) => (one.arguments[name] === undefined ? [] : [[name, one.arguments[name]] as const]));
  return { name: one.name, ...(wanted.length === 0 ? {} : { arguments: Object.fromEntries(wanted) }) };
}

/** Does the case hold in as many of its runs as it asks for? */
export const passes = ({ runs, pass_rate }: Pick<EvalCase, "runs" | "pass_rate">, passedRuns: number): boolean => passedRuns / runs >= pass_rate - 1e-9;
