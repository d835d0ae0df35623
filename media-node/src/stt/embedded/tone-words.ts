/** Words of an invented language for tests: each letter is a vowel-like sound of two tones, so no voice is needed. */

const FORMANTS_HZ: Record<string, [number, number]> = {
  a: [700, 1_200],
  e: [500, 1_900],
  i: [300, 2_300],
  o: [450, 800],
  u: [320, 3_000],
};
const LETTER_SAMPLES = 960; // 120 ms

export interface Delivery {
  gain?: number;
  /** 1.2 is a fifth faster. */
  speed?: number;
  leadingMs?: number;
  trailingMs?: number;
  /** Amplitude of the noise on the line. */
  noise?: number;
}

/** 8 kHz mono. Letters other than a, e, i, o, u are silence. */
export function sing(word: string, delivery: Delivery = {}): Int16Array {
  const { gain = 1, speed = 1, leadingMs = 300, trailingMs = 500, noise = 6 } = delivery;
  const letter = Math.round(LETTER_SAMPLES / speed);
  const lead = leadingMs * 8;
  const out = new Int16Array(lead + word.length * letter + trailingMs * 8);
  let state = word.length + 1;
  for (let i = 0; i < out.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = i - lead;
    const formants = at < 0 ? undefined : FORMANTS_HZ[word[Math.floor(at / letter)] ?? ""];
    const t = (2 * Math.PI * i) / 8_000;
    const voice = formants === undefined ? 0 : 4_000 * Math.sin(t * formants[0]) + 2_500 * Math.sin(t * formants[1]);
    out[i] = Math.round(gain * voice + (state / 2 ** 31 - 1) * noise);
  }
  return out;
}
