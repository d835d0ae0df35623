/** The API of an account's limits (PRODUCT P10): where it may call, what it may spend, how long a call may last. */
import { z } from "zod";
import { currencySchema, nanoPerUnit, nanoSchema } from "./money.ts";
import type { Currency } from "./money.ts";

/** The beginning of a number in E.164, digits alone. */
export const prefixSchema = z.string().regex(/^\d{1,15}$/, "the beginning of a number, digits alone: 7495");
export const countrySchema = z.enum(["RU", "KZ", "BY", "UA", "UZ", "AM", "GE", "US", "CA", "GB", "DE", "FR", "IL", "AE", "TR"]);
export type Country = z.infer<typeof countrySchema>;

const destinationShape = {
  /** Its numbers may be called without being listed. */
  country: countrySchema,
  /** Besides the country's: beginnings of numbers. */
  allow: z.array(prefixSchema).max(200),
  /** Never, whatever else says so. */
  deny: z.array(prefixSchema).max(200),
  /** Paid services, satellites and shared-cost numbers: called when this is on and `allow` names their beginning as well. */
  premium: z.boolean(),
};
export const destinationPolicySchema = z.strictObject({ country: destinationShape.country.default("RU"), allow: destinationShape.allow.default([]), deny: destinationShape.deny.default([]), premium: destinationShape.premium.default(false) });
export type DestinationPolicy = z.infer<typeof destinationPolicySchema>;

/**
 * What a minute counts as where neither the trunk nor the account says: a call to a mobile of one's own country by a usual
 * carrier, rounded up (2026: NovoFon, Mango Office and MTS Exolve ask 1.5 to 4 roubles).
 */
export const usualMinutePrice: Record<Currency, number> = { RUB: 5 * nanoPerUnit, USD: 0.05 * nanoPerUnit, EUR: 0.05 * nanoPerUnit, KZT: 25 * nanoPerUnit, BYN: 0.2 * nanoPerUnit };

const spendShape = { currency: currencySchema, /** Of lines whose price is not known; null: as usual. */ unknownMinutePrice: nanoSchema.nullable(), perDay: nanoSchema.nullable(), perMonth: nanoSchema.nullable(), perCall: nanoSchema.nullable() };
/** Nano-units of `currency`; null: no limit. A call in progress that would pass one ends as `limit`. */
export const spendLimitsSchema = z.strictObject({ currency: spendShape.currency.default("RUB"), unknownMinutePrice: spendShape.unknownMinutePrice.default(null), perDay: spendShape.perDay.default(null), perMonth: spendShape.perMonth.default(null), perCall: spendShape.perCall.default(null) });
export type SpendLimits = z.infer<typeof spendLimitsSchema>;

const minutesSchema = z.number().int().min(1).max(60).nullable();
/** What the owner sets. Stored as it is; what is missing in an older row has its default. */
export const ownLimitsSchema = z.strictObject({ destinations: destinationPolicySchema.prefault({}), spend: spendLimitsSchema.prefault({}), maxCallMinutes: minutesSchema.default(null) });
export type OwnLimits = z.infer<typeof ownLimitsSchema>;

/** GET /v1/limits. `plan` is not the owner's to change. `spent`: what calls have cost or hold back, by the account's own days. */
export const limitsSchema = ownLimitsSchema.extend({
  plan: z.object({ concurrentCalls: z.number().int(), callsPerMinute: z.number().int() }),
  spent: z.object({ day: z.number(), month: z.number(), liveCalls: z.number().int() }),
  /** Enabled trunks whose price is not known: their minutes count as `countedMinutePrice`. */
  unpriced: z.array(z.object({ id: z.string(), name: z.string() })),
  countedMinutePrice: z.number(),
});
export type LimitsRecord = z.infer<typeof limitsSchema>;
/** PATCH /v1/limits: what is left out stays, a part at a time. */
export const changeLimitsSchema = z.strictObject({ destinations: z.strictObject(destinationShape).partial().optional(), spend: z.strictObject(spendShape).partial().optional(), maxCallMinutes: minutesSchema.optional() });
export type ChangeLimits = z.input<typeof changeLimitsSchema>;
