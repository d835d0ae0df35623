/**
 * sherpa-onnx in a process of its own: it computes synchronously for long, and on a model it dislikes it ends the process
 * it runs in, which must not be the one that holds calls.
 */
import type { SherpaModel } from "./model-folder.ts";
import type { FromSherpa, ToSherpa } from "./protocol.ts";

/** The part of sherpa-onnx-node 1.13 that is used; the package has no declarations. */
interface Stream {
  acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void;
  inputFinished?(): void;
}
interface Result {
  text: string;
  ys_probs?: number[];
}
interface Recogniser {
  createStream(): Stream;
  isReady(stream: Stream): boolean;
  decode(stream: Stream): void;
  getResult(stream: Stream): Result;
}
interface Sherpa {
  OnlineRecognizer: new (config: object) => Recogniser;
  OfflineRecognizer: new (config: object) => Omit<Recogniser, "isReady">;
}

const send = (message: FromSherpa): void => {
  // The node may close the channel in mid-sentence; then nobody waits for the rest.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => undefined);

interface Open {
  push(samples: Float32Array): void;
  end(): void;
}

let begin: ((id: number) => Open) | null = null;
const open = new Map<number, Open>();
/** A streaming zipformer needs its look-ahead filled before the last words come out. */
const TAIL_PADDING_SAMPLES = 8_000 * 0.4;
const MAX_OFFLINE_SAMPLES = 8_000 * 30; // Whisper's window

const load = async (model: SherpaModel, language: "ru" | "en", threads: number): Promise<void> => {
  const packageName = "sherpa-onnx-node";
  const { default: sherpa }: { default: Sherpa } = await import(packageName);
  const shared = { tokens: model.tokens, numThreads: threads, provider: "cpu", debug: 0 };
  const featConfig = { sampleRate: model.kind === "ctc" && model.family === "t-one" ? 8_000 : 16_000, featureDim: 80 };
  if (model.streaming) {
    const part =
      model.kind === "transducer"
        ? { transducer: { encoder: model.encoder, decoder: model.decoder, joiner: model.joiner } }
        : model.family === "t-one"
          ? { toneCtc: { model: model.model } }
          : { zipformer2Ctc: { model: model.model } };
    const recogniser = new sherpa.OnlineRecognizer({ featConfig, modelConfig: { ...part, ...shared }, enableEndpoint: 0 });
    begin = (id) => streaming(recogniser, id);
  } else {
    const part =
      model.kind === "transducer"
        ? { transducer: { encoder: model.encoder, decoder: model.decoder, joiner: model.joiner } }
        : model.kind === "whisper"
          ? { whisper: { encoder: model.encoder, decoder: model.decoder, language, task: "transcribe" } }
          : { nemoCtc: { model: model.model } };
    const recogniser = new sherpa.OfflineRecognizer({ featConfig, modelConfig: { ...part, ...shared } });
    begin = (id) => whole(recogniser, id);
  }
};

const streaming = (recogniser: Recogniser, id: number): Open => {
  const stream = recogniser.createStream();
  let last = "";
  const advance = (): string => {
    while (recogniser.isReady(stream)) recogniser.decode(stream);
    return recogniser.getResult(stream).text.trim();
  };
  return {
    push(samples) {
      stream.acceptWaveform({ samples, sampleRate: 8_000 });
      const text = advance();
      if (text !== last) send({ type: "partial", id, text });
      last = text;
    },
    end() {
      stream.acceptWaveform({ samples: new Float32Array(TAIL_PADDING_SAMPLES), sampleRate: 8_000 });
      stream.inputFinished?.();
      const text = advance();
      send({ type: "final", id, text, confidence: meanProbability(recogniser.getResult(stream).ys_probs) });
    },
  };
};

const whole = (recogniser: Omit<Recogniser, "isReady">, id: number): Open => {
  const parts: Float32Array[] = [];
  let total = 0;
  return {
    push(samples) {
      if (total + samples.length > MAX_OFFLINE_SAMPLES) return;
      parts.push(samples);
      total += samples.length;
    },
    end() {
      const samples = new Float32Array(total);
      let at = 0;
      for (const part of parts) {
        samples.set(part, at);
        at += part.length;
      }
      const stream = recogniser.createStream();
      stream.acceptWaveform({ samples, sampleRate: 8_000 });
      recogniser.decode(stream);
      const result = recogniser.getResult(stream);
      send({ type: "final", id, text: result.text.trim(), confidence: meanProbability(result.ys_probs) });
    },
  };
};

/** Log probabilities of the tokens → their mean as a probability. */
function meanProbability(logs: number[] | undefined): number | null {
  if (logs === undefined || logs.length === 0) return null;
  return Math.exp(logs.reduce((sum, log) => sum + Math.min(0, log), 0) / logs.length);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

process.on("message", (message: ToSherpa) => {
  if (message.type === "load") {
    load(message.model, message.language, message.threads).then(
      () => send({ type: "loaded" }),
      (error: unknown) => send({ type: "refused", reason: reasonOf(error) }),
    );
    return;
  }
  try {
    if (message.type === "open") {
      if (begin === null) throw new Error("no model is loaded");
      open.set(message.id, begin(message.id));
    } else if (message.type === "audio") {
      open.get(message.id)?.push(Float32Array.from(message.pcm, (sample) => sample / 32_768));
    } else {
      const utterance = open.get(message.id);
      open.delete(message.id);
      if (message.type === "end") utterance?.end();
    }
  } catch (error) {
    open.delete(message.id);
    send({ type: "failed", id: message.id, reason: reasonOf(error) });
  }
});
