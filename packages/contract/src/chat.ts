/**
 * The text agent (PRODUCT C3): a conversation with a bot in writing, by the same engine and the same session as a call
 * by telephone.
 *
 * - **WebSocket** GET /v1/bots/{bot}/chat. A stranger sends plain text frames and gets plain text frames: the bot's
 *   greeting first, then one or more for each message. With `?format=json` both sides send the frames below.
 * - **HTTP** POST /v1/bots/{bot}/chat answers with server-sent events: `event` is a frame's type, `data` the frame.
 *   The stream ends with the `turn` that answers the message, or with `ended`.
 * - **From a site's page**: a short-lived token (POST /v1/bots/{bot}/chat-token, asked for by the site's own server)
 *   goes in `?token=`, since a browser sets no header on a WebSocket.
 *
 * A message sent while the bot still answers waits; the order is kept. Whoever was cut off comes back with `?call=`.
 */
import { z } from "zod";
import { knownFieldsSchema } from "./api.ts";
import { languageSchema } from "./call-link.ts";
import { endReasonSchema, outcomeSchema } from "./end-reason.ts";
import { callIdSchema } from "./ids.ts";
import { turnTraceSchema } from "./turn-trace.ts";

export const maxChatChars = 2000;
/** Messages that wait while the bot answers; one more is refused with `too_fast`. */
export const maxChatWaiting = 5;
/** Messages of one chat in a minute. */
export const maxChatMessagesAMinute = 30;
/** So long without a message the chat ends; so long after its last WebSocket was lost, too. */
export const chatIdleMs = 30 * 60_000;
export const chatGoneMs = 5 * 60_000;
/** A chat that nobody has written a word in yet: by HTTP nobody is there, and it holds room that others want; a page that is open waits longer. */
export const chatUnbegunMs = 3 * 60_000;
export const chatUnbegunPageMs = 10 * 60_000;
export const chatTokenMs = 5 * 60_000;

/** Who the bot believes to speak with, as a telephone's caller id: a number, or a name that the site gives. */
export const callerIdSchema = z.string().trim().min(1).max(80);
/** Of the published bot when absent. What an owner tries is a call of `direction` "test". */
export const chatVersionSchema = z.union([z.literal("draft"), z.coerce.number().int().positive()]);

/** The site's server tells them for its page, in the token; whoever has the tenant's own credentials, with the chat. */
export const maxKnownChars = 2000;
export const chatFieldsSchema = knownFieldsSchema.refine((fields) => JSON.stringify(fields).length <= maxKnownChars, "What is known before a chat has 2,000 signs at most.");

/** Of the WebSocket's address. */
export const chatQuerySchema = z.object({
  callerId: callerIdSchema.optional(),
  language: languageSchema.optional(),
  version: chatVersionSchema.optional(),
  format: z.enum(["text", "json"]).default("text"),
  /** Goes on with a chat that lives still. */
  call: callIdSchema.optional(),
  /** In the token, or by POST: an address stands in logs and histories. */
  fields: z.string().refine(() => false, "What is known before a chat goes in its token, not in its address.").optional(),
  /** As in POST. */
  liveTools: z.enum(["true", "false"]).transform((text) => text === "true").optional(),
  /** Sealed and in base64 url, `maxKnownChars` of three bytes each make 8,000 signs by themselves. */
  token: z.string().max(10_000).optional(),
});
export type ChatQuery = z.infer<typeof chatQuerySchema>;

const text = z.string().trim().min(1).max(maxChatChars);
const keys = z.string().regex(/^[0-9*#]{1,40}$/, "keys are 0–9, * and #");

// ---------------------------------------------------------------- to the bot

export const fromChatSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text }),
  z.object({ type: z.literal("keys"), keys }),
  /** The caller has said nothing for as long as the next prompt waits: what the bot says then is heard at once. */
  z.object({ type: z.literal("silence") }),
  z.object({ type: z.literal("hangup") }),
]);
export type FromChat = z.infer<typeof fromChatSchema>;

/** POST /v1/bots/{bot}/chat. Without `callId` a chat begins, greeting first; without anything said that is all. */
export const postChatSchema = z.strictObject({
  callId: callIdSchema.optional(),
  text: text.optional(),
  keys: keys.optional(),
  silence: z.literal(true).optional(),
  hangup: z.literal(true).optional(),
  callerId: callerIdSchema.optional(),
  language: languageSchema.optional(),
  version: z.union([z.literal("draft"), z.number().int().positive()]).optional(),
  /** Fields of the bot that are known as the chat begins, canonical. */
  fields: chatFieldsSchema.optional(),
  /** Of a test: services outside (HTTP tools, messages, a CRM, a calendar of one's own) are asked; else their results are pretended, and say so. */
  liveTools: z.boolean().optional(),
}).superRefine(({ callId, text, keys, silence, hangup }, context) => {
  const said = [text, keys, silence, hangup].filter((one) => one !== undefined).length;
  if (said > 1) context.addIssue({ code: "custom", path: ["text"], message: "One of text, keys, silence and hangup at a time." });
  if (said === 0 && callId !== undefined) context.addIssue({ code: "custom", path: ["text"], message: "A chat that goes on needs something said." });
});
export type PostChat = z.infer<typeof postChatSchema>;

// ---------------------------------------------------------------- from the bot

export const toChatSchema = z.discriminatedUnion("type", [
  /** First of every connection; version 0: a draft of a bot that was never published. `resumed`: the chat lived already, and what was said in it follows as messages. */
  z.object({ type: z.literal("started"), callId: callIdSchema, bot: z.object({ id: z.string(), slug: z.string(), name: z.string(), version: z.number().int() }), language: languageSchema, resumed: z.boolean() }),
  /**
   * `reply` numbers what the bot says (null: the caller's own message). A reply that grows comes again, whole, under
   * the same number until `done`: a model's words as they come, "one moment" and then what the tool brought.
   */
  z.object({ type: z.literal("message"), who: z.enum(["bot", "caller"]), text: z.string(), turn: z.number().int().nonnegative(), reply: z.number().int().nonnegative().nullable(), done: z.boolean(), by: z.enum(["text", "keys"]).nullable() }),
  /** A visitor with a token is told of the turn and no more: what the bot made of it is its owner's. After each turn's last word; turn 0 is the greeting. `tools`: those that ran in this turn, with what came of them. */
  z.object({
    type: z.literal("turn"),
    turn: z.number().int().nonnegative(),
    trace: turnTraceSchema.nullable(),
    state: z.string().nullable(),
    fields: z.record(z.string(), z.string()),
    intent: z.string().nullable(),
    outcome: outcomeSchema.nullable(),
    language: languageSchema,
    /** `value`: what a tool brought; `reason`: why it did not work, for the owner. */
    tools: z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.string()), status: z.enum(["running", "ok", "failed", "unknown"]), value: z.record(z.string(), z.string()).optional(), reason: z.string().optional(), /** Nothing was asked: a test without `liveTools`. */ pretended: z.boolean().optional() })),
    /** Message sent → first word, and → last word of the answer. */
    firstMs: z.number().nonnegative(),
    tookMs: z.number().nonnegative(),
  }),
  z.object({ type: z.literal("ended"), callId: callIdSchema, outcome: outcomeSchema.nullable(), endReason: endReasonSchema }),
  /** What was sent last is not taken; the chat goes on. */
  z.object({ type: z.literal("refused"), code: z.enum(["malformed", "too_long", "too_fast"]), detail: z.string() }),
]);
export type ToChat = z.infer<typeof toChatSchema>;

/** WebSocket close codes. `done`: the chat is over, do not come back; `restart`: come back at once with `?call=`. */
export const chatCloseCode = { done: 4000, refused: 4003, restart: 1012 } as const;

// ---------------------------------------------------------------- tokens

/**
 * POST /v1/bots/{bot}/chat-token. `origin`: the only site that may use it. What is known of the caller goes to a WebSocket this
 * way alone: an address stands in logs and histories, so the token carries it sealed.
 */
export const chatTokenRequestSchema = z.strictObject({ callerId: callerIdSchema.optional(), origin: z.url().max(300).optional(), /** Known to the site: whoever holds the token cannot read or change them. */ fields: chatFieldsSchema.optional() });
/** `url`: what a page of the site gives to `new WebSocket`, the token in it. */
export const chatTokenSchema = z.object({ token: z.string(), callerId: callerIdSchema, expiresAt: z.number(), url: z.string() });
export type ChatToken = z.infer<typeof chatTokenSchema>;

