import type { RouteHandler } from "@hono/zod-openapi";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { Refusal } from "../../../refusal.ts";
import { upgradeFor } from "../../trusted-upgrade.ts";
import { problem } from "../answers.ts";

export const watchCallsRoute = secured("calls:read", {
  method: "get",
  path: "/v1/live",
  summary: "WebSocket: the calls that live, then which begin and end",
  responses: { 101: { description: "Events of contract/live" }, 426: problem("Not a WebSocket"), 429: problem("Too many look on") },
});

export const watchCalls: RouteHandler<typeof watchCallsRoute, AppEnv> = async (c) => {
  const { tenant } = c.get("actor");
  if (c.req.header("upgrade") !== "websocket") throw new Refusal(426, "websocket_expected", { ru: "Откройте этот адрес как WebSocket.", en: "Open this address as a WebSocket." });
  const opened = await c.get("services").hub(tenant.id).fetch(upgradeFor(c.req.raw, "/live", {}));
  if (opened.status === 429) throw new Refusal(429, "too_many_watchers", { ru: "Страницу «В эфире» открыло слишком много людей и программ.", en: "Too many people and tools look on live calls." });
  return opened;
};
