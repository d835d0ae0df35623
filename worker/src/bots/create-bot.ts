/** New bots: from a template, from a config, or the smallest one. A new bot is a draft; it takes calls once it is published. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { BotRecord, createBotSchema } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { bots, evalSuites } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { checkConfig, keepable } from "./check-config.ts";
import { emptyBot } from "./empty-bot.ts";
import { keepEvals, keepLanguages } from "./keep-languages.ts";
import type { Change } from "./open-bot.ts";
import { languagesOf } from "./published-bot.ts";
import { isUniqueFault, requireFree, slugFor, slugTaken } from "./slug.ts";
import { templates } from "./templates/templates.ts";

const maxBots = 200;

const tooMany = () => new Refusal(422, "bots_too_many", { ru: `В аккаунте не больше ${maxBots} ботов: сначала удалите одного.`, en: `An account holds ${maxBots} bots at most: delete one first.` });

export type NewBot = z.infer<typeof createBotSchema>;

/**
 * @param file what comes with a config: its evals, and a slug that gives way where another bot has it.
 * @throws Refusal 409 when the slug is taken; 422 when there is no such template, or no room for another bot.
 */
export async function createBot(db: Database, tenantId: TenantId, asked: NewBot, change: Change, file: { suites?: EvalSuite[] | undefined; slug?: string | undefined } = {}): Promise<BotRecord> {
  const { config, suites: ownSuites, description: ownDescription } = sourceOf(asked);
  const suites = file.suites ?? ownSuites;
  const description = asked.description === "" ? ownDescription[change.language] : asked.description;
  const written = keepable(config);
  const taken = new Set((await db.select({ slug: bots.slug }).from(bots).where(eq(bots.tenantId, tenantId))).map((row) => row.slug));
  if (taken.size >= maxBots) throw tooMany();
  const slug = asked.slug === undefined ? slugFor(file.slug ?? asked.name, taken) : requireFree(asked.slug, taken);
  const languages = languagesIn(written);
  const id = newId("bot");
  const { now } = change;
  const row = { id, tenantId, slug, name: asked.name, description, languages, publishedVersion: 0, createdAt: now, updatedAt: now, draftRevision: 1, draftUpdatedAt: now, draft: written };
  try {
    const written = await db.batch([
      db.insert(bots).values(row),
      ...(suites.length === 0 ? [] : [db.insert(evalSuites).values({ botId: id, suites, updatedAt: now })]),
      // Two at once may both have found room for one: the batch is one transaction, and whoever is too many goes again.
      db.delete(bots).where(and(eq(bots.id, id), sql`(SELECT count(*) FROM ${bots} WHERE ${bots.tenantId} = ${tenantId}) > ${maxBots}`)),
      db.update(bots).set({ updatedAt: now }).where(eq(bots.id, id)).returning({ id: bots.id }),
      auditIfChanged(db, tenantId, { actor: change.actor, action: "bot.create", subject: id, after: { slug, ...(asked.template === undefined ? {} : { template: asked.template }) }, requestId: change.requestId, at: now.getTime() }),
    ]);
    // The last but one told whether it is there.
    const there = written.at(-2);
    if (!Array.isArray(there) || there.length === 0) throw tooMany();
  } catch (error) {
    if (isUniqueFault(error)) throw slugTaken(slug);
    throw error;
  }
  return { id, slug, name: asked.name, description, languages, version: null, publishedAt: null, dirty: true, revision: 1, updatedAt: now.getTime(), createdAt: now.getTime() };
}

const undescribed = { ru: "", en: "" };

function sourceOf({ template, config, languages }: NewBot): { config: unknown; suites: EvalSuite[]; description: Sentence } {
  if (config !== undefined) {
    if (template !== undefined) throw new Refusal(422, "two_sources", { ru: "Бот делается из шаблона или из настроек.", en: "A bot is made from a template or from a config." }, [{ pointer: "/config", detail: { ru: "Уберите это или шаблон.", en: "Leave this or the template out." } }]);
    return { config, suites: [], description: undescribed };
  }
  const source = template === undefined ? { config: emptyBot, evals: [], description: undescribed } : templates.find((one) => one.id === template);
  if (source === undefined) throw new Refusal(422, "template_not_found", { ru: `Шаблона «${template}» нет.`, en: `There is no template "${template}".` }, [{ pointer: "/template", detail: { ru: `Есть такие: ${templates.map(({ id }) => id).join(", ")}.`, en: `There are these: ${templates.map(({ id }) => id).join(", ")}.` } }]);
  const whole = botConfigSchema.parse(source.config);
  const suites = source.evals.map((suite) => evalSuiteSchema.parse(suite));
  const { description } = source;
  return languages === undefined ? { config: whole, suites, description } : { config: keepLanguages(whole, languages), suites: keepEvals(suites, whole.languages, languages), description };
}

/** For the list, of a draft that may not be sound. */
function languagesIn(config: Record<string, unknown>): Language[] {
  const known = checkConfig(config, "en").bot?.languages;
  if (known !== undefined) return known;
  const named: unknown = config["languages"];
  return Array.isArray(named) ? [...new Set(languagesOf(named.filter((one) => typeof one === "string")))] : [];
}
