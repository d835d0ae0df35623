/** The API of media nodes (PRODUCT P9): the account's own, and what it may see of the platform's. */
import { z } from "zod";
import { nodeIdSchema } from "./ids.ts";
import { viaSchema } from "./node-link.ts";
import { trunkSightSchema } from "./trunk-settings.ts";

export const nodeRecordSchema = z.object({
  id: nodeIdSchema,
  name: z.string(),
  /** false: the platform's, which carries everybody's calls and is not yours to drain. */
  own: z.boolean(),
  connected: z.boolean(),
  version: z.string().nullable(),
  /** Calls of this account on it; of one's own node, all. `capacity` null: the platform's, and not told. */
  calls: z.number().int(),
  capacity: z.number().int().nullable(),
  ways: z.array(viaSchema),
  telephony: z.enum(["up", "down", "none"]),
  /** The account's trunks as this node sees them; `name` and words beside them. */
  trunks: z.array(trunkSightSchema.extend({ name: z.string(), detail: z.string() })),
  /** The node's wall clock minus ours; more than 30 s either way and it gets no calls (`clockOff`). */
  clockSkewMs: z.number().nullable(),
  clockOff: z.boolean(),
  /** It takes no new calls; `by`: asked for here, or the node itself is stopping. */
  draining: z.boolean(),
  drainBy: z.enum(["us", "node"]).nullable(),
  lastSeenAt: z.number().nullable(),
  createdAt: z.number(),
});
export type NodeRecord = z.infer<typeof nodeRecordSchema>;
/** GET /v1/nodes */
export const nodeListSchema = z.object({ nodes: z.array(nodeRecordSchema) });

/** POST /v1/nodes, POST /v1/nodes/{node}/credential: the one time that the credential is shown. */
export const createNodeSchema = z.strictObject({ name: z.string().trim().min(1).max(80) });
export const nodeCredentialSchema = z.object({ id: nodeIdSchema, name: z.string(), /** For ZVON_NODE_TOKEN of the node. */ token: z.string() });
export type NodeCredential = z.infer<typeof nodeCredentialSchema>;
