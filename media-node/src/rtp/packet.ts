/**
 * RTP packets, RFC 3550 section 5.1. Parsing never throws: the network may send anything, and the caller counts why.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           timestamp                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |           synchronization source (SSRC) identifier            |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |            contributing source (CSRC) identifiers, CC of them |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  X: defined by profile        |  length in 32-bit words       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  payload …                    |  P: padding, last octet = how many |
 */
export const RTP_HEADER_BYTES = 12;

export interface RtpPacket {
  marker: boolean;
  payloadType: number;
  /** 16 bits. */
  sequence: number;
  /** 32 bits, unsigned. */
  timestamp: number;
  ssrc: number;
  /** A view of the datagram, padding and header extension removed. */
  payload: Uint8Array;
}

export type RtpDefect = "short" | "version" | "rtcp" | "csrc" | "extension" | "padding";
export type ParsedRtp = { ok: true; packet: RtpPacket } | { ok: false; defect: RtpDefect };

export function parseRtp(datagram: Uint8Array): ParsedRtp {
  const length = datagram.length;
  if (length < RTP_HEADER_BYTES) return { ok: false, defect: "short" };
  const first = datagram[0] as number;
  const second = datagram[1] as number;
  if (first >> 6 !== 2) return { ok: false, defect: "version" };
  // RFC 5761 section 4: RTCP types 192 to 223 on the same port look like payload types 64 to 95 with the marker.
  if (second >= 192 && second <= 223) return { ok: false, defect: "rtcp" };

  let start = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  if (start > length) return { ok: false, defect: "csrc" };
  if (first & 0x10) {
    if (start + 4 > length) return { ok: false, defect: "extension" };
    start += 4 + 4 * (((datagram[start + 2] as number) << 8) | (datagram[start + 3] as number));
    if (start > length) return { ok: false, defect: "extension" };
  }
  let end = length;
  if (first & 0x20) {
    const padding = datagram[length - 1] as number;
    if (padding === 0 || start + padding > length) return { ok: false, defect: "padding" };
    end -= padding;
  }
  return {
    ok: true,
    packet: {
      marker: (second & 0x80) !== 0,
      payloadType: second & 0x7f,
      sequence: ((datagram[2] as number) << 8) | (datagram[3] as number),
      timestamp: readUint32(datagram, 4),
      ssrc: readUint32(datagram, 8),
      payload: datagram.subarray(start, end),
    },
  };
}

/** Writes the twelve header bytes (no extension, no CSRC, no padding); the payload follows at RTP_HEADER_BYTES. */
export function writeRtpHeader(target: Uint8Array, header: Omit<RtpPacket, "payload">): void {
  target[0] = 0x80;
  target[1] = (header.marker ? 0x80 : 0) | (header.payloadType & 0x7f);
  target[2] = (header.sequence >> 8) & 0xff;
  target[3] = header.sequence & 0xff;
  writeUint32(target, 4, header.timestamp);
  writeUint32(target, 8, header.ssrc);
}

export function serialiseRtp(packet: RtpPacket): Uint8Array {
  const datagram = new Uint8Array(RTP_HEADER_BYTES + packet.payload.length);
  writeRtpHeader(datagram, packet);
  datagram.set(packet.payload, RTP_HEADER_BYTES);
  return datagram;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >>> 24) & 0xff;
  bytes[at + 1] = (value >>> 16) & 0xff;
  bytes[at + 2] = (value >>> 8) & 0xff;
  bytes[at + 3] = value & 0xff;
}
