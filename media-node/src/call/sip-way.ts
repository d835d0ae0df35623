/** Calls through Asterisk, in and out: the leg is joined to the SIP channel by external media. */
import type { EndReason } from "@zvon/contract/end-reason.ts";
import { endReasonOf, q850 } from "../asterisk/cause.ts";
import { dialString } from "../asterisk/dial-string.ts";
import type { AdoptedCall, InboundCall, MediaSignalling, OriginateRequest, Telephony } from "../asterisk/port.ts";
import type { Leg } from "../media/engine.ts";
import type { ExchangeMedia, OpenExchangeMedia } from "./exchange-media.ts";
import type { SignalEvent } from "./signalling.ts";
import type { SecondDial, SecondParty, Way, WayEvent } from "./way.ts";

/** Told of a call that nobody answered: the words of it are for a person with a telephone to hear, we have them not. */
const soundBeforeAnswer = "the network played a tone or an announcement before the call ended; it is not recorded";

/** A way whose call lives in the exchange, and may outlive us there; `channelId` is null until it is joined. */
export type ExchangeWay = Way & { channelId(): string | null };

export function createInboundWay(call: InboundCall, telephony: Telephony, openMedia: OpenExchangeMedia): ExchangeWay {
  const join: Join = async (leg, media, onEvent, signal) => {
    const signalling = await call.attach(media.target(leg), onEvent);
    // Hung up meanwhile: answering now would leave the caller in dead air.
    if (signal.aborted) await signalling.hangup();
    signal.throwIfAborted();
    media.join(leg, signalling.remote);
    await signalling.answer();
    if (signal.aborted) await signalling.hangup();
    signal.throwIfAborted();
    onEvent({ type: "answered" });
    return signalling;
  };
  const second = { telephony, trunk: call.trunk, ours: call.number, theirs: call.from };
  return sipWay({ direction: "inbound", openMedia, join, second, refuse: (reason) => call.reject(reason === "failed" || reason === "edge_lost" ? q850.temporaryFailure : q850.rejected) });
}

export function createOutboundWay(telephony: Telephony, dial: Omit<OriginateRequest, "media">, openMedia: OpenExchangeMedia): ExchangeWay {
  const join: Join = async (leg, media, onEvent, signal) => {
    const signalling = await telephony.originate({ ...dial, media: media.target(leg) }, onEvent, signal);
    media.join(leg, signalling.remote);
    return signalling;
  };
  const second = { telephony, trunk: dial.trunk, ours: dial.from, theirs: dial.to };
  return sipWay({ direction: "outbound", openMedia, join, second, refuse: leave });
}

/** What is being dialled is hung up by the aborted signal. */
const leave = (): Promise<void> => Promise.resolve();

/** A call that an earlier life of this node held, and that Asterisk kept. `ours` and `theirs`: its numbers, for transfers. */
export function createAdoptedWay(call: AdoptedCall, telephony: Telephony, numbers: { ours: string; theirs: string }, openMedia: OpenExchangeMedia): ExchangeWay {
  const join: Join = async (leg, media, onEvent) => {
    const signalling = await call.attach(media.target(leg), onEvent);
    media.join(leg, signalling.remote);
    return signalling;
  };
  return sipWay({ direction: call.direction, openMedia, join, second: { telephony, trunk: call.trunk, ...numbers }, refuse: leave });
}

type Join = (leg: Leg, media: ExchangeMedia, onEvent: (event: SignalEvent) => void, signal: AbortSignal) => Promise<MediaSignalling>;

type SipWay = {
  direction: "inbound" | "outbound";
  openMedia: OpenExchangeMedia;
  join: Join;
  /** Ends a call whose signalling is not there yet. */
  refuse: (reason: EndReason) => Promise<void>;
  /** What a second party is dialled by: a trunk shows the number it knows as ours, a colleague the caller's. */
  second: { telephony: Telephony; trunk: string | null; ours: string; theirs: string };
};

function sipWay({ direction, openMedia, join, refuse, second }: SipWay): ExchangeWay & { letGo(): void } {
  const controller = new AbortController();
  const media = openMedia();
  let signalling: MediaSignalling | null = null;
  let answered = false;
  let rang = false;
  /** The network plays something to the caller before anybody has answered. */
  let early = false;
  let handedOver = false;

  function translate(event: SignalEvent): WayEvent | null {
    switch (event.type) {
      // Sound before the answer says that somebody is being called, with or without a ringing of its own; it is no answer.
      case "early-media":
      case "ringing":
        early ||= event.type === "early-media";
        if (direction === "inbound" || rang) return null;
        rang = true;
        return { type: "ringing" };
      case "answered":
        if (answered) return null;
        answered = true;
        return { type: "answered" };
      case "held":
        return event;
      case "dtmf":
        return { type: "key", digit: event.digit };
      case "hangup":
        return { type: "hangup", reason: endReasonOf(event, direction), cause: event.cause, detail: early && !event.answered ? soundBeforeAnswer : "" };
    }
  }

  const channelId = () => signalling?.channelId ?? null;
  const letGo = () => {
    handedOver = true;
  };

  return {
    channelId,
    letGo,
    second: (dial) => secondWay(second, dial, openMedia, async (other, maxMs) => {
      const [mine, theirs] = [channelId(), other.channelId()];
      if (mine === null || theirs === null) throw new Error("one of the two is not there yet");
      // The edge knows the talk by its call; `dial.id` is this attempt of it.
      await second.telephony.handOver(mine, theirs, maxMs, dial.id.replace(/\.t\d+$/, ""));
      letGo();
      other.letGo();
    }),
    via: "sip",
    transport: media.transport,
    async start(leg, onEvent) {
      controller.signal.throwIfAborted();
      signalling = await join(leg, media, (event) => {
        const told = translate(event);
        if (told) onEvent(told);
      }, controller.signal);
    },
    onLegEvent: (event) => media.onLegEvent(event),
    flush: () => media.flush(),
    press: async (digits) => signalling?.sendDtmf(digits),
    async hangup(reason) {
      // They talk to each other: nothing of it is ours to end.
      if (handedOver) return;
      controller.abort();
      await (signalling ? signalling.hangup() : refuse(reason));
    },
  };
}

function secondWay(by: SipWay["second"], dial: SecondDial, openMedia: OpenExchangeMedia, joinWith: (other: { channelId(): string | null; letGo(): void }, maxMs: number) => Promise<void>): SecondParty {
  const trunk = dial.trunk ?? by.trunk;
  if (dialString({ to: dial.to, trunk }) === null) throw new Error("this is neither a number, a SIP address nor an operator that can be dialled");
  const outside = /^[+\d(]/.test(dial.to);
  const join: Join = async (leg, media, onEvent, signal) => {
    const signalling = await by.telephony.originate({ callId: dial.id, to: dial.to, from: outside ? by.ours : by.theirs, trunk, ringTimeoutMs: dial.ringTimeoutMs, media: media.target(leg) }, onEvent, signal);
    media.join(leg, signalling.remote);
    return signalling;
  };
  const way = sipWay({ direction: "outbound", openMedia, join, refuse: leave, second: by });
  return { ...way, join: (maxMs) => joinWith(way, maxMs) };
}
