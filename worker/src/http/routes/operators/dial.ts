import type { RouteHandler } from "@hono/zod-openapi";
import { dialIdSchema } from "@zvon/contract/operator-dials.ts";
import { actSchema, dialSchema, dialledSchema } from "@zvon/contract/operators-api.ts";
import { z } from "zod";
import { actOnDial, dialOut } from "../../../operators/dial-out.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, headers } from "../line-request.ts";
import { personIn, personOnly } from "./person.ts";

export const dialRoute = secured("calls:write", {
  method: "post", path: "/v1/operators/me/dial", summary: "Call a number, or hand the caller on to a number or a colleague; presence tells how it goes",
  request: { headers, body: body(dialSchema) },
  responses: { 201: json("It is under way", dialledSchema), 400: problem("Malformed"), 403: personOnly, 409: problem("Nobody to hand on, a colleague who is busy, another dial under way"), 422: problem("A number that may not be called, or no line to call by"), 429: problem("A limit of the account is reached"), 503: problem("The media node is away") },
});
export const dialHandler: RouteHandler<typeof dialRoute, AppEnv> = async (c) => c.json(await dialOut(c.get("services"), c.get("actor").tenant, personIn(c), c.req.valid("json")), 201);

export const actRoute = secured("calls:write", {
  method: "post", path: "/v1/operators/me/dial/{dial}", summary: "Join the caller with whoever was reached, or take it back", request: { headers, params: z.object({ dial: dialIdSchema }), body: body(actSchema) },
  responses: { 204: { description: "Asked for; presence tells what came of it" }, 400: problem("Malformed"), 403: personOnly, 404: problem("No such dial is under way") },
});
export const actHandler: RouteHandler<typeof actRoute, AppEnv> = async (c) => {
  await actOnDial(c.get("services"), c.get("actor").tenant.id, personIn(c).id, { ...c.req.valid("json"), dial: c.req.valid("param").dial });
  return c.body(null, 204);
};
