/**
 * What the speaker plays: a bound buffer between a network that comes in lumps and a sound card that asks steadily.
 * Playing starts once a little is in store and starts anew so after it ran dry; when too much piled up the oldest
 * goes, so a hiccup never leaves a lasting delay. Runs on the audio thread: no allocation after construction.
 */
export type PlaybackRing = {
  /** Interleaved samples, −1 to 1. */
  push(samples: Float32Array): void;
  /** Fills one array a channel; silence where there is nothing. */
  pull(outputs: readonly Float32Array[]): void;
  /** Drops what waits of one channel, or of all: then silence until new sound comes. */
  flush(channel?: number): void;
  readonly waiting: number;
  readonly counters: { underruns: number; dropped: number };
};

/** @param startFrames in store before playing begins. @param boundFrames most that may wait. */
export function createPlaybackRing(options: { channels: number; startFrames: number; boundFrames: number }): PlaybackRing {
  const { channels, startFrames, boundFrames } = options;
  const store = new Float32Array(boundFrames * channels);
  const counters = { underruns: 0, dropped: 0 };
  let read = 0;
  let waiting = 0;
  let playing = false;

  return {
    counters,
    get waiting() {
      return waiting;
    },
    push(samples) {
      const frames = Math.floor(samples.length / channels);
      for (let frame = 0; frame < frames; frame++) {
        if (waiting === boundFrames) {
          read = (read + 1) % boundFrames;
          waiting -= 1;
          counters.dropped += 1;
        }
        const at = ((read + waiting) % boundFrames) * channels;
        for (let channel = 0; channel < channels; channel++) store[at + channel] = samples[frame * channels + channel] ?? 0;
        waiting += 1;
      }
      if (waiting >= startFrames) playing = true;
    },
    pull(outputs) {
      const length = outputs[0]?.length ?? 0;
      const given = playing ? Math.min(length, waiting) : 0;
      outputs.forEach((output, channel) => {
        // A mono stream sounds on every output.
        const source = Math.min(channel, channels - 1);
        for (let frame = 0; frame < given; frame++) output[frame] = store[((read + frame) % boundFrames) * channels + source] ?? 0;
        output.fill(0, given);
      });
      read = (read + given) % boundFrames;
      waiting -= given;
      if (playing && given < length) {
        playing = false;
        counters.underruns += 1;
      }
    },
    flush(channel) {
      if (channel === undefined || channels === 1) {
        waiting = 0;
        playing = false;
        return;
      }
      for (let frame = 0; frame < waiting; frame++) store[((read + frame) % boundFrames) * channels + channel] = 0;
    },
  };
}
