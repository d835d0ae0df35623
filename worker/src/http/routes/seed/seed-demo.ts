import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { z } from "zod";
import type { AppEnv } from "../../app-env.ts";
import { bearerOf } from "../../middleware/bearer.ts";
import { Refusal, notFound } from "../../../refusal.ts";
import { json, problem } from "../answers.ts";

const requestSchema = z.object({ email: z.email(), password: z.string().min(10).max(128), apiKey: z.string().regex(/^zv_live_[0-9A-Za-z_-]{16,120}$/), nodeToken: z.string().min(24).max(200) });

export const seedDemoRoute = createRoute({
  method: "post",
  path: "/internal/seed",
  summary: "The demo tenant of a resident installation; repeated it changes nothing but credentials that differ",
  security: [{ seed: [] }],
  request: { body: { required: true, content: { "application/json": { schema: requestSchema } } } },
  responses: { 200: json("It is there", z.object({ tenantId: z.string(), nodeId: z.string() })), 401: problem("Not the seed token") },
});

export const seedDemoHandler: RouteHandler<typeof seedDemoRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { seedToken } = services.secrets;
  if (seedToken === null) throw notFound("route");
  if (!(await sameSecret(bearerOf(c), seedToken))) throw new Refusal(401, "unauthenticated", "This is not the seed token.");
  const { seedDemo } = await import("../../../demo/seed-demo.ts");
  return c.json(await seedDemo(services, c.req.valid("json")), 200);
};

/** Compares digests, so that the time taken tells nothing of the secret. */
async function sameSecret(given: string, expected: string): Promise<boolean> {
  const digest = async (text: string) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return a.every((byte, index) => byte === b[index]);
}
