/** What the platform gives the Worker: bindings of wrangler.toml and secrets. Parsed once an isolate. */
import { vendorAccessesSchema } from "@zvon/contract/speech.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { z } from "zod";
import type { CallSession } from "./call/session.ts";
import type { TenantArchive } from "./calls/archive.ts";
import type { MediaNode } from "./nodes/media-node.ts";
import type { IceSettings } from "./operators/ice-servers.ts";
import type { OperatorDesk } from "./operators/operator-desk.ts";
import type { TenantHub } from "./tenants/hub.ts";
import type { TenantPeople } from "./tenants/people.ts";
import { parseKeyring } from "./vendors/keyring.ts";
import type { Keyring } from "./vendors/keyring.ts";

export interface Env {
  DB: D1Database;
  STORAGE: R2Bucket;
  ASSETS?: Fetcher;
  CALL_SESSION: DurableObjectNamespace<CallSession>;
  TENANT_HUB: DurableObjectNamespace<TenantHub>;
  TENANT_PEOPLE: DurableObjectNamespace<TenantPeople>;
  TENANT_ARCHIVE: DurableObjectNamespace<TenantArchive>;
  MEDIA_NODE: DurableObjectNamespace<MediaNode>;
  OPERATOR_DESK: DurableObjectNamespace<OperatorDesk>;
  ZVON_SEED_TOKEN?: string;
  ZVON_LINK_KEY: string;
  ZVON_SESSION_SECRET: string;
  ZVON_PUBLIC_URL?: string;
  ZVON_EDITION?: string;
  ZVON_RTP_TARGETS?: string;
  ZVON_CLIENT_ADDRESS_HEADER?: string;
  ZVON_KEYRING?: string;
  ZVON_VENDORS?: string;
  ZVON_EGRESS_ALLOW?: string;
  ZVON_ICE_SERVERS?: string;
  ZVON_TURN_SECRET?: string;
}

const secretsSchema = z.object({
  /** HS256 key of the tokens that open call links and take recordings. */
  ZVON_LINK_KEY: z.string().min(32),
  ZVON_SESSION_SECRET: z.string().min(32),
  /** Absent: seeding is switched off. */
  ZVON_SEED_TOKEN: z.string().min(16).optional(),
  /** Where browsers reach the product; absent: where the request came to. */
  ZVON_PUBLIC_URL: z.url().optional(),
  /** "resident": the Worker and a media node on one machine. */
  ZVON_EDITION: z.string().optional(),
  /** Networks in CIDR form, by commas. Absent: this machine alone in the resident edition, none elsewhere. */
  ZVON_RTP_TARGETS: z.string().optional(),
  /** The header in which the platform or a proxy of ours writes the client's address. Absent: no header is believed. */
  ZVON_CLIENT_ADDRESS_HEADER: z.string().regex(/^[a-z0-9-]+$/).optional(),
  /** Master keys of what tenants entrust to us, see vendors/keyring.ts. Absent: no keys can be kept. */
  ZVON_KEYRING: z.string().optional(),
  /** JSON of the platform's own accesses to vendors. */
  ZVON_VENDORS: z.string().optional(),
  /** Private networks that a tenant's addresses may lie in all the same, CIDR, by commas. Absent: none. */
  ZVON_EGRESS_ALLOW: z.string().optional(),
  /** stun:… and turn(s):… for telephones in browsers, by commas. Absent: none. */
  ZVON_ICE_SERVERS: z.string().optional(),
  /** What the TURN server shares with us; absent: no TURN. */
  ZVON_TURN_SECRET: z.string().optional(),
});

const thisMachine = "127.0.0.0/8,::1/128";

export type Secrets = { linkKey: Uint8Array; sessionSecret: string; seedToken: string | null; publicUrl: string | null; /** The installation serves its owner: its exchange's own way out is for whoever has no trunk. */ resident: boolean; /** CIDR, by commas. */ rtpTargets: string; clientAddressHeader: string | null; keyring: Keyring | null; /** The platform's own. */ vendors: VendorAccesses; /** CIDR, by commas. */ egressAllow: string; ice: IceSettings };

/** @throws ZodError naming the variable that is missing or too short. */
export function parseSecrets(env: Env): Secrets {
  const secrets = secretsSchema.parse(env);
  return {
    linkKey: new TextEncoder().encode(secrets.ZVON_LINK_KEY),
    sessionSecret: secrets.ZVON_SESSION_SECRET,
    seedToken: secrets.ZVON_SEED_TOKEN ?? null,
    publicUrl: secrets.ZVON_PUBLIC_URL ?? null,
    resident: secrets.ZVON_EDITION === "resident",
    rtpTargets: secrets.ZVON_RTP_TARGETS ?? (secrets.ZVON_EDITION === "resident" ? thisMachine : ""),
    clientAddressHeader: secrets.ZVON_CLIENT_ADDRESS_HEADER ?? null,
    keyring: secrets.ZVON_KEYRING === undefined ? null : parseKeyring(secrets.ZVON_KEYRING),
    vendors: parseVendors(secrets.ZVON_VENDORS),
    egressAllow: secrets.ZVON_EGRESS_ALLOW ?? "",
    ice: { urls: (secrets.ZVON_ICE_SERVERS ?? "").split(/[\s,]+/).filter((url) => /^(stun|turn)s?:\S+$/.test(url)), turnSecret: secrets.ZVON_TURN_SECRET ?? null },
  };
}

/** @throws Error that names fields, never what stood in them: a parser's own message would quote a key. */
function parseVendors(json: string | undefined): VendorAccesses {
  if (json === undefined || json.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = null;
  }
  const parsed = vendorAccessesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`ZVON_VENDORS does not fit: ${parsed.error.issues.map((issue) => `/${issue.path.map(String).join("/")} ${issue.code}`).join(", ")}`);
}
