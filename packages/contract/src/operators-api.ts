/**
 * Operators: people of the account who take calls of bots in their browser. A telephone of one is made for a working day
 * at most, with a password of its own; who does not beat is gone, and the telephone with them.
 */
import { z } from "zod";
import { callIdSchema } from "./ids.ts";
import { dialActSchema, dialIdSchema, dialModeSchema, dialStateSchema } from "./operator-dials.ts";

/** `away`: signed in, takes no calls. `busy`: talks. */
export const operatorStates = ["available", "busy", "away"] as const;
export const operatorStateSchema = z.enum(operatorStates);
export type OperatorState = z.infer<typeof operatorStateSchema>;

/** How often a page tells that it is there. */
export const operatorBeatMs = 15_000;
/** A page in the background is woken once a minute. */
export const operatorSilentMs = 90_000;
/** Whoever does not take a call by then is passed over, and away. */
export const operatorRingMs = 20_000;

/** The exchange's endpoint is `operator-ID`. Long enough that nobody guesses it. */
export const phoneIdSchema = z.string().regex(/^[a-z0-9]{20,40}$/);
export const phonePasswordSchema = z.string().regex(/^[\w-]{24,64}$/);
/** As a media node is told of it. */
export const nodePhoneSchema = z.object({ id: phoneIdSchema, password: phonePasswordSchema });
export type NodePhone = z.infer<typeof nodePhoneSchema>;
/** Of one node. */
export const maxNodePhones = 1_000;

export const groupSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);

/** A bot's destination `operators`, or `operators:GROUP`: whoever of them has been free for longest. */
export function operatorsIn(to: string): { group: string | null } | null {
  const [word = "", group = null, ...more] = to.trim().split(":");
  if (word !== "operators" || more.length > 0) return null;
  return group === null ? { group } : groupSchema.safeParse(group).success ? { group } : null;
}

/** RFC 8829's iceServers. */
const iceServerSchema = z.object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() });

/** POST /v1/operators/me/phone: SIP over a WebSocket, sound by WebRTC. A newer one takes the place of the former. */
export const phoneSchema = z.object({
  id: phoneIdSchema,
  /** `operator-ID`, the user of the address and of the password. */
  user: z.string(),
  password: phonePasswordSchema,
  /** wss://… */
  url: z.string(),
  iceServers: z.array(iceServerSchema),
  beatMs: z.number(),
  expiresAt: z.number(),
});
export type Phone = z.infer<typeof phoneSchema>;

/** What an operator sees of a caller before taking the call. */
export const offerSchema = z.object({ callId: callIdSchema, from: z.string(), group: z.string().nullable(), summary: z.string(), waitedMs: z.number() });
export type Offer = z.infer<typeof offerSchema>;

/** Whom an operator dials now. `to`: the number, or the colleague's name. */
export const shownDialSchema = z.object({ id: dialIdSchema, mode: dialModeSchema, to: z.string(), ...dialStateSchema.shape });
export type ShownDial = z.infer<typeof shownDialSchema>;

/**
 * POST /v1/operators/me/dial. Either a number, which obeys the account's limits, or a colleague who is free. `from`: one of the
 * account's own numbers; without it the first.
 */
export const dialSchema = z
  .strictObject({ phone: phoneIdSchema, mode: dialModeSchema, to: z.string().trim().min(2).max(40).optional(), operator: z.string().min(1).max(80).optional(), from: z.string().max(40).optional() })
  .superRefine(({ to, operator, mode }, context) => {
    if ((to === undefined) === (operator === undefined)) context.addIssue({ code: "custom", path: ["to"], message: "Either a number or an operator." });
    if (operator !== undefined && mode === "call") context.addIssue({ code: "custom", path: ["mode"], message: "A colleague is only given callers." });
  });
export type AskDial = z.infer<typeof dialSchema>;
export const dialledSchema = z.object({ dial: dialIdSchema });
/** POST /v1/operators/me/dial/{dial} */
export const actSchema = z.strictObject({ phone: phoneIdSchema, act: dialActSchema });

/** POST /v1/operators/me/presence, each `operatorBeatMs` and at each change. `state`: only when it changes; an operator who let a call ring is away until they say otherwise. */
export const beatSchema = z.strictObject({ phone: phoneIdSchema, state: operatorStateSchema.optional() });
/** `state`: as it stands; `known` false: the telephone is no more, a new one is to be asked for. `waiting`: callers in the queue. */
export const presenceSchema = z.object({ known: z.boolean(), state: operatorStateSchema, waiting: z.number(), offer: offerSchema.nullable(), /** Whom they talk to, as far as the desk knows. */ talk: offerSchema.nullable(), /** Under way, or over since their last call. */ dial: shownDialSchema.nullable() });
export type Presence = z.infer<typeof presenceSchema>;

/** PUT /v1/operators/{operator}/groups */
export const putGroupsSchema = z.strictObject({ groups: z.array(groupSchema).max(20) });

/** GET /v1/operators: who is there, and who waits for them. */
export const operatorListSchema = z.object({
  /** A media node is connected whose exchange takes browsers. */
  phones: z.boolean(),
  operators: z.array(z.object({ id: z.string(), name: z.string(), state: operatorStateSchema, sinceMs: z.number(), groups: z.array(z.string()) })),
  waiting: z.array(z.object({ callId: callIdSchema, group: z.string().nullable(), sinceMs: z.number(), offered: z.boolean() })),
  /** When a caller last found nobody because all who were there had their telephones at another media node. */
  elsewhereAt: z.number().nullable(),
});
export type OperatorList = z.infer<typeof operatorListSchema>;

// ---------------------------------------------------------------- groups

/** `free`: whoever has been free for longest. `list`: the first of the members who is free. */
export const groupOrders = ["free", "list"] as const;
/** What a caller hears who has to wait: the place in the queue, words of the account's own, or soft notes alone. */
export const announcements = ["place", "words", "none"] as const;
export const groupWordsSchema = z.strictObject({ ru: z.string().trim().min(1).max(300), en: z.string().trim().min(1).max(300) });
/** PUT /v1/operators/groups/{group}. A bot hands callers to it as `operators:GROUP`. */
export const putGroupSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(60),
    /** People of the account, in their order. */
    members: z.array(z.string().min(1).max(80)).max(100),
    order: z.enum(groupOrders).default("free"),
    maxWaitSeconds: z.number().int().min(10).max(600).default(120),
    announce: z.enum(announcements).default("place"),
    words: groupWordsSchema.nullable().default(null),
    /** Who takes callers for whom nobody is there, or who have waited; null: the bot's flow goes on, as with any transfer that found nobody. */
    overflow: groupSchema.nullable().default(null),
  })
  .superRefine(({ announce, words }, context) => {
    if (announce === "words" && words === null) context.addIssue({ code: "custom", path: ["words"], message: "The words that callers hear are missing." });
  });
export type PutGroup = z.input<typeof putGroupSchema>;
export type GroupSettings = z.infer<typeof putGroupSchema>;
/** Of one account. */
export const maxGroups = 50;

/** GET /v1/operators/groups */
export const groupListSchema = z.object({
  groups: z.array(z.object({ name: groupSchema, ...putGroupSchema.shape })),
  /** Who can take calls, by name. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type GroupList = z.infer<typeof groupListSchema>;
