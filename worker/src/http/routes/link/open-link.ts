import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { verifyLink } from "../../../calls/grants.ts";
import type { AppEnv } from "../../app-env.ts";
import { bearerOf } from "../../middleware/bearer.ts";
import { Refusal } from "../../../refusal.ts";
import { upgradeFor } from "../../trusted-upgrade.ts";
import { callParams, problem } from "../answers.ts";

export const openLinkRoute = createRoute({ method: "get", path: "/link/v1/calls/{id}", summary: "WebSocket: the call link of one call", security: [{ grant: [] }], request: { params: callParams }, responses: { 101: { description: "contract/call-link" }, 401: problem("Not a token of this call"), 426: problem("Not a WebSocket") } });

/** Nothing is read but the token: a media node reconnects many calls at once when the edge comes back. */
export const openLink: RouteHandler<typeof openLinkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { id } = c.req.valid("param");
  const claims = await verifyLink(services.secrets.linkKey, bearerOf(c), id, services.now());
  if (claims === null) throw new Refusal(401, "unauthenticated", "The token does not open the link of this call.");
  if (c.req.header("upgrade") !== "websocket") throw new Refusal(426, "websocket_expected", "Open this address as a WebSocket.");
  return services.session(claims.tenantId, id).fetch(upgradeFor(c.req.raw, "/link", { call: id, tenant: claims.tenantId, node: claims.nodeId, "epoch-base": String(claims.epochBase) }));
};
