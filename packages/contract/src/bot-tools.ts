/**
 * Tools of a bot (PRODUCT D7, D12). One definition serves the flow (`tool` states), the model (its function schema is
 * generated) and the runner. A write is done once, by its idempotency key. Functions of each type:
 *
 * | type      | functions                                                    | effect |
 * | --------- | ------------------------------------------------------------ | ------ |
 * | platform  | its own name                                                 | as written |
 * | table     | its own name; the dialogue reads it itself                   | read   |
 * | calendar  | check_availability; book_, move_ and cancel_appointment      | read; write |
 * | http      | its own name                                                 | as written |
 * | knowledge | its own name (search)                                        | read   |
 * | message   | its own name                                                 | write  |
 * | crm       | its own name (lookup by the caller's number)                 | read   |
 *
 * A model also has `end_call`, `transfer_to_operator` where the bot has destinations, `collect_keys` and `set_fields`; and
 * `press_keys` (for voice menus of those who are called) where a talk's `tools` name it.
 * In a flow a tool with several functions is called with `function`.
 */
import { z } from "zod";
import { clockSchema, nameSchema, phrasesSchema, textSchema } from "./bot-text.ts";
import { normalisedHandingOn } from "./handing-on.ts";

/** What the model reads to know when to call it; a tool without one is the flow's alone. */
const described = { name: nameSchema, description: textSchema.default({}), /** Said while it runs, where its state says nothing; "One moment" when absent. */ filler: textSchema.optional() };
const timeoutMs = z.number().int().min(500).max(15_000).default(6_000);
const httpsUrl = z.string().max(2000).regex(/^https?:\/\/[^\s/]+/i, "an address begins with https://");
/** `{secret.name}` in a value stands for a secret of the bot's tenant, kept encrypted. */
const headers = z.record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), z.string().max(1000)).default({});

/** What a model or a flow gives to a tool. */
export const parameterSchema = z.object({
  type: z.enum(["string", "number", "integer", "boolean"]).default("string"),
  description: textSchema.default({}),
  required: z.boolean().default(true),
  /** The only values there are. */
  options: z.array(z.string().max(200)).max(50).optional(),
  /** Filled from the field when it is known, whatever the model says. */
  field: nameSchema.optional(),
});

export const toolSchema = z.discriminatedUnion("type", [
  /** Run by the platform. */
  z.object({ type: z.literal("platform"), ...described, effect: z.enum(["read", "write"]), config: z.record(z.string(), z.string()).default({}) }),
  /** A small table that the dialogue reads itself; the row's columns become `{tool.column}`. */
  z.object({ type: z.literal("table"), ...described, effect: z.literal("read"), config: z.object({ key: nameSchema, rows: z.record(z.string(), z.record(nameSchema, textSchema)) }) }),
  z.object({
    type: z.literal("calendar"),
    ...described,
    config: z.object({
      /** built_in: the tenant's own store. http: a service that answers the calendar protocol of docs/guides/tools. */
      source: z.discriminatedUnion("kind", [z.object({ kind: z.literal("built_in") }), z.object({ kind: z.literal("http"), url: httpsUrl, headers, timeout_ms: timeoutMs })]).prefault({ kind: "built_in" }),
      /** Whose time is booked: bots that name the same resource share its slots. */
      resource: nameSchema.default("main"),
      /** How long an appointment takes. */
      slot_minutes: z.number().int().min(5).max(480).default(60),
      /** When one may begin: so often from the opening on; `slot_minutes` when absent. */
      step_minutes: z.number().int().min(5).max(480).optional(),
      /** Appointments at the same time. */
      capacity: z.number().int().min(1).max(100).default(1),
      /** 1 Monday … 7 Sunday; a day that is missing is closed; until "00:00" is until midnight. In the tenant's time zone. */
      hours: z.record(z.string().regex(/^[1-7]$/), z.object({ from: clockSchema, to: clockSchema })).default({}),
      /** Days without appointments, "2026-12-31". */
      closed: z.array(z.iso.date()).max(400).default([]),
      days_ahead: z.number().int().min(1).max(365).default(60),
      /** Not sooner than so long from now. */
      notice_minutes: z.number().int().min(0).max(10_080).default(0),
    }),
  }),
  z.object({
    type: z.literal("http"),
    ...described,
    effect: z.enum(["read", "write"]),
    config: z.object({
      method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
      /** `{parameter}` is put in URL-encoded, so are `{caller}` (the verified number) and `{call_id}`; the host may hold none. */
      url: httpsUrl,
      headers,
      /** Templates by JSON key; absent: the parameters as a JSON object. GET has no body. */
      body: z.record(z.string().max(60), z.string().max(2000)).optional(),
      parameters: z.record(nameSchema, parameterSchema).default({}),
      /** Column → JSON pointer into the answer; absent: the answer's scalar members. */
      result: z.record(nameSchema, z.string().max(200)).optional(),
      timeout_ms: timeoutMs,
    }),
  }),
  z.object({ type: z.literal("knowledge"), ...described, config: z.object({ knowledge_bases: z.array(z.string().max(80)).max(10).default([]), top_k: z.number().int().min(1).max(20).default(3) }).prefault({}) }),
  z.object({
    type: z.literal("message"),
    ...described,
    config: z.object({
      channel: z.enum(["sms", "email"]),
      /** Told {channel, to, text, subject} by POST. */
      url: httpsUrl,
      headers,
      /** Never from the model's text: the caller's verified number, or a field that the caller confirmed. */
      to: z.union([z.literal("caller"), z.object({ field: nameSchema })]).default("caller"),
      subject: textSchema.default({}),
      /** `{field}` and, when the model calls it, `{text}`. */
      text: textSchema,
      timeout_ms: timeoutMs,
    }),
  }),
  /** The caller's number fetches contact and history; asked at the start of a call too when `at_start`. */
  z.object({ type: z.literal("crm"), ...described, config: z.object({ url: httpsUrl, headers, at_start: z.boolean().default(true), /** Column → JSON pointer. */ result: z.record(nameSchema, z.string().max(200)).default({}), timeout_ms: timeoutMs }) }),
]);
export type Tool = z.infer<typeof toolSchema>;
export type ToolOf<T extends Tool["type"]> = Extract<Tool, { type: T }>;

/** Where a caller may be handed to. Never from the model's text: it names one of these. */
export const destinationSchema = z.object({
  name: nameSchema,
  /** When to choose it; the model reads this. */
  description: textSchema.default({}),
  /** A number (E.164 or internal), a SIP address, or `operators`, `operators:GROUP`: whoever of the account's people is free in their browser. */
  to: z.string().min(2).max(200).overwrite(normalisedHandingOn),
  /** warm: the person hears a summary first. */
  kind: z.enum(["cold", "warm"]).default("cold"),
  /** Words by which a caller asks for it. */
  called: phrasesSchema.default({}),
});
