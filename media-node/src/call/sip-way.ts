/** Calls through Asterisk, in and out: the leg is joined to the SIP channel by external media over RTP (µ-law both ways). */
import type { EndReason } from "@zvon/contract/end-reason.ts";
import { endReasonOf, q850 } from "../asterisk/cause.ts";
import type { InboundCall, MediaSignalling, MediaTarget, OriginateRequest, Telephony } from "../asterisk/port.ts";
import type { Leg } from "../media/engine.ts";
import type { SignalEvent } from "./signalling.ts";
import type { Way, WayEvent } from "./way.ts";

export function createInboundWay(call: InboundCall, bindHost: string): Way {
  const join: Join = async (leg, onEvent, signal) => {
    const signalling = await call.attach(targetOf(leg), onEvent);
    // Hung up meanwhile: answering now would leave the caller in dead air.
    if (signal.aborted) await signalling.hangup();
    signal.throwIfAborted();
    leg.setRemote(signalling.remote);
    await signalling.answer();
    if (signal.aborted) await signalling.hangup();
    signal.throwIfAborted();
    onEvent({ type: "answered" });
    return signalling;
  };
  return sipWay("inbound", bindHost, join, (reason) => call.reject(reason === "failed" || reason === "edge_lost" ? q850.temporaryFailure : q850.rejected));
}

export function createOutboundWay(telephony: Telephony, dial: Omit<OriginateRequest, "media">, bindHost: string): Way {
  const join: Join = async (leg, onEvent, signal) => {
    const signalling = await telephony.originate({ ...dial, media: targetOf(leg) }, onEvent, signal);
    leg.setRemote(signalling.remote);
    return signalling;
  };
  // What is being dialled is hung up by the aborted signal.
  return sipWay("outbound", bindHost, join, () => Promise.resolve());
}

type Join = (leg: Leg, onEvent: (event: SignalEvent) => void, signal: AbortSignal) => Promise<MediaSignalling>;

/** `refuse` ends a call whose signalling is not there yet. */
function sipWay(direction: "inbound" | "outbound", bindHost: string, join: Join, refuse: (reason: EndReason) => Promise<void>): Way {
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
      controller.signal.throwIfAborted();
      signalling = await join(leg, (event) => {
        const told = translate(event);
        if (told) onEvent(told);
      }, controller.signal);
    },
    onLegEvent: () => undefined,
    flush: () => undefined,
    async hangup(reason) {
      controller.abort();
      await (signalling ? signalling.hangup() : refuse(reason));
    },
  };
}

function targetOf(leg: Leg): MediaTarget {
  if (!leg.local) throw new Error("a SIP call needs an RTP leg");
  return { ...leg.local, format: "ulaw" };
}
