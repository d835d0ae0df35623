/** What an operator decides about the border (Kamailio and rtpengine); `npm run sbc -- render` reads it from a JSON file. */
import { z } from "zod";

const port = z.number().int().min(1).max(65_535);
const path = z.string().regex(/^\/[\w@%+=:,./-]*$/, "an absolute path without spaces");
/** Literal: a border that waits for DNS to start is no border. */
const address = z.ipv4();
const secret = z.string().regex(/^[\w-]{16,128}$/, "16 to 128 letters, digits, _ or -");

export const sbcSettingsSchema = z.object({
  /** Towards carriers. `advertise`: the address that NAT shows for it. UDP and TCP share a port. */
  public: z.object({
    host: address,
    port: port.default(5060),
    tcp: z.boolean().default(true),
    tls: z.object({ port: port.default(5061), certFile: path, keyFile: path, caFile: path.default("/etc/ssl/certs/ca-certificates.crt") }).nullable().default(null),
    advertise: address.nullable().default(null),
  }),
  /** Towards our Asterisks: a private network, UDP. */
  private: z.object({ host: address, port: port.default(5060) }),
  /** Calls are shared out in turn; a drained node gets none and keeps those it has. */
  nodes: z.array(z.object({ id: z.string().regex(/^[\w.-]{1,64}$/), host: address, port: port.default(5060), drained: z.boolean().default(false) })).min(1).max(64),
  /** Asterisks know our calls by it (asterisk settings: `sbc.token`). */
  token: secret,
  /** Hides our side's addresses from carriers and theirs from us; a new one breaks live calls. */
  maskKey: secret,
  folder: path.default("/etc/kamailio/zvon"),
  controlSocket: path.default("/run/kamailio/zvon.ctl"),
  rtpengine: z
    .object({ control: z.string().regex(/^[\d.]+:\d{1,5}$/).default("127.0.0.1:22222"), first: port.default(30_000), last: port.default(39_999), timeoutSeconds: z.number().int().min(20).max(3_600).default(90) })
    .default({ control: "127.0.0.1:22222", first: 30_000, last: 39_999, timeoutSeconds: 90 }),
  limits: z
    .object({
      /** New calls of one trunk in one second. */
      callsPerSecond: z.number().int().min(1).max(10_000).default(50),
      /** New calls to one number in one minute of the clock. */
      callsPerNumberMinute: z.number().int().min(1).max(100_000).default(300),
      longestCallSeconds: z.number().int().min(60).max(86_400).default(14_400),
    })
    .default({ callsPerSecond: 50, callsPerNumberMinute: 300, longestCallSeconds: 14_400 }),
  /** Seconds between probes of an Asterisk, and how long one that says nothing to a call is waited for. */
  probeSeconds: z.number().int().min(1).max(60).default(2),
  nodePatienceMs: z.number().int().min(300).max(10_000).default(1_500),
  /** How often a live call's Asterisk is asked whether it still has it; Kamailio takes no less than 30. */
  liveCallCheckSeconds: z.number().int().min(30).max(600).default(30),
  children: z.number().int().min(1).max(64).default(4),
  logToStderr: z.boolean().default(false),
});
export type SbcSettings = z.infer<typeof sbcSettingsSchema>;
