/**
 * `barge-in`: how soon the bot is silent when a caller speaks over it, on a clean line, in pink noise at 5 dB, and where
 * the bot's own voice comes back (a telephone on loudspeaker: 60 to 340 ms later with the jitter buffer, 6 to 20 dB
 * softer, with and without a room); and how often that voice alone stops the bot. Human recordings, in virtual time.
 */
import { measured, notMeasured, percentile, type Bench, type Row } from "./row.ts";
import { openPrompts, type Language, type Prompts } from "./turn-taking/prompts.ts";
import { createRandom, type ScriptedCall } from "./turn-taking/set.ts";
import { playCalls, type Line, type Observed } from "./turn-taking/virtual-calls.ts";

const timings = { endpointMs: 500, bargeInMinSpeechMs: 250 };
const over = [["hello", "hello"], ["im-sorry", "I am sorry"], ["one-moment-please", "one moment please"], ["please-try-again", "please try again"], ["digits/tomorrow", "tomorrow"], ["goodbye", "goodbye"]] as const;
const spoken = ["vm-intro", "privacy-instructions", "conf-adminmenu", "vm-options", "one-moment-please", "please-try-again", "im-sorry"];
const pinkDb = -25;
const cleanDb = -65;
const callMs = 7_000;
const echoMs = 12_000;
const sizes = { quick: 24, full: 60 } as const;
/** Who has not silenced the bot by then was not heard. */
const patienceMs = 2_000;
/** The frame in which the voice fades out. */
const frameMs = 20;

type Noise = "clean" | "pink";
type Random = () => number;

/** Six octaves of it, −3 dB each (the filter of Paul Kellet), RMS 1. */
function pinkNoise(samples: number, random: Random): Float64Array {
  const [a, b, c] = [0.997_65, 0.963, 0.57];
  let [x, y, z] = [0, 0, 0];
  const noise = Float64Array.from({ length: samples }, () => {
    const white = random() * 2 - 1;
    x = a * x + white * 0.099_046;
    y = b * y + white * 0.296_516_4;
    z = c * z + white * 1.052_691_3;
    return x + y + z + white * 0.1848;
  });
  const rms = Math.sqrt(noise.reduce((sum, sample) => sum + sample * sample, 0) / samples);
  return noise.map((sample) => sample / rms);
}

/** The bot speaks from the first half second on; somebody says something over it, or nobody does. */
function call(prompts: Prompts, n: number, noise: Noise, random: Random, says: boolean): ScriptedCall {
  const language: Language = n % 2 === 0 ? "en" : "ru";
  const lengthMs = says ? callMs : echoMs;
  const noiseDb = noise === "pink" ? pinkDb : cleanDb;
  const gain = 32_768 * 10 ** (noiseDb / 20);
  const line = noise === "pink" ? pinkNoise(lengthMs * 8, random) : Float64Array.from({ length: lengthMs * 8 }, () => Math.sqrt(3) * (random() * 2 - 1));
  const sound = line.map((sample) => sample * gain);
  const made: ScriptedCall = { language, condition: noise === "pink" ? "5 dB" : "clean", pcm: new Int16Array(0), words: [], turns: [], botFromMs: 500, over: null };
  if (says) {
    const [file, text] = over[Math.floor(n / 2) % over.length] ?? over[0];
    const prompt = prompts(language, file);
    const startMs = 2_500 + Math.floor(random() * 1_500);
    prompt.pcm.forEach((sample, at) => (sound[startMs * 8 + at] = (sound[startMs * 8 + at] ?? 0) + sample));
    const endMs = startMs + prompt.pcm.length / 8;
    made.over = { kind: "words", startMs: startMs + prompt.onsetMs(noiseDb), endMs };
    made.words.push({ text, startMs, endMs });
  }
  made.pcm = Int16Array.from(sound, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
  return made;
}

/** Prompts with short pauses. Never digital silence, so that a pause of the bot's is told from its breath. */
function botVoice(prompts: Prompts, language: Language): Int16Array {
  const said: number[] = [];
  for (const file of spoken) {
    let pcm: Int16Array;
    try {
      pcm = prompts(language, file).pcm;
    } catch {
      // Not every language has every prompt.
      continue;
    }
    for (const sample of pcm.subarray(0, 8 * 6_000)) said.push(sample);
    for (let n = 0; n < 1_600; n++) said.push(0);
  }
  return Int16Array.from({ length: echoMs * 8 }, (_, n) => said[n % said.length] ?? 0);
}

/** Reflections of a room, 40 ms of them. */
function roomOf(random: Random): number[] {
  return Array.from({ length: 320 }, (_, n) => (n === 0 ? 1 : (random() - 0.5) * Math.exp(-n / 80)));
}

const hushed = ({ call: { over: said }, hushedMs }: Observed): number | null => {
  if (!said) return null;
  const atMs = hushedMs.find((ms) => ms >= said.startMs && ms < said.startMs + patienceMs);
  return atMs === undefined ? null : atMs + frameMs - said.startMs - timings.bargeInMinSpeechMs;
};

export const bargeIn: Bench = {
  prefix: "barge-in",
  async run({ quick, say }): Promise<Row[]> {
    const prompts = await openPrompts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof prompts === "string") return [notMeasured({ id: "barge-in", what: "a caller over the bot", unit: "ms", budget: 120, better: "lower" }, prompts)];
    const count = sizes[quick ? "quick" : "full"];
    const random = createRandom(23);
    const many = (noise: Noise, says: boolean) => Array.from({ length: count }, (_, n) => call(prompts, n, noise, random, says));
    const voices = { en: botVoice(prompts, "en"), ru: botVoice(prompts, "ru") };
    let next = 0;
    const echoing = (unguarded: boolean) => ({ language }: ScriptedCall): Line => {
      const n = next++;
      return { voice: voices[language], unguarded, echo: { delayMs: [20, 60, 120, 200, 300][n % 5] ?? 20, db: [-6, -12, -20][n % 3] ?? -6, room: n % 4 < 2 ? [1] : roomOf(random) } };
    };
    const own = (language: Language): Line => ({ voice: voices[language] });
    const clean = await playCalls(many("clean", true), timings, ({ language }) => own(language));
    const pink = await playCalls(many("pink", true), timings, ({ language }) => own(language));
    say("the plain lines are done");
    const alone = many("clean", false);
    const guarded = await playCalls(alone, timings, echoing(false));
    next = 0;
    const bare = await playCalls(alone, timings, echoing(true));
    next = 0;
    const both = await playCalls(many("clean", true), timings, echoing(false));
    const p95 = (held: Observed[]) => percentile(held.flatMap((one) => hushed(one) ?? []), 0.95);
    const missed = (held: Observed[]) => held.filter((one) => hushed(one) === null).length;
    const silenced = (held: Observed[]) => held.filter(({ pauses, interrupted }) => pauses > 0 || interrupted).length;
    const minutes = (count * (echoMs - 500)) / 60_000;
    const pausesOf = (held: Observed[]) => held.reduce((sum, { pauses }) => sum + pauses, 0);
    const soon = (id: string, where: string, held: Observed[], budget: number): Row =>
      measured({ id: `barge-in.${id}`, what: `caller's first sound over the bot → bot silent, beyond the ${timings.bargeInMinSpeechMs} ms configured, ${where}, p95`, value: p95(held), unit: "ms", budget, better: "lower", note: `${held.length} times, ${missed(held)} not heard within 2 s` });
    return [
      soon("clean", "clean", clean, 120),
      soon("pink", "pink noise at 5 dB", pink, 200),
      soon("echo", "the bot's voice coming back", both, 200),
      measured({
        id: "barge-in.own-voice", what: "talks of 12 s in which the bot's own voice, come back, stopped it or made it pause", value: (100 * silenced(guarded)) / count, unit: "%", budget: 10, better: "lower",
        note: `${pausesOf(guarded)} pauses in ${minutes.toFixed(0)} minutes; without the guard ${Math.round((100 * silenced(bare)) / count)} % and ${pausesOf(bare)}`,
      }),
    ];
  },
};
