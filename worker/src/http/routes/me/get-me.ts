import type { RouteHandler } from "@hono/zod-openapi";
import { meSchema } from "@zvon/contract/api.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json } from "../answers.ts";

export const getMeRoute = secured("account:read", { method: "get", path: "/v1/me", summary: "Who is signed in, and where", responses: { 200: json("The actor", meSchema) } });

export const getMe: RouteHandler<typeof getMeRoute, AppEnv> = (c) => {
  const { user, tenant, role } = c.get("actor");
  return c.json({ user, tenant: { id: tenant.id, name: tenant.name, slug: tenant.slug, timeZone: tenant.timeZone }, role }, 200);
};
