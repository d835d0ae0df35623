/** Secrets of a tenant's tools (`{secret.name}` in a header): written, used, never read back. */
import type { SecretInfo, putSecretSchema } from "@zvon/contract/secrets-api.ts";
import { nameSchema } from "@zvon/contract/bot-text.ts";
import { isSecretHost } from "@zvon/contract/secret-hosts.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, asc, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { z } from "zod";
import { toolSecrets } from "../db/schema.ts";
import type { Secrets } from "../env.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { rewrap, seal, unseal } from "./keyring.ts";
import { requireKeyring } from "./provider-keys.ts";

/** They travel with every call, sealed. */
const maxSecrets = 30;

export const sealedSecretSchema = z.object({ name: nameSchema, sealed: z.string(), keyVersion: z.string(), hosts: z.array(z.string()).default([]) });
export type SealedSecret = z.infer<typeof sealedSecretSchema>;

/** A sealed text that is copied to another tenant's row, or another name's, or whose servers were changed beside it, does not open. */
const nameOf = (tenantId: TenantId, name: string, hosts: readonly string[]) => ["tool secret", tenantId, name, ...hosts];

/** A column for any statement that knows the tenant, as `sealedAccessesOf` is. */
export const sealedSecretsOf = (tenantId: SQL | { getSQL(): SQL } | string) =>
  sql<string>`(SELECT json_group_array(json_object('name', ${toolSecrets.name}, 'sealed', ${toolSecrets.sealed}, 'keyVersion', ${toolSecrets.keyVersion}, 'hosts', json(${toolSecrets.hosts}))) FROM ${toolSecrets} WHERE ${toolSecrets.tenantId} = ${tenantId})`;

/** A row that does not fit is left out: a tool that needs it fails, the call goes on. */
export const parseSealedSecrets = (column: string): SealedSecret[] => z.array(z.unknown()).parse(JSON.parse(column)).flatMap((row) => sealedSecretSchema.safeParse(row).data ?? []);

/** `missing`: there is none of this name, or it cannot be opened. */
export type FoundSecret = { ok: true; value: string } | { ok: false; why: "missing" | "other_host" };

/** @param hostname of the address it is for, as URL gives it. Where it is not found, the log says why. */
export async function openSecret({ keyring }: Pick<Secrets, "keyring">, tenantId: TenantId, sealed: readonly SealedSecret[], name: string, hostname: string): Promise<FoundSecret> {
  const row = sealed.find((one) => one.name === name);
  if (row === undefined || keyring === null) return { ok: false, why: "missing" };
  if (!isSecretHost(row.hosts, hostname)) {
    console.warn(JSON.stringify({ event: "tool secret kept from a host", tenantId, name, hostname, hosts: row.hosts }));
    return { ok: false, why: "other_host" };
  }
  try {
    return { ok: true, value: await unseal(keyring, nameOf(tenantId, name, row.hosts), { text: row.sealed, keyVersion: row.keyVersion }) };
  } catch (error) {
    console.error(JSON.stringify({ event: "tool secret not opened", tenantId, name, keyVersion: row.keyVersion, error: String(error) }));
    return { ok: false, why: "missing" };
  }
}

/** Brings a secret that was just used under the newest master key, so that an older one can be given up; one that was replaced meanwhile stays as it is. Never throws: the next use tries again. */
export async function moveSecretOver(db: Database, { keyring }: Pick<Secrets, "keyring">, tenantId: TenantId, row: SealedSecret): Promise<void> {
  if (keyring === null || row.keyVersion === keyring.current) return;
  try {
    const { text, keyVersion } = await rewrap(keyring, nameOf(tenantId, row.name, row.hosts), { text: row.sealed, keyVersion: row.keyVersion });
    await db.update(toolSecrets).set({ sealed: text, keyVersion }).where(and(eq(toolSecrets.tenantId, tenantId), eq(toolSecrets.name, row.name), eq(toolSecrets.sealed, row.sealed)));
  } catch (error) {
    console.error(JSON.stringify({ event: "tool secret not moved over", tenantId, name: row.name, keyVersion: row.keyVersion, error: String(error) }));
  }
}

export async function listSecrets(db: Database, tenantId: TenantId): Promise<SecretInfo[]> {
  const rows = await db.select({ name: toolSecrets.name, hosts: toolSecrets.hosts, updatedAt: toolSecrets.updatedAt }).from(toolSecrets).where(eq(toolSecrets.tenantId, tenantId)).orderBy(asc(toolSecrets.name));
  return rows.map(({ name, hosts, updatedAt }) => ({ name, hosts, updatedAt: updatedAt.getTime() }));
}

export type SecretChange = { actor: string; requestId: string; now: Date };

/** One transaction that writes nothing when there is no room. @throws Refusal 422 then, 503 without a keyring. */
export async function putSecret(db: Database, secrets: Pick<Secrets, "keyring">, tenantId: TenantId, name: string, { value, hosts }: z.infer<typeof putSecretSchema>, change: SecretChange): Promise<void> {
  const { text, keyVersion } = await seal(requireKeyring(secrets), nameOf(tenantId, name, hosts), value);
  const mine = sql`FROM ${toolSecrets} WHERE ${toolSecrets.tenantId} = ${tenantId}`;
  const at = change.now.getTime();
  const [written] = await db.batch([
    db
      .insert(toolSecrets)
      // All columns in the table's order.
      .select(sql`SELECT ${tenantId}, ${name}, ${text}, ${keyVersion}, ${at}, ${at}, ${JSON.stringify(hosts)} WHERE (SELECT count(*) ${mine}) < ${maxSecrets} OR EXISTS (SELECT 1 ${mine} AND ${toolSecrets.name} = ${name})`)
      .onConflictDoUpdate({ target: [toolSecrets.tenantId, toolSecrets.name], set: { sealed: text, keyVersion, hosts, updatedAt: change.now } })
      .returning({ name: toolSecrets.name }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "secret.put", subject: name, after: { hosts }, requestId: change.requestId, at }),
  ]);
  if (written.length === 0) throw new Refusal(422, "secrets_full", { ru: `В аккаунте не больше ${maxSecrets} секретов: сначала удалите один.`, en: `An account keeps ${maxSecrets} secrets at most: delete one first.` }, [{ pointer: "/value", detail: { ru: "Для ещё одного секрета нет места.", en: "There is no room for another secret." } }]);
}

/** One transaction. @throws Refusal 404 when there is none. */
export async function deleteSecret(db: Database, tenantId: TenantId, name: string, change: SecretChange): Promise<void> {
  const [gone] = await db.batch([
    db.delete(toolSecrets).where(and(eq(toolSecrets.tenantId, tenantId), eq(toolSecrets.name, name))).returning({ name: toolSecrets.name }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "secret.delete", subject: name, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  if (gone.length === 0) throw notFound("secret");
}
