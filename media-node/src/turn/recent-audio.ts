/** The last 8 s of a caller's audio at 8 kHz, for a turn model: a ring of 128 KB, the oldest goes. */
const capacity = 64_000;

export function createRecentAudio(): { push(pcm: Int16Array): void; /** A copy, oldest sample first. */ last(): Int16Array } {
  const ring = new Int16Array(capacity);
  let written = 0;
  return {
    push(pcm) {
      for (const sample of pcm) ring[written++ % capacity] = sample;
    },
    last() {
      const length = Math.min(written, capacity);
      return Int16Array.from({ length }, (_, n) => ring[(written - length + n) % capacity] ?? 0);
    },
  };
}
