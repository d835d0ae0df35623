/**
 * Keys over RTP, RFC 4733 section 2.3:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |     event     |E|R| volume    |          duration             |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * All packets of one press carry the RTP timestamp of its beginning, so that timestamp is the press's identity: a digit
 * is reported once, at its first packet, though every end comes three times and any of them may be lost.
 *
 * A press goes on under another timestamp when its duration has reached 16 bits (section 2.5.1.3: 8.2 s at 8 kHz), and
 * with gateways that let the timestamp run: the same digit, not ended, without a marker, and no later than its duration
 * and a little more.
 */
const DIGITS = "0123456789*#ABCD";
export const DTMF_PAYLOAD_BYTES = 4;

export interface DtmfEvent {
  digit: string;
  end: boolean;
  /** In units of the RTP clock. */
  duration: number;
}

/** `null` for a payload that is too short or an event that is no key (flash, tones). */
export function parseDtmf(payload: Uint8Array): DtmfEvent | null {
  if (payload.length < DTMF_PAYLOAD_BYTES) return null;
  const digit = DIGITS[payload[0] as number];
  if (digit === undefined) return null;
  return {
    digit,
    end: ((payload[1] as number) & 0x80) !== 0,
    duration: ((payload[2] as number) << 8) | (payload[3] as number),
  };
}

/** @throws RangeError for what is no key. Volume is -10 dBm0, what telephones send. */
export function dtmfPayload(event: DtmfEvent): Uint8Array {
  const code = DIGITS.indexOf(event.digit);
  if (code < 0 || event.digit.length !== 1) throw new RangeError(`not a key: ${event.digit}`);
  return Uint8Array.of(code, (event.end ? 0x80 : 0) | 10, event.duration >> 8, event.duration & 0xff);
}

export interface DtmfReceiver {
  /** The digit when this packet is the first seen of its press, else `null`. */
  push(ssrc: number, timestamp: number, event: DtmfEvent, marker: boolean): string | null;
}

/** Enough for reordered packets of presses that follow each other at once; older ones cannot come any more. */
const REMEMBERED_PRESSES = 8;
/** Between two presses of a key by the quickest fingers there is more. */
const SAME_PRESS_MS = 40;

export function createDtmfReceiver(rateHz: number): DtmfReceiver {
  const recent: string[] = [];
  const slack = (SAME_PRESS_MS * rateHz) / 1000;
  let last: { ssrc: number; digit: string; timestamp: number; duration: number; ended: boolean } | null = null;

  function remember(press: string): void {
    recent.push(press);
    if (recent.length > REMEMBERED_PRESSES) recent.shift();
  }

  return {
    push(ssrc, timestamp, event, marker) {
      const press = `${ssrc}/${timestamp}/${event.digit}`;
      if (recent.includes(press)) {
        if (last && last.timestamp === timestamp && last.digit === event.digit) {
          last.duration = Math.max(last.duration, event.duration);
          last.ended ||= event.end;
        }
        return null;
      }
      remember(press);
      const step: number = last ? (timestamp - last.timestamp) | 0 : 0;
      const goesOn = last !== null && !marker && !last.ended && last.ssrc === ssrc && last.digit === event.digit && step > 0 && step <= last.duration + slack;
      // Packets of a former press that come late must not make the present one seem new.
      if (last === null || step > 0 || last.ssrc !== ssrc) last = { ssrc, digit: event.digit, timestamp, duration: event.duration, ended: event.end };
      return goesOn ? null : event.digit;
    },
  };
}
