/** Shapes of the public API that the dashboard, the tools and the tests share. Times are ms since 1970 (wall) or of the call's audio clock (`startMs`, `endMs`). */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";
import { causeSchema, endReasonSchema, outcomeSchema } from "./end-reason.ts";
import { callIdSchema } from "./ids.ts";
import { takeOverRecordSchema, takenSchema } from "./listening-api.ts";
import { callViaSchema, mediaAddressSchema, viaSchema } from "./node-link.ts";
import { botConfigSchema, llmChangeSchema } from "./bot-config.ts";
import { stateTimingSchema } from "./bot-flow.ts";
import { turnTraceSchema } from "./turn-trace.ts";
import { speechKindSchema, usageLineSchema, vendorAccessSchema, vendorHealthSchema, vendorSchema } from "./speech.ts";

export const callStatusSchema = z.enum(["queued", "ringing", "live", "ended"]);

export const timingsSchema = z.object({
  /** End of the caller's speech → endpoint decided. */
  endpointMs: z.number(),
  sttMs: z.number(),
  decisionMs: z.number(),
  /** Of a turn that a model answered: asked → its first word, and → the first segment that could be spoken; of that, what thinking ahead saved. */
  llmFirstTokenMs: z.number().nullable().optional(),
  llmSegmentMs: z.number().nullable().optional(),
  ttsMs: z.number(),
  /** End of the caller's speech → first sound of the bot. */
  firstAudioMs: z.number(),
});

export const messageSchema = z.object({
  index: z.number().int().nonnegative(),
  /** `team`: whispered to the bot, and heard by no caller. */
  who: z.enum(["bot", "caller", "team"]),
  turn: z.number().int().nonnegative(),
  text: z.string(),
  /** Bot: what really sounded. Caller: the raw words of the recogniser. */
  heardText: z.string().nullable(),
  startMs: z.number().nullable(),
  endMs: z.number().nullable(),
  interrupted: z.boolean(),
  by: z.enum(["voice", "text", "keys"]),
  verdict: z.enum(["sure", "unsure", "rejected"]).nullable(),
  confidence: z.number().nullable(),
  /** State of the flow after this message. */
  state: z.string().nullable(),
  intent: z.string().nullable(),
  /** Bot messages that answer a turn. */
  timings: timingsSchema.nullable(),
  /** Bot messages: why they were said. */
  trace: turnTraceSchema.nullable().optional(),
  /** Who of the team whispered it; of a bot's message: these words were put into its mouth. `name` null: an API key. */
  whisperedBy: z.object({ name: z.string().nullable() }).optional(),
});
export type Message = z.infer<typeof messageSchema>;

export const callAnalysisSchema = z.object({
  summary: z.string().max(2000),
  /** -1 … 1, of the caller. */
  sentiment: z.number().min(-1).max(1),
  success: z.boolean().nullable(),
  /** By the bot's `analysis.data_schema`; null when it has none or nothing fits. */
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  by: z.enum(["rules", "model"]),
});
export type CallAnalysis = z.infer<typeof callAnalysisSchema>;

/** Who dialled a call that no bot is in. `of`: the call whose caller was handed on; null: somebody new was called. */
export const callOperatorSchema = z.object({ id: z.string(), name: z.string(), of: callIdSchema.nullable() });
export type CallOperator = z.infer<typeof callOperatorSchema>;

export const callSchema = z.object({
  id: callIdSchema,
  bot: z.object({ id: z.string(), slug: z.string(), name: z.string(), version: z.number().int() }),
  /** Dialled by a person: `bot` then names nobody but them. */
  operator: callOperatorSchema.optional(),
  language: languageSchema,
  direction: z.enum(["inbound", "outbound", "test"]),
  via: callViaSchema,
  status: callStatusSchema,
  from: z.string(),
  to: z.string(),
  createdAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  endReason: endReasonSchema.nullable(),
  cause: causeSchema.nullable(),
  detail: z.string().nullable(),
  /** Who took an outbound call, as far as it was found out. */
  answeredBy: z.enum(["human", "machine", "screening", "fax", "unknown"]).nullable().optional(),
  outcome: outcomeSchema.nullable(),
  state: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
  /** `vendors`: as each vendor counts it. */
  usage: z.object({ mediaMs: z.number(), sttMs: z.number(), ttsChars: z.number(), vendors: z.array(usageLineSchema).optional() }),
  media: z.record(z.string(), z.number()),
  recording: z.object({ url: z.string(), durationMs: z.number(), bytes: z.number() }).nullable(),
  /** What the call came to (PRODUCT D8); null until it is known. `by`: rules alone, or refined by a model. */
  analysis: callAnalysisSchema.nullable().optional(),
  /** The caller was handed on, and talked there without the bot since `beganAt`. `ms` null: they still talk; 0: nobody answered. */
  talk: z.object({ to: z.string(), beganAt: z.number(), ms: z.number().nullable() }).optional(),
  /** One of the team has taken it over from the bot; and every such time that is over. */
  taken: takenSchema.nullable().optional(),
  takeOvers: z.array(takeOverRecordSchema).optional(),
});
export type Call = z.infer<typeof callSchema>;

/** Fields of a bot that are known before its call, canonical: "+79120001427", "2026-12-31T15:30", a choice's value. */
export const knownFieldsSchema = z.record(z.string().max(40), z.string().max(500));

/** POST /v1/calls. `bot` is an id or a slug. sip: `to` is needed; rtp: where the caller's RTP comes from; browser: nothing more. */
export const startCallSchema = z.strictObject({
  bot: z.string().min(1).max(80),
  language: languageSchema.optional(),
  via: viaSchema.default("sip"),
  to: z.string().min(1).max(80).optional(),
  from: z.string().min(1).max(80).optional(),
  ringTimeoutMs: z.number().int().min(5_000).max(120_000).default(45_000),
  /** What the bot greets with, and need not ask: a name, an order's number. */
  fields: knownFieldsSchema.optional(),
  rtp: z.strictObject({ host: z.union([z.ipv4(), z.ipv6()], "An IPv4 or IPv6 address, not a name."), port: z.number().int().min(1).max(65535), codec: z.enum(["pcmu", "pcma"]).default("pcma"), dtmfPayloadType: z.number().int().min(96).max(127).default(101) }).optional(),
  /** Of a test (rtp, browser): tools that ask services outside are pretended unless it says true. A call by SIP always asks them. */
  liveTools: z.boolean().optional(),
  /** browser only: YAML of a scripted caller that holds the call. */
  script: z.string().max(20_000).optional(),
}).superRefine(({ via, to, rtp, script }, context) => {
  const fault = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (via === "sip" && to === undefined) fault("to", "A SIP call needs the number to dial.");
  if (via === "rtp" && rtp === undefined) fault("rtp", "An RTP call needs the caller's address.");
  if (via !== "rtp" && rtp !== undefined) fault("rtp", "Only an RTP call has a caller's address.");
  if (via !== "browser" && script !== undefined) fault("script", "Only a browser call has a scripted caller.");
});
export type StartCall = z.infer<typeof startCallSchema>;

/** 201 of POST /v1/calls; `ticket` opens the media socket of a browser call. */
export const startedCallSchema = z.object({ call: callSchema, media: mediaAddressSchema, ticket: z.string().nullable() });
export type StartedCall = z.infer<typeof startedCallSchema>;

export const callPageSchema = z.object({ calls: z.array(callSchema), next: z.string().nullable() });
export const messagePageSchema = z.object({ messages: z.array(messageSchema) });

/** RFC 9457. `errors`: field by field, `pointer` is a JSON pointer into the body or `?name` of a query parameter. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** A bot that can be called, in each of its languages. */
export const botSummarySchema = z.object({ id: z.string(), slug: z.string(), name: z.string(), languages: z.array(languageSchema), version: z.number().int(), description: z.string() });
export type BotSummary = z.infer<typeof botSummarySchema>;

export const meSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  /** `timeZone`: IANA name. */
  tenant: z.object({ id: z.string(), name: z.string(), slug: z.string(), timeZone: z.string() }),
  role: z.enum(["owner", "admin", "editor", "operator", "viewer"]),
});
export type Me = z.infer<typeof meSchema>;

// ---------------------------------------------------------------- the voice of a bot

export const botDetailSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  languages: z.array(languageSchema),
  version: z.number().int(),
  updatedAt: z.number(),
});
export type BotDetail = z.infer<typeof botDetailSchema>;

/** What the voice page edits, as it stands in the bot's config. */
export const botVoiceSchema = botDetailSchema.extend({
  voice: botConfigSchema.shape.voice,
  llm: botConfigSchema.shape.llm,
  fallbacks: botConfigSchema.shape.fallbacks.pick({ silence_after_ms: true }).prefault({}),
  limits: botConfigSchema.shape.limits,
  /** Timers of those states that listen, in place of the bot's; null: the bot's own. */
  timing: z.record(z.string(), stateTimingSchema).default({}),
});
export type BotVoice = z.infer<typeof botVoiceSchema>;

/**
 * PATCH /v1/bots/{bot}/voice: becomes a new version at once, for calls that begin then. `version` is the one that was edited: 409
 * when another is published by now. What is left out stays as it is; so do states that `timing` does not name.
 */
export const changeBotVoiceSchema = z.strictObject({
  version: z.number().int().positive(),
  voice: botConfigSchema.shape.voice,
  llm: llmChangeSchema.optional(),
  fallbacks: z.strictObject({ silence_after_ms: botConfigSchema.shape.fallbacks.shape.silence_after_ms.unwrap() }).optional(),
  limits: botConfigSchema.shape.limits.unwrap().optional(),
  timing: z.record(z.string().max(40), stateTimingSchema).optional(),
  /** Although evals fail; the version says so. */
  override: z.boolean().default(false),
});
export type ChangeBotVoice = z.input<typeof changeBotVoiceSchema>;

/** POST /v1/bots/{bot}/voice/preview: a text as these settings say it, a WAV file of 8 kHz; the published ones when `speech` is left out. */
export const previewVoiceSchema = z.strictObject({
  language: languageSchema,
  text: z.string().trim().min(1).max(500),
  speech: z.strictObject({ tts_provider: z.string().max(40), tts_voice_id: z.string().max(80), tts_model: z.string().max(80).nullable().default(null), speed: z.number().min(0.5).max(2).default(1) }).optional(),
});
export type PreviewVoice = z.input<typeof previewVoiceSchema>;

/** How a word is to be said: `say` may be any text the voice reads, stress marked by + before the vowel or U+0301 after it. */
export const pronunciationSchema = z.strictObject({ language: languageSchema, word: z.string().trim().min(1).max(80), say: z.string().trim().min(1).max(160) });
export type Pronunciation = z.infer<typeof pronunciationSchema>;

// ---------------------------------------------------------------- vendors

const named = z.object({ id: z.string(), name: z.string(), language: languageSchema.nullable() });
/** What a vendor has for one kind of work. Lists are suggestions: any id the vendor knows may be written. */
export const vendorOfferSchema = z.object({ kind: speechKindSchema, provider: z.string(), models: z.array(z.string()), voices: z.array(named) });
export type VendorOffer = z.infer<typeof vendorOfferSchema>;

export const vendorInfoSchema = z.object({
  vendor: vendorSchema,
  offers: z.array(speechKindSchema),
  /** The tenant's own key. `hint`: its last signs; `proxy` without its password. */
  key: z.object({ hint: z.string(), folder: z.string().nullable(), baseUrl: z.string().nullable(), proxy: z.string().nullable(), changedAt: z.number() }).nullable(),
  /** The installation has a key for everyone. */
  platform: z.boolean(),
  /** Fields that the vendor needs besides the key. */
  needs: z.array(z.enum(["folder", "baseUrl"])),
  /** Where callers' words go: inside Russia or not; null when it depends on the address. */
  inRussia: z.boolean().nullable(),
  /** What is sent there: the caller's voice, the bot's texts, the conversation's words. */
  receives: z.array(z.enum(["caller_audio", "bot_text", "conversation"])),
  /** Slugs of the bots whose published version uses the vendor. */
  usedBy: z.array(z.string()),
});
export type VendorInfo = z.infer<typeof vendorInfoSchema>;
export const vendorListSchema = z.object({ vendors: z.array(vendorInfoSchema), catalogue: z.array(vendorOfferSchema) });
export type VendorList = z.infer<typeof vendorListSchema>;

/** PUT /v1/vendors/{vendor}/key: always whole, so that a kept key is never sent to a new address. */
export const putVendorKeySchema = z.strictObject({ ...vendorAccessSchema.shape, key: z.string().trim().min(1).max(8000) });
/** POST /v1/vendors/{vendor}/test: with what is given, else with what is stored, else with the installation's own. */
export const testVendorSchema = z.strictObject({ access: putVendorKeySchema.optional() });
/** `code`: null when it works, else unauthorised, unpaid, misconfigured …; `detail` a sentence for the key's owner. */
const checkSchema = z.object({ ok: z.boolean(), code: z.string().nullable(), detail: z.string(), tookMs: z.number() });
export const vendorTestSchema = checkSchema.extend({ checks: z.array(checkSchema.extend({ kind: speechKindSchema })) });
export type VendorTest = z.infer<typeof vendorTestSchema>;

/** Health of vendors: from `node` (a media node's own attempts) or `edge` (the language models'). `at`: when it was told. */
export const vendorHealthListSchema = z.object({ vendors: z.array(vendorHealthSchema.extend({ from: z.enum(["node", "edge"]), at: z.number() })) });
export type VendorHealthList = z.infer<typeof vendorHealthListSchema>;
