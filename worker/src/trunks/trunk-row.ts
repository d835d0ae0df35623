/** A trunk as it lies in the directory: what is shown of it in one JSON column, its password sealed beside it. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { callerIdFormatSchema, sipHostSchema, sipPortSchema, sipUserSchema, trunkAccessSchema, trunkCodecSchema, trunkKindSchema, trunkSettingsSchema, trunkTransportSchema } from "@zvon/contract/trunk-settings.ts";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";
import type { Secrets } from "../env.ts";
import { seal, unseal } from "../vendors/keyring.ts";
import type { Keyring, Sealed } from "../vendors/keyring.ts";

/** Once 0 stood for a price that nobody had told. */
function withMinutePrice(row: unknown): unknown {
  if (typeof row !== "object" || row === null || "minutePrice" in row || !("pricePerMinute" in row)) return row;
  return { ...row, minutePrice: row.pricePerMinute === 0 ? null : row.pricePerMinute };
}

/** Rows of older versions load: what came later has a default. */
export const storedTrunkSchema = z.preprocess(withMinutePrice, z.object({
  kind: trunkKindSchema,
  access: trunkAccessSchema,
  host: sipHostSchema,
  port: sipPortSchema,
  transport: trunkTransportSchema,
  username: sipUserSchema.nullable().default(null),
  outboundProxy: z.object({ host: sipHostSchema, port: sipPortSchema }).nullable().default(null),
  inboundNetworks: z.array(z.string()).default([]),
  codecs: z.array(trunkCodecSchema).min(1).default(["pcma", "pcmu"]),
  callerIdFormat: callerIdFormatSchema.default("e164"),
  maxChannels: z.number().int().min(1).default(10),
  dailyCalls: z.number().int().min(1).nullable().default(1000),
  minutePrice: z.number().int().min(0).nullable().default(null),
}));
export type StoredTrunk = z.infer<typeof storedTrunkSchema>;

/** Sealed with where it goes: a password does not open for another tenant, trunk, server, user or proxy. */
const nameOf = (tenantId: TenantId, trunkId: string, { host, username, outboundProxy }: Whither) => ["trunk", tenantId, trunkId, host, username ?? "", outboundProxy === null ? "" : outboundProxy.host];
export type Whither = Pick<StoredTrunk, "host" | "username" | "outboundProxy">;

export const sealPassword = (keyring: Keyring, tenantId: TenantId, trunkId: string, to: Whither, password: string): Promise<Sealed> => seal(keyring, nameOf(tenantId, trunkId, to), password);

export type TrunkRow = { id: string; tenantId: TenantId; settings: unknown; sealed: string | null; keyVersion: string | null };

/** As a node gets it; null when it can't be opened, or does not fit: the log says why, and the tenant's other trunks go on. */
export async function openTrunk({ keyring }: Pick<Secrets, "keyring">, row: TrunkRow): Promise<TrunkSettings | null> {
  const { id, tenantId } = row;
  try {
    const stored = storedTrunkSchema.parse(row.settings);
    if (row.sealed !== null && keyring === null) throw new Error("the installation has no keyring");
    const password = row.sealed === null || keyring === null ? null : await unseal(keyring, nameOf(tenantId, id, stored), { text: row.sealed, keyVersion: row.keyVersion ?? "" });
    return trunkSettingsSchema.parse({ id, password, ...stored });
  } catch (error) {
    console.error(JSON.stringify({ event: "trunk not opened", tenantId, trunk: id, error: error instanceof z.ZodError ? `it does not fit at ${error.issues[0]?.path.map(String).join("/") ?? ""}` : String(error) }));
    return null;
  }
}
