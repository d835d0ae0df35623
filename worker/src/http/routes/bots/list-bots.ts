import type { RouteHandler } from "@hono/zod-openapi";
import { botSummarySchema } from "@zvon/contract/api.ts";
import { botRecordSchema, createBotSchema } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { createBot } from "../../../bots/create-bot.ts";
import { listRecords } from "../../../bots/open-bot.ts";
import { summariesOf } from "../../../bots/published-bot.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { changeOf, headers, jsonBody } from "./bot-request.ts";

const listSchema = z.object({ bots: z.array(botSummarySchema), records: z.array(botRecordSchema) });

export const listBotsRoute = secured("bots:read", { method: "get", path: "/v1/bots", summary: "Bots: `bots` are those that can be called, `records` all, also those that are drafts", responses: { 200: json("All of them", listSchema) } });

export const listBotsHandler: RouteHandler<typeof listBotsRoute, AppEnv> = async (c) => {
  const records = await listRecords(c.get("services").db, c.get("actor").tenant.id);
  return c.json({ bots: summariesOf(records), records }, 200);
};

export const createBotRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots",
  summary: "A new bot, from a template, a config, or the smallest one; a draft until it is published",
  request: { headers, body: jsonBody(createBotSchema) },
  responses: { 201: json("It", botRecordSchema), 400: problem("Malformed"), 409: problem("Another bot has this slug"), 422: problem("No such template, or no room") },
});

export const createBotHandler: RouteHandler<typeof createBotRoute, AppEnv> = async (c) => c.json(await createBot(c.get("services").db, c.get("actor").tenant.id, c.req.valid("json"), changeOf(c)), 201);
