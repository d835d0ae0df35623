/** SIP over a WebSocket and sound by WebRTC, by JsSIP: one line, one call at a time. Loaded when the telephone is switched on. */
import type { Phone } from "@zvon/contract/operators-api.ts";
import { C, UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";

export type SipEvents = {
  registered: () => void;
  /** The connection broke; it is sought again. */
  lost: () => void;
  /** The exchange refused for so long that it will not change its mind. */
  refused: () => void;
  invite: (from: string) => void;
  answered: () => void;
  ended: () => void;
  held: (on: boolean) => void;
  sound: (stream: MediaStream) => void;
};

export type SipPhone = {
  answer: () => void;
  decline: () => void;
  hangUp: () => void;
  mute: (on: boolean) => void;
  hold: (on: boolean) => void;
  key: (digit: string) => void;
  stop: () => void;
};

/** The exchange has a new telephone within a second or two; until then it refuses the password. */
const registerAgainMs = 500;
const registerTries = 30;
/** Nobody waits for a STUN server that does not answer: what was found by then is enough. */
const candidatesMs = 500;
/** An offer of the exchange, or our own, is answered well within this. */
const holdAgainMs = 150;
const declined = 603;
const busy = 486;

export function openSipPhone(phone: Phone, events: SipEvents): SipPhone {
  const host = new URL(phone.url).hostname;
  const ua = new UA({ sockets: [new WebSocketInterface(phone.url)], uri: `sip:${phone.user}@${host}`, password: phone.password, register: true, register_expires: 120, session_timers: false, user_agent: "Zvon" });
  let session: RTCSession | null = null;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let holds = false;
  let holdTimer: ReturnType<typeof setTimeout> | undefined;

  ua.on("registered", () => {
    tries = 0;
    events.registered();
  });
  ua.on("registrationFailed", () => {
    tries += 1;
    if (tries >= registerTries) return events.refused();
    timer = setTimeout(() => ua.register(), registerAgainMs);
  });
  ua.on("disconnected", () => events.lost());
  ua.on("newRTCSession", ({ originator, session: incoming }: { originator: string; session: RTCSession }) => {
    if (originator !== "remote") return;
    if (session !== null) return void incoming.terminate({ status_code: busy });
    session = incoming;
    holds = false;
    follow(incoming);
    events.invite(incoming.remote_identity.uri.user ?? "");
  });
  ua.start();

  function follow(one: RTCSession): void {
    const over = () => {
      if (session !== one) return;
      session = null;
      events.ended();
    };
    one.on("ended", over);
    one.on("failed", over);
    one.on("confirmed", () => events.answered());
    one.on("hold", () => events.held(true));
    one.on("unhold", () => events.held(false));
    one.on("peerconnection", ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
      peerconnection.addEventListener("track", ({ streams, track }) => events.sound(streams[0] ?? new MediaStream([track])));
    });
    let enough: ReturnType<typeof setTimeout> | undefined;
    one.on("icecandidate", ({ ready }: { ready: () => void }) => {
      enough ??= setTimeout(ready, candidatesMs);
    });
  }

  /** In the midst of another offer a telephone can't be put on hold, nor taken off: it is, once that is through. */
  function settleHold(one: RTCSession): void {
    clearTimeout(holdTimer);
    if (session !== one || one.isOnHold().local === holds) return;
    if (holds ? one.hold() : one.unhold()) return;
    holdTimer = setTimeout(() => settleHold(one), holdAgainMs);
  }

  return {
    answer: () => session?.answer({ mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: phone.iceServers } }),
    decline: () => session?.terminate({ status_code: declined }),
    hangUp: () => session?.terminate(),
    mute: (on) => (on ? session?.mute({ audio: true }) : session?.unmute({ audio: true })),
    hold: (on) => {
      holds = on;
      if (session !== null) settleHold(session);
    },
    // As sound events of RFC 4733: a SIP INFO would stay at the exchange.
    key: (digit) => session?.sendDTMF(digit, { transportType: C.DTMF_TRANSPORT.RFC2833 }),
    stop: () => {
      clearTimeout(timer);
      clearTimeout(holdTimer);
      ua.stop();
    },
  };
}
