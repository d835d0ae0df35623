/** Makes a script ready to be spoken: lines through the embedded voice, or from wav files of any rate. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Language } from "@zvon/contract/call-link.ts";
import { createResampler } from "../audio/resample.ts";
import type { Tts } from "../tts/port.ts";
import type { CallerStep } from "./machine.ts";
import type { ScriptStep } from "./script.ts";
import { readWav } from "./wav.ts";

/** A voice, speed and pitch that no template of the embedded recogniser was made from. */
export const callerVoice = { ru: "caller-ru", en: "caller-en" } as const;
export const callerDelivery = { speed: 1.08, pitch: 0.93 };

export type PreparedScript = {
  steps: CallerStep[];
  /** What the caller says or presses, by line number (the caller's n-th line is meant to be the n-th turn). */
  lines: { line: number; text: string }[];
};

/**
 * @param filesFolder what `play` is relative to; null refuses files (scripts that come from a browser)
 * @throws Error with a sentence when a file is missing or is not PCM
 */
export async function prepareScript(script: ScriptStep[], language: Language, tts: Tts, filesFolder: string | null, signal: AbortSignal): Promise<PreparedScript> {
  const steps: CallerStep[] = [];
  const lines: { line: number; text: string }[] = [];
  const speak = async (text: string, interruptAfterMs: number | null) => {
    lines.push({ line: lines.length + 1, text });
    steps.push({ type: "speak", line: lines.length, pcm: await synthesise(text), interruptAfterMs });
  };
  async function synthesise(text: string): Promise<Int16Array> {
    const parts: number[] = [];
    for await (const chunk of tts.synthesise({ text, language, voice: callerVoice[language], ...callerDelivery }, signal)) for (const sample of chunk.pcm) parts.push(sample);
    return Int16Array.from(parts);
  }
  for (const step of script) {
    if ("say" in step) await speak(step.say, null);
    else if ("interrupt" in step) await speak(step.interrupt.say, step.interrupt.afterMs);
    else if ("silence" in step) steps.push({ type: "silence", ms: step.silence });
    else if ("hangup" in step) steps.push({ type: "hangup" });
    else if ("keys" in step) {
      lines.push({ line: lines.length + 1, text: step.keys });
      steps.push({ type: "keys", line: lines.length, digits: step.keys });
    } else if ("play" in step) {
      if (filesFolder === null) throw new Error("a script from a browser can't play files");
      const wav = readWav(await readFile(path.resolve(filesFolder, step.play)));
      const resampler = createResampler(wav.rateHz, 8000);
      lines.push({ line: lines.length + 1, text: path.basename(step.play) });
      steps.push({ type: "speak", line: lines.length, pcm: Int16Array.from([...resampler.push(wav.pcm), ...resampler.flush()]), interruptAfterMs: null });
    }
  }
  return { steps, lines };
}
