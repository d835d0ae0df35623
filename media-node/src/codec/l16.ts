/** L16 of RFC 3551 section 4.5.11: 16-bit signed, network byte order. Asterisk's slin, slin16 and so on over RTP. */

/** `null` when the payload is not a whole number of samples. */
export function decodeL16(payload: Uint8Array): Int16Array | null {
  if (payload.length % 2 !== 0) return null;
  const pcm = new Int16Array(payload.length / 2);
  for (let n = 0; n < pcm.length; n++) pcm[n] = ((payload[2 * n] as number) << 8) | (payload[2 * n + 1] as number);
  return pcm;
}

export function encodeL16Into(pcm: Int16Array, target: Uint8Array, offset: number): void {
  for (let n = 0; n < pcm.length; n++) {
    const sample = pcm[n] as number;
    target[offset + 2 * n] = (sample >> 8) & 0xff;
    target[offset + 2 * n + 1] = sample & 0xff;
  }
}
