import type { RouteHandler } from "@hono/zod-openapi";
import { callDetailSchema } from "@zvon/contract/call-detail.ts";
import { callLadder } from "@zvon/contract/call-ladder.ts";
import { endReasonWords } from "@zvon/contract/end-reason-words.ts";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { notFound } from "../../../refusal.ts";
import { callParams, json, problem } from "../answers.ts";

export const getCallRoute = secured("calls:read", { method: "get", path: "/v1/calls/{id}", summary: "One call, with why it ended in words and its signalling", request: { params: callParams }, responses: { 200: json("The call", callDetailSchema), 404: problem("No such call") } });

export const getCall: RouteHandler<typeof getCallRoute, AppEnv> = async (c) => {
  const found = await findCall(c.get("services"), c.get("actor").tenant, c.req.valid("param").id);
  if (found === null) throw notFound("call");
  const { call } = found;
  return c.json({ ...call, why: call.endReason === null ? null : endReasonWords(call.endReason, call.cause, call.detail), ladder: callLadder(call) }, 200);
};
