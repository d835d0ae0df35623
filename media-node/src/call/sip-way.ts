/** Calls through Asterisk, in and out: the leg is joined to the SIP channel by external media over RTP (µ-law both ways). */
import { endReasonOf } from "../asterisk/cause.ts";
import type { InboundCall, MediaTarget, Telephony } from "../asterisk/port.ts";
import type { LegTransport } from "../media/engine.ts";
import type { SignalEvent, Signalling } from "./signalling.ts";
import type { Way, WayEvent } from "./way.ts";

const transport = (bindHost: string): LegTransport => ({ kind: "rtp", bindHost, remote: null, codec: "pcmu", payloadType: 0, dtmfPayloadType: null });

export function createInboundWay(call: InboundCall, bindHost: string): Way {
  let signalling: Signalling | null = null;
  return {
    ...sharedPart(() => signalling, bindHost),
    async start(leg, onEvent) {
      const attached = await call.attach(targetOf(leg), (event) => tell(event, "inbound", onEvent));
      signalling = attached;
      leg.setRemote(attached.remote);
      await attached.answer();
      onEvent({ type: "answered" });
    },
  };
}

export function createOutboundWay(telephony: Telephony, dial: { callId: string; to: string; from: string; trunk: string; ringTimeoutMs: number }, bindHost: string): Way {
  let signalling: Signalling | null = null;
  const controller = new AbortController();
  const shared = sharedPart(() => signalling, bindHost);
  return {
    ...shared,
    async start(leg, onEvent) {
      const dialled = await telephony.originate({ ...dial, media: targetOf(leg) }, (event) => tell(event, "outbound", onEvent), controller.signal);
      signalling = dialled;
      leg.setRemote(dialled.remote);
    },
    async hangup(reason) {
      controller.abort();
      await shared.hangup(reason);
    },
  };
}

function sharedPart(signalling: () => Signalling | null, bindHost: string): Omit<Way, "start"> {
  return { via: "sip", transport: transport(bindHost), onLegEvent: () => undefined, flush: () => undefined, hangup: async () => signalling()?.hangup() };
}

function targetOf(leg: { local: { host: string; port: number } | null }): MediaTarget {
  if (!leg.local) throw new Error("a SIP call needs an RTP leg");
  return { ...leg.local, format: "ulaw" };
}

function tell(event: SignalEvent, direction: "inbound" | "outbound", onEvent: (event: WayEvent) => void): void {
  switch (event.type) {
    case "ringing":
      return direction === "outbound" ? onEvent({ type: "ringing" }) : undefined;
    case "answered":
      return direction === "outbound" ? onEvent({ type: "answered" }) : undefined;
    case "dtmf":
      return onEvent({ type: "key", digit: event.digit });
    case "hangup":
      return onEvent({ type: "hangup", reason: endReasonOf(event, direction), cause: event.cause, detail: "" });
    case "early-media":
      return;
  }
}
