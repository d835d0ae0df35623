import type { RouteHandler } from "@hono/zod-openapi";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { Refusal, notFound } from "../../../refusal.ts";
import { upgradeFor } from "../../trusted-upgrade.ts";
import { callParams, problem } from "../answers.ts";

export const watchCallRoute = secured("calls:read", {
  method: "get",
  path: "/v1/calls/{id}/live",
  summary: "WebSocket: a snapshot, then what happens in the call",
  request: { params: callParams },
  responses: { 101: { description: "Events of contract/live" }, 404: problem("No such call"), 409: problem("The call has ended"), 426: problem("Not a WebSocket") },
});

export const watchCall: RouteHandler<typeof watchCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const services = c.get("services");
  const { tenant, id: actor } = c.get("actor");
  if (c.req.header("upgrade") !== "websocket") throw new Refusal(426, "websocket_expected", { ru: "Откройте этот адрес как WebSocket.", en: "Open this address as a WebSocket." });
  const found = await findCall(services, tenant, id);
  if (found === null) throw notFound("call");
  if (found.call.status === "ended" && (await services.session(tenant.id, id).snapshot()) === null) throw new Refusal(409, "call_ended", { ru: "Звонок закончен; реплики остались.", en: "The call has ended; its messages stay." });
  return services.session(tenant.id, id).fetch(upgradeFor(c.req.raw, "/live", { call: id, tenant: tenant.id, actor }));
};
