/** A bot as a file, JSON or YAML: name and description, config and evals; or its config alone. */
import type { BotFile, ImportedBot } from "@zvon/contract/bots-api.ts";
import { botFileSchema } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { shapeFaults } from "@zvon/contract/shape-faults.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { configToYaml, yamlToConfig } from "./bot-yaml.ts";
import { checkConfig, faultsIn, isJsonObject } from "./check-config.ts";
import { createBot } from "./create-bot.ts";
import { putDraft } from "./draft.ts";
import { configAt, requireRoom } from "./evals.ts";
import { openBot } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";

export const formats = ["yaml", "json"] as const;
export type Format = (typeof formats)[number];

/** @param what "config": without name, description and evals. @throws Refusal 404. */
export async function exportBot(db: Database, tenantId: TenantId, idOrSlug: string, { of, format, what }: { of: "draft" | number; format: Format; what: "bot" | "config" }): Promise<{ name: string; text: string }> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const config = await configAt(db, bot, of);
  const { slug, name, description, languages } = bot.record;
  // Evals as they are stored: what this version can't read is not lost by it.
  const file = what === "config" ? config : { slug, name, description, languages, config, ...(Array.isArray(bot.suites) && bot.suites.length > 0 ? { evals: bot.suites } : {}) };
  return { name: `${slug}-${of === "draft" ? "draft" : `v${of}`}.${format}`, text: format === "yaml" ? configToYaml(file) : `${JSON.stringify(file, null, 2)}\n` };
}

/** `config` of any shape, to be kept as a draft. */
export type ReadFile = Omit<BotFile, "config" | "languages"> & { config: unknown };

/** @throws Refusal 400 or 422 where it can't be read, with pointers where a bot file is faulty. */
export function readBotFile(format: Format, text: string, language: Language): ReadFile {
  const read = format === "yaml" ? yamlToConfig(text, language) : parseJson(text);
  if (!isJsonObject(read)) return { config: read };
  // What tells an editor where the schema is; no part of the bot.
  const { $schema: _schema, ...rest } = read;
  // A config has a flow and a version of its own; nothing in it is called so.
  if (!isJsonObject(rest["config"]) || Object.hasOwn(rest, "schema_version")) return { config: rest };
  const file = botFileSchema.safeParse(rest);
  if (!file.success) throw new Refusal(422, "bot_file_faulty", { ru: "Файл бота не читается.", en: "The bot's file can't be read." }, faultsIn(shapeFaults(file.error.issues, rest), language));
  const { $schema: _inside, ...config } = file.data.config;
  const { languages: _languages, ...known } = file.data;
  return { ...known, config };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, "invalid_request", { ru: `Это не JSON: ${error instanceof Error ? error.message : String(error)}`, en: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
}

/** A new bot, or another draft of `bot`, and other evals where the file has some; its faults are told with it. @throws as createBot, putDraft and requireRoom. */
export async function importBot(db: Database, tenantId: TenantId, file: ReadFile, { bot, name, slug }: { bot?: string | undefined; name?: string | undefined; slug?: string | undefined }, change: Change): Promise<ImportedBot> {
  const { config, evals } = file;
  // Before anything is written: a bot without its gate is not what was meant.
  if (evals !== undefined) requireRoom(evals);
  if (bot !== undefined) {
    const draft = await putDraft(db, tenantId, bot, { revision: null, config, evals }, change);
    return { ...draft.bot, faults: draft.faults, warnings: draft.warnings };
  }
  const called = name ?? file.name ?? slug ?? (change.language === "ru" ? "Новый бот" : "New bot");
  // Who gives another name means another bot: the file's slug goes with the file's name.
  const fileSlug = name === undefined || name === file.name ? file.slug : undefined;
  const made = await createBot(db, tenantId, { name: called, description: file.description ?? "", config, ...(slug === undefined ? {} : { slug }) }, change, { suites: evals, slug: fileSlug });
  const { faults, warnings } = checkConfig(config, change.language);
  return { ...made, faults, warnings };
}
