/**
 * The voices the phones are learnt from: men and women, high and low, slow and fast. The variants m3 and f4 are kept out:
 * scripted callers speak with them, so that a test never recognises the very voice it learnt from.
 */
export interface TeacherVoice {
  espeak: string;
  /** eSpeak scale, 0 to 99. */
  pitch: number;
  rateWpm: number;
}

const variants: readonly { variant: string; pitch: number; rateWpm: number }[] = [
  { variant: "", pitch: 50, rateWpm: 160 },
  { variant: "+f1", pitch: 50, rateWpm: 190 },
  { variant: "+f3", pitch: 60, rateWpm: 140 },
  { variant: "+f5", pitch: 45, rateWpm: 170 },
  { variant: "+m1", pitch: 40, rateWpm: 150 },
  { variant: "+m4", pitch: 50, rateWpm: 180 },
  { variant: "+m7", pitch: 35, rateWpm: 165 },
  { variant: "+f2", pitch: 55, rateWpm: 155 },
];

const base: Record<"ru" | "en", string> = { ru: "ru", en: "en-us" };

export function teachers(language: "ru" | "en"): TeacherVoice[] {
  return variants.map(({ variant, pitch, rateWpm }) => ({ espeak: base[language] + variant, pitch, rateWpm }));
}

const PITCH_STEPS = [0, -15, 15] as const;
const RATE_STEPS = [1, 0.88, 1.18, 1.05] as const;

/** The same teacher in another mood: at a high pitch a vowel shows its harmonics more than its formants, so both are heard. */
export function inMood(voice: TeacherVoice, turn: number): TeacherVoice {
  return {
    espeak: voice.espeak,
    pitch: voice.pitch + (PITCH_STEPS[turn % PITCH_STEPS.length] ?? 0),
    rateWpm: Math.round(voice.rateWpm * (RATE_STEPS[turn % RATE_STEPS.length] ?? 1)),
  };
}

/** The voice whose pronunciation stands for all: the variants change the sound of a phone, not the choice of phones. */
export function reader(language: "ru" | "en"): TeacherVoice {
  return { espeak: base[language], pitch: 50, rateWpm: 160 };
}
