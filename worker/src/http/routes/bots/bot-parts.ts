import type { RouteHandler } from "@hono/zod-openapi";
import { botPromptsSchema, botSettingsSchema, changeSettingsSchema, putPromptsSchema } from "@zvon/contract/bots-api.ts";
import { publishPart, readPublished } from "../../../bots/published-part.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody } from "./bot-request.ts";

const reading = { 404: problem("No such bot"), 409: problem("Not published yet"), 422: problem("The published version can't be read") };
const writing = { 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("Another version was published meanwhile, or evals fail (`evals_failed`)"), 422: problem("The bot would not work like this: pointers name the fields"), 429: problem("Evals are running already") };

export const getPromptsRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/prompts", summary: "What the bot is told, as published", request: { params: botParams }, responses: { 200: json("It", botPromptsSchema), ...reading } });

export const getPromptsHandler: RouteHandler<typeof getPromptsRoute, AppEnv> = async (c) => {
  const { version, config } = await readPublished(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot);
  return c.json({ version, prompts: config.prompts, context: config.context }, 200);
};

export const putPromptsRoute = secured("bots:write", { method: "put", path: "/v1/bots/{bot}/prompts", summary: "Publish other prompts at once; what is left out stays", request: { params: botParams, headers, body: jsonBody(putPromptsSchema) }, responses: { 200: json("As published now", botPromptsSchema), ...writing } });

export const putPromptsHandler: RouteHandler<typeof putPromptsRoute, AppEnv> = async (c) => {
  const { version: edited, prompts, context, override } = c.req.valid("json");
  const part = { ...(prompts === undefined ? {} : { prompts }), ...(context === undefined ? {} : { context }) };
  const { version, config } = await publishPart(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").bot, { version: edited, part, override }, changeOf(c));
  return c.json({ version, prompts: config.prompts, context: config.context }, 200);
};

export const getSettingsRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/settings", summary: "Model and search, as published", request: { params: botParams }, responses: { 200: json("They", botSettingsSchema), ...reading } });

export const getSettingsHandler: RouteHandler<typeof getSettingsRoute, AppEnv> = async (c) => {
  const { version, config } = await readPublished(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot);
  return c.json({ version, llm: config.llm, retrieval: config.retrieval }, 200);
};

export const changeSettingsRoute = secured("bots:write", { method: "patch", path: "/v1/bots/{bot}/settings", summary: "Publish another model or search at once; what is left out stays", request: { params: botParams, headers, body: jsonBody(changeSettingsSchema) }, responses: { 200: json("As published now", botSettingsSchema), ...writing } });

export const changeSettingsHandler: RouteHandler<typeof changeSettingsRoute, AppEnv> = async (c) => {
  const { version: edited, llm, retrieval, override } = c.req.valid("json");
  const part = { ...(llm === undefined ? {} : { llm }), ...(retrieval === undefined ? {} : { retrieval }) };
  const { version, config } = await publishPart(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").bot, { version: edited, part, override }, changeOf(c));
  return c.json({ version, llm: config.llm, retrieval: config.retrieval }, 200);
};
