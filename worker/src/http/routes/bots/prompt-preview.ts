import type { RouteHandler } from "@hono/zod-openapi";
import { promptPreviewRequestSchema, promptPreviewSchema } from "@zvon/contract/bots-api.ts";
import { previewPrompt } from "../../../bots/prompt-preview.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody } from "./bot-request.ts";

export const previewPromptRoute = secured("bots:read", {
  method: "post",
  path: "/v1/bots/{bot}/prompt-preview",
  summary: "What the model gets in a state, before anything was said: of the draft, or of a config that is not kept",
  request: { params: botParams, headers, body: jsonBody(promptPreviewRequestSchema) },
  responses: { 200: json("Word for word", promptPreviewSchema), 400: problem("Malformed"), 404: problem("No such bot"), 422: problem("The config is faulty, or has no such state or language") },
});

export const previewPromptHandler: RouteHandler<typeof previewPromptRoute, AppEnv> = async (c) => {
  const { id, timeZone } = c.get("actor").tenant;
  return c.json(await previewPrompt(c.get("services").db, id, c.req.valid("param").bot, c.req.valid("json"), timeZone, changeOf(c)), 200);
};
