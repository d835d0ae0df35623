import type { RouteHandler } from "@hono/zod-openapi";
import { putVendorKeySchema } from "@zvon/contract/api.ts";
import { vendorSchema } from "@zvon/contract/speech.ts";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { providerKeys } from "../../../db/schema.ts";
import { Refusal, notFound } from "../../../refusal.ts";
import { auditIfChanged, auditStatement } from "../../../tenants/audit.ts";
import { accessFaults } from "../../../vendors/address.ts";
import { setupFault } from "../../../vendors/setup-fault.ts";
import { putStatement, requireKeyring, sealAccess } from "../../../vendors/provider-keys.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { languageHeaders } from "../../request-language.ts";
import { problem } from "../answers.ts";

export const vendorParams = z.object({ vendor: vendorSchema });

export const putVendorKeyRoute = secured("vendors:write", {
  method: "put",
  path: "/v1/vendors/{vendor}/key",
  summary: "Keep a key of the account's own, in place of the former one; it is never answered",
  request: { params: vendorParams, headers: languageHeaders, body: { required: true, content: { "application/json": { schema: putVendorKeySchema } } } },
  responses: { 204: { description: "Kept; calls that begin from now on use it" }, 400: problem("Malformed"), 404: problem("No such vendor"), 422: problem("An address leads where none may lead, or a call would be refused with this key"), 503: problem("The installation has no keyring") },
});

export const putVendorKey: RouteHandler<typeof putVendorKeyRoute, AppEnv> = async (c) => {
  const { vendor } = c.req.valid("param");
  const access = c.req.valid("json");
  const { db, secrets, now } = c.get("services");
  const actor = c.get("actor");
  const keyring = requireKeyring(secrets);
  const faults = accessFaults(access, secrets.egressAllow);
  if (faults.length > 0) throw new Refusal(422, "address_not_allowed", { ru: "Адрес использовать нельзя.", en: "An address can't be used." }, faults);
  const incomplete = setupFault(vendor, access);
  if (incomplete !== null) throw new Refusal(422, "key_incomplete", { ru: "С этим ключом звонкам откажут.", en: "Calls would be refused with this key." }, [{ pointer: `/${incomplete.field}`, detail: incomplete.detail }]);
  const at = now();
  const row = await sealAccess(keyring, actor.tenant.id, vendor, access, new Date(at));
  const { hint, folder, baseUrl, proxy } = row;
  const after = { hint, folder, baseUrl, proxy };
  await db.batch([
    putStatement(db, row),
    auditStatement(db, actor.tenant.id, { actor: actor.id, action: "vendor_key.put", subject: vendor, after, requestId: c.get("requestId"), at }),
  ]);
  return c.body(null, 204);
};

export const deleteVendorKeyRoute = secured("vendors:write", {
  method: "delete",
  path: "/v1/vendors/{vendor}/key",
  summary: "Forget the account's own key",
  request: { params: vendorParams },
  responses: { 204: { description: "Gone; calls that begin from now on use the installation's key, where there is one" }, 404: problem("There was none") },
});

export const deleteVendorKey: RouteHandler<typeof deleteVendorKeyRoute, AppEnv> = async (c) => {
  const { vendor } = c.req.valid("param");
  const { db, now } = c.get("services");
  const actor = c.get("actor");
  const [gone] = await db.batch([
    db.delete(providerKeys).where(and(eq(providerKeys.tenantId, actor.tenant.id), eq(providerKeys.provider, vendor))).returning({ provider: providerKeys.provider }),
    auditIfChanged(db, actor.tenant.id, { actor: actor.id, action: "vendor_key.delete", subject: vendor, requestId: c.get("requestId"), at: now() }),
  ]);
  if (gone.length === 0) throw notFound("key");
  return c.body(null, 204);
};
