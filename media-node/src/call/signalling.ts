/**
 * What a call's signalling side tells the call and can be asked to do, whatever carries it (SIP through
 * Asterisk, a browser, a bare RTP endpoint).
 */

/** `q850` is ITU-T Q.850, `sip` the final SIP status where there was one; null when unknown. */
export type HangupCause = { q850: number | null; sip: number | null; text: string };

export type SignalEvent =
  | { type: "ringing" }
  | { type: "early-media" }
  | { type: "answered" }
  | { type: "dtmf"; digit: string }
  /** The far side has put the line aside, or is back: what sounds meanwhile is its music, or nothing at all. */
  | { type: "held"; on: boolean }
  /** The last event of a call, sent exactly once. `system`: neither side asked (ring time-out, lost channel); `answered`: it had been. */
  | { type: "hangup"; by: "far" | "us" | "system"; answered: boolean; cause: HangupCause };

export interface Signalling {
  /** Takes an inbound call; resolves when audio flows both ways. Nothing to do for an answered call. */
  answer(): Promise<void>;
  /** Ends the call, whatever its state; `cause` is Q.850 (default 16, normal clearing). Never fails. */
  hangup(cause?: number): Promise<void>;
  /** Sends keys to the far side (RFC 4733). */
  sendDtmf(digits: string): Promise<void>;
  /** Stops telling events; the call is hung up if it still lives. */
  close(): void;
}
