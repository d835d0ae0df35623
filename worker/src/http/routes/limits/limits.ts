import type { RouteHandler } from "@hono/zod-openapi";
import { changeLimitsSchema, limitsSchema } from "@zvon/contract/limits-api.ts";
import { changeLimits, showLimits } from "../../../tenants/keep-limits.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, changeOf, headers } from "../line-request.ts";

export const getLimitsRoute = secured("lines:read", { method: "get", path: "/v1/limits", summary: "Where the account may call, what it may spend and has spent", responses: { 200: json("All limits", limitsSchema) } });
export const getLimitsHandler: RouteHandler<typeof getLimitsRoute, AppEnv> = async (c) => c.json(await showLimits(c.get("services"), c.get("actor").tenant), 200);

export const changeLimitsRoute = secured("lines:write", { method: "patch", path: "/v1/limits", summary: "Change what the owner may; a lowered limit holds for calls in progress, too", request: { headers, body: body(changeLimitsSchema) }, responses: { 200: json("All limits", limitsSchema), 400: problem("Malformed") } });
export const changeLimitsHandler: RouteHandler<typeof changeLimitsRoute, AppEnv> = async (c) => c.json(await changeLimits(c.get("services"), c.get("actor").tenant, c.req.valid("json"), changeOf(c)), 200);
