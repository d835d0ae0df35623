/** What is known of a media node now. */
import { viaSchema } from "@zvon/contract/node-link.ts";
import { trunkSightSchema } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";

const telephonySchema = z.enum(["up", "down", "none"]);

/** Kept on the control socket itself: it lives as long as the connection, costs no storage write, survives hibernation. */
export const nodeAttachmentSchema = z.object({
  nodeId: z.string(),
  /** Wall time of the connection: the newest wins. */
  epoch: z.number(),
  lastSeenMs: z.number(),
  hello: z.object({ version: z.string(), capacity: z.number(), ways: z.array(viaSchema), phoneUrl: z.string().nullable().default(null), /** Where browsers reach its media socket to listen in. */ listenUrl: z.string().nullable().default(null) }).nullable(),
  telephony: telephonySchema,
  calls: z.number(),
  /** Node's wall clock minus ours. */
  nodeSkewMs: z.number(),
  /** It is stopping. */
  draining: z.boolean().default(false),
});
export type NodeAttachment = z.infer<typeof nodeAttachmentSchema>;

export const nodeStatusSchema = z.object({
  connected: z.boolean(),
  telephony: telephonySchema,
  ways: z.array(viaSchema),
  capacity: z.number(),
  calls: z.number(),
  version: z.string().nullable(),
  clockOff: z.boolean(),
  clockSkewMs: z.number().nullable(),
  drainBy: z.enum(["us", "node"]).nullable(),
  trunks: z.array(trunkSightSchema),
  lastSeenMs: z.number().nullable(),
  /** Where its exchange takes telephones in browsers. */
  phoneUrl: z.string().nullable(),
});
export type NodeStatus = z.infer<typeof nodeStatusSchema>;

/** Where to listen in, or why nowhere. */
export type NodeListens = { ok: true; url: string } | { ok: false; why: "no_node" | "no_address" };
