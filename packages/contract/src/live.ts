/**
 * Live events of a call for dashboards and integrators: WebSocket GET /v1/calls/{id}/live.
 * The first message is `snapshot`; then what happens. A client that missed something reconnects and gets a new snapshot.
 *
 * Which calls of the account live: WebSocket GET /v1/live. The first message is `calls`; no words and no caller's data pass
 * here. "ping" is answered by "pong".
 */
import { z } from "zod";
import { endReasonSchema, outcomeSchema } from "./end-reason.ts";
import { callIdSchema } from "./ids.ts";
import { callAnalysisSchema, callSchema, messageSchema } from "./api.ts";
import { listenerSchema, mayListenSchema, whispersSchema } from "./listening-api.ts";

export const liveEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), call: callSchema, messages: z.array(messageSchema), /** Who of the team hears it, whether more may, and what they may whisper. */ listeners: z.array(listenerSchema).optional(), mayListen: mayListenSchema.optional(), whispers: whispersSchema.optional() }),
  z.object({ type: z.literal("call.status"), call: callSchema }),
  /** A message came or changed (a bot's message changes when it was heard or interrupted); the key is (who, index). */
  z.object({ type: z.literal("message"), message: messageSchema }),
  z.object({ type: z.literal("partial"), turn: z.number().int(), text: z.string() }),
  z.object({ type: z.literal("speaking"), who: z.enum(["bot", "caller", "none"]) }),
  /** All of the team who hear the call now. What they whisper comes as a message of theirs, or of the bot who says it. */
  z.object({ type: z.literal("listeners"), listeners: z.array(listenerSchema) }),
  z.object({ type: z.literal("ended"), endReason: endReasonSchema, outcome: outcomeSchema.nullable() }),
  /** Within a minute of the end; the last event of a call. */
  z.object({ type: z.literal("analysed"), outcome: outcomeSchema.nullable(), analysis: callAnalysisSchema }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** `taken`: one of the team talks in the bot's place. */
export const liveStateSchema = z.enum(["queued", "ringing", "live", "taken"]);
export type LiveState = z.infer<typeof liveStateSchema>;
const liveCallSchema = z.object({ callId: callIdSchema, since: z.number(), state: liveStateSchema });
export const liveListEventSchema = z.discriminatedUnion("type", [
  /** All, newest first, 200 at most. */
  z.object({ type: z.literal("calls"), calls: z.array(liveCallSchema) }),
  z.object({ type: z.literal("began"), ...liveCallSchema.shape }),
  z.object({ type: z.literal("state"), callId: callIdSchema, state: liveStateSchema }),
  z.object({ type: z.literal("over"), callId: callIdSchema }),
]);
export type LiveListEvent = z.infer<typeof liveListEventSchema>;
