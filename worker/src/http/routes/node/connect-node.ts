import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { eq } from "drizzle-orm";
import { sha256 } from "../../../auth/api-key.ts";
import { mediaNodes } from "../../../db/schema.ts";
import type { AppEnv } from "../../app-env.ts";
import { bearerOf } from "../../middleware/bearer.ts";
import { Refusal } from "../../../refusal.ts";
import { upgradeFor } from "../../trusted-upgrade.ts";
import { problem } from "../answers.ts";

export const connectNodeRoute = createRoute({ method: "get", path: "/node/v1/control", summary: "WebSocket: the control link of a media node", security: [{ node: [] }], responses: { 101: { description: "contract/node-link" }, 401: problem("Unknown credential"), 426: problem("Not a WebSocket") } });

/** The node is found by its credential: which one it is, is not the client's to say. */
export const connectNode: RouteHandler<typeof connectNodeRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const [node] = await services.db.select({ id: mediaNodes.id }).from(mediaNodes).where(eq(mediaNodes.credentialHash, await sha256(bearerOf(c)))).limit(1);
  if (node === undefined) throw new Refusal(401, "unauthenticated", "No media node has this credential.");
  if (c.req.header("upgrade") !== "websocket") throw new Refusal(426, "websocket_expected", "Open this address as a WebSocket.");
  return services.node(node.id).fetch(upgradeFor(c.req.raw, "/control", { node: node.id }));
};
