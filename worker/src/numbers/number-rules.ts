/** What the owner of a number sets beside its bot and trunk: one JSON column, so that an older row loads with the defaults of what came later. */
import { afterHoursSchema, hoursSchema } from "@zvon/contract/numbers-api.ts";
import { overflowSchema } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";

export const numberRulesSchema = z.object({
  hours: hoursSchema.prefault({}),
  afterHours: afterHoursSchema.nullable().default(null),
  overflow: overflowSchema.nullable().default(null),
  anonymous: z.enum(["allow", "reject"]).default("allow"),
  recordingNotice: z.string().nullable().default(null),
  recordAfterNotice: z.boolean().default(true),
  maxMinutes: z.number().int().min(1).max(60).nullable().default(null),
});
export type NumberRules = z.infer<typeof numberRulesSchema>;

/** @param fallback of a row that is older than `overflow`: a text that is said before hanging up. */
export function parseRules(stored: unknown, fallback: string | null): NumberRules {
  const rules = numberRulesSchema.parse(stored);
  return rules.overflow === null && fallback !== null && fallback.trim() !== "" ? { ...rules, overflow: { kind: "message", text: fallback } } : rules;
}
