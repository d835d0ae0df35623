/** Calls through Asterisk, in and out: the leg is joined to the SIP channel by external media over RTP (µ-law both ways). */
import type { EndReason } from "@zvon/contract/end-reason.ts";
import { endReasonOf, q850 } from "../asterisk/cause.ts";
import { dialString } from "../asterisk/dial-string.ts";
import type { AdoptedCall, InboundCall, MediaSignalling, MediaTarget, OriginateRequest, Telephony } from "../asterisk/port.ts";
import type { Leg } from "../media/engine.ts";
import type { SignalEvent } from "./signalling.ts";
import type { SecondDial, SecondParty, Way, WayEvent } from "./way.ts";

/** A way whose call lives in the exchange, and may outlive us there; `channelId` is null until it is joined. */
export type ExchangeWay = Way & { channelId(): string | null };

export function createInboundWay(call: InboundCall, telephony: Telephony, bindHost: string): ExchangeWay {
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
  const second = { telephony, trunk: call.trunk, ours: call.number, theirs: call.from };
  return sipWay({ direction: "inbound", bindHost, join, second, refuse: (reason) => call.reject(reason === "failed" || reason === "edge_lost" ? q850.temporaryFailure : q850.rejected) });
}

export function createOutboundWay(telephony: Telephony, dial: Omit<OriginateRequest, "media">, bindHost: string): ExchangeWay {
  const join: Join = async (leg, onEvent, signal) => {
    const signalling = await telephony.originate({ ...dial, media: targetOf(leg) }, onEvent, signal);
    leg.setRemote(signalling.remote);
    return signalling;
  };
  const second = { telephony, trunk: dial.trunk, ours: dial.from, theirs: dial.to };
  return sipWay({ direction: "outbound", bindHost, join, second, refuse: leave });
}

/** What is being dialled is hung up by the aborted signal. */
const leave = (): Promise<void> => Promise.resolve();

/** A call that an earlier life of this node held, and that Asterisk kept. `ours` and `theirs`: its numbers, for transfers. */
export function createAdoptedWay(call: AdoptedCall, telephony: Telephony, numbers: { ours: string; theirs: string }, bindHost: string): ExchangeWay {
  const join: Join = async (leg, onEvent) => {
    const signalling = await call.attach(targetOf(leg), onEvent);
    leg.setRemote(signalling.remote);
    return signalling;
  };
  return sipWay({ direction: call.direction, bindHost, join, second: { telephony, trunk: call.trunk, ...numbers }, refuse: leave });
}

type Join = (leg: Leg, onEvent: (event: SignalEvent) => void, signal: AbortSignal) => Promise<MediaSignalling>;

type SipWay = {
  direction: "inbound" | "outbound";
  bindHost: string;
  join: Join;
  /** Ends a call whose signalling is not there yet. */
  refuse: (reason: EndReason) => Promise<void>;
  /** What a second party is dialled by: a trunk shows the number it knows as ours, a colleague the caller's. */
  second: { telephony: Telephony; trunk: string | null; ours: string; theirs: string };
};

function sipWay({ direction, bindHost, join, refuse, second }: SipWay): ExchangeWay & { letGo(): void } {
  const controller = new AbortController();
  let signalling: MediaSignalling | null = null;
  let answered = false;
  let handedOver = false;

  function translate(event: SignalEvent): WayEvent | null {
    switch (event.type) {
      case "ringing":
        return direction === "outbound" ? { type: "ringing" } : null;
      case "answered":
        if (answered) return null;
        answered = true;
        return { type: "answered" };
      case "held":
        return event;
      case "dtmf":
        return { type: "key", digit: event.digit };
      case "hangup":
        return { type: "hangup", reason: endReasonOf(event, direction), cause: event.cause, detail: "" };
      case "early-media":
        return null;
    }
  }

  const channelId = () => signalling?.channelId ?? null;
  const letGo = () => {
    handedOver = true;
  };

  return {
    channelId,
    letGo,
    second: (dial) => secondWay(second, dial, bindHost, async (other, maxMs) => {
      const [mine, theirs] = [channelId(), other.channelId()];
      if (mine === null || theirs === null) throw new Error("one of the two is not there yet");
      await second.telephony.handOver(mine, theirs, maxMs);
      letGo();
      other.letGo();
    }),
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
      // They talk to each other: nothing of it is ours to end.
      if (handedOver) return;
      controller.abort();
      await (signalling ? signalling.hangup() : refuse(reason));
    },
  };
}

function secondWay(by: SipWay["second"], dial: SecondDial, bindHost: string, joinWith: (other: { channelId(): string | null; letGo(): void }, maxMs: number) => Promise<void>): SecondParty {
  const trunk = dial.trunk ?? by.trunk;
  if (dialString({ to: dial.to, trunk }) === null) throw new Error("this is neither a number, a SIP address nor an operator that can be dialled");
  const outside = /^[+\d(]/.test(dial.to);
  const join: Join = async (leg, onEvent, signal) => {
    const signalling = await by.telephony.originate({ callId: dial.id, to: dial.to, from: outside ? by.ours : by.theirs, trunk, ringTimeoutMs: dial.ringTimeoutMs, media: targetOf(leg) }, onEvent, signal);
    leg.setRemote(signalling.remote);
    return signalling;
  };
  const way = sipWay({ direction: "outbound", bindHost, join, refuse: leave, second: by });
  return { ...way, join: (maxMs) => joinWith(way, maxMs) };
}

function targetOf(leg: Leg): MediaTarget {
  if (!leg.local) throw new Error("a SIP call needs an RTP leg");
  return { ...leg.local, format: "ulaw" };
}
