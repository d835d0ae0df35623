/** Session descriptions (RFC 4566) of one G.711 stream with RFC 4733 events. */

export type AudioCodec = "alaw" | "ulaw";
/** Static payload types of RFC 3551. */
export const payloadTypes: Readonly<Record<AudioCodec, number>> = { ulaw: 0, alaw: 8 };
const names: Readonly<Record<AudioCodec, string>> = { ulaw: "PCMU", alaw: "PCMA" };
const EVENTS_TYPE = 101;

export type MediaDescription = { host: string; port: number; codecs: readonly AudioCodec[]; eventsType: number | null };

export const formatSdp = (media: { host: string; port: number; codecs: readonly AudioCodec[] }): string =>
  [
    "v=0",
    `o=zvon-test 1 1 IN IP4 ${media.host}`,
    "s=-",
    `c=IN IP4 ${media.host}`,
    "t=0 0",
    `m=audio ${media.port} RTP/AVP ${[...media.codecs.map((codec) => payloadTypes[codec]), EVENTS_TYPE].join(" ")}`,
    ...media.codecs.map((codec) => `a=rtpmap:${payloadTypes[codec]} ${names[codec]}/8000`),
    `a=rtpmap:${EVENTS_TYPE} telephone-event/8000`,
    `a=fmtp:${EVENTS_TYPE} 0-15`,
    "a=ptime:20",
    "a=sendrecv",
    "",
  ].join("\r\n");

/** Null when there is no audio line in it. */
export const parseSdp = (text: string): MediaDescription | null => {
  const lines = text.split(/\r?\n/);
  const audio = lines.map((line) => /^m=audio (\d+) RTP\/\S+ (.*)$/.exec(line)).find((found) => found !== null);
  if (audio === null || audio === undefined) return null;
  const host = lines.map((line) => /^c=IN IP4 (\S+)/.exec(line)?.[1]).find((address) => address !== undefined) ?? "";
  const types = (audio[2] ?? "").split(" ").map(Number);
  const events = lines.map((line) => /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)?.[1]).find((type) => type !== undefined);
  const codecs = types.flatMap((type): AudioCodec[] => (type === payloadTypes.ulaw ? ["ulaw"] : type === payloadTypes.alaw ? ["alaw"] : []));
  return { host, port: Number(audio[1]), codecs, eventsType: events === undefined ? null : Number(events) };
};
