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

/** One utterance as a vendor hears it: events by the ms of audio it has heard, then its final. */
export type Script = { events: [afterMs: number, event: Exclude<SttEvent, { type: "final" }>][]; final: Pick<Final, "text" | "verdict"> };

/** A vendor's ears, which tell words while they are spoken. Each utterance gets the next script; then nothing is understood. */
export function scriptedStt(scripts: Script[]): Stt {
  return {
    async *transcribe(audio, _options, signal) {
      const script = scripts.shift() ?? { events: [], final: { text: "", verdict: "rejected" as const } };
      const events = [...script.events];
      let samples = 0;
      for await (const frame of audio) {
        samples += frame.length;
        for (let next = events[0]; next && next[0] <= samples / 8; next = events[0]) {
          events.shift();
          yield next[1];
        }
      }
      if (!signal.aborted) yield { type: "final", ...script.final, confidence: 0.9, alternatives: [], audioMs: samples / 8 };
    },
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
