/**
 * The flow of a bot (PRODUCT D1): states, and transitions between them. A transition names one event (`when`) and
 * any number of guards (`if`), all of which must hold. The first transition of the state that fits is taken, then
 * those from "*". A sub-flow is a small flow of its own that a `flow` state runs; its `return` state leads back. While
 * it runs, transitions of that `flow` state and of its flow's "*" hold too, after its own: who takes one leaves it.
 */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";
import { outcomeSchema } from "./end-reason.ts";
import { clockSchema, nameSchema, phrasesSchema, textSchema } from "./bot-text.ts";

const prompt = { say: textSchema, /** After words that were not understood: «Скажите, например: …». */ hint: textSchema };

export const endpointingShape = {
  silence_ms: z.number().int().min(100).max(5000),
  digits_silence_ms: z.number().int().min(100).max(10_000),
  /** After words that are a whole answer, after words that plainly go on, in the middle of an address. */
  finished_silence_ms: z.number().int().min(100).max(5000),
  unfinished_silence_ms: z.number().int().min(100).max(10_000),
  address_silence_ms: z.number().int().min(100).max(10_000),
  semantic: z.boolean(),
  vendor: z.boolean(),
  adaptive: z.boolean(),
  max_utterance_ms: z.number().int().min(1000).max(120_000),
};
export const bargeInShape = { enabled: z.boolean(), min_speech_ms: z.number().int().min(0).max(3000), /** 0: a bot that paused for a noise does not go on. */ resume_after_ms: z.number().int().min(0).max(5000) };
/** Timers of one state, in place of the bot's. */
export const stateTimingSchema = z.object({ endpointing: z.object(endpointingShape).partial().prefault({}), barge_in: z.object(bargeInShape).partial().prefault({}) }).nullable();
const timing = { timing: stateTimingSchema.default(null) };
/** Where the state stands on the graph's canvas; the page lays out what has none. */
const place = { place: z.object({ x: z.number().min(-100_000).max(100_000), y: z.number().min(-100_000).max(100_000) }).optional() };

export const stateSchema = z.discriminatedUnion("type", [
  /** Asks for a field; skipped when it is known already. `also`: fields that are taken along when the caller names them. */
  z.object({ type: z.literal("ask"), field: nameSchema, also: z.array(nameSchema).max(10).default([]), ...prompt, ...timing, ...place }),
  /** Reads fields back. Yes → `yes`, no → asks what to mend; a correction is taken and read back again. */
  z.object({ type: z.literal("confirm"), fields: z.array(nameSchema).min(1).max(10), ...prompt, /** Said on a bare "no". */ what: textSchema, /** Before the read-back of a correction. */ corrected: textSchema, ...timing, ...place }),
  /** A question that intents answer; `fields` the caller may name at once (they are taken, then `filled`). */
  z.object({ type: z.literal("question"), fields: z.array(nameSchema).max(10).default([]), ...prompt, ...timing, ...place }),
  /**
   * Led by the model: it answers every turn that no transition of this state takes. `say` and `hint` are what the flow
   * says by itself when no model answers; `instructions` are added to the system prompt here. `tools`: those of the
   * bot that the model may call here; all that a model can call when absent.
   */
  z.object({ type: z.literal("talk"), instructions: textSchema.default({}), tools: z.array(nameSchema).max(30).optional(), ...prompt, ...timing, ...place }),
  /** Runs a tool; `say` is said meanwhile. Argument values may hold `{field}`. `function`: of a tool that has several, see bot-tools.ts. */
  z.object({ type: z.literal("tool"), tool: nameSchema, function: nameSchema.optional(), arguments: z.record(nameSchema, z.string().max(500)).default({}), say: textSchema.nullable().default(null), ...place }),
  /**
   * Hands the caller on to a destination of the bot (`agent.destinations`); what became of it is the event `transfer`.
   * Where no transition takes the result, `answered` ends the call as transferred; any other is told in a sentence, and
   * the flow goes on by `done`, without one the call ends.
   */
  z.object({ type: z.literal("transfer"), destination: nameSchema, say: textSchema.nullable().default(null), ...place }),
  /** Says something and goes on at once. `forget`: fields to ask anew. */
  z.object({ type: z.literal("say"), say: textSchema, outcome: outcomeSchema.nullable().default(null), forget: z.array(nameSchema).max(10).default([]), ...place }),
  /** Runs a sub-flow; `done` when it returns, or `returned` by what it returned. */
  z.object({ type: z.literal("flow"), flow: nameSchema, ...place }),
  /** In a sub-flow: back to the state that runs it. */
  z.object({ type: z.literal("return"), result: nameSchema.default("done"), ...place }),
  /** Says goodbye and hangs up (`completed`). `outcome` null: the one that was set on the way, "answered" when none was. */
  z.object({ type: z.literal("end"), say: textSchema, outcome: outcomeSchema.nullable(), ...place }),
]);
export type FlowState = z.infer<typeof stateSchema>;
export type StateOf<T extends FlowState["type"]> = Extract<FlowState, { type: T }>;

/** What happened: exactly one. */
export const whenSchema = z.union([
  z.strictObject({ done: z.literal(true) }),
  z.strictObject({ intent: nameSchema }),
  z.strictObject({ tool: z.enum(["ok", "failed", "unknown"]) }),
  z.strictObject({ transfer: z.enum(["answered", "busy", "refused", "no_answer", "failed"]) }),
  z.strictObject({ returned: nameSchema }),
  z.strictObject({ not_understood: z.number().int().min(1).max(10) }),
  z.strictObject({ silence: z.number().int().min(1).max(10) }),
  /** How often the state has been entered. */
  z.strictObject({ visits: z.number().int().min(2).max(20) }),
  /** So long after the state was entered; taken at the next turn or second of silence. */
  z.strictObject({ timeout_s: z.number().int().min(2).max(3600) }),
]);

const comparison = z.union([z.string().max(200), z.number()]);
const ruleSchema = z.union([
  z.strictObject({ field: nameSchema, known: z.boolean() }),
  /** Canonical value: a choice's `value`, a number, "2026-11-22T17:00". */
  z.strictObject({ field: nameSchema, is: comparison }),
  z.strictObject({ field: nameSchema, at_least: comparison }),
  z.strictObject({ field: nameSchema, below: comparison }),
  /** A counter of transitions (`count`), or of objections: `objection_expensive`, `objections` for all together. */
  z.strictObject({ counter: nameSchema, at_least: z.number().int().min(1).max(100) }),
  z.strictObject({ counter: nameSchema, below: z.number().int().min(1).max(100) }),
  /** A column of what the last tool brought. */
  z.strictObject({ tool_value: nameSchema, is: comparison }),
  z.strictObject({ tool_value: nameSchema, at_least: comparison }),
  z.strictObject({ tool_value: nameSchema, below: comparison }),
  /** Heard in the call so far. */
  z.strictObject({ heard: nameSchema }),
  /** Prompts after silence so far in the call. */
  z.strictObject({ silences: z.number().int().min(1).max(20) }),
  /** The clock in the tenant's zone; `from` is included, `to` is not. A night may go over midnight. */
  z.strictObject({ from: clockSchema, to: clockSchema, weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).optional() }),
  z.strictObject({ call_minutes: z.number().int().min(1).max(60) }),
  z.strictObject({ language: languageSchema }),
  /** Whether the number of the other side is known: it is not in a chat, in a browser, or where it is withheld. */
  z.strictObject({ caller: z.enum(["known", "hidden"]) }),
]);
export const guardSchema = z.union([ruleSchema, z.strictObject({ not: ruleSchema })]);
export type Guard = z.infer<typeof guardSchema>;

export const transitionSchema = z.object({
  from: z.union([nameSchema, z.literal("*")]),
  to: nameSchema,
  when: whenSchema,
  if: z.array(guardSchema).max(10).optional(),
  /** Counted up each time the transition is taken. */
  count: nameSchema.optional(),
  /** Said on the way, before the target speaks. */
  say: textSchema.optional(),
  /** What the call came to by this. */
  outcome: outcomeSchema.optional(),
});
export type Transition = z.infer<typeof transitionSchema>;

/** The check looks at each state beside all others: 3,500 of them would hold everybody's thread for five seconds. */
const statesSchema = z.record(nameSchema, stateSchema).refine((states) => Object.keys(states).length <= 500, "at most 500 states");
const graphShape = { start: nameSchema, states: statesSchema, transitions: z.array(transitionSchema).max(500).default([]) };
export const subFlowSchema = z.object(graphShape);
export const flowSchema = z.object({ type: z.enum(["linear", "graph"]), ...graphShape, /** Sub-flows by name; a sub-flow may run another, never itself. */ flows: z.record(nameSchema, subFlowSchema).refine((flows) => Object.keys(flows).length <= 50, "at most 50 sub-flows").default({}) });

/** An objection (PRODUCT D3) is answered wherever no transition of the state takes its intent, and the question is asked again. */
export const objectionsSchema = z.object({
  kinds: z.array(z.object({
    intent: nameSchema,
    /** In order, one a time; the last stays. */
    answers: z.array(textSchema).min(1).max(5),
    /** After so many answers the next one goes to `after` (of this kind, else of all). */
    limit: z.number().int().min(1).max(5).default(2),
    after: nameSchema.nullable().default(null),
  })).max(30).default([]),
  /** All kinds together. */
  limit: z.number().int().min(1).max(20).default(4),
  after: nameSchema.nullable().default(null),
});

/** When a person takes over (PRODUCT D9). */
export const handoffCriterionSchema = z.union([
  z.strictObject({ intent: nameSchema }),
  z.strictObject({ words: phrasesSchema }),
  /** Turns that were not understood, in the whole call. */
  z.strictObject({ misunderstood: z.number().int().min(1).max(20) }),
  /** Of the caller's last words, -1 … 1. */
  z.strictObject({ sentiment_below: z.number().min(-1).max(0) }),
  /** Several questions at once or a story that fits no answer of the flow. */
  z.strictObject({ complex_request: z.literal(true) }),
]);
