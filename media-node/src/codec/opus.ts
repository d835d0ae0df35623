/**
 * Opus over RTP (RFC 7587), as telephony needs it: mono, 20 ms, voice. The RTP clock is 48 kHz whatever is spoken; the
 * codec itself works at any of its rates, so here sound is 8 kHz on our side and no resampler is needed.
 *
 * libopus comes with @evan/opus (MIT), as WebAssembly: its native build ends the process with a segmentation fault when a
 * thread that used it ends (seen on Linux x64). It is optional: a node without it refuses legs of Opus and has all others.
 */
import { SAMPLE_RATE_HZ } from "../audio/frame.ts";

/** RFC 7587 section 4.1. */
export const OPUS_CLOCK_HZ = 48_000;
/** Enough for telephone speech. */
const BITRATE = 16_000;
/** Of 10: more is not heard at this rate, and costs twice as much. 170 µs a frame to encode, 35 to decode. */
const COMPLEXITY = 0;

/** One leg's; packets go in in the order in which they were sent, as far as they come so. */
export interface OpusCodec {
  /** 8 kHz; `null` for what is no Opus. */
  decode(payload: Uint8Array): Int16Array | null;
  /** A frame of 160 samples. */
  encode(frame: Int16Array): Uint8Array;
}

/** @throws Error when the library is not installed or cannot be loaded here */
export async function loadOpus(): Promise<() => OpusCodec> {
  // Read by the package when it is loaded; a thread has an environment of its own.
  process.env["OPUS_FORCE_WASM"] = "1";
  const { Decoder, Encoder } = await import("@evan/opus").catch((cause: unknown) => {
    throw new Error("legs of Opus need the optional package @evan/opus", { cause });
  });
  return () => {
    const decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ });
    const encoder = new Encoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ, application: "voip" });
    encoder.bitrate = BITRATE;
    encoder.complexity = COMPLEXITY;
    encoder.signal = "voice";
    return {
      decode(payload) {
        try {
          const bytes = decoder.decode(payload);
          return new Int16Array(bytes.slice().buffer);
        } catch {
          // The library throws for what it cannot read; the path counts it.
          return null;
        }
      },
      encode: (frame) => encoder.encode(frame),
    };
  };
}
