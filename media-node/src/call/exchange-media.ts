/** How the sound of a call through the exchange reaches our leg: by RTP, or by a WebSocket where RTP can't pass. One a leg. */
import { openMediaSocket, type MediaSocket } from "../asterisk/media-socket.ts";
import type { MediaRemote, MediaTarget } from "../asterisk/port.ts";
import type { Leg, LegEvent, LegTransport } from "../media/engine.ts";

export interface ExchangeMedia {
  readonly transport: LegTransport;
  /** What the exchange is told of the leg. */
  target(leg: Leg): MediaTarget;
  /** The exchange has made its end. */
  join(leg: Leg, remote: MediaRemote | null): void;
  /** All events of the leg; with its last one, the exchange's end is let go too. */
  onLegEvent(event: LegEvent): void;
  /** The bot was cut off. */
  flush(): void;
}

export type OpenExchangeMedia = () => ExchangeMedia;

/** µ-law both ways. */
export const rtpMedia = (bindHost: string): OpenExchangeMedia => () => ({
  transport: { kind: "rtp", bindHost, remote: null, codec: "pcmu", payloadType: 0, dtmfPayloadType: null },
  target(leg) {
    if (!leg.local) throw new Error("a SIP call needs an RTP leg");
    return { ...leg.local, format: "ulaw" };
  },
  join(leg, remote) {
    if (remote) leg.setRemote(remote);
  },
  onLegEvent: () => undefined,
  // The leg sends each frame when it is due: what it has not sent, it drops itself.
  flush: () => undefined,
});

/** 8 kHz PCM: nothing to convert on either side. */
export const socketMedia = (connect: typeof openMediaSocket = openMediaSocket): OpenExchangeMedia => () => {
  let socket: MediaSocket | null = null;
  let closed = false;
  const close = (): void => {
    closed = true;
    socket?.close();
    socket = null;
  };
  return {
    transport: { kind: "frames" },
    target: (leg) => ({
      async open(url) {
        const opened = await connect(url, { onAudio: (pcm) => leg.feed(pcm), onClose: () => undefined });
        if (closed) return opened.close();
        socket = opened;
      },
    }),
    join: () => undefined,
    onLegEvent(event) {
      if (event.type === "out") socket?.send(event.pcm);
      if (event.type === "closed") close();
    },
    flush: () => socket?.flush(),
  };
};
