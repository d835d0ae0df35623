import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { botDiffSchema, importBotQuerySchema, importedBotSchema } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { configJsonSchema } from "../../../bots/config-schema.ts";
import { diffVersions } from "../../../bots/diff-versions.ts";
import { exportBot, formats, importBot, readBotFile } from "../../../bots/import-export.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, languageIn } from "./bot-request.ts";

/** A version's number, or what is edited. */
const ofSchema = z.union([z.literal("draft"), z.coerce.number().int().min(1).max(1_000_000)]);
const configFile = z.record(z.string(), z.unknown()).openapi({ description: "A bot's file, or its config alone, see /v1/schemas/bot.json" });

export const exportBotRoute = secured("bots:read", {
  method: "get",
  path: "/v1/bots/{bot}/export",
  summary: "The bot as a file: config, evals, name and description; with what=config the config alone",
  request: { params: botParams, query: z.object({ format: z.enum(formats).default("yaml"), of: ofSchema.default("draft"), what: z.enum(["bot", "config"]).default("bot") }) },
  responses: { 200: { description: "The file", content: { "application/yaml": { schema: z.string() }, "application/json": { schema: configFile } } }, 400: problem("Malformed"), 404: problem("No such bot or version") },
});

export const exportBotHandler: RouteHandler<typeof exportBotRoute, AppEnv> = async (c) => {
  const { format, of, what } = c.req.valid("query");
  const { name, text } = await exportBot(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, { of, format, what });
  return c.body(text, 200, { "content-type": `application/${format}; charset=utf-8`, "content-disposition": `attachment; filename="${name}"` });
};

export const importBotRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/import",
  summary: "A new bot from a file, or another draft of `bot`",
  // Not `required`: then the body would be read as JSON whatever its type says.
  request: { headers, query: importBotQuerySchema, body: { content: { "application/json": { schema: configFile }, "application/yaml": { schema: z.string() }, "application/x-yaml": { schema: z.string() }, "text/yaml": { schema: z.string() } } } },
  responses: { 200: json("The bot, and what is wrong with its draft", importedBotSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("Another bot has this slug"), 415: problem("Neither YAML nor JSON"), 422: problem("No YAML: the sentence names line and column; too large; or a bot file whose parts do not fit") },
});

export const importBotHandler: RouteHandler<typeof importBotRoute, AppEnv> = async (c) => {
  // Other types than those described above do not get here.
  const format = /yaml/i.test(c.req.header("content-type") ?? "") ? "yaml" : "json";
  const file = readBotFile(format, new TextDecoder().decode(await c.req.arrayBuffer()), languageIn(c));
  return c.json(await importBot(c.get("services").db, c.get("actor").tenant.id, file, c.req.valid("query"), changeOf(c)), 200);
};

export const diffBotRoute = secured("bots:read", {
  method: "get",
  path: "/v1/bots/{bot}/diff",
  summary: "What changed from one version to another, or to the draft",
  request: { params: botParams, query: z.object({ from: ofSchema, to: ofSchema.default("draft") }) },
  responses: { 200: json("Change by change", botDiffSchema), 400: problem("Malformed"), 404: problem("No such bot or version") },
});

export const diffBotHandler: RouteHandler<typeof diffBotRoute, AppEnv> = async (c) => {
  const { from, to } = c.req.valid("query");
  return c.json(await diffVersions(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, from, to), 200);
};

/** Public: editors fetch it without a credential, and it holds nothing of anyone's. */
export const getBotSchemaRoute = createRoute({ method: "get", path: "/v1/schemas/bot.json", summary: "JSON Schema 2020-12 of a bot's config", responses: { 200: { description: "It", content: { "application/schema+json": { schema: z.custom<ReturnType<typeof configJsonSchema>>().openapi({ type: "object" }) } } } } });

export const getBotSchemaHandler: RouteHandler<typeof getBotSchemaRoute, AppEnv> = (c) => c.json(configJsonSchema(), 200, { "content-type": "application/schema+json", "cache-control": "public, max-age=3600" });
