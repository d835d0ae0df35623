/**
 * The call's audio inside Asterisk: an external media channel (to our leg) and the bridge it shares with
 * the caller's channel. Both carry the call's channel id in theirs, so that whoever finds them knows whose
 * they were.
 */
import type { AriRequest } from "./ari-client.ts";
import { AriError } from "./ari-client.ts";
import { externalMediaSchema, socketMediaSchema } from "./ari-event.ts";
import type { MediaRemote, MediaTarget } from "./port.ts";

export type MediaLegIds = { media: string; bridge: string };

/** `life` sets the legs of a call that outlived its node apart from those it had before: Asterisk is slow to forget a name. */
export const mediaLegIds = (app: string, channelId: string, life = ""): MediaLegIds => ({ media: `${app}.media.${channelId}${life}`, bridge: `${app}.bridge.${channelId}${life}` });

/** Deleting what is already gone is what we wanted. */
export const deleteIfThere = async (request: AriRequest, path: string, query: Readonly<Record<string, string>> = {}): Promise<void> => {
  try {
    await request("DELETE", path, query);
  } catch (error) {
    if (!(error instanceof AriError && error.code === "not_found")) throw error;
  }
};

/**
 * Makes channel and bridge and puts the one into the other; resolves with the address our RTP goes to, or null when the
 * target has opened a socket instead. `entered` resolves when Asterisk reports a channel inside our application: the POST
 * answers before that, and a bridge refuses a channel that is not in yet (422, seen under load).
 */
export const makeMediaLeg = async (
  request: AriRequest,
  app: string,
  ids: MediaLegIds,
  target: MediaTarget,
  entered: (channelId: string) => Promise<void>,
  socketUrl: (connectionId: string) => string,
): Promise<MediaRemote | null> => {
  const inside = entered(ids.media);
  const shared = { app, channelId: ids.media, direction: "both" };
  const byRtp = async (rtp: Extract<MediaTarget, { host: string }>): Promise<MediaRemote> => {
    const made = await request("POST", "/channels/externalMedia", { ...shared, external_host: `${rtp.host}:${rtp.port}`, format: rtp.format, encapsulation: "rtp", transport: "udp" });
    const { channelvars } = externalMediaSchema.parse(made);
    return { host: channelvars.UNICASTRTP_LOCAL_ADDRESS, port: channelvars.UNICASTRTP_LOCAL_PORT };
  };
  /** The channel enters once its socket is open, and not before. */
  const bySocket = async (open: (url: string) => Promise<void>): Promise<null> => {
    const made = await request("POST", "/channels/externalMedia", { ...shared, external_host: "INCOMING", format: "slin", encapsulation: "none", transport: "websocket", connection_type: "server" });
    await open(socketUrl(socketMediaSchema.parse(made).channelvars.MEDIA_WEBSOCKET_CONNECTION_ID));
    return null;
  };
  const [remote] = await Promise.all([
    "open" in target ? bySocket(target.open) : byRtp(target),
    // dtmf_events keeps the bridge from handing RTP past Asterisk, which would hide the caller's keys from us.
    request("POST", `/bridges/${encodeURIComponent(ids.bridge)}`, { type: "mixing,dtmf_events" }),
    inside,
  ]);
  await addToBridge(request, ids, ids.media);
  return remote;
};

export const addToBridge = async (request: AriRequest, ids: MediaLegIds, channelId: string): Promise<void> => {
  await request("POST", `/bridges/${encodeURIComponent(ids.bridge)}/addChannel`, { channel: channelId });
};

/** Removes both, in whatever state they are; rejects with the first failure after trying everything. */
export const removeMediaLeg = async (request: AriRequest, ids: MediaLegIds): Promise<void> => {
  const results = await Promise.allSettled([
    deleteIfThere(request, `/channels/${encodeURIComponent(ids.media)}`),
    deleteIfThere(request, `/bridges/${encodeURIComponent(ids.bridge)}`),
  ]);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
};
