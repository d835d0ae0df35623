/** What an operator decides about one Asterisk; `npm run asterisk -- render` reads it from a JSON file. */
import { z } from "zod";

const port = z.number().int().min(1).max(65_535);
const path = z.string().regex(/^\/[\w@%+=:,./-]*$/, "an absolute path without spaces");
/** A literal address or a name; never a whole URI. */
const host = z.string().regex(/^[A-Za-z0-9:._-]{1,253}$/, "an address or a host's name");
/** This machine, or a network of one's own (RFC 1918, RFC 4193). */
const unreachable = z.string().regex(/^(127(\.\d{1,3}){3}|::1|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|f[cd][0-9a-f]{2}:[0-9a-f:]+)$/i, "an address of loopback or of a private network: who reaches it owns every call");
const cidr = z.string().regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, "an address or a network, e.g. 192.0.2.0/24");
const word = z.string().regex(/^[\w.-]{1,64}$/);
/** Generated ones; anything typed by a person belongs to a trunk. */
const secret = z.string().regex(/^[\w-]{16,128}$/, "16 to 128 letters, digits, _ or -");

const certificate = z.object({ certFile: path, keyFile: path });

export const operatorSettingsSchema = z.object({ id: z.string().regex(/^[A-Za-z0-9][\w-]{0,63}$/), password: secret });
export type OperatorSettings = z.infer<typeof operatorSettingsSchema>;

export const asteriskSettingsSchema = z.object({
  folders: z
    .object({ config: path, state: path, modules: path, library: path })
    .default({ config: "/etc/asterisk", state: "/var/lib/zvon-asterisk", modules: "/usr/lib/x86_64-linux-gnu/asterisk/modules", library: "/usr/share/asterisk" }),
  sip: z.object({
    host,
    udp: port.nullable().default(5060),
    tcp: port.nullable().default(null),
    tls: certificate.extend({ port: port.default(5061), caFile: path.default("/etc/ssl/certs/ca-certificates.crt") }).nullable().default(null),
  }),
  /** How the far side reaches an Asterisk behind NAT; networks that reach it directly are listed. */
  external: z.object({ signalling: host, media: host, localNetworks: z.array(cidr).min(1) }).nullable().default(null),
  /** ARI, /media and /ws. Who reaches it owns every call, so it has no public address: browsers come by the media node. */
  http: z.strictObject({ host: unreachable.default("127.0.0.1"), port: port.default(8088) }).default({ host: "127.0.0.1", port: 8088 }),
  /** Telephones in browsers: their transport. */
  browsers: z.boolean().default(false),
  ari: z.object({ user: word.default("zvon"), password: secret, app: word.default("zvon") }),
  /** The manager interface: states of registrations and reloading. Always on loopback. */
  manager: z.object({ port: port.default(5038), user: word.default("zvon"), password: secret }).nullable().default(null),
  rtp: z
    .object({ first: port, last: port, timeoutSeconds: z.number().int().min(10).max(3_600).default(60) })
    .refine((rtp) => rtp.last - rtp.first >= 99, "a hundred ports at least")
    .default({ first: 10_000, last: 19_999, timeoutSeconds: 60 }),
  ice: z.object({ stun: z.string().regex(/^[\w.-]+(:\d+)?$/).nullable().default(null), turn: z.object({ address: z.string().regex(/^[\w.-]+(:\d+)?$/), user: word, password: secret }).nullable().default(null) }).nullable().default(null),
  /** Calls come and go by this SBC; its token tells it from anybody else who can reach the port. */
  sbc: z.object({ host, port: port.default(5060), token: secret, /** The node writes its trunks there for `npm run sbc -- follow`; each node a file of its own. */ trunksFile: path.nullable().default(null) }).nullable().default(null),
  /** How often a trunk's address is asked whether it is there (OPTIONS); 0: never. */
  qualifySeconds: z.number().int().min(0).max(3_600).default(30),
  operators: z.array(operatorSettingsSchema).max(1_000).default([]),
}).refine(({ browsers, operators }) => browsers || operators.length === 0, { path: ["browsers"], message: "operators need \"browsers\": true" });
export type AsteriskSettings = z.infer<typeof asteriskSettingsSchema>;
