import type { RouteHandler } from "@hono/zod-openapi";
import { nameSchema } from "@zvon/contract/bot-text.ts";
import { putSecretSchema, secretListSchema } from "@zvon/contract/secrets-api.ts";
import { z } from "zod";
import { deleteSecret, listSecrets, putSecret } from "../../../vendors/tool-secrets.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";

const params = z.object({ secret: nameSchema });

export const listSecretsRoute = secured("vendors:read", { method: "get", path: "/v1/secrets", summary: "Names of the secrets that tools put into their headers, and the servers they go to; never the secrets themselves", responses: { 200: json("All of them", secretListSchema) } });

export const listSecretsHandler: RouteHandler<typeof listSecretsRoute, AppEnv> = async (c) => c.json({ secrets: await listSecrets(c.get("services").db, c.get("actor").tenant.id) }, 200);

export const putSecretRoute = secured("vendors:write", {
  method: "put",
  path: "/v1/secrets/{secret}",
  summary: "Keep a secret, in place of the former one of this name; it goes to the servers of `hosts` alone and is never answered",
  request: { params, body: { required: true, content: { "application/json": { schema: putSecretSchema } } } },
  responses: { 204: { description: "Kept; calls that begin from now on use it" }, 400: problem("Malformed"), 422: problem("There is no room for another"), 503: problem("The installation has no keyring") },
});

export const putSecretHandler: RouteHandler<typeof putSecretRoute, AppEnv> = async (c) => {
  const { db, secrets, now } = c.get("services");
  const actor = c.get("actor");
  await putSecret(db, secrets, actor.tenant.id, c.req.valid("param").secret, c.req.valid("json"), { actor: actor.id, requestId: c.get("requestId"), now: new Date(now()) });
  return c.body(null, 204);
};

export const deleteSecretRoute = secured("vendors:write", {
  method: "delete",
  path: "/v1/secrets/{secret}",
  summary: "Forget a secret; tools that name it fail in calls that begin from now on",
  request: { params },
  responses: { 204: { description: "It is gone" }, 404: problem("There is none of this name") },
});

export const deleteSecretHandler: RouteHandler<typeof deleteSecretRoute, AppEnv> = async (c) => {
  const { db, now } = c.get("services");
  const actor = c.get("actor");
  await deleteSecret(db, actor.tenant.id, c.req.valid("param").secret, { actor: actor.id, requestId: c.get("requestId"), now: new Date(now()) });
  return c.body(null, 204);
};
