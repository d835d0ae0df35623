import type { RouteHandler } from "@hono/zod-openapi";
import { callSchema } from "@zvon/contract/api.ts";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { notFound } from "../../../refusal.ts";
import { callParams, json, problem } from "../answers.ts";

export const getCallRoute = secured("calls:read", { method: "get", path: "/v1/calls/{id}", summary: "One call", request: { params: callParams }, responses: { 200: json("The call", callSchema), 404: problem("No such call") } });

export const getCall: RouteHandler<typeof getCallRoute, AppEnv> = async (c) => {
  const found = await findCall(c.get("services"), c.get("actor").tenant, c.req.valid("param").id);
  if (found === null) throw notFound("call");
  return c.json(found.call, 200);
};
