/**
 * Why a call ended: at most twenty reasons (PRODUCT P11), each understood by an owner; a detail and the SIP or
 * Q.850 cause stand beside it. Every call reaches exactly one of them.
 */
import { z } from "zod";

export const endReasons = [
  "completed", // the bot said goodbye: its flow came to an end
  "caller_hangup", // the far side hung up in the conversation (the person the bot talks to, in either direction)
  "api_hangup", // hung up by a user or by the API
  "transferred", // handed to a person or number
  "voicemail", // an answering machine took the call
  "no_answer", // rang until the ring time-out
  "busy",
  "rejected", // declined by the person called
  "cancelled", // the caller gave up while it was ringing
  "unreachable", // phone off, no route, host down
  "invalid_number",
  "congestion", // the network or trunk has no room now
  "forbidden", // the trunk refused us (credentials, balance, blocked destination)
  "silent", // nobody spoke through all the prompts
  "media_timeout", // no audio arrived any more
  "max_duration",
  "limit", // the tenant's concurrency or spend limit ended it
  "edge_lost", // the dialogue could not be reached for longer than the plan allows
  "node_lost", // the media node died
  "failed", // anything else; the detail says what
] as const;

export const endReasonSchema = z.enum(endReasons);
export type EndReason = z.infer<typeof endReasonSchema>;

export const causeSchema = z.object({
  q850: z.number().int().nullable(),
  sip: z.number().int().nullable(),
  text: z.string().max(200),
});
export type Cause = z.infer<typeof causeSchema>;

/** What the call achieved (PRODUCT D8); independent of how it ended. */
export const outcomes = [
  "booked", "answered", "refused", "callback", "transferred", "voicemail", "no_answer", "abandoned", "not_understood", "failed",
] as const;
export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;
