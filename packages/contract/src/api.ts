/** Shapes of the public API that the dashboard, the tools and the tests share. Times are ms since 1970 (wall) or of the call's audio clock (`startMs`, `endMs`). */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";
import { causeSchema, endReasonSchema, outcomeSchema } from "./end-reason.ts";
import { callIdSchema } from "./ids.ts";
import { mediaAddressSchema, viaSchema } from "./node-link.ts";
import { usageLineSchema } from "./speech.ts";

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
  who: z.enum(["bot", "caller"]),
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
});
export type Message = z.infer<typeof messageSchema>;

export const callSchema = z.object({
  id: callIdSchema,
  bot: z.object({ id: z.string(), slug: z.string(), name: z.string(), version: z.number().int() }),
  language: languageSchema,
  direction: z.enum(["inbound", "outbound", "test"]),
  via: viaSchema,
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
  outcome: outcomeSchema.nullable(),
  state: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
  /** `vendors`: as each vendor counts it. */
  usage: z.object({ mediaMs: z.number(), sttMs: z.number(), ttsChars: z.number(), vendors: z.array(usageLineSchema).optional() }),
  media: z.record(z.string(), z.number()),
  recording: z.object({ url: z.string(), durationMs: z.number(), bytes: z.number() }).nullable(),
});
export type Call = z.infer<typeof callSchema>;

/** POST /v1/calls. `bot` is an id or a slug. sip: `to` is needed; rtp: where the caller's RTP comes from; browser: nothing more. */
export const startCallSchema = z.strictObject({
  bot: z.string().min(1).max(80),
  language: languageSchema.optional(),
  via: viaSchema.default("sip"),
  to: z.string().min(1).max(80).optional(),
  from: z.string().min(1).max(80).optional(),
  ringTimeoutMs: z.number().int().min(5_000).max(120_000).default(45_000),
  rtp: z.strictObject({ host: z.union([z.ipv4(), z.ipv6()], "An IPv4 or IPv6 address, not a name."), port: z.number().int().min(1).max(65535), codec: z.enum(["pcmu", "pcma"]).default("pcma"), dtmfPayloadType: z.number().int().min(96).max(127).default(101) }).optional(),
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

export const botSummarySchema = z.object({ id: z.string(), slug: z.string(), name: z.string(), language: languageSchema, version: z.number().int(), description: z.string() });
export type BotSummary = z.infer<typeof botSummarySchema>;

export const meSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  /** `timeZone`: IANA name. */
  tenant: z.object({ id: z.string(), name: z.string(), slug: z.string(), timeZone: z.string() }),
  role: z.enum(["owner", "admin", "editor", "operator", "viewer"]),
});
export type Me = z.infer<typeof meSchema>;
