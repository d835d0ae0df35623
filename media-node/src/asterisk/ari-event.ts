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
  /** Another program took the application's name: our events go there from now on. */
  z.object({ type: z.literal("ApplicationReplaced"), application: z.string() }),
]);
export type AriEvent = z.infer<typeof ariEventSchema>;

export const channelListSchema = z.array(channelSchema);
export const bridgeListSchema = z.array(z.object({ id: z.string(), channels: z.array(z.string()) }));
export const applicationSchema = z.object({ channel_ids: z.array(z.string()) });
export const externalMediaSchema = z.object({
  id: z.string(),
  channelvars: z.object({ UNICASTRTP_LOCAL_ADDRESS: z.string(), UNICASTRTP_LOCAL_PORT: z.coerce.number().int().positive() }),
});

/** Null for the many events that calls have no use for. */
export const parseAriEvent = (text: string): AriEvent | null => {
  const parsed = ariEventSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};
