/** The node's settings, from the environment, parsed once. Every setting is described in docs/settings.md. */
import { z } from "zod";

const schema = z.object({
  ZVON_EDGE_URL: z.url(),
  ZVON_NODE_TOKEN: z.string().min(16),
  ZVON_NODE_DATA: z.string().min(1),
  ZVON_NODE_HOST: z.string().default("127.0.0.1"),
  /** 0: any free port. */
  ZVON_NODE_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  /** What browsers are told to connect to, where it differs from host and port (a TLS proxy). */
  ZVON_NODE_PUBLIC_URL: z.url().optional(),
  /** Where RTP sockets are bound. */
  ZVON_RTP_HOST: z.string().default("127.0.0.1"),
  ZVON_CAPACITY: z.coerce.number().int().min(1).max(10_000).default(200),
  /** How long a stopping node waits for its live calls before it ends them. */
  ZVON_DRAIN_MS: z.coerce.number().int().min(0).max(86_400_000).default(2_000),
  ZVON_VAD: z.enum(["neural", "energy"]).default("neural"),
  /** Phrases and recogniser models that can be made again; by default in the data folder. */
  ZVON_SPEECH_CACHE: z.string().optional(),
  /** A sherpa-onnx model folder; bots with stt_provider `sherpa` use it. */
  ZVON_STT_MODEL: z.string().optional(),
  ZVON_STT_MODEL_LANGUAGE: z.enum(["ru", "en"]).default("ru"),
  /** Recorded examples for the embedded recogniser: DIR/<language>/<text>/*.wav. */
  ZVON_STT_EXAMPLES: z.string().optional(),
  ZVON_ARI_URL: z.url().optional(),
  ZVON_ARI_USER: z.string().optional(),
  ZVON_ARI_PASSWORD: z.string().optional(),
  ZVON_ARI_APP: z.string().default("zvon"),
});
export type Config = z.infer<typeof schema>;

/** @throws Error whose message names each setting that is wrong, one a line. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
}
