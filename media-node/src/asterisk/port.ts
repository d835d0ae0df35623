/** What the media node needs of a telephone exchange; connect.ts is the one that speaks to Asterisk. */
import type { TalkSight } from "@zvon/contract/node-link.ts";
import type { Board } from "./board.ts";
import type { SignalEvent, Signalling } from "../call/signalling.ts";

/**
 * How our leg meets the exchange. By RTP: where it listens, and what it shall be sent: 20 ms packets, payload type 0 or 8.
 * Not slin16: Asterisk 22.10 sends it over an external media channel (type 118) but drops what comes back. By WebSocket:
 * `open` is called with the address once the exchange expects us there (media-socket.ts).
 */
export type MediaTarget = { host: string; port: number; format: "ulaw" | "alaw" } | { open: (url: string) => Promise<void> };

export type MediaRemote = { host: string; port: number };

/** Signalling of a call with media; `remote` is where our RTP leg sends to (null: by WebSocket), `channelId` what the exchange calls it. */
export type MediaSignalling = Signalling & { channelId: string; remote: MediaRemote | null };

export interface InboundCall {
  channelId: string;
  number: string;
  from: string;
  /** The number the call was forwarded from, if it was. */
  diversion: string | null;
  /** The exchange's name for the trunk it came by, where it has one. */
  trunk: string | null;
  /** It came to what the trunk registered; otherwise it is known by address, which other trunks of the carrier have, too. */
  registered?: boolean;
  /**
   * Takes responsibility for the call: makes its media leg, tells its events from here on. The caller still
   * hears ringing until answer(). Events that came before (the caller gave up) are told at once.
   */
  attach(media: MediaTarget, onEvent: (event: SignalEvent) => void): Promise<MediaSignalling>;
  /** Refuses the call with a Q.850 cause (17 busy, 21 rejected, 34 congestion, 1 no such number). */
  reject(cause: number): Promise<void>;
}

/** A call that was answered in an earlier life of the node. `attach` gives it a new media leg. */
export type AdoptedCall = Pick<InboundCall, "channelId" | "trunk" | "attach"> & { direction: "inbound" | "outbound" };

export type OriginateRequest = {
  callId: string;
  /** A number, a SIP address, or `operator:ID` (dial-string.ts). */
  to: string;
  /** The number shown to the person called. */
  from: string;
  /** The exchange's name for the trunk (a pjsip endpoint); null: only an operator can be dialled. */
  trunk: string | null;
  /** Rung for so long without an answer, the call ends with Q.850 19. */
  ringTimeoutMs: number;
  media: MediaTarget;
};

export interface Telephony {
  /** An inbound call rings; nothing is answered yet. Without a handler inbound calls are refused as congestion. */
  onInbound(handler: (call: InboundCall) => void): void;
  /**
   * Dials. Resolves once the exchange has taken the request, before the far side rings; how it goes on is told
   * by `onEvent`, from `ringing` to exactly one `hangup`. Rejects, with nothing left behind, when the exchange
   * refuses or cannot be reached. Aborting `signal` hangs up.
   */
  originate(request: OriginateRequest, onEvent: (event: SignalEvent) => void, signal: AbortSignal): Promise<MediaSignalling>;
  /**
   * Lets two answered calls of this exchange talk to each other, for `maxMs` at most, and lets go of both: their media
   * legs are removed, no event of theirs is told any more, closing leaves them alone. When it rejects, those that still
   * live are back on their media legs. `talk`: the name that `talks` tells of it by.
   */
  handOver(first: string, second: string, maxMs: number, talk?: string): Promise<void>;
  /** Talks of two without us: those that live, and those that ended of late. */
  talks(): TalkSight[];
  /** Such a talk may go on for `leftMs` from now. */
  limitTalk(talk: string, leftMs: number): void;
  /**
   * Takes up an answered call that an earlier run of this node held, before the exchange is swept of what nobody owns.
   * Null when it lives no more, was not answered yet, or talks to somebody without us.
   */
  adopt(channelId: string, direction: "inbound" | "outbound"): Promise<AdoptedCall | null>;
  /** Channels that talk without us, and change partners. */
  board: Board;
  /** Whether calls can be taken and placed now. */
  status(): "up" | "down";
  /** Hangs up what lives, then lets go of the exchange. */
  close(): Promise<void>;
}
