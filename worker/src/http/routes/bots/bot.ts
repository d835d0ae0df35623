import type { RouteHandler } from "@hono/zod-openapi";
import { botRecordSchema, changeBotSchema, slugSchema } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { changeBot, deleteBot } from "../../../bots/change-bot.ts";
import { getRecord } from "../../../bots/open-bot.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody } from "./bot-request.ts";

export const getBotRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}", summary: "One bot, by id or slug", request: { params: botParams }, responses: { 200: json("It", botRecordSchema), 404: problem("No such bot") } });

export const getBotHandler: RouteHandler<typeof getBotRoute, AppEnv> = async (c) => c.json(await getRecord(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot), 200);

export const getBotBySlugRoute = secured("bots:read", { method: "get", path: "/v1/bots/by-slug/{slug}", summary: "One bot, by slug alone", request: { params: z.object({ slug: slugSchema }) }, responses: { 200: json("It", botRecordSchema), 404: problem("No such bot") } });

export const getBotBySlugHandler: RouteHandler<typeof getBotBySlugRoute, AppEnv> = async (c) => c.json(await getRecord(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").slug), 200);

export const changeBotRoute = secured("bots:write", {
  method: "patch",
  path: "/v1/bots/{bot}",
  summary: "Another name, slug or description; the config is untouched",
  request: { params: botParams, headers, body: jsonBody(changeBotSchema) },
  responses: { 200: json("It", botRecordSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("Another bot has this slug") },
});

export const changeBotHandler: RouteHandler<typeof changeBotRoute, AppEnv> = async (c) => c.json(await changeBot(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, c.req.valid("json"), changeOf(c)), 200);

export const deleteBotRoute = secured("bots:write", {
  method: "delete",
  path: "/v1/bots/{bot}",
  summary: "Delete a bot with its versions and evals; calls under way go on",
  request: { params: botParams },
  responses: { 204: { description: "It is gone" }, 404: problem("No such bot"), 409: problem("A number leads to it") },
});

export const deleteBotHandler: RouteHandler<typeof deleteBotRoute, AppEnv> = async (c) => {
  await deleteBot(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, changeOf(c));
  return c.body(null, 204);
};
