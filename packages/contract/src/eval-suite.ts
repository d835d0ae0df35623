/**
 * Evals of a bot (PRODUCT B7): written beside it, as plain and quick as a unit test. A case is a conversation: either
 * scripted turns with what is expected after each, or a persona that plays the caller, with what is expected of the end.
 */
import { z } from "zod";
import { nameSchema } from "./bot-text.ts";
import { languageSchema } from "./call-link.ts";
import { outcomeSchema } from "./end-reason.ts";

/**
 * Words that must occur one after another; case, punctuation and «ё» do not count. A word that ends in "*" stands for all that
 * begin so («запис*»), "|" parts alternatives. Of a list each must occur. (No regular expressions: one of a stranger's could
 * hold a whole server.)
 */
const wordsSchema = z.union([z.string().min(1).max(300), z.array(z.string().min(1).max(300)).max(20)]);

/** Of a sub-flow: "contact.ask_phone". */
const stateNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$/, "a state is named as in the flow; one of a sub-flow: flow.state");

export const expectationSchema = z.strictObject({
  state: stateNameSchema.optional(),
  intent: nameSchema.nullable().optional(),
  language: languageSchema.optional(),
  /** Canonical value; null: not known. */
  fields: z.record(nameSchema, z.union([z.string(), z.null()])).optional(),
  /** A tool that was called in this turn; `arguments`: those that matter. null: none was. */
  tool: z.strictObject({ name: nameSchema, arguments: z.record(nameSchema, z.string()).optional() }).nullable().optional(),
  says: wordsSchema.optional(),
  not_says: wordsSchema.optional(),
  /** Label of the knowledge base the answer came from. */
  source: z.string().max(80).nullable().optional(),
  /** From the end of the caller's words to the first segment; of the dialogue and its model, not of telephone and voice. */
  latency_ms: z.number().int().min(1).max(60_000).optional(),
  transfer: nameSchema.optional(),
  ended: z.boolean().optional(),
  outcome: outcomeSchema.nullable().optional(),
});
export type Expectation = z.infer<typeof expectationSchema>;

export const evalTurnSchema = z.strictObject({
  /** What the caller says; empty: stays silent through one prompt. */
  says: z.string().max(1000).optional(),
  keys: z.string().regex(/^[0-9*#]{1,40}$/).optional(),
  silent: z.literal(true).optional(),
  /** How well it was heard. */
  heard: z.enum(["sure", "unsure", "rejected"]).default("sure"),
  expect: expectationSchema.default({}),
});

/** Plays the caller: by rules without a model, by the model when one is asked for. */
export const personaSchema = z.strictObject({
  /** For a model, and for the reader. */
  who: z.string().max(500),
  /** Field → how the caller says it («послезавтра в полтретьего»). */
  knows: z.record(nameSchema, z.string().max(200)).default({}),
  /** brief: one word · chatty: fillers and more than asked · correcting: changes its mind at the read-back · doubting: objects first · unclear: is not understood once · silent: says nothing at first */
  manner: z.enum(["brief", "plain", "chatty", "correcting", "doubting", "unclear", "silent"]).default("plain"),
  /** State → what it says there, where no field answers; "yes" otherwise. */
  answers: z.record(stateNameSchema, z.string().max(300)).default({}),
  /** It hangs up after so many turns. */
  patience: z.number().int().min(2).max(60).default(20),
});

export const evalCaseSchema = z.strictObject({
  name: z.string().min(1).max(120),
  language: languageSchema.optional(),
  /** Wall time of the tenant's zone at the start: "2026-11-20T10:00". */
  now: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/).refine((now) => !Number.isNaN(Date.parse(`${now}:00Z`)), "there is no such day or time").default("2026-11-20T10:00"),
  from: z.string().max(40).default("+79120001427"),
  /** Known before the call, canonical: what a campaign or `POST /v1/calls` brings along. */
  fields: z.record(nameSchema, z.string().max(500)).default({}),
  /** Tool or function → what it answers, in the order of the calls (the last stays). A tool that is not named here answers `ok` with nothing. */
  tools: z.record(nameSchema, z.array(z.strictObject({ status: z.enum(["ok", "failed", "unknown"]).default("ok"), value: z.record(nameSchema, z.string()).default({}) })).min(1).max(20)).default({}),
  transfers: z.record(nameSchema, z.enum(["answered", "busy", "refused", "no_answer", "failed"])).default({}),
  /** What the bot says first. */
  opening: expectationSchema.default({}),
  turns: z.array(evalTurnSchema).max(60).default([]),
  persona: personaSchema.optional(),
  /** Of the whole call, at its end. */
  end: expectationSchema.default({}),
  /** Repeated so often (a model answers differently each time); passes when at least `pass_rate` of them do. */
  runs: z.number().int().min(1).max(20).default(1),
  pass_rate: z.number().min(0).max(1).default(1),
  /** Switched off: kept and counted, not run, and nothing the gate before publishing looks at. */
  off: z.literal(true).optional(),
}).refine((one) => one.turns.length > 0 || one.persona !== undefined, "a case needs turns or a persona");
export type EvalCase = z.infer<typeof evalCaseSchema>;

export const evalSuiteSchema = z.strictObject({ name: z.string().min(1).max(80), cases: z.array(evalCaseSchema).min(1).max(100) });
export type EvalSuite = z.infer<typeof evalSuiteSchema>;
export type EvalSuiteInput = z.input<typeof evalSuiteSchema>;

/** `pointer` into the suite; `expected` and `found` as text for the owner. */
export const evalFaultSchema = z.object({ run: z.number().int(), turn: z.number().int().nullable(), what: z.string(), expected: z.string(), found: z.string() });
export const evalCaseResultSchema = z.object({
  suite: z.string(),
  name: z.string(),
  passed: z.boolean(),
  runs: z.number().int(),
  passedRuns: z.number().int(),
  faults: z.array(evalFaultSchema).max(50),
  /** Of the first run that failed, else of the first. */
  transcript: z.array(z.object({ who: z.enum(["bot", "caller"]), text: z.string(), state: z.string().nullable() })).max(200),
  /** Of a case that failed: the same one, as the bot answers it now. Absent where no answer came that could be taken. */
  taken: evalCaseSchema.optional(),
});
export type EvalCaseResult = z.infer<typeof evalCaseResultSchema>;
export const evalReportSchema = z.object({ passed: z.number().int(), failed: z.number().int(), /** Cases that were asked for and are switched off; absent: none. */ off: z.number().int().optional(), cases: z.array(evalCaseResultSchema) });
export type EvalReport = z.infer<typeof evalReportSchema>;
