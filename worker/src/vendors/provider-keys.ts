/** The keys that tenants bring of their own vendors: written, used, never read back. */
import { vendorAccessSchema, vendorSchema } from "@zvon/contract/speech.ts";
import type { Vendor, VendorAccess, VendorAccesses } from "@zvon/contract/speech.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { z } from "zod";
import { providerKeys } from "../db/schema.ts";
import type { Secrets } from "../env.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { rewrap, seal, unseal } from "./keyring.ts";
import type { Keyring } from "./keyring.ts";

/** A tenant's access to one vendor as it lies in the directory; only `openSealed` makes something of it. */
export const sealedAccessSchema = z.object({ provider: vendorSchema, sealed: z.string(), keyVersion: z.string() });
export type SealedAccess = z.infer<typeof sealedAccessSchema>;

const nameOf = (tenantId: TenantId, vendor: Vendor) => ["provider key", tenantId, vendor];

/** A column for any statement that knows the tenant: its sealed accesses as JSON, so that a call's beginning asks once. */
export const sealedAccessesOf = (tenantId: SQL | { getSQL(): SQL } | string) =>
  sql<string>`(SELECT json_group_array(json_object('provider', ${providerKeys.provider}, 'sealed', ${providerKeys.sealed}, 'keyVersion', ${providerKeys.keyVersion})) FROM ${providerKeys} WHERE ${providerKeys.tenantId} = ${tenantId})`;

/** Rows of vendors that are no longer known are left out. */
export function parseSealedAccesses(column: string): SealedAccess[] {
  return z.array(z.unknown()).parse(JSON.parse(column)).flatMap((row) => {
    const parsed = sealedAccessSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/**
 * Opens what belongs to the tenant. A row that can't be opened (its master key is gone) is left out and told to the
 * log: the call then uses the platform's own access, where there is one.
 */
export async function openSealed(secrets: Pick<Secrets, "keyring">, tenantId: TenantId, rows: readonly SealedAccess[]): Promise<VendorAccesses> {
  const { keyring } = secrets;
  if (keyring === null || rows.length === 0) return {};
  const opened = await Promise.all(
    rows.map(async ({ provider, sealed, keyVersion }): Promise<[Vendor, VendorAccess] | null> => {
      try {
        return [provider, vendorAccessSchema.parse(JSON.parse(await unseal(keyring, nameOf(tenantId, provider), { text: sealed, keyVersion })))];
      } catch (error) {
        console.error(JSON.stringify({ event: "provider key not opened", tenantId, provider, keyVersion, error: error instanceof z.ZodError ? "its content does not fit" : String(error) }));
        return null;
      }
    }),
  );
  return Object.fromEntries(opened.filter((access) => access !== null));
}

/** The last four signs of a key long enough that they give nothing away. */
export const hintOf = (key: string): string => (key.trim().length >= 16 && !key.trim().startsWith("{") ? key.trim().slice(-4) : "");

/** What the settings page shows of a proxy: its password is a secret too. */
export function shownProxy(proxy: string | undefined): string | null {
  if (proxy === undefined) return null;
  const url = new URL(proxy);
  return `${url.protocol}//${url.username === "" ? "" : "…@"}${url.host}`;
}

export function requireKeyring({ keyring }: Pick<Secrets, "keyring">): Keyring {
  if (keyring === null) throw new Refusal(503, "no_keyring", { ru: "Эта установка не может хранить ключи: не задан ZVON_KEYRING.", en: "This installation can keep no keys: ZVON_KEYRING is not set." });
  return keyring;
}

export type ProviderKeyRow = typeof providerKeys.$inferInsert;

/** A row, whole. All of the access is sealed: an address that someone swaps in the database would send the key there. */
export async function sealAccess(keyring: Keyring, tenantId: TenantId, vendor: Vendor, access: VendorAccess, now: Date): Promise<ProviderKeyRow> {
  const sealed = await seal(keyring, nameOf(tenantId, vendor), JSON.stringify(access));
  return { tenantId, provider: vendor, sealed: sealed.text, keyVersion: sealed.keyVersion, hint: hintOf(access.key), folder: access.folder ?? null, baseUrl: access.baseUrl ?? null, proxy: shownProxy(access.proxy), createdAt: now, updatedAt: now };
}

/** The statement that writes a key in place of the former one. */
export function putStatement(db: Database, { createdAt, ...row }: ProviderKeyRow) {
  return db.insert(providerKeys).values({ createdAt, ...row }).onConflictDoUpdate({ target: [providerKeys.tenantId, providerKeys.provider], set: row });
}

/** Brings a row of an older master key under the newest; one that was replaced meanwhile stays as it is. */
export async function moveOver(db: Database, keyring: Keyring, tenantId: TenantId, row: SealedAccess): Promise<void> {
  if (row.keyVersion === keyring.current) return;
  const { text, keyVersion } = await rewrap(keyring, nameOf(tenantId, row.provider), { text: row.sealed, keyVersion: row.keyVersion });
  await db.update(providerKeys).set({ sealed: text, keyVersion }).where(and(eq(providerKeys.tenantId, tenantId), eq(providerKeys.provider, row.provider), eq(providerKeys.sealed, row.sealed)));
}
