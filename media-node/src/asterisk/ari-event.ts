/** What Asterisk tells over the events socket, as far as calls need it. Source: Asterisk 22 rest-api, events.json. */
import { z } from "zod";

const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  caller: z.object({ number: z.string() }).optional(),
});
export type AriChannel = z.infer<typeof channelSchema>;

export const ariEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("StasisStart"), channel: channelSchema, args: z.array(z.string()) }),
  z.object({ type: z.literal("StasisEnd"), channel: channelSchema }),
  z.object({ type: z.literal("ChannelStateChange"), channel: channelSchema }),
  z.object({ type: z.literal("ChannelDtmfReceived"), channel: channelSchema, digit: z.string() }),
  /** `soft` hang-ups are asked for by us or by a time-out, the others by the far side. */
  z.object({ type: z.literal("ChannelHangupRequest"), channel: channelSchema, cause: z.number().optional(), tech_cause: z.number().optional(), soft: z.boolean().optional() }),
  z.object({ type: z.literal("ChannelDestroyed"), channel: channelSchema, cause: z.number(), cause_txt: z.string(), tech_cause: z.number().optional() }),
  /** Progress of an originated channel: RINGING, PROGRESS, ANSWER, BUSY … or empty at the start. */
  z.object({ type: z.literal("Dial"), peer: channelSchema, dialstatus: z.string() }),
  /** The far side put us on hold, or took us back (a re-INVITE with sendonly): no speech of theirs comes meanwhile. */
  z.object({ type: z.literal("ChannelHold"), channel: channelSchema }),
  z.object({ type: z.literal("ChannelUnhold"), channel: channelSchema }),
  /** Another program took the application's name: our events go there from now on. */
  z.object({ type: z.literal("ApplicationReplaced"), application: z.string() }),
]);
export type AriEvent = z.infer<typeof ariEventSchema>;

export const channelListSchema = z.array(channelSchema);
export const bridgeListSchema = z.array(z.object({ id: z.string(), channels: z.array(z.string()), creationtime: z.string().optional() }));
export const applicationSchema = z.object({ channel_ids: z.array(z.string()) });
export const externalMediaSchema = z.object({
  id: z.string(),
  channelvars: z.object({ UNICASTRTP_LOCAL_ADDRESS: z.string(), UNICASTRTP_LOCAL_PORT: z.coerce.number().int().positive() }),
});
export const socketMediaSchema = z.object({ channelvars: z.object({ MEDIA_WEBSOCKET_CONNECTION_ID: z.string().min(1) }) });

/** Every other event of Asterisk 22, and why calls have no use for it. */
export const ignoredEvents: Readonly<Record<string, string>> = {
  ApplicationMoveFailed: "no channel is moved between applications",
  ApplicationRegistered: "our own connecting, known by the socket",
  ApplicationUnregistered: "our own parting, known by the socket",
  BridgeAttendedTransfer: "transfers are made by us (handovers.ts); no far side is given features to make one",
  BridgeBlindTransfer: "as above",
  BridgeCreated: "ours are made by request and counted there",
  BridgeDestroyed: "ours are removed by request; what is left is swept",
  BridgeMerged: "bridges of ours are never merged",
  BridgeVideoSourceChanged: "there is no video",
  CallBroadcast: "calls are not offered to several applications",
  CallClaimed: "as above",
  ChannelCallerId: "who calls is told at the start",
  ChannelConnectedLine: "as above",
  ChannelCreated: "a channel matters once it is in the application (StasisStart)",
  ChannelDialplan: "the dialplan is ours and fixed",
  ChannelEnteredBridge: "the answer to the request says it",
  ChannelLeftBridge: "a channel that leaves by itself ends too (StasisEnd)",
  ChannelTalkingFinished: "the node has a better ear for speech",
  ChannelTalkingStarted: "as above",
  ChannelToneDetected: "tones are heard on the node",
  ChannelTransfer: "a REFER of the far side is refused by the endpoint",
  ChannelUserevent: "the dialplan sends none",
  ChannelVarset: "variables are ours",
  ContactStatusChange: "trunks are watched by who configures them",
  DeviceStateChanged: "as above",
  EndpointStateChange: "as above",
  PeerStatusChange: "as above",
  PlaybackContinuing: "Asterisk plays nothing: every sound is the node's, which knows what was heard of it",
  PlaybackFinished: "as above",
  PlaybackStarted: "as above",
  RecordingFailed: "Asterisk records nothing: the node has both sides on one clock",
  RecordingFinished: "as above",
  RecordingStarted: "as above",
  RESTResponse: "requests go by HTTP",
  TextMessageReceived: "no messages by SIP",
};

export type ParsedEvent =
  | { kind: "handled"; event: AriEvent }
  | { kind: "ignored" }
  /** A newer Asterisk's, or one whose fields are not as they were: counted, so that it is noticed. */
  | { kind: "unknown"; type: string };

export const parseAriEvent = (text: string): ParsedEvent => {
  const json = parseJson(text);
  const parsed = ariEventSchema.safeParse(json);
  if (parsed.success) return { kind: "handled", event: parsed.data };
  const named = namedSchema.safeParse(json);
  if (named.success && named.data.type in ignoredEvents) return { kind: "ignored" };
  return { kind: "unknown", type: named.success ? named.data.type.slice(0, 60) : "none" };
};

const namedSchema = z.object({ type: z.string() });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};
