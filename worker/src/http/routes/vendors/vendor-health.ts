import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { vendorHealthListSchema } from "@zvon/contract/api.ts";
import { llmProviders, sttProviders, ttsProviders } from "@zvon/contract/speech.ts";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { mediaNodes } from "../../../db/schema.ts";
import { printsOf, vendorHealth } from "../../../vendors/health.ts";
import { openSealed } from "../../../vendors/provider-keys.ts";
import { tenantTools } from "../../../vendors/tenant-access.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";

export const getVendorHealthRoute = secured("vendors:read", { method: "get", path: "/v1/health/vendors", summary: "How vendors are doing, over the last hundred attempts each", responses: { 200: json("Those that were tried", vendorHealthListSchema) } });

export const getVendorHealth: RouteHandler<typeof getVendorHealthRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { id } = c.get("actor").tenant;
  const { nodeIds, sealed } = await tenantTools(services, id);
  const prints = await printsOf(await openSealed(services.secrets, id, sealed));
  return c.json({ vendors: await vendorHealth(services, nodeIds, [id, "platform"], prints) }, 200);
};

/** Public, so it says no more than whether things work: no errors, and nothing of tenants' own keys. */
const providerHealthSchema = z.object({ status: z.enum(["ok", "degraded"]), kinds: z.array(z.object({ kind: z.string(), state: z.string() })) });
const providerParams = z.object({ name: z.enum([...new Set([...sttProviders, ...ttsProviders, ...llmProviders])]) });

export const getProviderHealthRoute = createRoute({
  method: "get",
  path: "/health/providers/{name}",
  summary: "Whether a vendor answers, as the platform's media nodes and this program see it",
  request: { params: providerParams },
  responses: { 200: json("It does, or was not needed yet", providerHealthSchema), 404: problem("No such vendor"), 503: json("Calls are kept away from it", providerHealthSchema) },
});

export const getProviderHealth: RouteHandler<typeof getProviderHealthRoute, AppEnv> = async (c) => {
  const { name } = c.req.valid("param");
  const services = c.get("services");
  const rows = await services.db.select({ id: mediaNodes.id }).from(mediaNodes).where(sql`${mediaNodes.tenantId} IS NULL`).limit(8);
  const told = (await vendorHealth(services, rows.map((row) => row.id), ["platform"])).filter((line) => line.provider === name);
  const kinds = told.map(({ kind, state }) => ({ kind, state }));
  return kinds.some(({ state }) => state === "open") ? c.json({ status: "degraded" as const, kinds }, 503) : c.json({ status: "ok" as const, kinds }, 200);
};
