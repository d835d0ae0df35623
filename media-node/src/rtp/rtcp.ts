/**
 * What the far side tells of what it hears: reception reports of RTCP (RFC 3550 section 6.4), where it comes to the port
 * of the audio (RFC 5761). Asterisk sends it to the next port, which nobody listens to: then nothing is known.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|    RC   |   PT=SR=200, RR=201, …|             length    |
 *   |                         SSRC of sender                        |
 *   | SR: 20 bytes of sender information                            |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |                 SSRC_1 (whose packets it is about)            |
 *   | fraction lost |       cumulative number of packets lost       |
 *   |           extended highest sequence number received           |
 *   |                      interarrival jitter                      |
 *   |                         last SR (LSR)                         |
 *   |                   delay since last SR (DLSR)                  |
 */
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const BLOCK_BYTES = 24;

export interface ReceptionReport {
  ssrc: number;
  /** Packets that never came, since the beginning; negative when duplicates did. */
  lost: number;
  /** In units of the RTP clock. */
  jitter: number;
}

/** The reports of a compound packet; `null` for what is no RTCP throughout. */
export function parseRtcp(datagram: Uint8Array): ReceptionReport[] | null {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const reports: ReceptionReport[] = [];
  let at = 0;
  while (at < datagram.length) {
    if (at + 4 > datagram.length || view.getUint8(at) >> 6 !== 2) return null;
    const end = at + 4 * (view.getUint16(at + 2) + 1);
    if (end > datagram.length) return null;
    const type = view.getUint8(at + 1);
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      const count = view.getUint8(at) & 0x1f;
      const first = at + 8 + (type === SENDER_REPORT ? 20 : 0);
      if (first + count * BLOCK_BYTES > end) return null;
      for (let n = 0; n < count; n++) {
        const block = first + n * BLOCK_BYTES;
        reports.push({ ssrc: view.getUint32(block), lost: (view.getInt32(block + 4) << 8) >> 8, jitter: view.getUint32(block + 12) });
      }
    }
    at = end;
  }
  return reports;
}
