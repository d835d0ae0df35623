/** New bots: from a template, from a config, or the smallest one. A new bot is a draft; it takes calls once it is published. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotRecord, createBotSchema } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { bots, evalSuites } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditStatement } from "../tenants/audit.ts";
import { checkConfig, keepable } from "./check-config.ts";
import { emptyBot } from "./empty-bot.ts";
import { keepEvals, keepLanguages } from "./keep-languages.ts";
import type { Change } from "./open-bot.ts";
import { languagesOf } from "./published-bot.ts";
import { isUniqueFault, requireFree, slugFor, slugTaken } from "./slug.ts";
import { templates } from "./templates/templates.ts";

const maxBots = 200;

export type NewBot = z.infer<typeof createBotSchema>;

/** @throws Refusal 409 when the slug is taken; 422 when there is no such template, or no room for another bot. */
export async function createBot(db: Database, tenantId: TenantId, asked: NewBot, change: Change): Promise<BotRecord> {
  const { config, suites } = sourceOf(asked);
  const written = keepable(config);
  const taken = new Set((await db.select({ slug: bots.slug }).from(bots).where(eq(bots.tenantId, tenantId))).map((row) => row.slug));
  if (taken.size >= maxBots) throw new Refusal(422, "bots_too_many", { ru: `В аккаунте не больше ${maxBots} ботов: сначала удалите одного.`, en: `An account holds ${maxBots} bots at most: delete one first.` });
  const slug = asked.slug === undefined ? slugFor(asked.name, taken) : requireFree(asked.slug, taken);
  const languages = languagesIn(written);
  const id = newId("bot");
  const { now } = change;
  const row = { id, tenantId, slug, name: asked.name, description: asked.description, languages, publishedVersion: 0, createdAt: now, updatedAt: now, draftRevision: 1, draftUpdatedAt: now, draft: written };
  try {
    await db.batch([
      db.insert(bots).values(row),
      ...(suites.length === 0 ? [] : [db.insert(evalSuites).values({ botId: id, suites, updatedAt: now })]),
      auditStatement(db, tenantId, { actor: change.actor, action: "bot.create", subject: id, after: { slug, ...(asked.template === undefined ? {} : { template: asked.template }) }, requestId: change.requestId, at: now.getTime() }),
    ]);
  } catch (error) {
    if (isUniqueFault(error)) throw slugTaken(slug);
    throw error;
  }
  return { id, slug, name: asked.name, description: asked.description, languages, version: null, publishedAt: null, dirty: true, revision: 1, updatedAt: now.getTime(), createdAt: now.getTime() };
}

function sourceOf({ template, config, languages }: NewBot): { config: unknown; suites: EvalSuite[] } {
  if (config !== undefined) {
    if (template !== undefined) throw new Refusal(422, "two_sources", { ru: "Бот делается из шаблона или из настроек.", en: "A bot is made from a template or from a config." }, [{ pointer: "/config", detail: { ru: "Уберите это или шаблон.", en: "Leave this or the template out." } }]);
    return { config, suites: [] };
  }
  const source = template === undefined ? { config: emptyBot, evals: [] } : templates.find((one) => one.id === template);
  if (source === undefined) throw new Refusal(422, "template_not_found", { ru: `Шаблона «${template}» нет.`, en: `There is no template "${template}".` }, [{ pointer: "/template", detail: { ru: "Шаблона с таким именем нет.", en: "No template has this name." } }]);
  const whole = botConfigSchema.parse(source.config);
  const suites = source.evals.map((suite) => evalSuiteSchema.parse(suite));
  return languages === undefined ? { config: whole, suites } : { config: keepLanguages(whole, languages), suites: keepEvals(suites, whole.languages, languages) };
}

/** For the list, of a draft that may not be sound. */
function languagesIn(config: Record<string, unknown>): Language[] {
  const known = checkConfig(config, "en").bot?.languages;
  if (known !== undefined) return known;
  const named: unknown = config["languages"];
  return Array.isArray(named) ? [...new Set(languagesOf(named.filter((one) => typeof one === "string")))] : [];
}
