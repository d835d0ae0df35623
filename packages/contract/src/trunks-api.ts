/** The API of trunks (PRODUCT P2, P4): telephone lines of carriers. A password is written, used and never answered. */
import { z } from "zod";
import { trunkIdSchema, nodeIdSchema } from "./ids.ts";
import { nanoSchema } from "./money.ts";
import { callerIdFormatSchema, networkSchema, seenTrunkSchema, sipHostSchema, sipPasswordSchema, sipPortSchema, sipUserSchema, trunkAccessSchema, trunkCodecSchema, trunkKindSchema, trunkStateSchema, trunkTransportSchema } from "./trunk-settings.ts";
import type { TrunkAccess, TrunkKind } from "./trunk-settings.ts";

/** What a carrier's trunks usually are; `host` null: everybody's is another, from the carrier's cabinet. */
export const trunkPresets: Record<TrunkKind, { access: TrunkAccess; host: string | null; port: number; transport: "udp" }> = {
  novofon: { access: "credentials", host: "sip.novofon.ru", port: 5060, transport: "udp" },
  mango: { access: "register", host: null, port: 5060, transport: "udp" },
  exolve: { access: "ip", host: null, port: 5060, transport: "udp" },
  sip: { access: "register", host: null, port: 5060, transport: "udp" },
};

const trunkShape = {
  name: z.string().trim().min(1).max(80).refine((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), "a name on one line, of signs that can be seen"),
  kind: trunkKindSchema,
  access: trunkAccessSchema,
  host: sipHostSchema,
  port: sipPortSchema,
  transport: trunkTransportSchema,
  username: sipUserSchema.nullable(),
  outboundProxy: z.strictObject({ host: sipHostSchema, port: sipPortSchema }).nullable(),
  inboundNetworks: z.array(networkSchema).max(32),
  codecs: z.array(trunkCodecSchema).min(1).max(4).refine((codecs) => new Set(codecs).size === codecs.length, "each codec once"),
  callerIdFormat: callerIdFormatSchema,
  maxChannels: z.number().int().min(1).max(1000),
  dailyCalls: z.number().int().min(1).max(1_000_000).nullable(),
  /** What an outbound minute costs, in the account's currency; 0: it is free; null: not known, and counted as the account's limits say. */
  minutePrice: nanoSchema.nullable(),
  /** Digits of the carrier's own number that forwarded calls come to: the bot is then found by who forwarded (Diversion). */
  pilot: z.string().regex(/^\d{3,15}$/).nullable(),
  /** The one node that registers it; null: the account's first, else the platform's. */
  nodeId: nodeIdSchema.nullable(),
  enabled: z.boolean(),
};

/** POST /v1/trunks. What is left out is as the carrier usually has it. */
export const createTrunkSchema = z.strictObject({
  name: trunkShape.name,
  kind: trunkShape.kind,
  access: trunkShape.access.optional(),
  host: trunkShape.host.optional(),
  port: trunkShape.port.optional(),
  transport: trunkShape.transport.optional(),
  username: trunkShape.username.default(null),
  password: sipPasswordSchema.nullable().default(null),
  outboundProxy: trunkShape.outboundProxy.default(null),
  inboundNetworks: trunkShape.inboundNetworks.default([]),
  codecs: trunkShape.codecs.default(["pcma", "pcmu"]),
  callerIdFormat: trunkShape.callerIdFormat.default("e164"),
  maxChannels: trunkShape.maxChannels.default(10),
  dailyCalls: trunkShape.dailyCalls.default(1000),
  minutePrice: trunkShape.minutePrice.default(null),
  pilot: trunkShape.pilot.default(null),
  nodeId: trunkShape.nodeId.default(null),
  enabled: trunkShape.enabled.default(true),
});
export type CreateTrunk = z.input<typeof createTrunkSchema>;

/** PATCH /v1/trunks/{trunk}. What is left out stays. A new server, user or proxy needs the password again, so that a kept one is never sent elsewhere. */
export const changeTrunkSchema = z.strictObject({ ...trunkShape, password: sipPasswordSchema.nullable() }).omit({ kind: true }).partial();
export type ChangeTrunk = z.input<typeof changeTrunkSchema>;
/** PUT /v1/trunks/{trunk}/password: the carrier's new one, in place of the former; nodes have it within moments. */
export const putTrunkPasswordSchema = z.strictObject({ password: sipPasswordSchema });

/** `states`: as each connected node that has it tells; `detail` says it in words, in the reader's language. */
export const trunkRecordSchema = z.object({
  id: trunkIdSchema,
  ...trunkShape,
  name: z.string(),
  inboundNetworks: z.array(z.string()),
  /** When the password was written; null: there is none. */
  passwordAt: z.number().nullable(),
  states: z.array(seenTrunkSchema.extend({ nodeName: z.string(), detail: z.string() })),
  /** Ids of the numbers that calls go by it. */
  numbers: z.array(z.string()),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type TrunkRecord = z.infer<typeof trunkRecordSchema>;
/** GET /v1/trunks */
export const trunkListSchema = z.object({ trunks: z.array(trunkRecordSchema) });

/** POST /v1/trunks/{trunk}/test: a node registers, or asks by OPTIONS. `code`: the SIP status; null: no answer came, or no node could ask. */
export const trunkTestSchema = z.object({ ok: z.boolean(), state: trunkStateSchema, code: z.number().int().nullable(), detail: z.string(), tookMs: z.number(), nodeId: z.string().nullable() });
export type TrunkTest = z.infer<typeof trunkTestSchema>;
