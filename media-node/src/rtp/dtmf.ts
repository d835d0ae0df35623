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
  push(ssrc: number, timestamp: number, event: DtmfEvent): string | null;
}

/** Enough for reordered packets of presses that follow each other at once; older ones cannot come any more. */
const REMEMBERED_PRESSES = 8;

export function createDtmfReceiver(): DtmfReceiver {
  const recent: string[] = [];
  return {
    push(ssrc, timestamp, event) {
      const press = `${ssrc}/${timestamp}/${event.digit}`;
      if (recent.includes(press)) return null;
      recent.push(press);
      if (recent.length > REMEMBERED_PRESSES) recent.shift();
      return event.digit;
    },
  };
}
