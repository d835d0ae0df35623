/** Evals whose bot is led by its model, and whose personas it may play: by the tenant's own keys, else the platform's. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { ByModel } from "../bots/evals.ts";
import { modelInEvals } from "../call/model-in-evals.ts";
import { createModelPersona } from "../evals/persona-model.ts";
import { isolateBreakers, isolateTokens } from "../llm/isolate.ts";
import { Refusal } from "../refusal.ts";
import type { Services } from "../services.ts";
import { openSealed } from "../vendors/provider-keys.ts";
import { tenantTools } from "../vendors/tenant-access.ts";

/** @throws Refusal 422 when the bot has no model. */
export async function byModel(services: Services, tenantId: TenantId, { llm, fields }: BotConfig): Promise<ByModel> {
  if (llm === null) throw new Refusal(422, "no_model", { ru: "У бота нет языковой модели: выберите её или запустите проверки без модели.", en: "The bot has no language model: choose one, or run the evals without." });
  const { sealed } = await tenantTools(services, tenantId);
  const tenant = await openSealed(services.secrets, tenantId, sealed);
  const shared = { breakers: isolateBreakers, tokens: isolateTokens, fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init), now: services.now };
  const { model, meaning, sayLine } = modelInEvals({ llm, fields }, { tenantId, tenant, platform: services.secrets.vendors }, shared, (why) => console.warn(JSON.stringify({ event: "model of an eval not usable", why })));
  return { model, meaning, caller: (persona, transcript) => createModelPersona(persona, transcript, sayLine) };
}
