import type { RouteHandler } from "@hono/zod-openapi";
import { testVendorSchema, vendorTestSchema } from "@zvon/contract/api.ts";
import { Refusal } from "../../../refusal.ts";
import { accessFaults } from "../../../vendors/address.ts";
import { checkVendor } from "../../../vendors/check-vendor.ts";
import { moveOver } from "../../../vendors/provider-keys.ts";
import { allowTry, tenantTools } from "../../../vendors/tenant-access.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { languageHeaders, languageOf } from "../../request-language.ts";
import { json, problem } from "../answers.ts";
import { vendorParams } from "./vendor-key.ts";

export const testVendorRoute = secured("vendors:write", {
  method: "post",
  path: "/v1/vendors/{vendor}/test",
  summary: "Try a key, the given one, else the account's own, else the installation's: each kind of work once",
  request: { params: vendorParams, headers: languageHeaders, body: { required: true, content: { "application/json": { schema: testVendorSchema } } } },
  responses: { 200: json("What came of it: a key that does not work is an answer, too", vendorTestSchema), 400: problem("Malformed"), 404: problem("No such vendor"), 409: problem("There is no key to try"), 422: problem("An address leads where none may lead"), 429: problem("Vendors were tried very often just now") },
});

export const testVendor: RouteHandler<typeof testVendorRoute, AppEnv> = async (c) => {
  const { vendor } = c.req.valid("param");
  const { access: given } = c.req.valid("json");
  const services = c.get("services");
  const { secrets, now } = services;
  const faults = given === undefined ? [] : accessFaults(given, secrets.egressAllow, "/access");
  if (faults.length > 0) throw new Refusal(422, "address_not_allowed", { ru: "Адрес использовать нельзя.", en: "An address can't be used." }, faults);
  const tools = await tenantTools(services, c.get("actor").tenant.id);
  const access = given ?? (await tools.accessTo(vendor));
  // A key that is used is a good moment: the older master key can go once no row needs it.
  const stored = tools.sealed.find((row) => row.provider === vendor);
  if (given === undefined && access !== null && stored !== undefined && secrets.keyring !== null) c.executionCtx.waitUntil(moveOver(services.db, secrets.keyring, c.get("actor").tenant.id, stored));
  const platform = secrets.vendors[vendor] ?? null;
  if (access === null && platform === null) throw new Refusal(409, "no_key", { ru: "Пробовать нечего: дайте ключ.", en: "There is no key to try: give one." });
  await allowTry(services, c.get("actor").tenant.id);
  return c.json(await checkVendor({ probe: tools.probe, fetch: (input, init) => fetch(input, init), now }, vendor, access, platform, languageOf(c.req.valid("header")["accept-language"])), 200);
};
