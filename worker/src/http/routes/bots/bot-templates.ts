import type { RouteHandler } from "@hono/zod-openapi";
import { botTemplateListSchema } from "@zvon/contract/bots-api.ts";
import { listTemplates } from "../../../bots/templates/templates.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json } from "../answers.ts";

export const listTemplatesRoute = secured("bots:read", { method: "get", path: "/v1/bot-templates", summary: "Bots to begin with", responses: { 200: json("All of them", botTemplateListSchema) } });

export const listTemplatesHandler: RouteHandler<typeof listTemplatesRoute, AppEnv> = (c) => c.json({ templates: listTemplates() }, 200);
