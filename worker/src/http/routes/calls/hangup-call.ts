import type { RouteHandler } from "@hono/zod-openapi";
import { callSchema } from "@zvon/contract/api.ts";
import { writeAudit } from "../../../tenants/audit.ts";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { notFound } from "../../../refusal.ts";
import { callParams, json, problem } from "../answers.ts";

export const hangupCallRoute = secured("calls:write", {
  method: "post",
  path: "/v1/calls/{id}/hangup",
  summary: "Hang up; a call that has ended stays as it is",
  request: { params: callParams },
  responses: { 202: json("The call as it was then; it ends within moments", callSchema), 404: problem("No such call") },
});

export const hangupCall: RouteHandler<typeof hangupCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const services = c.get("services");
  const actor = c.get("actor");
  const found = await findCall(services, actor.tenant, id);
  if (found === null) throw notFound("call");
  if (found.call.status !== "ended") {
    await services.session(actor.tenant.id, id).hangup(actor.id);
    await writeAudit(services.db, actor.tenant.id, { actor: actor.id, action: "call.hangup", subject: id, requestId: c.get("requestId"), at: services.now() });
  }
  return c.json(found.call, 202);
};
