/**
 * The voice of every stand-in: the embedded voice of the node, in a process of its own, whatever the vendor's voice is
 * called. The same text is the same sound each time, so ears that learnt it know it again.
 */
import { createResampler } from "@zvon/media-node/src/audio/resample.ts";
import { startEmbeddedVoice } from "@zvon/media-node/src/tts/embedded/embedded-voice.ts";
import { defaultVoice } from "@zvon/media-node/src/tts/embedded/voices.ts";
import type { Mouth } from "../stand-in.ts";

const voiceHz = 8_000;
/** The embedded voice's bound on one text. */
const maxTextChars = 2_000;
/** Ten minutes of telephone speech, 10 MB. The oldest goes first. */
const maxKeptTexts = 200;

/** A voice of the embedded cast, with the delivery a scripted caller has. */
export type Delivery = { voice: string; speed: number; pitch: number };

export interface SpeakingMouth extends Mouth {
  /** As the scripted caller of a test says it: in this voice, 8 kHz. */
  speakAs(text: string, language: "ru" | "en", delivery: Delivery): Promise<Int16Array>;
  close(): Promise<void>;
}

/** Cyrillic letters make a text Russian. */
export const languageOf = (text: string): "ru" | "en" => (/\p{Script=Cyrillic}/u.test(text) ? "ru" : "en");

/** @throws ProviderError `not_installed` without the optional voice package. */
export async function createMouth(): Promise<SpeakingMouth> {
  const voice = await startEmbeddedVoice({ maxPending: 256 });
  const kept = new Map<string, Promise<Int16Array>>();

  const speakPart = async (text: string, language: "ru" | "en", delivery: Delivery): Promise<Int16Array> => {
    const parts: Int16Array[] = [];
    for await (const chunk of voice.synthesise({ text, language, ...delivery }, new AbortController().signal)) parts.push(chunk.pcm);
    return joined(parts);
  };
  /** Stress marks stand in the text for vendors; the synthesiser would read them aloud. */
  const speakAs = (raw: string, language: "ru" | "en", delivery: Delivery): Promise<Int16Array> => {
    const text = raw.replaceAll("\u0301", "");
    const key = JSON.stringify([text, language, delivery]);
    const known = kept.get(key);
    if (known) return known;
    const speaking = Promise.all(pieces(text).map((piece) => speakPart(piece, language, delivery))).then(joined);
    kept.set(key, speaking);
    // What failed is asked for anew the next time.
    speaking.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKeptTexts) break;
      kept.delete(oldest);
    }
    return speaking;
  };

  return {
    async speak(text, rateHz) {
      const language = languageOf(text);
      const pcm = await speakAs(text, language, { voice: defaultVoice[language], speed: 1, pitch: 1 });
      if (rateHz === voiceHz) return pcm.slice();
      const resampler = createResampler(voiceHz, rateHz);
      return joined([resampler.push(pcm), resampler.flush()]);
    },
    speakAs: async (text, language, delivery) => (await speakAs(text, language, delivery)).slice(),
    close: () => voice.close(),
  };
}

/** Cut at spaces, each within the voice's bound. */
function pieces(text: string): string[] {
  const out: string[] = [];
  let rest = text;
  while (rest.length > maxTextChars) {
    const space = rest.lastIndexOf(" ", maxTextChars);
    const end = space > 0 ? space : maxTextChars;
    out.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...out, rest].filter((piece) => piece.trim() !== "");
}

export function joined(parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
