import type { RouteHandler } from "@hono/zod-openapi";
import { botRecordSchema, botVersionConfigSchema, botVersionPageSchema, restoreVersionSchema } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { getVersion, listVersions, restoreVersion } from "../../../bots/versions.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody, versionParams } from "./bot-request.ts";

export const listVersionsRoute = secured("bots:read", {
  method: "get",
  path: "/v1/bots/{bot}/versions",
  summary: "Versions, newest first",
  request: { params: botParams, query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().regex(/^\d{1,7}$/, "This is no cursor that the list gave out.").optional().describe("`next` of the page above") }) },
  responses: { 200: json("A page", botVersionPageSchema), 400: problem("Malformed"), 404: problem("No such bot") },
});

export const listVersionsHandler: RouteHandler<typeof listVersionsRoute, AppEnv> = async (c) => {
  const { limit, cursor } = c.req.valid("query");
  const { versions, next } = await listVersions(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, { limit, before: cursor === undefined ? null : Number(cursor) });
  return c.json({ versions, next: next === null ? null : String(next) }, 200);
};

export const getVersionRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/versions/{version}", summary: "One version with its config", request: { params: versionParams }, responses: { 200: json("It", botVersionConfigSchema), 404: problem("No such bot or version") } });

export const getVersionHandler: RouteHandler<typeof getVersionRoute, AppEnv> = async (c) => {
  const { bot, version } = c.req.valid("param");
  return c.json(await getVersion(c.get("services").db, c.get("actor").tenant.id, bot, version), 200);
};

export const restoreVersionRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/{bot}/versions/{version}/restore",
  summary: "Publish an old version anew, behind the same gate; a draft with changes of its own stays",
  request: { params: versionParams, headers, body: jsonBody(restoreVersionSchema) },
  responses: { 200: json("It, with its new version", botRecordSchema), 400: problem("Malformed"), 404: problem("No such bot or version"), 409: problem("It fails its evals (`evals_failed`), or was changed just now"), 422: problem("It does not work any more: pointers name the places in the config"), 429: problem("Evals are running already") },
});

export const restoreVersionHandler: RouteHandler<typeof restoreVersionRoute, AppEnv> = async (c) => {
  const { bot, version } = c.req.valid("param");
  return c.json(await restoreVersion(c.get("services"), c.get("actor").tenant.id, bot, version, c.req.valid("json"), changeOf(c)), 200);
};
