/**
 * A trunk as a media node gets it, to render its exchange's configuration from: with the password, so it is never logged
 * and lies on disk only where the exchange reads it. The exchange's endpoint is named by `id`, which is also what a
 * `place` of the node link dials through and what an `offer` says a call came by.
 */
import { z } from "zod";
import { nodeIdSchema, trunkIdSchema } from "./ids.ts";
import { telephoneSchema } from "./telephone.ts";

/** `novofon`: credentials · `mango`: registration · `exolve`: by address · `sip`: any other peer. */
export const trunkKinds = ["novofon", "mango", "exolve", "sip"] as const;
export const trunkKindSchema = z.enum(trunkKinds);
export type TrunkKind = z.infer<typeof trunkKindSchema>;

/**
 * `register`: we register, and calls come to where we did · `credentials`: our calls authenticate, theirs are known by
 * address · `ip`: both sides are known by address alone.
 */
export const trunkAccessSchema = z.enum(["register", "credentials", "ip"]);
export type TrunkAccess = z.infer<typeof trunkAccessSchema>;
export const trunkTransportSchema = z.enum(["udp", "tcp", "tls"]);
export type TrunkTransport = z.infer<typeof trunkTransportSchema>;
export const trunkCodecSchema = z.enum(["pcma", "pcmu", "g722", "opus"]);
export type TrunkCodec = z.infer<typeof trunkCodecSchema>;
/** How our number is written to the carrier, by the Russian number 79161234567: itself, "+79161234567", "89161234567". */
export const callerIdFormatSchema = z.enum(["e164", "plus", "national"]);
export type CallerIdFormat = z.infer<typeof callerIdFormatSchema>;

/** A name or an address, without a port. These texts are written into configuration files: nothing but what a host name holds. */
export const sipHostSchema = z.string().regex(/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i, "a server's name or IPv4 address alone: sip.example.com").refine((host) => !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(host) || isAddress(host), "an IPv4 address in four plain numbers: 203.0.113.10");
export const sipPortSchema = z.number().int().min(1).max(65535);
/** What stands before "@": letters, digits and the signs of RFC 3261 that no configuration file takes for its own. */
export const sipUserSchema = z.string().regex(/^[A-Za-z0-9+*_.@-]{1,80}$/, "letters, digits and + * _ . @ - alone");
/** Printable ASCII but for what ends a value in a configuration file: `;` and spaces at the ends, quotes and backslashes. */
export const sipPasswordSchema = z.string().regex(/^[!#$%&'()*+,\-./0-9:<=>?@A-Z[\]^_`a-z{|}~]{1,120}$/, "Latin letters, digits and signs, without spaces, quotes, ; and \\");
/**
 * CIDR of IPv4, "203.0.113.10/32"; one address alone is taken for itself. Wider than /16 is no carrier's: what calls from
 * there passes the border's guard against strangers, and is closed to other accounts.
 */
export const networkSchema = z.string().refine(isNetwork, "an IPv4 address or network, /16 at the widest: 203.0.113.10 or 203.0.113.0/28").transform((text) => (text.includes("/") ? text : `${text}/32`));

function isNetwork(text: string): boolean {
  const [, address = "", prefix = "32"] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  return isAddress(address) && /^(?:1[6-9]|2\d|3[0-2])$/.test(prefix);
}

/** Four plain decimals: "010.0.0.1" is 8.0.0.1 to some programs and 10.0.0.1 to others. */
function isAddress(text: string): boolean {
  return /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text) && text.split(".").every((part) => Number(part) <= 255);
}

export const trunkSettingsSchema = z.object({
  id: trunkIdSchema,
  kind: trunkKindSchema,
  /** As this node is to have it: of a trunk that registers, one node alone does, and the others have `credentials`. */
  access: trunkAccessSchema,
  host: sipHostSchema,
  port: sipPortSchema,
  transport: trunkTransportSchema,
  /** null: no authentication. */
  username: sipUserSchema.nullable(),
  password: sipPasswordSchema.nullable(),
  /** Our calls go there in place of `host`:`port`, which stays in their headers. */
  outboundProxy: z.object({ host: sipHostSchema, port: sipPortSchema }).nullable(),
  /** Where the carrier's calls come from, besides `host` itself. */
  inboundNetworks: z.array(z.string()).max(32),
  /** In the order they are offered. */
  codecs: z.array(trunkCodecSchema).min(1).max(4),
  callerIdFormat: callerIdFormatSchema,
  /** Calls at once, both directions. */
  maxChannels: z.number().int().min(1).max(1000),
  /** Outbound calls a day, the last line against fraud; null: none. */
  dailyCalls: z.number().int().min(1).max(1_000_000).nullable(),
});
export type TrunkSettings = z.infer<typeof trunkSettingsSchema>;

/** `registered`, `reachable` (answers OPTIONS; no registration is wanted), `unreachable` (no answer), `refused` (an answer that says no), `unknown` (not looked at yet). */
export const trunkStateSchema = z.enum(["registered", "reachable", "unreachable", "refused", "unknown"]);
export type TrunkState = z.infer<typeof trunkStateSchema>;
/** What a node sees of a trunk. `code`: the SIP status of the last answer. `atMs`: wall time of the node, since when. */
export const trunkSightSchema = z.object({ id: trunkIdSchema, state: trunkStateSchema, code: z.number().int().min(100).max(699).nullable(), atMs: z.number() });
export type TrunkSight = z.infer<typeof trunkSightSchema>;
/** The same with who saw it. */
export const seenTrunkSchema = trunkSightSchema.omit({ id: true }).extend({ nodeId: nodeIdSchema });

/** What a node does with a caller when the edge can't be asked: says a text and hangs up, or connects to a number. */
export const overflowSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("message"), text: z.string().trim().min(1).max(1000) }),
  z.strictObject({ kind: z.literal("forward"), to: telephoneSchema }),
]);
export type Overflow = z.infer<typeof overflowSchema>;
/** Of each number that calls of this node may come for. `trunk`: the exchange's endpoint by which a forwarded call goes out. */
export const nodeNumberSchema = z.object({ number: z.string().regex(/^\d{1,15}$/), language: z.enum(["ru", "en"]), trunk: z.string().max(80), overflow: overflowSchema.nullable() });
export type NodeNumber = z.infer<typeof nodeNumberSchema>;
