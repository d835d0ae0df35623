import type { RouteHandler } from "@hono/zod-openapi";
import { pronunciationSchema } from "@zvon/contract/api.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import { z } from "zod";
import { deletePronunciation, listPronunciations, putPronunciation } from "../../../vendors/pronunciations.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";

const listSchema = z.object({ pronunciations: z.array(pronunciationSchema) });

export const listPronunciationsRoute = secured("bots:read", { method: "get", path: "/v1/pronunciations", summary: "How words are to be said, for every bot of the account", responses: { 200: json("All of them", listSchema) } });

export const listPronunciationsHandler: RouteHandler<typeof listPronunciationsRoute, AppEnv> = async (c) => c.json({ pronunciations: await listPronunciations(c.get("services").db, c.get("actor").tenant.id) }, 200);

export const putPronunciationRoute = secured("bots:write", {
  method: "put",
  path: "/v1/pronunciations",
  summary: "Add a word, or change how it is said; the word's case does not matter",
  request: { body: { required: true, content: { "application/json": { schema: pronunciationSchema } } } },
  responses: { 200: json("As it is kept; calls that begin from now on say it so", pronunciationSchema), 400: problem("Malformed"), 422: problem("The dictionary is full") },
});

export const putPronunciationHandler: RouteHandler<typeof putPronunciationRoute, AppEnv> = async (c) => {
  const { db, now } = c.get("services");
  const actor = c.get("actor");
  const change = { actor: actor.id, requestId: c.get("requestId"), now: new Date(now()) };
  return c.json(await putPronunciation(db, actor.tenant.id, c.req.valid("json"), change), 200);
};

export const deletePronunciationRoute = secured("bots:write", {
  method: "delete",
  path: "/v1/pronunciations",
  summary: "Take a word out",
  request: { query: z.object({ language: languageSchema, word: z.string().trim().min(1).max(80) }) },
  responses: { 204: { description: "It is gone" }, 404: problem("The dictionary has no such word") },
});

export const deletePronunciationHandler: RouteHandler<typeof deletePronunciationRoute, AppEnv> = async (c) => {
  const { language, word } = c.req.valid("query");
  const { db, now } = c.get("services");
  const actor = c.get("actor");
  await deletePronunciation(db, actor.tenant.id, language, word, { actor: actor.id, requestId: c.get("requestId"), now: new Date(now()) });
  return c.body(null, 204);
};
