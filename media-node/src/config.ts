/** The node's settings, from the environment, parsed once. Every setting is described in docs/settings.md. */
import { vendorAccessesSchema, type VendorAccesses } from "@zvon/contract/speech.ts";
import { z } from "zod";

/** JSON in a variable; what it says amiss is told without its content, which is keys. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("this is not JSON");
    return z.NEVER;
  }
});
const vendorAccessesJson = json.pipe(vendorAccessesSchema);
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((item) => item !== ""));

const schema = z.object({
  ZVON_EDGE_URL: z.url(),
  ZVON_NODE_TOKEN: z.string().min(16),
  ZVON_NODE_DATA: z.string().min(1),
  /** An address; beyond this machine only with TLS, the node's own or a proxy's. */
  ZVON_NODE_HOST: z.string().default("127.0.0.1"),
  /** 0: any free port. */
  ZVON_NODE_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  /** What browsers are told to connect to, where it differs from host and port: a name, a TLS proxy. */
  ZVON_NODE_PUBLIC_URL: z.url({ protocol: /^(?:wss?|https?)$/ }).transform((url) => url.replace(/^http/, "ws").replace(/\/+$/, "")).optional(),
  /** PEM files; a renewed certificate is used within a minute. */
  ZVON_NODE_TLS_CERT: z.string().min(1).optional(),
  ZVON_NODE_TLS_KEY: z.string().min(1).optional(),
  /** Addresses of TLS proxies that stand before the node and write the client's into X-Forwarded-For. */
  ZVON_NODE_PROXIES: list.default([]),
  /** Of the dashboard: pages of other origins are refused. None: any page that has a ticket, or a telephone's password. */
  ZVON_NODE_ORIGINS: list.pipe(z.array(z.url().transform((url) => new URL(url).origin))).default([]),
  /** Connections to the node's listener at once. */
  ZVON_NODE_SOCKETS: z.coerce.number().int().min(1).max(100_000).default(2_000),
  ZVON_NODE_SOCKETS_BY_ADDRESS: z.coerce.number().int().min(1).max(100_000).default(200),
  /** Opens /metrics, and what /health tells in full, to whoever brings it as a bearer; this machine needs none. */
  ZVON_METRICS_TOKEN: z.string().min(16).optional(),
  /** Where RTP sockets are bound. */
  ZVON_RTP_HOST: z.string().default("127.0.0.1"),
  /** Between the node and its Asterisk; WebSocket where RTP can't pass. */
  ZVON_MEDIA_TRANSPORT: z.enum(["rtp", "websocket"]).default("rtp"),
  ZVON_CAPACITY: z.coerce.number().int().min(1).max(10_000).default(200),
  /** How long a stopping node waits for its live calls before it ends them. */
  ZVON_DRAIN_MS: z.coerce.number().int().min(0).max(86_400_000).default(2_000),
  ZVON_VAD: z.enum(["neural", "energy"]).default("neural"),
  /** How loud a telephone line is while the bot is silent, dB of full scale; -96 is digital silence. */
  ZVON_COMFORT_NOISE_DB: z.coerce.number().min(-96).max(-50).default(-78),
  /** Phrases and recogniser models that can be made again; by default in the data folder. */
  ZVON_SPEECH_CACHE: z.string().optional(),
  /** A sherpa-onnx model folder; bots with stt_provider `sherpa` use it. */
  ZVON_STT_MODEL: z.string().optional(),
  ZVON_STT_MODEL_LANGUAGE: z.enum(["ru", "en"]).default("ru"),
  /** An ONNX file that judges by sound whether a turn is over. */
  ZVON_TURN_MODEL: z.string().optional(),
  /** Recorded examples for the embedded recogniser: DIR/<language>/<text>/*.wav. */
  ZVON_STT_EXAMPLES: z.string().optional(),
  /** The platform's own keys of vendors, JSON by vendor; or the file that holds it. */
  ZVON_VENDORS: vendorAccessesJson.optional(),
  ZVON_VENDORS_FILE: z.string().optional(),
  /** Private ranges that addresses written by tenants may lie in all the same. */
  ZVON_EGRESS_ALLOW: list.default([]),
  ZVON_ARI_URL: z.url().optional(),
  ZVON_ARI_USER: z.string().optional(),
  ZVON_ARI_PASSWORD: z.string().optional(),
  /** Of this machine's Asterisk, as `npm run asterisk -- render` takes them: the node then writes its trunks. */
  ZVON_ASTERISK_SETTINGS: z.string().optional(),
  /** Where its files lie as this process sees them, if not where the settings say. */
  ZVON_ASTERISK_FOLDER: z.string().optional(),
  ZVON_ARI_APP: z.string().default("zvon"),
});
/** An address or name of this machine alone. */
export const isLocal = (host: string): boolean => /^(?:127\.|\[?::1\]?$|localhost$)/.test(host);

const checked = schema.superRefine((config, context) => {
  const wrong = (setting: keyof typeof config, message: string) => context.addIssue({ code: "custom", path: [setting], message });
  const { ZVON_NODE_HOST: host, ZVON_NODE_TLS_CERT: cert, ZVON_NODE_TLS_KEY: key } = config;
  if (cert !== undefined && key === undefined) wrong("ZVON_NODE_TLS_KEY", "the certificate's private key is missing");
  if (key !== undefined && cert === undefined) wrong("ZVON_NODE_TLS_CERT", "the key's certificate is missing");
  if (isLocal(host)) return;
  if (cert === undefined && config.ZVON_NODE_PROXIES.length === 0) wrong("ZVON_NODE_HOST", "beyond this machine sound goes by TLS alone: set ZVON_NODE_TLS_CERT and ZVON_NODE_TLS_KEY, or name the TLS proxy before the node in ZVON_NODE_PROXIES");
  if (config.ZVON_NODE_PUBLIC_URL === undefined) wrong("ZVON_NODE_PUBLIC_URL", "say what browsers connect to: wss:// and a name that the certificate is for");
});
export type Config = z.infer<typeof schema>;

/** @throws Error whose message names each setting that is wrong, one a line. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = checked.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
}

/** The platform's own keys: from the variable, else from the file. @throws Error that says what is wrong without saying a key */
export function readVendors(config: Pick<Config, "ZVON_VENDORS" | "ZVON_VENDORS_FILE">, readFile: (file: string) => string): VendorAccesses {
  if (config.ZVON_VENDORS) return config.ZVON_VENDORS;
  if (config.ZVON_VENDORS_FILE === undefined) return {};
  const parsed = vendorAccessesJson.safeParse(readFile(config.ZVON_VENDORS_FILE));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `ZVON_VENDORS_FILE ${issue.path.join(".")}: ${issue.message}`).join("\n"));
}
