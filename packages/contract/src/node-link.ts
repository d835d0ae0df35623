/**
 * The node link: one WebSocket a media node, dialled out by the node (so that it works behind NAT) to its
 * `MediaNode` object: hello, liveness, calls offered by the node and placed by the edge.
 * `Authorization: Bearer <node credential>`; GET /node/v1/control.
 */
import { z } from "zod";
import { causeSchema, endReasonSchema } from "./end-reason.ts";
import { callIdSchema, listenerIdSchema } from "./ids.ts";
import { nodeNumberSchema, trunkSettingsSchema, trunkSightSchema, trunkStateSchema } from "./trunk-settings.ts";
import { dialActSchema, dialIdSchema, dialModeSchema, dialStateSchema } from "./operator-dials.ts";
import { maxNodePhones, nodePhoneSchema, phoneIdSchema } from "./operators-api.ts";
import { keyedVendorHealthSchema, speechKindSchema, vendorAccessSchema } from "./speech.ts";

export const nodeLinkVersion = 1;
/** A node that was not heard for this long is lost; it beats three times in it. */
export const nodeSilentMs = 15_000;
export const nodeBeatMs = 5_000;

/** Of one node: a list is one message, below a WebSocket's 32 MiB. */
export const maxNodeTrunks = 2_000;
export const maxNodeNumbers = 20_000;

/** How a media node reaches the far side. */
export const viaSchema = z.enum(["sip", "rtp", "browser"]);
export type Via = z.infer<typeof viaSchema>;
/** `text`: in writing, without any node (contract/chat). */
export const callViaSchema = z.enum([...viaSchema.options, "text"]);
export type CallVia = z.infer<typeof callViaSchema>;

const codecSchema = z.enum(["pcmu", "pcma"]);
const message = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ v: z.literal(nodeLinkVersion), type: z.literal(type), ...shape });

/** How the far side reaches the media of a placed call. */
export const mediaAddressSchema = z.object({
  rtp: z.object({ host: z.string(), port: z.number().int(), codec: codecSchema, dtmfPayloadType: z.number().int() }).nullable(),
  /** ws(s) URL; the ticket goes in the `ticket` query parameter. */
  browser: z.object({ url: z.string() }).nullable(),
});

/** `talk`: the call that was handed on, or the forward's name. `ms`: how long both have talked; 0 before the second answers. */
export const talkSightSchema = z.object({ talk: z.string().max(80), ms: z.number().int().nonnegative(), over: z.boolean() });
export type TalkSight = z.infer<typeof talkSightSchema>;

export const fromMediaNodeSchema = z.discriminatedUnion("type", [
  message("hello", {
    version: z.string().max(40),
    capacity: z.number().int().positive(),
    ways: z.array(viaSchema),
    /** Calls that live on the node: the truth after a crash. */
    calls: z.array(callIdSchema).max(10_000),
    /** The node's wall clock: one that is 30 s off gets no calls. */
    nowMs: z.number(),
    /** The hash of the newest `trunks` that the node has put to work: then they are not sent again. */
    trunks: z.string().max(80).optional(),
    /** wss://… of the node's media socket as browsers reach it; absent: nobody can listen in here. */
    listenUrl: z.string().max(300).regex(/^wss?:\/\/[^\s/]+/).optional(),
    /** wss://… at which the node's exchange takes telephones in browsers; absent: it takes none. */
    phoneUrl: z.string().max(300).regex(/^wss?:\/\/[^\s/]+/).optional(),
  }),
  message("beat", {
    calls: z.number().int().nonnegative(), telephony: z.enum(["up", "down", "none"]), nowMs: z.number(), vendors: z.array(keyedVendorHealthSchema).max(200).optional(),
    /** Trunks whose state changed since it was told; after a hello, all. */
    trunks: z.array(trunkSightSchema).max(maxNodeTrunks).optional(),
    /** It is stopping: it offers no calls and takes none. */
    draining: z.boolean().optional(),
    /** Two people who talk without us, and those talks that ended within the last minutes: told again and again, so that none is lost. */
    talks: z.array(talkSightSchema).max(2_000).optional(),
  }),
  /** What came of a `probe`. `audio`: a WAV file in Base64, when a text was to be spoken. `detail` is a sentence for the owner of the key. */
  message("probed", { probe: z.string().max(80), ok: z.boolean(), code: z.string().max(60).nullable(), detail: z.string().max(500), tookMs: z.number(), audio: z.string().max(1_000_000).nullable() }),
  /** What came of a `trunk.probe`. `code`: the SIP status of the answer; null: none came, or the node can't ask. */
  message("trunk.probed", { probe: z.string().max(80), ok: z.boolean(), state: trunkStateSchema, code: z.number().int().min(100).max(699).nullable(), detail: z.string().max(500), tookMs: z.number() }),
  /** How it goes with a `dial`, told as it changes; `over` is the last. */
  message("dial.state", { dial: dialIdSchema, ...dialStateSchema.shape }),
  /** A call rings at the node: may it be taken, and by which session? `trunk`: the exchange's endpoint that it came by, null when it is none of ours. `registered`: it came to what that trunk registered, so it is that trunk's and no other's of the same carrier. */
  message("offer", { offer: z.string().max(80), via: viaSchema, number: z.string().max(80), from: z.string().max(80), diversion: z.string().max(80).nullable(), trunk: z.string().max(80).nullable().optional(), registered: z.boolean().optional() }),
  message("placed", { callId: callIdSchema, media: mediaAddressSchema }),
  message("place.failed", { callId: callIdSchema, reason: endReasonSchema, cause: causeSchema, detail: z.string().max(500) }),
]);
export type FromMediaNode = z.infer<typeof fromMediaNodeSchema>;

/** What opens the call link: GET `path` as WebSocket with `Authorization: Bearer token`; epochs start at epochBase × 1,000,000. */
export const linkGrantSchema = z.object({ callId: callIdSchema, path: z.string(), token: z.string(), epochBase: z.number().int().nonnegative() });
export type LinkGrant = z.infer<typeof linkGrantSchema>;

export const toMediaNodeSchema = z.discriminatedUnion("type", [
  message("welcome", { nodeId: z.string(), beatMs: z.number() }),
  message("accept", { offer: z.string(), grant: linkGrantSchema }),
  /**
   * `fallback`: what the number's owner stored for this case, said in `language` before hanging up. `forward`: the caller is
   * connected there instead; when that can't be done, the fallback is said. Neither: a busy tone.
   */
  message("refuse", {
    offer: z.string(),
    reason: endReasonSchema,
    detail: z.string(),
    fallback: z.string().nullable(),
    language: z.enum(["ru", "en"]).optional(),
    forward: z.object({ to: z.string(), from: z.string(), trunk: z.string(), ringTimeoutMs: z.number().positive(), /** Told of in beats under this name, for so long at most. */ talk: z.object({ id: z.string().max(80), maxMs: z.number().positive() }).optional() }).nullable().optional(),
  }),
  message("place", {
    grant: linkGrantSchema,
    via: viaSchema,
    /** `trunk`: the exchange's endpoint, a trunk's id or the name of the exchange's own way out. */
    sip: z.object({ to: z.string(), from: z.string(), trunk: z.string(), ringTimeoutMs: z.number().positive() }).nullable(),
    rtp: z.object({ host: z.string(), port: z.number().int(), codec: codecSchema, dtmfPayloadType: z.number().int() }).nullable(),
    /** `script`: a scripted caller on the node holds the call while the browser listens to both sides. */
    browser: z.object({ ticket: z.string(), script: z.string().max(20_000).nullable(), language: z.enum(["ru", "en"]) }).nullable(),
  }),
  /** Tries a vendor with this access: hears a second of silence, or speaks `text`. `access` null: the node's own. */
  message("probe", {
    probe: z.string().max(80),
    kind: speechKindSchema,
    provider: z.string().max(40),
    model: z.string().max(80).nullable(),
    voice: z.string().max(80).nullable(),
    speed: z.number().min(0.5).max(2),
    language: z.enum(["ru", "en"]),
    text: z.string().max(500).nullable(),
    access: vendorAccessSchema.nullable(),
  }),
  /**
   * All trunks and numbers of the tenants that the node serves, after hello and after each change, with passwords: the node
   * renders its exchange's configuration from them and keeps them for a time without the edge. `hash` names this list.
   */
  message("trunks", { hash: z.string().max(80), trunks: z.array(trunkSettingsSchema).max(maxNodeTrunks), numbers: z.array(nodeNumberSchema).max(maxNodeNumbers) }),
  /** All telephones of operators in browsers, after hello and after each change, in place of the former list. */
  message("phones", { phones: z.array(nodePhoneSchema).max(maxNodePhones) }),
  /**
   * The operator at this telephone dials (operator-dials.ts). `sip.trunk` null: a colleague, `operator:ID`. `grant`: of somebody outside,
   * who is a call of their own in the books; its link tells of them. `maxMs`: how long those who are joined may talk.
   */
  message("dial", { dial: dialIdSchema, phone: phoneIdSchema, mode: dialModeSchema, sip: z.object({ to: z.string().max(200), from: z.string().max(80), trunk: z.string().max(80).nullable(), ringTimeoutMs: z.number().positive() }), grant: linkGrantSchema.nullable(), maxMs: z.number().positive() }),
  message("dial.act", { dial: dialIdSchema, act: dialActSchema }),
  /** Registers with these settings, or asks by OPTIONS, beside what is configured; answered by `trunk.probed` within 10 s. */
  message("trunk.probe", { probe: z.string().max(80), trunk: trunkSettingsSchema }),
  /** `on`: no new calls, those that live go on; said again after each hello. */
  message("drain", { on: z.boolean() }),
  /**
   * Somebody of the team will come to GET {listenUrl}/listen/{callId} with this ticket, within 30 s and once; `drop` ends the
   * listening of one whose right was taken away. The call's link tells who is there (`listener`).
   */
  message("listen", { callId: callIdSchema, listener: listenerIdSchema, ticket: z.string().min(20).max(200) }),
  message("listen.drop", { callId: callIdSchema, listener: listenerIdSchema }),
  /** Two who talk without us may go on for `leftMs` from now: their money reaches so far. */
  message("talk.limit", { talk: z.string().max(80), leftMs: z.number().positive() }),
  /** Droppable help: the call's own link says the same. */
  message("hangup", { callId: callIdSchema, reason: endReasonSchema }),
]);
export type ToMediaNode = z.infer<typeof toMediaNodeSchema>;

// ---------------------------------------------------------------- media socket of one who listens in (node's own listener)

/** GET {listenUrl}/listen/{callId}?ticket=…; binary frames (the microphone) are PCM16LE mono at `rate`; heard by the caller only while the listener has the floor. */
export const fromListenerSchema = z.discriminatedUnion("type", [z.object({ type: z.literal("start"), rate: z.number().int().min(8000).max(48000) })]);
/** To the listener: binary PCM16LE at the same rate, stereo (caller left, who talks to them right), as in the recording. */
export const toListenerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("started"), rate: z.number().int() }),
  /** May your microphone be heard? */
  z.object({ type: z.literal("floor"), yours: z.boolean() }),
  z.object({ type: z.literal("ended"), reason: z.enum(["call_ended", "dropped", "node_stops"]) }),
]);

// ---------------------------------------------------------------- media socket of a browser (node's own listener)

/** GET {browser.url}?ticket=…; binary frames are PCM16LE mono at `rate`, any length up to 200 ms. */
export const fromBrowserSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start"), rate: z.number().int().min(8000).max(48000) }),
  z.object({ type: z.literal("key"), digit: z.string().regex(/^[0-9*#]$/) }),
  z.object({ type: z.literal("text"), text: z.string().min(1).max(1000) }),
  z.object({ type: z.literal("hangup") }),
]);
/**
 * To the browser: binary PCM16LE at the same rate. A microphone call gets the bot (mono); with a scripted caller
 * both sides, interleaved stereo (caller left, bot right), as in the recording.
 */
export const toBrowserSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("started"), channels: z.union([z.literal(1), z.literal(2)]), rate: z.number().int() }),
  /** Barge-in: drop what is buffered for the bot and be silent. */
  z.object({ type: z.literal("flush") }),
  z.object({ type: z.literal("ended"), reason: endReasonSchema }),
]);
