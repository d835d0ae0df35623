import type { RouteHandler } from "@hono/zod-openapi";
import { botDraftSchema, checkBotSchema, checkedBotSchema, checkedWarningsSchema, publishBotSchema, publishedBotSchema, putDraftSchema } from "@zvon/contract/bots-api.ts";
import { checkConfig, keepable } from "../../../bots/check-config.ts";
import { checkWarnings, getDraft, putDraft } from "../../../bots/draft.ts";
import { publishDraft } from "../../../bots/publish.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody, languageIn } from "./bot-request.ts";

export const getDraftRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/draft", summary: "The config that is edited, with its faults; what is published where there is no draft", request: { params: botParams, headers }, responses: { 200: json("It", botDraftSchema), 404: problem("No such bot") } });

export const getDraftHandler: RouteHandler<typeof getDraftRoute, AppEnv> = async (c) => c.json(await getDraft(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, languageIn(c)), 200);

export const putDraftRoute = secured("bots:write", {
  method: "put",
  path: "/v1/bots/{bot}/draft",
  summary: "Keep a config, sound or not; no call sees it",
  request: { params: botParams, headers, body: jsonBody(putDraftSchema) },
  responses: { 200: json("As it is kept", botDraftSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("The draft was changed since `revision`"), 422: problem("Too large, too deep, or no object") },
});

export const putDraftHandler: RouteHandler<typeof putDraftRoute, AppEnv> = async (c) => {
  const { revision, config } = c.req.valid("json");
  return c.json(await putDraft(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, { revision, config }, changeOf(c)), 200);
};

export const checkedWarningsRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/{bot}/checked",
  summary: "Say of warnings about a template's texts that they were looked at: they come back when the text is another one",
  request: { params: botParams, headers, body: jsonBody(checkedWarningsSchema) },
  responses: { 200: json("The draft, without them", botDraftSchema), 400: problem("Malformed"), 404: problem("No such bot") },
});

export const checkedWarningsHandler: RouteHandler<typeof checkedWarningsRoute, AppEnv> = async (c) => c.json(await checkWarnings(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, c.req.valid("json").checks, changeOf(c)), 200);

export const checkBotRoute = secured("bots:read", {
  method: "post",
  path: "/v1/bots/check",
  summary: "The faults of a config that is not kept",
  request: { headers, body: jsonBody(checkBotSchema) },
  responses: { 200: json("None when it could be published", checkedBotSchema), 400: problem("Malformed"), 422: problem("Too large, too deep, or no object") },
});

export const checkBotHandler: RouteHandler<typeof checkBotRoute, AppEnv> = (c) => {
  const { faults, warnings } = checkConfig(keepable(c.req.valid("json").config), languageIn(c));
  return c.json({ faults, warnings }, 200);
};

export const publishBotRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/{bot}/publish",
  summary: "Publish the draft: for calls that begin from then on",
  request: { params: botParams, headers, body: jsonBody(publishBotSchema) },
  responses: { 200: json("It, with its new version", publishedBotSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("The draft was changed since `revision`, says nothing new, or fails its evals (`evals_failed`)"), 422: problem("Faulty, or a tool would take a secret to a server it is not for: pointers name the places in the config"), 429: problem("Evals are running already") },
});

export const publishBotHandler: RouteHandler<typeof publishBotRoute, AppEnv> = async (c) => c.json(await publishDraft(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").bot, c.req.valid("json"), changeOf(c)), 200);
