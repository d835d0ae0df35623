/** 60 s of frames of 20 ms; the turn machine ends an utterance long before. */
const maxFrames = 3_000;

/** Audio of one utterance, readable from its beginning by any number. Bounded: beyond, the newest frames are dropped. */
export function createRecording(): { push(frame: Int16Array): void; end(): void; replay(): AsyncIterable<Int16Array> } {
  const frames: Int16Array[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const one of waiting) one();
    waiting.clear();
  };
  return {
    push(frame) {
      if (frames.length < maxFrames) frames.push(frame);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    replay: () => ({
      async *[Symbol.asyncIterator]() {
        for (let at = 0; ; at += 1) {
          while (at >= frames.length && !ended) await new Promise<void>((resolve) => waiting.add(resolve));
          const frame = frames[at];
          if (!frame) return;
          yield frame;
        }
      },
    }),
  };
}
