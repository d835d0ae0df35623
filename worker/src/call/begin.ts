/** What a session needs to know when its call is begun; whoever admitted the call (API or node's offer) sends it. */
import { callOperatorSchema, callSchema, knownFieldsSchema } from "@zvon/contract/api.ts";
import { callIdSchema, nodeIdSchema, tenantIdSchema } from "@zvon/contract/ids.ts";
import { destinationPolicySchema } from "@zvon/contract/limits-api.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import { callViaSchema } from "@zvon/contract/node-link.ts";
import { spendCapsSchema } from "../tenants/admission.ts";
import { z } from "zod";
import { sealedAccessSchema } from "../vendors/provider-keys.ts";
import { sealedSecretSchema } from "../vendors/tool-secrets.ts";

export const beginCallSchema = z.object({
  tenantId: tenantIdSchema,
  callId: callIdSchema,
  /** null: a call in writing needs none. */
  nodeId: nodeIdSchema.nullable(),
  /** `config` is pinned for the whole call: the JSON that `botConfigSchema` takes. */
  bot: callSchema.shape.bot.extend({ config: z.unknown() }),
  /** A person dialled, and no bot is in the call: `bot.config` is null. */
  operator: callOperatorSchema.optional(),
  language: languageSchema,
  direction: callSchema.shape.direction,
  via: callViaSchema,
  from: z.string(),
  to: z.string(),
  /** IANA name; what "tomorrow" means. */
  timeZone: z.string(),
  ringTimeoutMs: z.number().positive(),
  maxDurationMs: z.number().positive(),
  recording: z.object({ path: z.string(), token: z.string() }).nullable(),
  /** The first reply says that the call is recorded, and is heard to its end before it is. */
  recordAfterNotice: z.boolean().optional(),
  /** The tenant's own accesses to vendors, still sealed: `openSealed` of vendors/provider-keys.ts opens them. */
  access: z.array(sealedAccessSchema).optional(),
  /** What the tenant's tools put into their headers, still sealed: `openSecret` of vendors/tool-secrets.ts opens one. */
  secrets: z.array(sealedSecretSchema).optional(),
  /** Of the tenant's dictionary: `word` in lower case is to be said as `say`; in the call's language when it names none. */
  pronunciation: z.array(z.object({ language: languageSchema.optional(), word: z.string(), say: z.string() })).optional(),
  /** Fields that are known before the call, canonical. */
  fields: knownFieldsSchema.optional(),
  /** Of a test: its tools ask services outside, as a caller's do. */
  liveTools: z.boolean().optional(),
  /** Where the account may call: destinations of the bot that lie elsewhere are none. Absent in calls of older versions: all stand. */
  destinations: destinationPolicySchema.optional(),
  /** The account's line that the call goes by, and a transfer too; null or absent: the exchange's own, which knows extensions. */
  trunk: z.string().nullable().optional(),
  /** The account's trunks, at whose servers addresses of SIP may lie that the bot hands callers to. Absent: it has none such, or its own exchange knows them. */
  sipTrunks: z.array(z.object({ id: z.string(), host: z.string(), port: z.number() })).optional(),
  /** Of older versions: how long two people may talk after a transfer. */
  talkMs: z.number().positive().optional(),
  /**
   * Two people who talk after a transfer: how long at most, what a minute of the second leg costs (nano-units; by trunk where an
   * address of SIP decides, else by a number), and what the account may spend. Absent: the hub is not asked.
   */
  talk: z.object({ longestMs: z.number().positive(), perMinute: z.number(), perMinuteBy: z.record(z.string(), z.number()), maxChannels: z.record(z.string(), z.number()), spending: z.object({ limits: spendCapsSchema, day: z.string() }) }).optional(),
  /** Wall time, ms since 1970. */
  createdAt: z.number(),
});
/** `begin` with the same call twice changes nothing. */
export type BeginCall = z.infer<typeof beginCallSchema>;
