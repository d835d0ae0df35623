/** The prompt of a bot in one of its states, word for word as its model gets it: made by what calls make it with (PRODUCT B5). */
import type { z } from "zod";
import type { promptPreviewRequestSchema, promptPreviewSchema } from "@zvon/contract/bots-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { flatten } from "../dialogue/flat-flow.ts";
import { promptFor } from "../dialogue/prompt.ts";
import { localClock } from "../language/calendar.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { keepable, requireSound } from "./check-config.ts";
import { openBot } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";

/** @param timeZone of the tenant: the prompt says what time it is. @throws Refusal 404; 422 where the config is faulty, or has no such state or language. */
export async function previewPrompt(db: Database, tenantId: TenantId, idOrSlug: string, { state, language, config }: z.infer<typeof promptPreviewRequestSchema>, timeZone: string, change: Change): Promise<z.infer<typeof promptPreviewSchema>> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const sound = requireSound(config === undefined ? bot.draft : keepable(config), change.language);
  if (!sound.languages.includes(language)) throw new Refusal(422, "language_not_spoken", { ru: "Бот не говорит на этом языке.", en: "The bot does not speak this language." }, [{ pointer: "/language", detail: { ru: `Он говорит на: ${sound.languages.join(", ")}.`, en: `It speaks: ${sound.languages.join(", ")}.` } }]);
  if (state !== undefined && !Object.hasOwn(flatten(sound).flow.states, state)) throw new Refusal(422, "state_not_found", { ru: `Состояния «${state}» нет.`, en: `There is no state "${state}".` }, [{ pointer: "/state", detail: { ru: "В сценарии нет состояния с таким именем.", en: "The flow has no state of this name." } }]);
  return promptFor(sound, { state, language, now: localClock(timeZone)(change.now.getTime()) });
}
