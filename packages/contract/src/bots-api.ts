/**
 * The API of bots (PRODUCT B1–B5, B7): drafts, versions, publishing, import and export, evals. A draft may be faulty: it
 * is kept, its faults stand beside it, and publishing is refused until they are mended. `revision` counts the draft's
 * changes: a change names the one it was made from, and 409 says that somebody else was faster.
 */
import { z } from "zod";
import { botConfigSchema, llmChangeSchema, retrievalChangeSchema } from "./bot-config.ts";
import { languageSchema } from "./call-link.ts";
import { evalReportSchema, evalSuiteSchema } from "./eval-suite.ts";

export const slugSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, "a slug is a–z, 0–9 and hyphens inside, at most 60 signs");

/** A fault of a config: where, and what to do, in the language that was asked for. */
export const botFaultSchema = z.object({ pointer: z.string(), detail: z.string(), /** Of a warning that is settled by looking at what it names: the key to say so with, see POST /v1/bots/{bot}/checked. Another text has another key. */ check: z.string().optional() });
export type BotFault = z.infer<typeof botFaultSchema>;
/** Beside the faults stand warnings: of what works and is worth a look. They hinder nothing. */
const warnings = z.array(botFaultSchema);

/** The bot as its page shows it. `published`: null while no version is. `dirty`: the draft differs from what is published. */
export const botRecordSchema = z.object({
  id: z.string(), slug: z.string(), name: z.string(), description: z.string(), languages: z.array(languageSchema),
  version: z.number().int().nullable(), publishedAt: z.number().nullable(), dirty: z.boolean(), revision: z.number().int(), updatedAt: z.number(), createdAt: z.number(),
});
export type BotRecord = z.infer<typeof botRecordSchema>;

/** POST /v1/bots: from a template, from a config (JSON here, YAML by import), or empty. */
export const createBotSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Made from the name when absent. */
  slug: slugSchema.optional(),
  description: z.string().trim().max(300).default(""),
  template: z.string().max(60).optional(),
  /** The template's languages that are kept; all when absent. */
  languages: z.array(languageSchema).min(1).max(2).optional(),
  config: z.unknown().optional(),
});
/** PATCH /v1/bots/{bot} */
export const changeBotSchema = z.strictObject({ name: z.string().trim().min(1).max(80).optional(), slug: slugSchema.optional(), description: z.string().trim().max(300).optional() });

/** GET and PUT /v1/bots/{bot}/draft. `config` as it was written, even when it does not parse. */
export const botDraftSchema = z.object({ bot: botRecordSchema, revision: z.number().int(), config: z.unknown(), faults: z.array(botFaultSchema), warnings });
export type BotDraft = z.infer<typeof botDraftSchema>;
export const putDraftSchema = z.strictObject({ revision: z.number().int().nonnegative(), config: z.unknown() });
/** POST /v1/bots/{bot}/checked: these warnings were looked at, and are as they should be. */
export const checkedWarningsSchema = z.strictObject({ checks: z.array(z.string().regex(/^[0-9a-z]{1,20}$/)).min(1).max(200) });
/** POST /v1/bots/check: faults of a config that is not kept. */
export const checkBotSchema = z.strictObject({ config: z.unknown() });
export const checkedBotSchema = z.object({ faults: z.array(botFaultSchema), warnings });

/** POST /v1/bots/{bot}/publish. `override`: although evals fail; the version's note says so. */
export const publishBotSchema = z.strictObject({ revision: z.number().int().nonnegative(), note: z.string().trim().max(300).default(""), override: z.boolean().default(false) });
/** What was published, and what its owner should know of it. */
export const publishedBotSchema = botRecordSchema.extend({ warnings });
export const botVersionSchema = z.object({ version: z.number().int(), note: z.string(), author: z.string(), createdAt: z.number(), published: z.boolean(), /** Publishing overrode evals. */ overridden: z.boolean() });
export type BotVersion = z.infer<typeof botVersionSchema>;
export const botVersionPageSchema = z.object({ versions: z.array(botVersionSchema), next: z.string().nullable() });
export const botVersionConfigSchema = botVersionSchema.extend({ config: z.unknown() });
/** POST /v1/bots/{bot}/versions/{version}/restore: becomes a new version, published at once. */
export const restoreVersionSchema = z.strictObject({ note: z.string().trim().max(300).default(""), override: z.boolean().default(false) });

/**
 * GET /v1/bots/{bot}/diff?from=3&to=draft: change by change; values as JSON. `pointer`: a JSON pointer into `to`, of what
 * was removed into `from`. `where`: the same place by names, entries without one by their number, from 1. `moved`: the
 * order of a list or of the flow's states; `before` and `after` are the lists, or the states' names.
 */
export const botChangeSchema = z.object({ pointer: z.string(), where: z.array(z.string()), kind: z.enum(["added", "removed", "changed", "moved"]), before: z.unknown().optional(), after: z.unknown().optional() });
export type BotChange = z.infer<typeof botChangeSchema>;
export const botDiffSchema = z.object({ from: z.string(), to: z.string(), changes: z.array(botChangeSchema) });

/** GET, PUT /v1/bots/{bot}/prompts: saved is published at once, behind the eval gate. A misspelt name is refused: what it stood for would become empty. */
export const botPromptsSchema = z.object({ version: z.number().int(), prompts: botConfigSchema.shape.prompts, context: botConfigSchema.shape.context });
export const putPromptsSchema = z.strictObject({ version: z.number().int(), prompts: botConfigSchema.shape.prompts.strict().optional(), context: botConfigSchema.shape.context.strict().optional(), override: z.boolean().default(false) });
/** GET, PATCH /v1/bots/{bot}/settings: search and model. */
export const botSettingsSchema = z.object({ version: z.number().int(), llm: botConfigSchema.shape.llm, retrieval: botConfigSchema.shape.retrieval });
export const changeSettingsSchema = z.strictObject({ version: z.number().int(), llm: llmChangeSchema.optional(), retrieval: retrievalChangeSchema.optional(), override: z.boolean().default(false) });

/**
 * A bot as a file: what GET /v1/bots/{bot}/export gives and POST /v1/bots/import takes, YAML or JSON. The evals come
 * along, so that whoever imports has the gate too. `languages` is for the reader: the config says them.
 */
export const botFileSchema = z.strictObject({
  slug: slugSchema.optional(),
  name: z.string().trim().min(1).max(80).optional(),
  description: z.string().trim().max(300).optional(),
  languages: z.array(languageSchema).max(2).optional(),
  config: z.record(z.string(), z.unknown()),
  evals: z.array(evalSuiteSchema).max(20).optional(),
});
export type BotFile = z.infer<typeof botFileSchema>;

/**
 * POST /v1/bots/import: the body is a bot file, or its config alone. With `bot` it replaces that bot's draft, and its evals where
 * the file holds any; else it makes a new one, by the name and slug of the query before those of the file.
 */
export const importedBotSchema = botRecordSchema.extend({ faults: z.array(botFaultSchema), warnings });
export type ImportedBot = z.infer<typeof importedBotSchema>;
export const importBotQuerySchema = z.object({ bot: z.string().min(1).max(80).optional(), name: z.string().trim().min(1).max(80).optional(), slug: slugSchema.optional() });

/** POST /v1/bots/{bot}/prompt-preview: the messages as the model gets them in a state of the draft (or of `config`). */
export const promptPreviewRequestSchema = z.strictObject({ state: z.string().max(90).optional(), language: languageSchema, config: z.unknown().optional() });
export const promptPreviewSchema = z.object({ promptVersion: z.number().int(), messages: z.array(z.object({ role: z.string(), content: z.string() })), tools: z.array(z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) })) });

export const botTemplateSchema = z.object({ id: z.string(), name: z.object({ ru: z.string(), en: z.string() }), description: z.object({ ru: z.string(), en: z.string() }), states: z.number().int(), evals: z.number().int(), /** What it tells of a business of its own: pointers into the config, and what to put there. */ replace: z.array(z.object({ pointer: z.string(), what: z.object({ ru: z.string(), en: z.string() }) })) });
export type BotTemplate = z.infer<typeof botTemplateSchema>;
export const botTemplateListSchema = z.object({ templates: z.array(botTemplateSchema) });

/** GET, PUT /v1/bots/{bot}/evals: all suites as a whole. */
export const botEvalsSchema = z.object({ suites: z.array(evalSuiteSchema).max(20) });
/** As they are kept; pointers of the warnings go into the body. */
export const keptEvalsSchema = botEvalsSchema.extend({ warnings });
/** POST /v1/bots/{bot}/evals/run: of the draft, or a version. */
export const runEvalsSchema = z.strictObject({ of: z.union([z.literal("draft"), z.number().int().positive()]).default("draft"), suite: z.string().max(80).optional(), case: z.string().max(120).optional(), /** The bot's model answers, and plays the callers that have no script; it costs what its requests cost. */ model: z.boolean().default(false) });
export const evalRunSchema = z.object({ id: z.string(), of: z.string(), startedAt: z.number(), tookMs: z.number(), report: evalReportSchema });
export type EvalRun = z.infer<typeof evalRunSchema>;
export const evalRunListSchema = z.object({ runs: z.array(evalRunSchema.omit({ report: true }).extend({ passed: z.number().int(), failed: z.number().int() })) });
