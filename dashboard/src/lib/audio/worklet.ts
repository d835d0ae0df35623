/** The audio thread's two ends: `zvon-capture` sends the microphone in 20 ms pieces, `zvon-playback` plays what arrives. */
import { createPlaybackRing } from "./playback-ring.ts";
import type { PlaybackRing } from "./playback-ring.ts";

type CaptureOptions = { frames: number };
type PlaybackOptions = { channels: number; startFrames: number; boundFrames: number };

/** Without a microphone or while muted it sends silence: the far side must hear a line, not a hole. */
class Capture extends AudioWorkletProcessor {
  private readonly piece: Float32Array;
  private filled = 0;
  private over = false;

  constructor(options: { processorOptions?: unknown }) {
    super(options);
    this.piece = new Float32Array((options.processorOptions as CaptureOptions).frames);
    this.port.onmessage = () => {
      this.over = true;
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    const length = input?.length ?? outputs[0]?.[0]?.length ?? 128;
    for (let i = 0; i < length; i++) {
      this.piece[this.filled] = input?.[i] ?? 0;
      this.filled += 1;
      if (this.filled === this.piece.length) {
        this.port.postMessage(this.piece.slice());
        this.filled = 0;
      }
    }
    return !this.over;
  }
}

class Playback extends AudioWorkletProcessor {
  private readonly ring: PlaybackRing;
  private over = false;

  constructor(options: { processorOptions?: unknown }) {
    super(options);
    this.ring = createPlaybackRing(options.processorOptions as PlaybackOptions);
    this.port.onmessage = (message: MessageEvent<Float32Array | { flush: number | null } | "stop" | "count">) => {
      if (message.data instanceof Float32Array) this.ring.push(message.data);
      else if (message.data === "stop") this.over = true;
      else if (message.data === "count") this.port.postMessage({ waiting: this.ring.waiting, ...this.ring.counters });
      else this.ring.flush(message.data.flush ?? undefined);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    this.ring.pull(outputs[0] ?? []);
    return !this.over;
  }
}

registerProcessor("zvon-capture", Capture);
registerProcessor("zvon-playback", Playback);
