import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { mediaNodes } from "../../../db/schema.ts";
import { nodeStatusSchema } from "../../../nodes/node-status.ts";
import type { AppEnv } from "../../app-env.ts";
import { json } from "../answers.ts";

/** Public, so it says no more than whether things work: no addresses, versions or tenants. */
const healthSchema = z.object({ status: z.enum(["ok", "degraded"]) });

export const getHealthRoute = createRoute({ method: "get", path: "/health", summary: "The Worker answers", responses: { 200: json("It does", healthSchema) } });
export const getHealth: RouteHandler<typeof getHealthRoute, AppEnv> = (c) => c.json({ status: "ok" as const }, 200);

export const getDatabaseHealthRoute = createRoute({ method: "get", path: "/health/database", summary: "The directory answers", responses: { 200: json("It does", healthSchema), 503: json("It does not", healthSchema) } });
export const getDatabaseHealth: RouteHandler<typeof getDatabaseHealthRoute, AppEnv> = async (c) => {
  try {
    await c.get("services").db.run(sql`SELECT 1`);
    return c.json({ status: "ok" as const }, 200);
  } catch (error) {
    console.error(JSON.stringify({ event: "database unhealthy", error: String(error) }));
    return c.json({ status: "degraded" as const }, 503);
  }
};

const telephonySchema = healthSchema.extend({ nodes: z.array(nodeStatusSchema.pick({ connected: true, telephony: true, ways: true, clockOff: true })) });

export const getTelephonyHealthRoute = createRoute({ method: "get", path: "/health/telephony", summary: "A media node of the platform is connected, and what telephony it has", responses: { 200: json("Calls can be carried", telephonySchema), 503: json("They cannot", telephonySchema) } });
export const getTelephonyHealth: RouteHandler<typeof getTelephonyHealthRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const rows = await services.db.select({ id: mediaNodes.id }).from(mediaNodes).where(sql`${mediaNodes.tenantId} IS NULL`).limit(20);
  const nodes = (await Promise.all(rows.map(({ id }) => services.node(id).status()))).map(({ connected, telephony, ways, clockOff }) => ({ connected, telephony, ways, clockOff }));
  const carries = nodes.some((node) => node.connected && !node.clockOff);
  return carries ? c.json({ status: "ok" as const, nodes }, 200) : c.json({ status: "degraded" as const, nodes }, 503);
};
