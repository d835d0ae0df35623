/** What changed between two versions of a bot, or a version and the draft. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotChange } from "@zvon/contract/bots-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Database } from "../services.ts";
import { diffConfigs } from "./diff.ts";
import { configAt } from "./evals.ts";
import { openBot } from "./open-bot.ts";

/** A setting that is left out is what it is by default: the same as written down. */
const settled = (config: unknown): unknown => botConfigSchema.safeParse(config).data ?? config;

/** @throws Refusal 404. */
export async function diffVersions(db: Database, tenantId: TenantId, idOrSlug: string, from: "draft" | number, to: "draft" | number): Promise<{ from: string; to: string; changes: BotChange[] }> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const [before, after] = await Promise.all([configAt(db, bot, from), configAt(db, bot, to)]);
  return { from: String(from), to: String(to), changes: diffConfigs(settled(before), settled(after)) };
}
