/**
 * The embedded voice's own process. eSpeak NG is GPL-3.0 and an optional dependency; it is loaded here and nowhere else,
 * so the Apache-licensed node talks to it over a pipe and runs without it. It is also synchronous: 5 s of speech block
 * this process for about 5 ms, which no thread that paces RTP could afford.
 */
import { createResampler } from "../../audio/resample.ts";
import { createSynthesiser, type Synthesiser } from "./synthesiser.ts";
import type { FromVoiceProcess, ToVoiceProcess } from "./protocol.ts";

const VOICE_HZ = 22_050;
const TELEPHONE_HZ = 8_000;
/** First message after this much audio, so the caller waits for one pipe write; later ones are larger. */
const FIRST_CHUNK_SAMPLES = 480; // 60 ms
const CHUNK_SAMPLES = 8_000; // 1 s

const send = (message: FromVoiceProcess): void => {
  // The node may close the channel in mid-sentence; then nobody waits for the rest.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole group; the node still wants to say goodbye, then closes the channel.
process.on("SIGINT", () => undefined);

type Speak = Extract<ToVoiceProcess, { type: "speak" }>;
const waiting: Speak[] = [];
let running = false;

const start = async (): Promise<void> => {
  let synthesiser: Synthesiser;
  try {
    synthesiser = await createSynthesiser();
  } catch (error) {
    send({ type: "absent", reason: error instanceof Error ? error.message : String(error) });
    process.disconnect?.();
    return;
  }

  const speak = (request: Speak): void => {
    const resampler = createResampler(VOICE_HZ, TELEPHONE_HZ);
    const gain = synthesiser.gainFor(request.setting);
    let held: Int16Array[] = [];
    let heldSamples = 0;
    let threshold = FIRST_CHUNK_SAMPLES;
    const flush = (last: boolean, words: FromWords, phones: FromPhones): void => {
      const pcm = joined(held, heldSamples);
      held = [];
      heldSamples = 0;
      threshold = CHUNK_SAMPLES;
      send({ type: "audio", id: request.id, pcm, words, phones: request.withPhones ? phones : [], last });
    };
    let words: FromWords = [];
    let phones: FromPhones = [];
    const keep = (pcm: Int16Array): void => {
      if (pcm.length === 0) return;
      held.push(scaled(pcm, gain));
      heldSamples += pcm.length;
    };
    synthesiser.speak(request.text, request.setting, (pcm, newWords, newPhones) => {
      keep(resampler.push(pcm));
      words.push(...newWords);
      phones.push(...newPhones);
      if (heldSamples >= threshold) {
        flush(false, words, phones);
        words = [];
        phones = [];
      }
    });
    keep(resampler.flush());
    flush(true, words, phones);
  };

  const next = (): void => {
    const request = waiting.shift();
    if (request === undefined) {
      running = false;
      return;
    }
    try {
      speak(request);
    } catch (error) {
      send({ type: "failed", id: request.id, reason: error instanceof Error ? error.message : String(error) });
    }
    setImmediate(next); // lets a cancel in between utterances
  };

  process.on("message", (message: ToVoiceProcess) => {
    if (message.type === "cancel") {
      const at = waiting.findIndex((request) => request.id === message.id);
      if (at >= 0) waiting.splice(at, 1);
      return;
    }
    waiting.push(message); // bounded by the sender, which knows how many are unanswered
    if (!running) {
      running = true;
      setImmediate(next);
    }
  });
  send({ type: "ready" });
};

type FromWords = Extract<FromVoiceProcess, { type: "audio" }>["words"];
type FromPhones = Extract<FromVoiceProcess, { type: "audio" }>["phones"];

function joined(parts: Int16Array[], total: number): Int16Array {
  const out = new Int16Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function scaled(pcm: Int16Array, gain: number): Int16Array {
  const out = new Int16Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) {
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round((pcm[i] ?? 0) * gain)));
  }
  return out;
}

await start();
