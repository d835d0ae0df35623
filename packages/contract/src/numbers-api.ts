/**
 * The API of telephone numbers (PRODUCT P4, F3): which bot answers when, what callers hear otherwise. Who may call at all
 * (`callers`) is kept apart, with the other data of persons.
 */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";
import { botIdSchema, numberIdSchema, trunkIdSchema } from "./ids.ts";
import { normaliseNumber, telephoneSchema } from "./telephone.ts";
import { overflowSchema } from "./trunk-settings.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const weekdaySchema = z.enum(weekdays);
export type Weekday = z.infer<typeof weekdaySchema>;
/** "09:00"; "24:00" ends a day. An end that is not after its start lies on the next day ("22:00"–"06:00"). */
const timeOfDay = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "a time of day: 09:00");
export const openSchema = z.strictObject({ from: timeOfDay.refine((time) => time !== "24:00", "a day begins at 00:00"), to: timeOfDay });
export type Open = z.infer<typeof openSchema>;
const openDay = z.array(openSchema).max(6);

/** `date`: "2026-12-31" once, "12-31" every year. No `open`: closed all day. */
export const holidaySchema = z.strictObject({ date: z.string().regex(/^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "2026-12-31, or 12-31 for every year"), name: z.string().trim().max(80).default(""), open: openDay.default([]) });
export type Holiday = z.infer<typeof holidaySchema>;

export const hoursSchema = z.strictObject({
  /** IANA name; null: the account's. */
  timeZone: z.string().max(60).refine(isTimeZone, "a time zone: Europe/Moscow").nullable().default(null),
  /** A weekday that is left out is closed. null: open round the clock, but for holidays. */
  week: z.partialRecord(weekdaySchema, openDay).nullable().default(null),
  /** A date with a year goes before the same one of every year. */
  holidays: z.array(holidaySchema).max(100).default([]),
});
export type Hours = z.infer<typeof hoursSchema>;

/** As owners send them; what is kept already may name a day that no calendar has, and matches none. */
const sentHoursSchema = hoursSchema.superRefine(({ holidays }, context) => {
  for (const [index, { date }] of holidays.entries()) if (!isInCalendar(date)) context.addIssue({ code: "custom", path: ["holidays", index, "date"], message: "there is no such day in the calendar" });
});

/** A day of every year may be the 29th of February. */
function isInCalendar(date: string): boolean {
  const written = date.length === 5 ? `2024-${date}` : date;
  const ms = Date.parse(`${written}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(written);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Outside the hours: another bot (one that takes messages, say), a text and good-bye, another number; null: the same bot as ever. */
export const afterHoursSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bot"), botId: botIdSchema }),
  z.strictObject({ kind: z.literal("message"), text: z.string().trim().min(1).max(1000) }),
  z.strictObject({ kind: z.literal("forward"), to: telephoneSchema }),
]);
export type AfterHours = z.infer<typeof afterHoursSchema>;

const numberShape = {
  name: z.string().trim().min(1).max(80),
  /** null: calls come by the exchange itself, as internal extensions do. */
  trunkId: trunkIdSchema.nullable(),
  /** null: nobody answers, the overflow does. */
  botId: botIdSchema.nullable(),
  language: languageSchema,
  hours: hoursSchema,
  afterHours: afterHoursSchema.nullable(),
  /** When the bot can't answer: limits, no media node, no published version. null: a busy tone. */
  overflow: overflowSchema.nullable(),
  /** Callers who hide their number. */
  anonymous: z.enum(["allow", "reject"]),
  /** Said before the greeting: "Разговор записывается". */
  recordingNotice: z.string().trim().min(1).max(500).nullable(),
  /** The recording begins when the notice has been heard, the bot's own too, which nobody talks over then; false: with the call. */
  recordAfterNotice: z.boolean(),
  /** Of one call, below the bot's and the account's own; null: those alone. */
  maxMinutes: z.number().int().min(1).max(60).nullable(),
};

/** POST /v1/numbers */
export const createNumberSchema = z.strictObject({
  number: telephoneSchema,
  name: numberShape.name,
  trunkId: numberShape.trunkId.default(null),
  botId: numberShape.botId.default(null),
  language: numberShape.language.default("ru"),
  hours: sentHoursSchema.prefault({}),
  afterHours: numberShape.afterHours.default(null),
  overflow: numberShape.overflow.default(null),
  anonymous: numberShape.anonymous.default("allow"),
  recordingNotice: numberShape.recordingNotice.default(null),
  recordAfterNotice: numberShape.recordAfterNotice.default(true),
  maxMinutes: numberShape.maxMinutes.default(null),
});
export type CreateNumber = z.input<typeof createNumberSchema>;
/** PATCH /v1/numbers/{number}. What is left out stays; `hours` is replaced as a whole. */
export const changeNumberSchema = z.strictObject({ ...numberShape, hours: sentHoursSchema }).partial();
export type ChangeNumber = z.input<typeof changeNumberSchema>;

export const numberRecordSchema = z.object({
  id: numberIdSchema,
  /** Digits of E.164 without "+", or an internal extension. */
  number: z.string(),
  ...numberShape,
  bot: z.object({ id: z.string(), slug: z.string(), name: z.string(), published: z.boolean() }).nullable(),
  trunk: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** By its hours; `until`: wall time of the next change, null when there is none within a fortnight. */
  openNow: z.boolean(),
  until: z.number().nullable(),
  /** There are entries in its caller lists. */
  hasCallerLists: z.boolean(),
  createdAt: z.number(),
});
export type NumberRecord = z.infer<typeof numberRecordSchema>;
/** GET /v1/numbers */
export const numberListSchema = z.object({ timeZone: z.string(), numbers: z.array(numberRecordSchema) });
export type NumberList = z.infer<typeof numberListSchema>;

/** A number, or how numbers begin ("7495*"). The longest entry that fits decides; `note` is for the owner's eye. */
export const callerEntrySchema = z.strictObject({ number: z.string().trim().max(40).regex(/^\+?[\d\s().-]+\*?$/, "a number, or its beginning and *: 7495*").transform((written) => (written.endsWith("*") ? `${normaliseBeginning(written)}*` : normaliseNumber(written))), note: z.string().trim().max(120).default("") });
export type CallerEntry = z.infer<typeof callerEntrySchema>;
/** GET, PUT /v1/numbers/{number}/callers: as a whole. With entries in `allow`, nobody else gets through; `deny` hears a busy tone. */
export const callerListsSchema = z.strictObject({ allow: z.array(callerEntrySchema).max(500), deny: z.array(callerEntrySchema).max(500) });
export type CallerLists = z.infer<typeof callerListsSchema>;

/** "8495*" is how Russia dials what begins with 7495; after "8" no other country's numbers go on like a code of Russia's, but for some of Vietnam (84), which take "+". */
function normaliseBeginning(written: string): string {
  const digits = normaliseNumber(written);
  return !written.startsWith("+") && /^8[3489]\d\d/.test(digits) ? `7${digits.slice(1)}` : digits;
}
