/**
 * eSpeak NG behind a small function. Loaded only inside the voice process.
 * Package: @echogarden/espeak-ng-emscripten 0.3.5 (GPL-3.0), which has no type declarations; what is used is named here.
 */
import type { TtsWord } from "../port.ts";
import type { SpokenPhone } from "./protocol.ts";
import { embeddedVoices, type SpeakerSetting } from "./voices.ts";

interface EspeakEvent {
  type: string;
  /** Code point index, from 1. */
  text_position: number;
  /** In code points; 0 when eSpeak does not know. */
  word_length: number;
  audio_position: number;
  id: string | number | undefined;
}

interface EspeakWorker {
  set_voice(name: string): number;
  set_rate(wordsPerMinute: number): void;
  set_pitch(pitch: number): void;
  synthesize(text: string, onAudio: (pcm: Int16Array | null, events: EspeakEvent[]) => boolean): void;
}

interface EspeakModule {
  eSpeakNGWorker: new () => EspeakWorker;
}

export interface Synthesiser {
  /** Synchronous. PCM is 22,050 Hz; word offsets are UTF-16, times from the first sample. */
  speak(
    text: string,
    setting: SpeakerSetting,
    onAudio: (pcm: Int16Array, words: TtsWord[], phones: SpokenPhone[]) => void,
  ): void;
  /** The factor that brings this setting's speech to the telephone level. */
  gainFor(setting: SpeakerSetting): number;
}

/** −20 dBFS over the speech itself: a common telephone level, with 10 dB left for peaks before G.711 clips. */
const TARGET_RMS = 32_768 * 10 ** (-20 / 20);
/** Quieter 20 ms frames are pauses and closures, not level. */
const ACTIVE_RMS = 300;
const MAX_GAINS = 256;

const CALIBRATION: Record<string, string> = {
  ru: "Добрый день, запишите меня, пожалуйста, на завтра в одиннадцать часов.",
  en: "Good afternoon, please book me for tomorrow at eleven in the morning.",
};

/** @throws Error when the optional package is not installed or cannot start. */
export async function createSynthesiser(): Promise<Synthesiser> {
  const packageName = "@echogarden/espeak-ng-emscripten";
  const loaded: { default: () => Promise<EspeakModule> } = await import(packageName);
  const engine = await loaded.default();
  const worker = seeded(() => new engine.eSpeakNGWorker());
  const gains = new Map<string, number>();

  const use = (setting: SpeakerSetting): void => {
    // 0 is EE_OK. An unknown *variant* also reports 0, hence the closed list in voices.ts.
    if (worker.set_voice(setting.espeak) !== 0) throw new Error(`eSpeak NG has no voice ${setting.espeak}`);
    worker.set_rate(setting.rateWpm);
    worker.set_pitch(setting.pitch);
  };

  const speak: Synthesiser["speak"] = (text, setting, onAudio) => {
    use(setting);
    const offsets = codePointOffsets(text);
    let lastEnd = 0;
    worker.synthesize(text, (pcm, events) => {
      const words: TtsWord[] = [];
      const phones: SpokenPhone[] = [];
      for (const event of events) {
        if (event.type === "phoneme") phones.push({ name: String(event.id ?? ""), startMs: event.audio_position });
        if (event.type !== "word") continue;
        const word = wordAt(text, offsets, event);
        // A number read as several words, or a symbol, repeats its place in the text: one entry a place.
        if (word.charStart < lastEnd || word.charEnd === word.charStart) continue;
        lastEnd = word.charEnd;
        words.push(word);
      }
      onAudio(pcm ?? new Int16Array(0), words, phones);
      return false;
    });
  };

  const gainFor = (setting: SpeakerSetting): number => {
    const key = setting.espeak; // pitch moves the level by less than 1 dB
    const known = gains.get(key);
    if (known !== undefined) return known;
    const parts: Int16Array[] = [];
    const text = CALIBRATION[setting.espeak.slice(0, 2)] ?? CALIBRATION["en"] ?? "";
    speak(text, { espeak: setting.espeak, pitch: 50, rateWpm: 200 }, (pcm) => parts.push(pcm));
    const gain = TARGET_RMS / activeRms(parts);
    if (gains.size >= MAX_GAINS) gains.clear();
    gains.set(key, gain);
    return gain;
  };

  // The compiled code is slow until V8 has optimised it: 170 ms for the first sentence, 5 ms from about the fifth.
  for (const voice of embeddedVoices) gainFor({ espeak: voice.espeak, pitch: 50, rateWpm: 160 });
  return { speak, gainFor };
}

/**
 * eSpeak draws the breath of its voices from a generator that its constructor seeds with the time, in seconds. From one
 * seed the same texts in the same order are the same samples in every process, so that what was once measured of a
 * voice holds, and a test does not depend on the second it began in. `make` is synchronous: nobody else sees this clock.
 */
function seeded<T>(make: () => T): T {
  const clock = Date.now;
  Date.now = () => 0;
  try {
    return make();
  } finally {
    Date.now = clock;
  }
}

function wordAt(text: string, offsets: Uint32Array, event: EspeakEvent): TtsWord {
  const last = offsets.length - 1;
  const from = Math.min(Math.max(event.text_position - 1, 0), last);
  const charStart = offsets[from] ?? text.length;
  let charEnd = offsets[Math.min(from + event.word_length, last)] ?? text.length;
  if (event.word_length === 0) {
    const rest = /^[\p{L}\p{N}'’-]+/u.exec(text.slice(charStart));
    charEnd = charStart + (rest?.[0].length ?? 0);
  }
  return { charStart, charEnd, startMs: event.audio_position };
}

/** UTF-16 offset of each code point, and the text's length at the end. */
function codePointOffsets(text: string): Uint32Array {
  const offsets: number[] = [];
  let at = 0;
  for (const point of text) {
    offsets.push(at);
    at += point.length;
  }
  offsets.push(at);
  return Uint32Array.from(offsets);
}

function activeRms(parts: Int16Array[]): number {
  const frame = 441; // 20 ms
  let sum = 0;
  let count = 0;
  for (const part of parts) {
    for (let from = 0; from + frame <= part.length; from += frame) {
      let energy = 0;
      for (let i = from; i < from + frame; i++) energy += (part[i] ?? 0) ** 2;
      if (Math.sqrt(energy / frame) < ACTIVE_RMS) continue;
      sum += energy;
      count += frame;
    }
  }
  return count === 0 ? TARGET_RMS : Math.sqrt(sum / count);
}
