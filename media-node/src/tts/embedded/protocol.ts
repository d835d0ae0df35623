import type { TtsWord } from "../port.ts";
import type { SpeakerSetting } from "./voices.ts";

/** Messages between the node and the process that runs the GPL synthesiser (structured clone over the IPC channel). */

export type ToVoiceProcess =
  | { type: "speak"; id: number; text: string; setting: SpeakerSetting; withPhones: boolean }
  | { type: "cancel"; id: number };

/** A phone as the synthesiser spoke it; an empty name is a pause. */
export interface SpokenPhone {
  name: string;
  startMs: number;
}

export type FromVoiceProcess =
  | { type: "ready" }
  | { type: "absent"; reason: string }
  | { type: "audio"; id: number; pcm: Int16Array; words: TtsWord[]; phones: SpokenPhone[]; last: boolean }
  | { type: "failed"; id: number; reason: string };
