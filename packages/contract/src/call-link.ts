/**
 * The call link: one WebSocket a call between the media node (ears and mouth) and the call's session at the edge
 * (mind). JSON text frames.
 *
 * - **Facts** are numbered from 1 without gaps, processed in order, and kept by the node until the edge says that
 *   they are *stored*. `seen` tells what the edge holds in memory only: nothing up to `seen` is resent while the
 *   connection lives; what is above `stored` is resent after a reconnect.
 * - **Everything else may be dropped** at any time. `sync` asks the edge to say again what the node lacks.
 * - A connection has an **epoch**. The newest wins: a message of an older epoch changes nothing.
 * - `turn` numbers the caller's turns (0 = before the caller said anything: the greeting). `reply` numbers what the
 *   bot says. A reply names the turn it answers; one for an older turn than the caller's newest is dropped.
 * - Times (`…Ms` beside `at`, `start`, `end`) are the call's audio clock: ms since the node opened the leg, counted in
 *   samples, the same axis as the recording. Wall time comes from the edge alone.
 */
import { z } from "zod";
import { causeSchema, endReasonSchema } from "./end-reason.ts";
import { callIdSchema, listenerIdSchema } from "./ids.ts";
import { agentProviderSchema, usageLineSchema, vendorAccessesSchema } from "./speech.ts";

export const callLinkVersion = 1;
/** Attempts of one life of the node: its epochs are epochBase × 1,000,000 + attempt. */
export const epochsPerBase = 1_000_000;

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
export const languageSchema = z.enum(["ru", "en"]);
export type Language = z.infer<typeof languageSchema>;

export const turnTakingSchema = z.object({
  /** Silence that ends a turn; longer when digits are expected. */
  endpointMs: ms,
  digitsEndpointMs: ms,
  /** Silence that ends a turn whose words are finished (a listed answer, a whole sentence), or are plainly not ("на", "and"); addresses. */
  finishedEndpointMs: ms.optional(),
  unfinishedEndpointMs: ms.optional(),
  addressEndpointMs: ms.optional(),
  /** Look at the words, believe the vendor's end of turn, wait longer for one who pauses long. */
  semantic: z.boolean().optional(),
  vendorEndpoint: z.boolean().optional(),
  adaptive: z.boolean().optional(),
  /** Tell the edge of stable words before the turn has ended, so that it may think ahead. */
  speculate: z.boolean().optional(),
  /** Speech shorter than this never interrupts the bot. */
  bargeInMinSpeechMs: ms,
  bargeIn: z.boolean(),
  /** Words that do not interrupt ("угу", "mhm"), besides the built-in ones of the language. */
  backchannels: z.array(z.string().max(60)).max(50).optional(),
  /** A bot that paused for a noise goes on after so much silence without a word; 0: it never goes on. */
  resumeAfterMs: ms.optional(),
  maxUtteranceMs: ms,
});
export type TurnTaking = z.infer<typeof turnTakingSchema>;

/** What is expected of the caller next: the closed list of the embedded recogniser, hints for a vendor's, keys. */
export const listenSchema = z.object({
  phrases: z.array(z.string().min(1).max(200)).max(1000),
  digits: z.object({ min: count, max: count }).nullable(),
  keys: z.object({ max: z.number().int().positive(), terminator: z.string().length(1).nullable(), gapMs: ms }).nullable(),
  /** What kind of answer it is: who spells an address pauses longer than who says yes. */
  expects: z.enum(["any", "yes_no", "digits", "address", "name", "time"]).optional(),
  /** Timers of this state of the flow, in place of the bot's. */
  timing: turnTakingSchema.partial().nullable().optional(),
});
export type Listen = z.infer<typeof listenSchema>;

// ---------------------------------------------------------------- node → edge: facts

const fact = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ v: z.literal(callLinkVersion), type: z.literal(type), n: z.number().int().positive(), ...shape });

export const factSchema = z.discriminatedUnion("type", [
  fact("call.ringing", {}),
  fact("call.answered", { atMs: ms }),
  fact("turn.final", {
    turn: z.number().int().positive(),
    text: z.string().max(4000),
    /** `rejected`: speech that is not on the list; `unsure`: to be asked again, never guessed. */
    verdict: z.enum(["sure", "unsure", "rejected"]),
    confidence: z.number().min(0).max(1),
    language: languageSchema,
    startMs: ms,
    endMs: ms,
    /** End of speech → endpoint decided; endpoint → final text. */
    endpointMs: ms,
    sttMs: ms,
    /** `voice`, or typed into a test call, or keys pressed (`text` is then the keys). */
    by: z.enum(["voice", "text", "keys"]),
  }),
  fact("reply.heard", {
    reply: count,
    turn: count,
    /** What really sounded, whole words. */
    heard: z.string().max(8000),
    interrupted: z.boolean(),
    startMs: ms,
    endMs: ms,
    /** Turn committed → reply text; reply text → first audio of the voice; end of the caller's speech → first sound. */
    decisionMs: ms,
    ttsMs: ms,
    firstAudioMs: ms,
  }),
  fact("usage", {
    /** Totals since the call began, never deltas: setting them twice changes nothing. */
    mediaMs: count,
    sttMs: count,
    ttsChars: count,
    /** The same as each vendor counts it, totals too. */
    vendors: z.array(usageLineSchema).max(40).optional(),
  }),
  /** Who took an outbound call, by what, and how long after the answer. A later one puts an earlier one right. */
  fact("amd", { verdict: z.enum(["human", "machine", "screening", "fax", "unknown"]), why: z.enum(["words", "beep", "tone", "long_greeting", "short_greeting", "silence"]), afterMs: count }),
  /** The machine records from now on: a message is heard whole. `never`: it did not begin to. */
  fact("machine.listening", { by: z.enum(["beep", "silence", "never"]) }),
  fact("transfer.result", { result: z.enum(["answered", "busy", "refused", "no_answer", "failed"]), cause: causeSchema }),
  /**
   * A person of the team at the node's media socket: hears the call, talks to the caller (the bot is silent), is gone.
   * `talking` only after a `floor` of the edge; `gone` ends that too.
   */
  fact("listener", { listener: listenerIdSchema, state: z.enum(["listening", "talking", "gone"]), atMs: ms }),
  fact("call.ended", {
    reason: endReasonSchema,
    cause: causeSchema,
    detail: z.string().max(500),
    durationMs: count,
    /** Counters of the media leg, for quality reports. */
    media: z.record(z.string(), z.number()),
  }),
]);
export type Fact = z.infer<typeof factSchema>;
/** A fact before the link numbers it. */
export type FactBody = Fact extends infer F ? (F extends Fact ? Omit<F, "n" | "v"> : never) : never;

// ---------------------------------------------------------------- node → edge: droppable

const note = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ v: z.literal(callLinkVersion), type: z.literal(type), ...shape });

/** What the node holds of the bot's replies: everything up to `seq` of `reply` has arrived (-1, -1: nothing). */
const heldSchema = z.object({ reply: z.number().int().min(-1), seq: z.number().int().min(-1), last: z.boolean() });
export type Held = z.infer<typeof heldSchema>;

export const noteSchema = z.discriminatedUnion("type", [
  /** First message of every connection. `fresh`: the node knows nothing of the call but its id (it restarted). */
  note("hello", { callId: callIdSchema, epoch: z.number().int().positive(), fresh: z.boolean(), turn: count, held: heldSchema }),
  /** Sent while the node waits for a reply longer than it should. */
  note("sync", { turn: count, held: heldSchema }),
  note("turn.started", { turn: count, atMs: ms }),
  note("turn.partial", { turn: count, text: z.string().max(4000) }),
  /** The words are stable and the turn may end here: think ahead, change nothing. */
  note("turn.speculate", { turn: count, text: z.string().max(4000), language: languageSchema }),
  note("reply.started", { reply: count, turn: count, atMs: ms }),
  /** Both sides have been silent for so long; ticks once a second. */
  note("silence", { turn: count, reply: z.number().int().min(-1), forMs: ms }),
  note("metrics", { values: z.record(z.string(), z.number()) }),
]);
export type Note = z.infer<typeof noteSchema>;

export const toEdgeSchema = z.union([factSchema, noteSchema]);
export type ToEdge = z.infer<typeof toEdgeSchema>;

// ---------------------------------------------------------------- edge → node

export const dtmfDigitsSchema = z.string().regex(/^[0-9*#]{1,32}$/);
export const voiceSchema = z.object({
  provider: z.string().max(40),
  voice: z.string().max(80),
  model: z.string().max(80).optional(),
  speed: z.number().min(0.5).max(2),
});
export type Voice = z.infer<typeof voiceSchema>;
export const recogniserSchema = z.object({ provider: z.string().max(40), model: z.string().max(80).optional() });
export type Recogniser = z.infer<typeof recogniserSchema>;
/** Time without sound while the caller waits: filler, apology, goodbye (DESIGN). */
export const lostPlanSchema = z.object({
  fillerAtMs: ms,
  apologyAtMs: ms,
  endAtMs: ms,
  filler: z.string().max(500),
  apology: z.string().max(500),
});

const from = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ v: z.literal(callLinkVersion), type: z.literal(type), ...shape });

/** How the node hears and speaks: at the start, and after a change of language. */
const speechShape = {
  voice: voiceSchema,
  /** Stand-ins of the voice, tried in order within the turn. */
  voiceFallbacks: z.array(voiceSchema).max(5).optional(),
  stt: recogniserSchema.extend({
    /** Every closed list of the bot, so that templates can be made ready. */
    listens: z.array(listenSchema).max(100),
    fallbacks: z.array(recogniserSchema).max(5).optional(),
    /** Words of the trade that a recogniser should expect all through the call. */
    hints: z.array(z.string().min(1).max(200)).max(500).optional(),
  }),
  /** The tenant's own keys; what is missing here is the node's own. */
  access: vendorAccessesSchema.optional(),
  /** Texts for the voice that are made before they are needed, the greeting first. */
  prerender: z.array(z.string().max(4000)).max(20).optional(),
  turnTaking: turnTakingSchema,
  lostPlan: lostPlanSchema,
};

export const toNodeSchema = z.discriminatedUnion("type", [
  from("welcome", {
    epoch: z.number().int().positive(),
    stored: count,
    seen: count,
    /** The caller's newest turn and the newest reply that the edge knows of; a fresh node counts on from here. */
    turn: count,
    reply: z.number().int().min(-1),
    language: languageSchema,
    ...speechShape,
    /** An agent of a vendor takes the whole call, speech to speech; voice and stt are then not used. */
    agent: z.object({ provider: agentProviderSchema, id: z.string().max(120) }).optional(),
    recording: z.object({ path: z.string(), token: z.string() }).nullable(),
    /** Nothing is recorded until this reply was heard to its end: it says that the call is recorded. Until then the recording is silence. */
    recordAfterReply: count.optional(),
    maxDurationMs: ms,
    /** Find out who took the call: a person or a machine. */
    detectMachine: z.boolean().optional(),
  }),
  /** All facts up to `stored` are on disk, all up to `seen` in memory. */
  from("ack", { stored: count, seen: count }),
  from("reply.text", {
    reply: count,
    turn: count,
    seq: count,
    /** For the eye and for the voice (numbers written out). */
    text: z.string().max(4000),
    voice: z.string().max(4000),
    last: z.boolean(),
    interruptible: z.boolean(),
    language: languageSchema,
    /** On the last segment: what is expected next. */
    listen: listenSchema.nullable(),
  }),
  /** The call goes on in another language, or with another voice: for replies after `reply`, and for what is heard from now on. A welcome after a reconnect says the same by itself. */
  from("speech", { reply: z.number().int().min(-1), language: languageSchema, ...speechShape }),
  from("reply.cancel", { reply: count }),
  from("filler", { turn: count, text: z.string().max(500) }),
  /**
   * Hand the caller on once `afterReply` has been heard (-1: now), and tell `transfer.result`. Said again after each
   * reconnect until that came: a `key` that is known is under way already. `summary`: for the voice, told to the person first.
   * `to`: a number, a SIP address, or `operator:ID` (a telephone registered at the node's exchange). `trunk`: the
   * exchange's name for the line to dial by; absent, the one the caller came by. `maxMs`: how long both may talk. After `answered` both talk without us,
   * and `call.ended` (transferred) follows at once; after anything else the caller is back.
   */
  from("transfer", { key: z.string().max(80), to: z.string().max(200), kind: z.enum(["blind", "attended"]), afterReply: z.number().int().min(-1), summary: z.string().max(2000), trunk: z.string().max(80).optional(), maxMs: ms.optional(), /** How long it may ring; absent: as the node thinks right. */ ringTimeoutMs: z.number().int().min(1_000).max(120_000).optional() }),
  /** The caller hears that the line is held, and is not listened to. */
  from("hold", { on: z.boolean() }),
  /**
   * Who talks to the caller: a listener who is at the node's media socket, or the bot (null). Said again after each reconnect while
   * a listener has it. Unknown, or gone: `listener` gone is told. The caller is heard and written down as before, but answered by no bot.
   */
  from("floor", { listener: listenerIdSchema.nullable() }),
  /**
   * Press these keys towards the far side (its voice menu) once `afterReply` has been heard (-1: now). At most once: what
   * is lost on the way is not said again, for a key pressed twice goes astray and a menu asks again.
   */
  from("dtmf.send", { digits: dtmfDigitsSchema, afterReply: z.number().int().min(-1) }),
  /** Hang up once `afterReply` has been heard (-1: now). Said again after each reconnect until the call ended. */
  from("hangup", { reason: endReasonSchema, afterReply: z.number().int().min(-1) }),
]);
export type ToNode = z.infer<typeof toNodeSchema>;
export type Welcome = Extract<ToNode, { type: "welcome" }>;
export type ReplyText = Extract<ToNode, { type: "reply.text" }>;

/** May barge-in drop a message of this type that is still under way? */
export const droppedByBargeIn: Record<ToNode["type"], boolean> = {
  "welcome": false,
  "ack": false,
  "reply.text": true,
  "speech": false,
  "reply.cancel": false,
  "filler": true,
  "transfer": false,
  "hold": false,
  "floor": false,
  "dtmf.send": false,
  "hangup": false,
};

/** WebSocket close codes of the link. */
export const closeCode = {
  /** The call is over and every fact is stored: do not come back. */
  done: 4000,
  /** A newer connection took over. */
  replaced: 4001,
  /** Wrong token, version, or a message that does not parse: coming back will not help. */
  refused: 4003,
  /** The edge restarts: come back at once. */
  restart: 1012,
} as const;

/** @throws ZodError when the frame is not a message of this version. */
export const parseToEdge = (frame: string): ToEdge => toEdgeSchema.parse(JSON.parse(frame));
export const parseToNode = (frame: string): ToNode => toNodeSchema.parse(JSON.parse(frame));

const factTypes: ReadonlySet<string> = new Set(factSchema.options.map((option) => option.shape.type.value));
export const isFact = (message: ToEdge): message is Fact => factTypes.has(message.type);
