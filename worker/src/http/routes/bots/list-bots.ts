import type { RouteHandler } from "@hono/zod-openapi";
import { botSummarySchema } from "@zvon/contract/api.ts";
import { z } from "zod";
import { listBots } from "../../../bots/published-bot.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json } from "../answers.ts";

export const listBotsRoute = secured("bots:read", { method: "get", path: "/v1/bots", summary: "Bots, once for each language they speak", responses: { 200: json("All of them", z.object({ bots: z.array(botSummarySchema) })) } });

export const listBotsHandler: RouteHandler<typeof listBotsRoute, AppEnv> = async (c) => c.json({ bots: await listBots(c.get("services").db, c.get("actor").tenant.id) }, 200);
