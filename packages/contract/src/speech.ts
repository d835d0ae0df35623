/**
 * Speech and language vendors as the programs name them: who hears, who speaks, who thinks, how they are reached, and
 * what they count. Adapters live where they run (media-node: stt, tts, agent; worker: llm); these are their names.
 */
import { z } from "zod";

export const sttProviders = ["embedded", "sherpa", "yandex", "deepgram", "soniox", "elevenlabs", "openai"] as const;
export const ttsProviders = ["embedded", "yandex", "cartesia", "elevenlabs", "openai", "deepgram"] as const;
export const llmProviders = ["openai", "groq", "openrouter", "workers_ai", "yandex", "gigachat", "compatible"] as const;
/** Speech-to-speech agents that take a whole call. */
export const agentProviders = ["elevenlabs"] as const;
export const sttProviderSchema = z.enum(sttProviders);
export const ttsProviderSchema = z.enum(ttsProviders);
export const llmProviderSchema = z.enum(llmProviders);
export const agentProviderSchema = z.enum(agentProviders);
export type SttProvider = z.infer<typeof sttProviderSchema>;
export type TtsProvider = z.infer<typeof ttsProviderSchema>;
export type LlmProvider = z.infer<typeof llmProviderSchema>;
export type AgentProvider = z.infer<typeof agentProviderSchema>;

/** Vendors that want a key: one key serves all that a vendor offers (hearing, speaking, thinking). */
export const vendors = ["yandex", "deepgram", "soniox", "elevenlabs", "openai", "cartesia", "groq", "openrouter", "workers_ai", "gigachat", "compatible"] as const;
export const vendorSchema = z.enum(vendors);
export type Vendor = z.infer<typeof vendorSchema>;

/** How a vendor is reached. A secret: never logged, never answered by the API. */
export const vendorAccessSchema = z.object({
  /** API key, IAM or OAuth token, or the JSON of a service account's authorised key (Yandex), "client_id:client_secret" in Base64 (GigaChat). */
  key: z.string().max(8000),
  /** Yandex: the folder that is billed. Workers AI: the account. */
  folder: z.string().max(120).optional(),
  /** Instead of the vendor's own address: a region, a gateway, a self-hosted service. ws(s) and http(s) are derived from it. */
  baseUrl: z.url().optional(),
  /** HTTP(S) proxy that is asked to CONNECT: http://[user:password@]host:port */
  proxy: z.url().optional(),
});
export type VendorAccess = z.infer<typeof vendorAccessSchema>;
/** By vendor. A vendor that is missing has no key. */
export const vendorAccessesSchema = z.partialRecord(vendorSchema, vendorAccessSchema);
export type VendorAccesses = z.infer<typeof vendorAccessesSchema>;

export const speechKindSchema = z.enum(["stt", "tts", "llm", "agent"]);
export type SpeechKind = z.infer<typeof speechKindSchema>;

/**
 * What a vendor counts, as the vendor counts it, summed since the call began (setting it twice changes nothing).
 * `audio_ms`: audio sent · `connection_ms`: the line was open · `output_ms`: audio received · `chars`: characters as
 * the vendor counts them · `requests` · `tokens_in` includes `tokens_cached`.
 */
export const usageUnitSchema = z.enum(["audio_ms", "connection_ms", "output_ms", "chars", "requests", "tokens_in", "tokens_cached", "tokens_out"]);
export type UsageUnit = z.infer<typeof usageUnitSchema>;
export const usageLineSchema = z.object({ kind: speechKindSchema, provider: z.string().max(40), model: z.string().max(120), unit: usageUnitSchema, amount: z.number().nonnegative() });
export type UsageLine = z.infer<typeof usageLineSchema>;

/** The state of a vendor as a node or the edge sees it. `open`: the circuit breaker keeps calls away from it. */
export const vendorHealthSchema = z.object({
  kind: speechKindSchema,
  provider: z.string().max(40),
  state: z.enum(["ok", "failing", "open", "unused"]),
  /** Of the last failure; null when there was none. Holds no caller's words and no key. */
  lastError: z.string().max(300).nullable(),
  lastErrorAtMs: z.number().nullable(),
  attempts: z.number().int().nonnegative(),
  failures: z.number().int().nonnegative(),
  /** First answer of the vendor, ms, over the last hundred attempts; null when nothing was tried. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
});
export type VendorHealth = z.infer<typeof vendorHealthSchema>;

/**
 * As a node tells it in its beat: whose key it was. `platform`, or the print of a tenant's access, so that one tenant's wrong
 * key is nobody else's news.
 */
export const keyedVendorHealthSchema = vendorHealthSchema.extend({ by: z.string().max(40) });
export type KeyedVendorHealth = z.infer<typeof keyedVendorHealthSchema>;

/** What a print of an access is made of: SHA-256 of this, the first 16 hex digits. It tells accesses apart and tells none of them. */
export const printedAccess = ({ key, folder, baseUrl, proxy }: VendorAccess): string => JSON.stringify([key, folder, baseUrl, proxy]);
