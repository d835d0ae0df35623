/**
 * The outgoing stream: one SSRC, a sequence number a packet, and a timestamp that is the leg's audio clock, so silence
 * and stalls leave no trace in it. Keys go out as RFC 4733: 160 ms of event packets in place of audio, the end thrice.
 */
import { DTMF_PAYLOAD_BYTES, dtmfPayload } from "./dtmf.ts";
import { RTP_HEADER_BYTES, writeRtpHeader } from "./packet.ts";

const KEY_FRAMES = 8;
const PAUSE_FRAMES = 4;
const END_REPEATS = 3;
/** A caller types no more ahead; beyond it keys are refused. */
const MAX_KEYS = 64;

export interface RtpSender {
  readonly ssrc: number;
  /** A datagram with room for `bytes` of payload at RTP_HEADER_BYTES; its timestamp is that of the current frame. */
  audio(bytes: number, marker: boolean): Uint8Array;
  /** Queues a key. `false` when it is none, or too many wait. */
  key(digit: string): boolean;
  /** The datagrams of this frame when a key takes the place of audio (none in the pause after it), else `null`. */
  keyFrame(): Uint8Array[] | null;
  /** The frame is over. */
  advance(): void;
}

export function createRtpSender(options: {
  payloadType: number;
  dtmfPayloadType: number | null;
  /** RTP clock units a frame. */
  frameUnits: number;
  ssrc: number;
  sequence: number;
  timestamp: number;
}): RtpSender {
  const { ssrc, frameUnits } = options;
  let sequence = options.sequence & 0xffff;
  let timestamp = options.timestamp >>> 0;
  const keys: string[] = [];
  let pressed: { digit: string; frame: number; timestamp: number } | null = null;

  function datagram(payloadType: number, bytes: number, marker: boolean, at: number): Uint8Array {
    // From Node's pool: 50 small allocations a second and leg would be work for the collector. All bytes get written.
    const bytesOut = Buffer.allocUnsafe(RTP_HEADER_BYTES + bytes);
    writeRtpHeader(bytesOut, { marker, payloadType, sequence, timestamp: at, ssrc });
    sequence = (sequence + 1) & 0xffff;
    return bytesOut;
  }

  function event(payloadType: number, press: { digit: string; frame: number; timestamp: number }, end: boolean): Uint8Array {
    const packet = datagram(payloadType, DTMF_PAYLOAD_BYTES, press.frame === 0, press.timestamp);
    const duration = (press.frame + 1) * frameUnits;
    packet.set(dtmfPayload({ digit: press.digit, end, duration }), RTP_HEADER_BYTES);
    return packet;
  }

  return {
    ssrc,
    audio: (bytes, marker) => datagram(options.payloadType, bytes, marker, timestamp),
    key(digit) {
      if (options.dtmfPayloadType === null || keys.length >= MAX_KEYS || !/^[0-9*#A-D]$/.test(digit)) return false;
      keys.push(digit);
      return true;
    },
    keyFrame() {
      if (options.dtmfPayloadType === null) return null;
      if (pressed === null) {
        const digit = keys.shift();
        if (digit === undefined) return null;
        pressed = { digit, frame: 0, timestamp };
      }
      const packets: Uint8Array[] = [];
      const end = pressed.frame === KEY_FRAMES - 1;
      if (pressed.frame < KEY_FRAMES) {
        for (let n = 0; n < (end ? END_REPEATS : 1); n++) packets.push(event(options.dtmfPayloadType, pressed, end));
      }
      pressed.frame++;
      if (pressed.frame >= KEY_FRAMES + PAUSE_FRAMES) pressed = null;
      return packets;
    },
    advance() {
      timestamp = (timestamp + frameUnits) >>> 0;
    },
  };
}
