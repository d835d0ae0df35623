/** A bare RTP endpoint, for tools and benches: no signalling, the far side sends where it was told to. */
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import type { Leg } from "../media/engine.ts";
import type { Way } from "./way.ts";

type Remote = NonNullable<Extract<ToMediaNode, { type: "place" }>["rtp"]>;

/** Static payload types of RFC 3551. */
export const payloadTypeOf = { pcmu: 0, pcma: 8 } as const;

export function createRtpWay(remote: Remote, bindHost: string): Way {
  let leg: Leg | null = null;
  return {
    via: "rtp",
    transport: { kind: "rtp", bindHost, remote: { host: remote.host, port: remote.port }, codec: remote.codec, payloadType: payloadTypeOf[remote.codec], dtmfPayloadType: remote.dtmfPayloadType },
    start(opened, onEvent) {
      leg = opened;
      onEvent({ type: "answered" });
      return Promise.resolve();
    },
    onLegEvent: () => undefined,
    flush: () => undefined,
    press(digits) {
      for (const digit of digits) leg?.sendDtmf(digit);
      return Promise.resolve();
    },
    hangup: () => Promise.resolve(),
  };
}
