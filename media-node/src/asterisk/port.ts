/** What the media node needs of a telephone exchange; connect.ts is the one that speaks to Asterisk. */
import type { SignalEvent, Signalling } from "../call/signalling.ts";

/**
 * Where our RTP leg listens, and what the exchange shall send it: 20 ms packets, payload type 0 or 8. Not
 * slin16: Asterisk 22.10 sends it over an external media channel (type 118) but drops what comes back.
 */
export type MediaTarget = { host: string; port: number; format: "ulaw" | "alaw" };

/** Signalling of a call with media; `remote` is where our RTP leg sends to. */
export type MediaSignalling = Signalling & { remote: { host: string; port: number } };

export interface InboundCall {
  channelId: string;
  number: string;
  from: string;
  /** The number the call was forwarded from, if it was. */
  diversion: string | null;
  /**
   * Takes responsibility for the call: makes its media leg, tells its events from here on. The caller still
   * hears ringing until answer(). Events that came before (the caller gave up) are told at once.
   */
  attach(media: MediaTarget, onEvent: (event: SignalEvent) => void): Promise<MediaSignalling>;
  /** Refuses the call with a Q.850 cause (17 busy, 21 rejected, 34 congestion, 1 no such number). */
  reject(cause: number): Promise<void>;
}

export type OriginateRequest = {
  callId: string;
  /** The number to dial. */
  to: string;
  /** The number shown to the person called. */
  from: string;
  /** The exchange's name for the trunk (a pjsip endpoint). */
  trunk: string;
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
  /** Whether calls can be taken and placed now. */
  status(): "up" | "down";
  /** Hangs up what lives, then lets go of the exchange. */
  close(): Promise<void>;
}
