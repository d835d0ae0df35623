/** What a bot wants to know (PRODUCT D4). Values in the record are canonical strings; how each is said is the dialogue's. */
import { z } from "zod";
import { clockSchema, nameSchema, phrasesSchema, textSchema } from "./bot-text.ts";

const fieldBase = {
  /** How the caller names the field when correcting it ("время", "the name"); also offered to the recogniser. */
  called: phrasesSchema.default({}),
};
export const choiceSchema = z.object({
  value: nameSchema,
  /** The plain name («стрижка»): what stands in the record. */
  label: textSchema,
  /** The form a read-back and a carrier need («стрижку» after «на»); the label when absent. */
  object: textSchema.default({}),
  /** Other words for it. */
  synonyms: phrasesSchema.default({}),
});
export const fieldSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("choice"), ...fieldBase, options: z.array(choiceSchema).min(1).max(50), /** "{object}" stands for the option. */ carriers: phrasesSchema.default({}) }),
  z.object({
    type: z.literal("day_time"),
    ...fieldBase,
    /** First and last time offered, both included, in the tenant's time zone. */
    from: clockSchema,
    to: clockSchema,
    /** What is accepted, and what the closed list of the embedded recogniser holds. */
    step_minutes: z.number().int().min(5).max(120).default(30),
    listed_step_minutes: z.number().int().min(5).max(240).default(60),
    /** 1 Monday … 7 Sunday. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
    days_ahead: z.number().int().min(1).max(365).default(30),
    ask_day: textSchema,
    /** `{value}`: the day that is known. */
    ask_time: textSchema,
  }),
  z.object({ type: z.literal("name"), ...fieldBase, /** First names the closed list holds; any name is accepted from a vendor. */ known: phrasesSchema, carriers: phrasesSchema.default({}) }),
  z.object({ type: z.literal("digits"), ...fieldBase, length: z.object({ min: z.number().int().min(1).max(20), max: z.number().int().min(1).max(20) }), key_gap_ms: z.number().int().min(500).max(20_000).default(3000) }),
  /** A number in words or figures; canonical form "1500" or "2.5". */
  z.object({ type: z.literal("number"), ...fieldBase, min: z.number().nullable().default(null), max: z.number().nullable().default(null), integer: z.boolean().default(true) }),
  /** E.164 ("+79120001427"). `country_code`: of a number said without one. Keys may be pressed too. */
  z.object({ type: z.literal("phone"), ...fieldBase, country_code: z.string().regex(/^[1-9]\d{0,2}$/).default("7"), key_gap_ms: z.number().int().min(500).max(20_000).default(3000) }),
  z.object({ type: z.literal("email"), ...fieldBase }),
  /** «ул. Ленина, д. 5, кв. 12», as it is written on an envelope without a name. */
  z.object({ type: z.literal("address"), ...fieldBase }),
  /** The caller's own words, whole: a wish, a complaint. */
  z.object({ type: z.literal("text"), ...fieldBase, max_chars: z.number().int().min(20).max(2000).default(500) }),
]);
export type Field = z.infer<typeof fieldSchema>;
export type FieldOf<T extends Field["type"]> = Extract<Field, { type: T }>;
