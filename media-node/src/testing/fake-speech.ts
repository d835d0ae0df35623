/** A voice and a recogniser without sound: 60 ms a letter, and the texts a test has prepared. */
import type { Stt, SttEvent } from "../stt/port.ts";
import type { Tts, TtsWord } from "../tts/port.ts";

export const msPerCharacter = 60;

export const fakeTts = (options: { failing?: () => boolean | Error } = {}): Tts => ({
  async *synthesise(request) {
    await Promise.resolve();
    const failure = options.failing?.() ?? false;
    if (failure) throw failure instanceof Error ? failure : new Error("the voice is out");
    const words: TtsWord[] = [...request.text.matchAll(/\S+/g)].map((match) => ({ charStart: match.index, charEnd: match.index + match[0].length, startMs: match.index * msPerCharacter }));
    yield { pcm: new Int16Array(request.text.length * msPerCharacter * 8).fill(1000), words, last: true };
  },
  close: () => Promise.resolve(),
});

type Final = Extract<SttEvent, { type: "final" }>;

/** Each utterance gets the next final; `hang`: it never comes. */
export function fakeStt(finals: (Pick<Final, "text" | "verdict"> | "hang")[]): Stt & { heardMs: number[] } {
  const heardMs: number[] = [];
  return {
    heardMs,
    async *transcribe(audio, _options, signal) {
      let samples = 0;
      for await (const frame of audio) samples += frame.length;
      if (signal.aborted) return;
      heardMs.push(samples / 8);
      const next = finals.shift() ?? { text: "", verdict: "rejected" as const };
      if (next === "hang") await new Promise(() => undefined);
      else yield { type: "final", ...next, confidence: 0.9, alternatives: [], audioMs: samples / 8 };
    },
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
