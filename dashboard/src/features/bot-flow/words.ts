/** Guards and whole transitions of a flow in a few words, as they stand on an arrow. */
import { outcomes } from "@zvon/contract/end-reason.ts";
import { eventWords } from "../../lib/event-words.ts";
import { fieldName } from "../../lib/field-name.ts";
import type { Translate } from "../../lib/i18n.tsx";
import { listAt, membersAt, textAt, valueAt } from "../../lib/pointer.ts";
import { inSentence, toolWords } from "../../lib/trace-words.ts";
import { stateAt, stateTypes } from "./flow-graph.ts";
import type { FlowName, StateType } from "./flow-graph.ts";

export const guardKinds = ["field_known", "field_is", "field_at_least", "field_below", "tool_is", "tool_at_least", "tool_below", "counter_at_least", "counter_below", "heard", "silences", "clock", "call_minutes", "language", "caller"] as const;
export type GuardKind = (typeof guardKinds)[number];

/** A guard without its "not". */
export const ruleOf = (guard: unknown): unknown => valueAt(guard, "/not") ?? guard;
export const isDenied = (guard: unknown): boolean => valueAt(guard, "/not") !== undefined;

export function guardKindOf(rule: unknown): GuardKind {
  const has = (name: string) => valueAt(rule, `/${name}`) !== undefined;
  const compared = has("at_least") ? "at_least" : has("below") ? "below" : "is";
  if (has("field")) return has("known") ? "field_known" : `field_${compared}`;
  if (has("tool_value")) return `tool_${compared}`;
  if (has("counter")) return compared === "below" ? "counter_below" : "counter_at_least";
  if (has("heard")) return "heard";
  if (has("silences")) return "silences";
  if (has("from")) return "clock";
  if (has("caller")) return "caller";
  return has("call_minutes") ? "call_minutes" : "language";
}

/** Kept where the new kind has a place for it: the subject. */
export function newRule(kind: GuardKind, config: unknown, before: unknown): Record<string, unknown> {
  const field = textAt(before, "/field") || (membersAt(config, "/fields")[0]?.[0] ?? "");
  const column = textAt(before, "/tool_value") || "free";
  const counter = textAt(before, "/counter") || "objections";
  switch (kind) {
    case "field_known": return { field, known: true };
    case "field_is": return { field, is: "" };
    case "field_at_least": return { field, at_least: 1 };
    case "field_below": return { field, below: 1 };
    case "tool_is": return { tool_value: column, is: "yes" };
    case "tool_at_least": return { tool_value: column, at_least: 1 };
    case "tool_below": return { tool_value: column, below: 1 };
    case "counter_at_least": return { counter, at_least: 1 };
    case "counter_below": return { counter, below: 1 };
    case "heard": return { heard: "price" };
    case "silences": return { silences: 2 };
    case "clock": return { from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] };
    case "call_minutes": return { call_minutes: 5 };
    case "caller": return { caller: "hidden" };
    case "language": return { language: textAt(config, "/languages/0") || "ru" };
  }
}

export function guardWords(guard: unknown, t: Translate): string {
  const rule = ruleOf(guard);
  const kind = guardKindOf(rule);
  const comparison = kind === "tool_is" ? answerWords(rule, t) : kind.startsWith("counter") ? counterWords(rule, t) : null;
  if (comparison !== null) return isDenied(guard) ? t("flow.guard.not", { guard: comparison }) : comparison;
  const field = textAt(rule, "/field");
  const subject = (field === "" ? "" : inSentence(fieldName(t, field))) || textAt(rule, "/tool_value") || textAt(rule, "/counter") || textAt(rule, "/heard") || textAt(rule, "/language");
  const value = textAt(rule, "/is") || textAt(rule, "/at_least") || textAt(rule, "/below") || textAt(rule, "/silences") || textAt(rule, "/call_minutes");
  const words = kind === "clock" ? t("flow.guard.clock.short", { from: textAt(rule, "/from"), to: textAt(rule, "/to") }) : kind === "caller" ? t(textAt(rule, "/caller") === "known" ? "flow.guard.caller.known" : "flow.guard.caller.hidden") : kind === "field_known" ? t(valueAt(rule, "/known") === false ? "flow.guard.unknown.short" : "flow.guard.known.short", { subject }) : t(`flow.guard.${kind}.short`, { subject, value });
  return isDenied(guard) ? t("flow.guard.not", { guard: words }) : words;
}

/** What calendars answer has words: «время свободно». Another tool's column stands with its value. */
function answerWords(rule: unknown, t: Translate): string {
  const [column, value] = [textAt(rule, "/tool_value"), textAt(rule, "/is")];
  const known = answers.find((one) => one === `${column}.${value}`);
  if (known !== undefined) return t(`flow.answer.${known}`);
  return t("flow.guard.tool_is.short", { subject: column, value: value === "yes" || value === "no" ? t(`common.${value}`) : value });
}
const answers = ["free.yes", "free.no", "open.yes", "open.no", "found.yes", "found.no"] as const;

/** A counter that is only ever asked whether it counted at all is a mark: «отмечено», not a number. */
function counterWords(rule: unknown, t: Translate): string {
  const counter = textAt(rule, "/counter");
  const below = valueAt(rule, "/below") !== undefined;
  const value = textAt(rule, below ? "/below" : "/at_least");
  if (counter === "objections") return t(below ? "flow.guard.objections.below" : "flow.guard.objections.atLeast", { value });
  if (value === "1") return t(below ? "flow.guard.notMarked" : "flow.guard.marked", { subject: counter });
  return t(below ? "flow.guard.counter_below.short" : "flow.guard.counter_at_least.short", { subject: counter, value });
}

/** So much of what a state says tells it from the others. */
const titleChars = 40;

/**
 * What a state is for, from what it is about: its name is the owner's shorthand, and often in another language.
 * @param language where what it says is all there is to tell it by: its first words stand in the title.
 */
export function stateTitle(state: unknown, t: Translate, language?: "ru" | "en"): string {
  const type = textAt(state, "/type");
  const kind = stateTypes.find((one) => one === type);
  if (kind === undefined) return type;
  const about = aboutOf(state, kind, t);
  if (about !== "" && kind !== "question" && kind !== "talk" && kind !== "say") return t(`flow.title.${kind}`, { about });
  const said = language === undefined ? "" : firstWords(textAt(state, `/say/${language}`) || textAt(state, "/say/ru") || textAt(state, "/say/en"));
  return said === "" ? t(`flow.type.${kind}`) : `${t(`flow.type.${kind}`)}: ${said}`;
}

/** Whole words, as many as a title takes. */
export function firstWords(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= titleChars) return line.replace(/[.!]$/, "");
  const cut = line.slice(0, titleChars);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), titleChars / 2)).replace(/[\s,.:;!?–—-]+$/, "")}…`;
}

/** A state of a flow where only its name is known, for lists: its title, and the name that integrators know. */
export function stateWords(config: unknown, flow: FlowName, name: string, t: Translate, language: "ru" | "en"): string {
  const state = valueAt(config, stateAt(flow, name));
  return state === undefined ? name : stateTitle(state, t, language);
}

function aboutOf(state: unknown, kind: StateType, t: Translate): string {
  switch (kind) {
    case "ask": return inSentence(fieldName(t, textAt(state, "/field")));
    case "confirm": return listAt(state, "/fields").map((name) => inSentence(fieldName(t, String(name)))).join(", ");
    case "tool": return inSentence(toolWords(textAt(state, "/function") || textAt(state, "/tool"), t));
    case "transfer": return textAt(state, "/destination");
    case "flow": return textAt(state, "/flow");
    case "return": return textAt(state, "/result");
    case "end": {
      const outcome = outcomes.find((one) => one === textAt(state, "/outcome"));
      return outcome === undefined ? "" : inSentence(t(`outcome.${outcome}`));
    }
    default: return "";
  }
}

/** A whole transition: what happened, and what must hold besides. */
export function transitionWords(transition: unknown, t: Translate): string {
  const guards = listAt(transition, "/if").map((guard) => guardWords(guard, t));
  return [eventWords(valueAt(transition, "/when"), t), ...guards].join(", ");
}
