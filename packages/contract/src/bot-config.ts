/**
 * A bot as its owner writes it (PRODUCT B1): plain JSON or YAML, versioned as a whole, snake_case as on the page.
 * Shapes are checked by `botConfigSchema`; what refers to what by check-bot.ts, whose `parseBotConfig` does both.
 */
import { z } from "zod";
import { fieldSchema } from "./bot-fields.ts";
import { bargeInShape, endpointingShape, flowSchema, handoffCriterionSchema, objectionsSchema } from "./bot-flow.ts";
import { nameSchema, phrasesSchema, textSchema } from "./bot-text.ts";
import { destinationSchema, toolSchema } from "./bot-tools.ts";
import { languageSchema } from "./call-link.ts";
import { outcomeSchema } from "./end-reason.ts";
import { agentProviders, llmProviderSchema } from "./speech.ts";

const speechSchema = z.object({
  tts_provider: z.string().max(40),
  tts_voice_id: z.string().max(80),
  tts_model: z.string().max(80).nullable().default(null),
  speed: z.number().min(0.5).max(2).default(1),
  stt_provider: z.string().max(40),
  stt_model: z.string().max(80).nullable().default(null),
});

export type Speech = z.infer<typeof speechSchema>;

const silenceMs = z.number().int().min(1000).max(120_000);
const threeTexts = z.tuple([textSchema, textSchema, textSchema]);

export const botConfigSchema = z.object({
  schema_version: z.literal(1),
  languages: z.array(languageSchema).min(1).max(2),
  /** follow: the bot goes over to the caller's language when a whole utterance is in another of its own. */
  language_switch: z.enum(["off", "follow"]).default("off"),
  context: z.object({ role: textSchema, style: textSchema, /** Told to the model; words that a rule forbids and quotes («никогда не говорить «…»») are checked in each reply. */ safety_rules: z.array(textSchema).max(50).default([]), /** Words that a reply must not hold, by their beginnings. */ never_say: phrasesSchema.default({}), facts: z.array(textSchema).max(200).default([]) }),
  fields: z.record(nameSchema, fieldSchema),
  /** The tenant's own intents, by example phrases, beside `builtInIntents`. */
  intents: z.array(z.object({ name: nameSchema, examples: phrasesSchema })).max(50).default([]),
  flow: flowSchema,
  objections: objectionsSchema.prefault({}),
  agent: z.object({
    /** Any of them leads to `handoff_state`; without one they are a note for the owner. */
    handoff_criteria: z.array(handoffCriterionSchema).max(20).default([]),
    handoff_state: nameSchema.nullable().default(null),
    destinations: z.array(destinationSchema).max(30).default([]),
    /** Field of the bot → field of the CRM. */
    crm_field_mapping: z.record(nameSchema, z.string().max(120)).default({}),
  }),
  tools: z.array(toolSchema).max(30).default([]),
  voice: z.object({
    speech: z.object({ ru: speechSchema.optional(), en: speechSchema.optional() }),
    /** Tried in order within the turn, in each language they are meant for (all when absent). */
    fallbacks: z.array(z.object({ language: languageSchema.optional(), tts_provider: z.string().max(40).optional(), tts_voice_id: z.string().max(80).optional(), tts_model: z.string().max(80).nullable().default(null), stt_provider: z.string().max(40).optional(), stt_model: z.string().max(80).nullable().default(null) })).max(10).default([]),
    phrase_hints: phrasesSchema.default({}),
    /** A vendor's speech-to-speech agent takes the whole call; languages, voice and flow are then its own. */
    agent: z.object({ provider: z.enum(agentProviders), agent_id: z.string().min(1).max(120) }).nullable().default(null),
    barge_in: z.object({ ...bargeInShape, enabled: bargeInShape.enabled.default(true), min_speech_ms: bargeInShape.min_speech_ms.default(250), resume_after_ms: bargeInShape.resume_after_ms.default(700), /** Besides the built-in ones («угу», "mhm"). */ backchannels: phrasesSchema.default({}) }).prefault({}),
    endpointing: z.object({
      silence_ms: endpointingShape.silence_ms.default(500), digits_silence_ms: endpointingShape.digits_silence_ms.default(1200), finished_silence_ms: endpointingShape.finished_silence_ms.default(300),
      unfinished_silence_ms: endpointingShape.unfinished_silence_ms.default(1400), address_silence_ms: endpointingShape.address_silence_ms.default(1800),
      semantic: endpointingShape.semantic.default(true), vendor: endpointingShape.vendor.default(true), adaptive: endpointingShape.adaptive.default(true), max_utterance_ms: endpointingShape.max_utterance_ms.default(20_000),
    }).prefault({}),
    /** The edge cannot be reached: `lost_filler` and `lost_apology` sound, then the call ends, each so long after the bot lost its words. The edge itself gives a call up after 45 s. */
    waiting: z.object({ filler_ms: z.number().int().min(500).max(20_000).default(2000), apology_ms: z.number().int().min(1000).max(30_000).default(20_000), end_ms: z.number().int().min(2000).max(35_000).default(30_000) }).prefault({}),
  }),
  llm: z.object({
    provider: llmProviderSchema,
    model: z.string().min(1).max(120),
    /** Asked when the first fails or is late; of another vendor when `fallback_provider` says so. */
    fallback_model: z.string().max(120).nullable().default(null),
    fallback_provider: llmProviderSchema.nullable().default(null),
    temperature: z.number().min(0).max(1).default(0.2),
    max_tokens: z.number().int().min(16).max(4000).default(300),
    /** `never`: the model can't stream; its text is sent on in segments all the same. */
    streaming: z.enum(["auto", "never"]).default("auto"),
    /** No word of the model after so long: the next one is asked. A caller then waits less than 1.5 s longer. */
    first_token_timeout_ms: z.number().int().min(200).max(20_000).default(1000),
    speculate: z.boolean().default(true),
    /** Phone numbers, e-mails, cards and the names that are known become placeholders before the model sees them. */
    mask_personal_data: z.boolean().default(false),
  }).nullable().default(null),
  prompts: z.object({
    greeting: textSchema,
    /** Before the greeting, of a call that is recorded: it is the first thing the recording holds. A number's own notice takes its place. */
    recording_notice: textSchema.default({}),
    /** A minute before the longest call is over; empty: nobody is told. */
    time_warning: textSchema.default({}),
    system: textSchema.default({}),
    contextualizer: textSchema.default({}),
  }),
  /** What is found out after the call (PRODUCT D8); without a model by rules. */
  analysis: z.object({
    summary: z.boolean().default(true),
    /** When the call was a success, in words; by rules: one of `success_outcomes`. */
    success: textSchema.default({}),
    success_outcomes: z.array(outcomeSchema).max(10).default(["booked", "answered", "transferred"]),
    /** JSON Schema of an object with scalar members: structured data for the CRM. */
    data_schema: z.record(z.string(), z.unknown()).nullable().default(null),
  }).prefault({}),
  retrieval: z.object({ knowledge_bases: z.array(z.string().max(80)).max(10), top_k: z.number().int().min(1).max(20).default(3), fallback_threshold: z.number().min(0).max(1).default(0.2) }).nullable().default(null),
  /** `{hint}` is the state's own hint. The third text of each ends the call unless a transition says otherwise. */
  fallbacks: z.object({
    not_understood: threeTexts,
    silence: threeTexts,
    /** Silence before the first, second and third prompt, ms since the bot's last words. */
    silence_after_ms: z.tuple([silenceMs, silenceMs, silenceMs]).default([6000, 8000, 8000]),
    /** «{value}, верно?»: an answer that was not heard surely. */
    unsure: textSchema,
    /** While a tool runs and the caller speaks. */
    busy: textSchema,
    /** The edge cannot be reached, see `voice.waiting`. */
    lost_filler: textSchema,
    lost_apology: textSchema,
  }),
  /** The bot says nothing more when a call is that old: it ends. */
  limits: z.object({ max_call_minutes: z.number().int().min(1).max(60).default(60) }).prefault({}),
  /**
   * What an outbound call does with an answering machine: hangs up, leaves its message once the machine records, or goes on as
   * with a person (`talk`; the intent `answering_machine` is then the flow's own affair). `detect` false: nobody looks.
   */
  answering_machine: z.object({ detect: z.boolean().default(true), action: z.enum(["hang_up", "leave_message", "talk"]).default("hang_up"), message: textSchema.default({}) }).prefault({}),
  /** Who has not said a word though asked twice is let go once the call is `silent_seconds` old (null: after the third prompt, as anybody); who plays a recording over and over, at once. */
  unwanted_callers: z.object({ silent_seconds: z.number().int().min(10).max(300).nullable().default(25), hang_up_on_recordings: z.boolean().default(true) }).prefault({}),
});
export type BotConfig = z.infer<typeof botConfigSchema>;
/**
 * Of a request that changes only these: a misspelt member is refused, for what it stood for would quietly be its default;
 * and what is left out is left out (an `optional()` around the config's own default would put that in its place).
 */
export const llmChangeSchema = botConfigSchema.shape.llm.unwrap().unwrap().strict().nullable();
export const retrievalChangeSchema = botConfigSchema.shape.retrieval.unwrap().unwrap().strict().nullable();
export type BotConfigInput = z.input<typeof botConfigSchema>;

/** Known without a word of the owner, in every language. */
export const builtInIntents = [
  "yes", "no", "maybe", "repeat", "operator", "goodbye", "cancel", "wait", "thanks", "are_you_a_bot", "busy", "who_is_this", "not_interested", "price", "insult", "answering_machine",
  "objection_expensive", "objection_have_supplier", "objection_think", "objection_send_info", "objection_no_time", "objection_no_need", "objection_trust", "complex_request", "emergency", "danger_to_self",
] as const;
