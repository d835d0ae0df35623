/** A bot as a file: its config and nothing else, JSON or YAML. */
import type { ImportedBot } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { configToYaml, yamlToConfig } from "./bot-yaml.ts";
import { checkConfig, isJsonObject } from "./check-config.ts";
import { createBot } from "./create-bot.ts";
import { putDraft } from "./draft.ts";
import { configAt } from "./evals.ts";
import { openBot } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";

export const formats = ["yaml", "json"] as const;
export type Format = (typeof formats)[number];

/** @throws Refusal 404. */
export async function exportBot(db: Database, tenantId: TenantId, idOrSlug: string, of: "draft" | number, format: Format): Promise<{ name: string; text: string }> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const config = await configAt(db, bot, of);
  return { name: `${bot.record.slug}-${of === "draft" ? "draft" : `v${of}`}.${format}`, text: format === "yaml" ? configToYaml(config) : `${JSON.stringify(config, null, 2)}\n` };
}

/** @throws Refusal 400 or 422 where it can't be read. */
export function readConfig(format: Format, text: string, language: Language): unknown {
  const config = format === "yaml" ? yamlToConfig(text, language) : parseJson(text);
  if (!isJsonObject(config)) return config;
  // What tells an editor where the schema is; no part of the bot.
  const { $schema: _schema, ...rest } = config;
  return rest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, "invalid_request", { ru: `Это не JSON: ${error instanceof Error ? error.message : String(error)}`, en: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
}

/** A new bot, or another draft of `bot`; its faults are told with it. @throws as createBot and putDraft. */
export async function importBot(db: Database, tenantId: TenantId, config: unknown, { bot, name, slug }: { bot?: string | undefined; name?: string | undefined; slug?: string | undefined }, change: Change): Promise<ImportedBot> {
  if (bot !== undefined) {
    const draft = await putDraft(db, tenantId, bot, { revision: null, config }, change);
    return { ...draft.bot, faults: draft.faults };
  }
  const made = await createBot(db, tenantId, { name: name ?? slug ?? (change.language === "ru" ? "Новый бот" : "New bot"), description: "", config, ...(slug === undefined ? {} : { slug }) }, change);
  return { ...made, faults: checkConfig(config, change.language).faults };
}
