/**
 * The embedded voice's cast. eSpeak NG takes any voice name, speaks garbage and reports success, so only what is listed
 * here reaches it.
 */

export interface EmbeddedVoice {
  id: string;
  language: "ru" | "en";
  /** eSpeak NG voice and variant. */
  espeak: string;
  /** eSpeak scale, 0 to 99, 50 is the variant's own. */
  pitch: number;
  /** Words a minute at speed 1. */
  rateWpm: number;
}

/**
 * `caller-*` are for scripted callers: the recogniser makes no template from their variants (m3, f4), so a scripted
 * caller is a voice it has never heard. Bots speak with the others.
 */
export const embeddedVoices: readonly EmbeddedVoice[] = [
  { id: "anna", language: "ru", espeak: "ru+f5", pitch: 45, rateWpm: 160 },
  { id: "vera", language: "ru", espeak: "ru+f3", pitch: 55, rateWpm: 165 },
  { id: "ivan", language: "ru", espeak: "ru+m1", pitch: 45, rateWpm: 160 },
  { id: "pavel", language: "ru", espeak: "ru+m7", pitch: 40, rateWpm: 155 },
  { id: "caller-ru", language: "ru", espeak: "ru+m3", pitch: 42, rateWpm: 150 },
  { id: "caller-ru-2", language: "ru", espeak: "ru+f4", pitch: 58, rateWpm: 158 },
  { id: "alice", language: "en", espeak: "en-us+f5", pitch: 45, rateWpm: 160 },
  { id: "kate", language: "en", espeak: "en-us+f3", pitch: 55, rateWpm: 165 },
  { id: "john", language: "en", espeak: "en-us+m1", pitch: 45, rateWpm: 160 },
  { id: "peter", language: "en", espeak: "en-us+m7", pitch: 40, rateWpm: 155 },
  { id: "caller-en", language: "en", espeak: "en-us+m3", pitch: 42, rateWpm: 150 },
  { id: "caller-en-2", language: "en", espeak: "en-us+f4", pitch: 58, rateWpm: 158 },
];

/** The voice a bot speaks with when its config names none. */
export const defaultVoice: Record<"ru" | "en", string> = { ru: "anna", en: "alice" };

/** How the synthesiser is set for one utterance; all numbers on eSpeak's own scales. */
export interface SpeakerSetting {
  espeak: string;
  pitch: number;
  rateWpm: number;
}

const MIN_RATE_WPM = 80; // eSpeak's own floor
const MAX_RATE_WPM = 400; // above this words run together

/** Returns null when the voice is unknown or speaks another language. `speed` and `pitch` are factors. */
export function settingFor(
  voiceId: string,
  language: "ru" | "en",
  speed: number,
  pitch: number,
): SpeakerSetting | null {
  const voice = embeddedVoices.find((entry) => entry.id === voiceId && entry.language === language);
  if (voice === undefined) return null;
  return {
    espeak: voice.espeak,
    pitch: Math.round(Math.min(99, Math.max(0, voice.pitch * pitch))),
    rateWpm: Math.round(Math.min(MAX_RATE_WPM, Math.max(MIN_RATE_WPM, voice.rateWpm * speed))),
  };
}
