/** Calls through Asterisk, in and out: the leg is joined to the SIP channel by external media over RTP (µ-law both ways). */
import { endReasonOf } from "../asterisk/cause.ts";
import type { InboundCall, MediaSignalling, MediaTarget, OriginateRequest, Telephony } from "../asterisk/port.ts";
import type { Leg } from "../media/engine.ts";
import type { SignalEvent } from "./signalling.ts";
import type { Way, WayEvent } from "./way.ts";

export function createInboundWay(call: InboundCall, bindHost: string): Way {
  return sipWay("inbound", bindHost, async (leg, onEvent) => {
    const signalling = await call.attach(targetOf(leg), onEvent);
    leg.setRemote(signalling.remote);
    await signalling.answer();
    onEvent({ type: "answered" });
    return signalling;
  });
}

export function createOutboundWay(telephony: Telephony, dial: Omit<OriginateRequest, "media">, bindHost: string): Way {
  return sipWay("outbound", bindHost, async (leg, onEvent, signal) => {
    const signalling = await telephony.originate({ ...dial, media: targetOf(leg) }, onEvent, signal);
    leg.setRemote(signalling.remote);
    return signalling;
  });
}

function sipWay(direction: "inbound" | "outbound", bindHost: string, join: (leg: Leg, onEvent: (event: SignalEvent) => void, signal: AbortSignal) => Promise<MediaSignalling>): Way {
  const controller = new AbortController();
  let signalling: MediaSignalling | null = null;
  let answered = false;

  function translate(event: SignalEvent): WayEvent | null {
    switch (event.type) {
      case "ringing":
        return direction === "outbound" ? { type: "ringing" } : null;
      case "answered":
        if (answered) return null;
        answered = true;
        return { type: "answered" };
      case "dtmf":
        return { type: "key", digit: event.digit };
      case "hangup":
        return { type: "hangup", reason: endReasonOf(event, direction), cause: event.cause, detail: "" };
      case "early-media":
        return null;
    }
  }

  return {
    via: "sip",
    transport: { kind: "rtp", bindHost, remote: null, codec: "pcmu", payloadType: 0, dtmfPayloadType: null },
    async start(leg, onEvent) {
      signalling = await join(leg, (event) => {
        const told = translate(event);
        if (told) onEvent(told);
      }, controller.signal);
    },
    onLegEvent: () => undefined,
    flush: () => undefined,
    async hangup() {
      controller.abort();
      await signalling?.hangup();
    },
  };
}

function targetOf(leg: Leg): MediaTarget {
  if (!leg.local) throw new Error("a SIP call needs an RTP leg");
  return { ...leg.local, format: "ulaw" };
}
