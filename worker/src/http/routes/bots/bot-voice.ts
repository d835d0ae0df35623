import type { RouteHandler } from "@hono/zod-openapi";
import { botVoiceSchema, changeBotVoiceSchema, previewVoiceSchema } from "@zvon/contract/api.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { z } from "zod";
import { changeBotVoice, getBotVoice } from "../../../bots/bot-voice.ts";
import { findDraftAndNodes } from "../../../bots/published-bot.ts";
import { Refusal, notFound } from "../../../refusal.ts";
import { speakPreview } from "../../../vendors/speak-preview.ts";
import { allowTry, toolsOf } from "../../../vendors/tenant-access.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody } from "./bot-request.ts";

export const getBotVoiceRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/voice", summary: "How a bot sounds, hears and thinks", request: { params: botParams }, responses: { 200: json("As published", botVoiceSchema), 404: problem("No such bot"), 409: problem("Not published yet"), 422: problem("The published version can't be read") } });

export const getBotVoiceHandler: RouteHandler<typeof getBotVoiceRoute, AppEnv> = async (c) => c.json(await getBotVoice(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot), 200);

export const changeBotVoiceRoute = secured("bots:write", {
  method: "patch",
  path: "/v1/bots/{bot}/voice",
  summary: "Publish the bot with another voice, hearing or model: for calls that begin from then on",
  request: { params: botParams, headers, body: jsonBody(changeBotVoiceSchema) },
  responses: { 200: json("As published now", botVoiceSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("Another version was published meanwhile, none is, or the new one fails its evals (`evals_failed`) and `override` is not set"), 422: problem("The bot would not work like this: pointers name the fields"), 429: problem("Evals are running already") },
});

export const changeBotVoiceHandler: RouteHandler<typeof changeBotVoiceRoute, AppEnv> = async (c) => c.json(await changeBotVoice(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").bot, c.req.valid("json"), changeOf(c)), 200);

export const previewVoiceRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/{bot}/voice/preview",
  summary: "A text as the bot would say it, with settings that are not saved yet or with those of the draft",
  request: { params: botParams, body: jsonBody(previewVoiceSchema) },
  responses: { 200: { description: "A WAV file, mono, 8 kHz", content: { "audio/wav": { schema: z.string().openapi({ format: "binary" }) } } }, 400: problem("Malformed"), 404: problem("No such bot"), 422: problem("The vendor does not speak: its code is in `code`"), 429: problem("Voices were tried very often just now"), 503: problem("No media node can speak now") },
});

export const previewVoice: RouteHandler<typeof previewVoiceRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const tenantId = c.get("actor").tenant.id;
  const { language, text, speech: given } = c.req.valid("json");
  const found = await findDraftAndNodes(services.db, tenantId, c.req.valid("param").bot);
  // Also when settings are given: the bot of another tenant previews nothing.
  if (found === null) throw notFound("bot");
  const speech = given ?? botConfigSchema.safeParse(found.bot.config).data?.voice.speech[language];
  if (speech === undefined) throw new Refusal(422, "language_not_spoken", { ru: "Для этого языка у бота нет голоса.", en: "The bot has no voice for this language." }, [{ pointer: "/language", detail: { ru: "Голос для него не выбран.", en: "No voice is chosen for it." } }]);
  await allowTry(services, tenantId);
  const tools = toolsOf(services, tenantId, { nodeIds: found.nodeIds, ...found.speech });
  const wav = await speakPreview(tools, speech, language, text, tools.dictionary);
  return c.body(wav.slice().buffer, 200, { "content-type": "audio/wav" });
};
