import type { RouteHandler } from "@hono/zod-openapi";
import { messagePageSchema } from "@zvon/contract/api.ts";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { notFound } from "../../../refusal.ts";
import { callParams, json, problem } from "../answers.ts";

export const listMessagesRoute = secured("calls:read", { method: "get", path: "/v1/calls/{id}/messages", summary: "What was said", request: { params: callParams }, responses: { 200: json("In order", messagePageSchema), 404: problem("No such call") } });

export const listMessages: RouteHandler<typeof listMessagesRoute, AppEnv> = async (c) => {
  const found = await findCall(c.get("services"), c.get("actor").tenant, c.req.valid("param").id);
  if (found === null) throw notFound("call");
  return c.json({ messages: await found.messages() }, 200);
};
