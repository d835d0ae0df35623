import type { RouteHandler } from "@hono/zod-openapi";
import { botEvalsSchema, evalRunListSchema, evalRunSchema, keptEvalsSchema, runEvalsSchema } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { getEvals, getRun, listRuns, putEvals, runBotEvals } from "../../../bots/evals.ts";
import { byModel } from "../../../trying/evals-with-model.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { botParams, changeOf, headers, jsonBody, languageIn } from "./bot-request.ts";

export const getEvalsRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/evals", summary: "The bot's evals, all suites", request: { params: botParams, headers }, responses: { 200: json("They", keptEvalsSchema), 404: problem("No such bot"), 422: problem("They were written by another version and can't be read") } });

export const getEvalsHandler: RouteHandler<typeof getEvalsRoute, AppEnv> = async (c) => c.json(await getEvals(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, languageIn(c)), 200);

export const putEvalsRoute = secured("bots:write", {
  method: "put",
  path: "/v1/bots/{bot}/evals",
  summary: "Keep these suites in place of all former ones",
  request: { params: botParams, headers, body: jsonBody(botEvalsSchema) },
  responses: { 200: json("As kept; warnings name lines that look like somebody's own number or e-mail", keptEvalsSchema), 400: problem("Malformed"), 404: problem("No such bot"), 422: problem("Too many, or two of one name") },
});

export const putEvalsHandler: RouteHandler<typeof putEvalsRoute, AppEnv> = async (c) => c.json(await putEvals(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot, c.req.valid("json").suites, changeOf(c)), 200);

export const runEvalsRoute = secured("bots:write", {
  method: "post",
  path: "/v1/bots/{bot}/evals/run",
  summary: "Run the evals of the draft or of a version, without a call; without a model unless `model` says so",
  request: { params: botParams, headers, body: jsonBody(runEvalsSchema) },
  responses: { 200: json("What came of it; kept among the newest 50", evalRunSchema), 400: problem("Malformed"), 404: problem("No such bot, version, suite or case"), 422: problem("The config is faulty: pointers name the places; or a vendor's agent leads the talk (`evals_agent`)"), 429: problem("Evals are running already") },
});

export const runEvalsHandler: RouteHandler<typeof runEvalsRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { tenant } = c.get("actor");
  const { model, ...asked } = c.req.valid("json");
  return c.json(await runBotEvals(services, tenant.id, c.req.valid("param").bot, asked, changeOf(c), model ? (bot) => byModel(services, tenant.id, bot) : null), 200);
};

export const listRunsRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/evals/runs", summary: "The newest runs", request: { params: botParams }, responses: { 200: json("Newest first", evalRunListSchema), 404: problem("No such bot") } });

export const listRunsHandler: RouteHandler<typeof listRunsRoute, AppEnv> = async (c) => c.json({ runs: await listRuns(c.get("services").db, c.get("actor").tenant.id, c.req.valid("param").bot) }, 200);

export const getRunRoute = secured("bots:read", { method: "get", path: "/v1/bots/{bot}/evals/runs/{run}", summary: "One run, with what was said", request: { params: botParams.extend({ run: z.string().min(1).max(60) }) }, responses: { 200: json("It", evalRunSchema), 404: problem("No such bot or run") } });

export const getRunHandler: RouteHandler<typeof getRunRoute, AppEnv> = async (c) => {
  const { bot, run } = c.req.valid("param");
  return c.json(await getRun(c.get("services").db, c.get("actor").tenant.id, bot, run), 200);
};
