import type { RouteHandler } from "@hono/zod-openapi";
import { vendorListSchema } from "@zvon/contract/api.ts";
import { listVendors } from "../../../vendors/list-vendors.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json } from "../answers.ts";

export const listVendorsRoute = secured("vendors:read", { method: "get", path: "/v1/vendors", summary: "Vendors of speech and language: what each offers, whose key there is, what is sent there", responses: { 200: json("All of them; never a key", vendorListSchema) } });

export const listVendorsHandler: RouteHandler<typeof listVendorsRoute, AppEnv> = async (c) => {
  const { db, secrets } = c.get("services");
  return c.json(await listVendors(db, c.get("actor").tenant.id, secrets.vendors), 200);
};
