/**
 * What the embedded recogniser can and cannot do, through its public port over an A-law or µ-law round trip at −6, 0 and
 * +6 dB. The voices that call here taught it nothing and were not used to set its thresholds; nor were takes 5 to 9 of the
 * spoken digits.
 */
import { joined } from "@zvon/stand-ins/src/core/mouth.ts";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readWav } from "../../media-node/src/caller/wav.ts";
import { decodeG711, encodeG711 } from "../../media-node/src/codec/g711.ts";
import { startEmbeddedRecogniser, type EmbeddedRecogniser } from "../../media-node/src/stt/embedded/embedded-recogniser.ts";
import type { ListenHint, SttEvent } from "../../media-node/src/stt/port.ts";
import { startEmbeddedVoice, type EmbeddedVoiceHandle } from "../../media-node/src/tts/embedded/embedded-voice.ts";
import { moments, offList, type Moment } from "./recogniser-lists.ts";
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";

type Language = "ru" | "en";
type Final = Extract<SttEvent, { type: "final" }>;

interface Heard {
  /** Null: nothing that is listed. */
  wanted: string | null;
  right: boolean;
  final: Final;
  /** From the end of the audio to the final. */
  finalMs: number;
}

const digits = Array.from({ length: 10 }, (_, digit) => digit);
const deliveries = [
  { voice: "caller", speed: 0.85, pitch: 1 },
  { voice: "caller", speed: 1.25, pitch: 1.4 },
  { voice: "caller", speed: 1, pitch: 0.7 },
  { voice: "caller-2", speed: 0.9, pitch: 1.2 },
  { voice: "caller-2", speed: 1.15, pitch: 0.75 },
  { voice: "caller-2", speed: 1.3, pitch: 1 },
];
/** Callers at once. */
const CALLERS = 6;
/** At the endpoint the caller has been silent this long. */
const TRAILING_MS = 600;
const LEADING_MS = 300;

/** Uniform in [0, 1), the same every run. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const recogniser: Bench = {
  prefix: "recogniser",
  async run(context): Promise<Row[]> {
    const { say } = context;
    const folder = await mkdtemp(path.join(tmpdir(), "zvon-recogniser-"));
    const voice = await startEmbeddedVoice();
    try {
      const rows: Row[] = [...(await voiceRows(voice))];
      const began = performance.now();
      const stt = await startEmbeddedRecogniser({ teacher: voice, folder, finalTimeoutMs });
      await stt.prepare(moments.ru.map(({ phrases }) => ({ phrases, digits: { min: 4, max: 4 } })), "ru");
      rows.push(measured({ id: "recogniser.learning", what: "first start: learn Russian and the demo's lists", value: (performance.now() - began) / 1000, unit: "s", budget: null, better: "lower" }));
      try {
        for (const language of ["ru", "en"] as const) {
          say(`embedded voice, ${language}`);
          rows.push(...(await embeddedRows(stt, voice, language, context)));
        }
      } finally {
        await stt.close();
      }
      say("human digits");
      rows.push(...(await digitRows(voice, folder, context)));
      return rows;
    } finally {
      await voice.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function voiceRows(voice: EmbeddedVoiceHandle): Promise<Row[]> {
  const firsts: number[] = [];
  for (let i = 0; i < 40; i++) {
    const began = performance.now();
    const language: Language = i % 2 === 0 ? "ru" : "en";
    const text = language === "ru" ? `Записала вас на ${i} сентября, ждём в салоне.` : `You are booked for the ${i} of May, see you then.`;
    for await (const chunk of voice.synthesise({ text, language, voice: language === "ru" ? "anna" : "alice", speed: 1 }, AbortSignal.timeout(5_000))) {
      if (chunk.pcm.length > 0) {
        firsts.push(performance.now() - began);
        break;
      }
    }
    await pause(150); // the rest of the utterance is spoken before the next is asked for
  }
  return [measured({ id: "recogniser.voice-first-audio", what: "embedded voice, text → first audio, warm, p95", value: percentile(firsts, 0.95), unit: "ms", budget: 15, better: "lower" })];
}

async function embeddedRows(stt: EmbeddedRecogniser, voice: EmbeddedVoiceHandle, language: Language, { quick, say }: BenchContext): Promise<Row[]> {
  const random = createRandom(17);
  const listed: Call[] = [];
  const unlisted: Call[] = [];
  let turn = 0;
  const call = async (text: string, listen: ListenHint, wanted: string | null): Promise<void> => {
    turn += 1;
    const delivery = deliveries[turn % deliveries.length] ?? { voice: "caller", speed: 1, pitch: 1 };
    const pcm = await spoken(voice, text, language, delivery);
    (wanted === null ? unlisted : listed).push({ pcm: onTheLine(pcm, turn, random), listen, wanted });
  };
  const every = quick ? 5 : 1;
  const strangeSentences = offList[language].filter((_, i) => i % every === 0);
  const asked = momentsOf(language, quick);
  for (const { phrases } of asked) {
    const listen: ListenHint = { phrases, digits: null };
    await stt.prepare([listen], language);
    const times = quick ? 1 : phrases.length > 50 ? 2 : deliveries.length;
    for (let time = 0; time < times; time++) {
      for (const [i, phrase] of phrases.entries()) if (i % every === 0) await call(phrase, listen, phrase);
      turn += 1; // another delivery of each phrase the next time
    }
    for (const sentence of strangeSentences) await call(sentence, listen, null);
  }
  const order: ListenHint = { phrases: language === "ru" ? ["повторите", "оператор"] : ["repeat", "operator"], digits: { min: 4, max: 4 } };
  await stt.prepare([order], language);
  for (let i = 0; i < (quick ? 20 : 80); i++) {
    const number = Array.from({ length: 4 }, () => Math.floor(random() * 10));
    await call(number.map((digit) => digitNames[language][digit]).join(i % 2 === 0 ? " " : ", "), order, number.join(""));
  }
  for (const sentence of strangeSentences) await call(sentence, order, null);
  const heard = await listenToAll(stt, language, listed);
  const strange = await listenToAll(stt, language, unlisted);
  // At the pace of a telephone, since the search runs in the silence before the endpoint.
  const longest = asked.map(({ phrases }) => phrases.length).reduce((a, b) => Math.max(a, b), 0);
  const timed = await listenToAll(stt, language, listed.filter(({ listen }) => listen.phrases.length === longest).slice(0, quick ? CALLERS : 60), 1);
  for (const { right, wanted, final } of heard) if (!right) say(`${wanted} → ${final.text} (${final.verdict}, ${final.confidence.toFixed(3)})`);

  const name = language === "ru" ? "Russian" : "English";
  return [
    ...accuracyRows(`recogniser.embedded-${language}`, `${name}, embedded voice at pitch and speed no template has`, heard, 98),
    ...offListRows(`recogniser.off-list-${language}`, `${name}, off-list sentences`, strange, `${strange.length} sentences over ${asked.length + 1} moments`),
    measured({ id: `recogniser.final-${language}`, what: `${name}, endpoint → final, list of ${longest} phrases, ${CALLERS} callers at once, p95`, value: percentile(timed.map(({ finalMs }) => finalMs), 0.95), unit: "ms", budget: 30, better: "lower" }),
  ];
}

async function digitRows(voice: EmbeddedVoiceHandle, folder: string, { quick }: BenchContext): Promise<Row[]> {
  const data = path.join(process.env["ZVON_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)), "spoken-digits");
  const takes = await readTakes(data);
  const missing = { what: "human digits", unit: "%", budget: 98, better: "higher" } as const;
  if (takes === null) return [notMeasured({ id: "recogniser.digits", ...missing }, "the folder spoken-digits of ZVON_DATA is absent")];
  const speakers = [...new Set(takes.map(({ speaker }) => speaker))].sort();
  const random = createRandom(23);
  const examplesOf = (chosen: Take[], text: (digit: number) => string) => chosen.map(({ digit, pcm }, i) => ({ text: text(digit), pcm: onTheLine(pcm, i, random) }));
  const started = (examples: { text: string; pcm: Int16Array }[]) => startEmbeddedRecogniser({ teacher: voice, folder, examples: { en: examples }, finalTimeoutMs });

  const known = await started(examplesOf(takes.filter(({ take }) => take < 5), String));
  const strings: Call[] = [];
  const one: ListenHint = { phrases: [], digits: { min: 1, max: 1 } };
  const four: ListenHint = { phrases: [], digits: { min: 4, max: 4 } };
  const callers = takes.filter(({ take }) => take >= 5 && (!quick || take < 7));
  const callsOf = (chosen: Take[], listen: ListenHint, wanted: (digit: number) => string | null): Call[] =>
    chosen.map(({ digit, pcm }, i) => ({ pcm: onTheLine(pcm, i, random), listen, wanted: wanted(digit) }));
  const single = await listenToAll(known, "en", callsOf(callers, one, String));
  for (let i = 0; i < (quick ? 20 : 90); i++) {
    const own = callers.filter(({ speaker }) => speaker === speakers[i % speakers.length]);
    const chosen = Array.from({ length: 4 }, () => own[Math.floor(random() * own.length)]).filter((take) => take !== undefined);
    const pcm = chosen.map((take) => padded(take.pcm, 0, i % 2 === 0 ? 100 : 350));
    strings.push({ pcm: onTheLine(joined(pcm), i, random), listen: four, wanted: chosen.map(({ digit }) => digit).join("") });
  }
  const fours = await listenToAll(known, "en", strings);
  await known.close();

  // Lists of seven "phrases"; the other three digits are said.
  const offKnown: Heard[] = [];
  const offUnheard: Heard[] = [];
  const named = (digit: number): string => `digit ${digit}`;
  const outs = [[7, 8, 9], [0, 1, 2], [3, 4, 5], [6, 8, 0]];
  for (const out of outs.slice(0, quick ? 1 : outs.length)) {
    const listen: ListenHint = { phrases: digits.filter((digit) => !out.includes(digit)).map(named), digits: null };
    for (const { into, unheard } of [{ into: offKnown, unheard: false }, { into: offUnheard, unheard: true }]) {
      const stt = await started(examplesOf(takes.filter(({ take, digit }) => take < 5 && !(unheard && out.includes(digit))), named));
      into.push(...(await listenToAll(stt, "en", callsOf(callers.filter(({ digit }) => out.includes(digit)), listen, () => null))));
      await stt.close();
    }
  }

  const stranger: Heard[] = [];
  for (const left of quick ? speakers.slice(0, 1) : speakers) {
    const stt = await started(examplesOf(takes.filter(({ speaker, take }) => speaker !== left && take < 5), String));
    stranger.push(...(await listenToAll(stt, "en", callsOf(callers.filter(({ speaker }) => speaker === left), one, String))));
    await stt.close();
  }
  return [
    ...accuracyRows("recogniser.digits", "human digits, takes 0–4 as examples, 5–9 as callers, one digit", single, 98),
    ...accuracyRows("recogniser.digits-four", "human digits, the same, four in a row", fours, 98),
    ...offListRows("recogniser.digits-off-list", "human digits not on the list", offKnown, `${offKnown.length} calls; recorded, but not listened for`),
    ...offListRows("recogniser.digits-off-list-unheard", "human digits not on the list nor among the examples", offUnheard, `${offUnheard.length} calls; digits of a voice it knows, saying one it does not`),
    ...accuracyRows("recogniser.stranger", "human digits of a speaker with no examples", stranger, null),
  ];
}

/** A quick run asks at the first moment and at the one with the longest list: learning the others takes longest. */
function momentsOf(language: Language, quick: boolean): Moment[] {
  const all = moments[language];
  const longest = all.toSorted((a, b) => b.phrases.length - a.phrases.length)[0];
  return quick ? all.filter((moment, i) => i === 0 || moment === longest) : all;
}

/** Rejected outright has the budget; what is asked again is not believed either, and told beside it. */
function offListRows(id: string, what: string, heard: Heard[], note: string): Row[] {
  return [
    measured({ id, what: `${what}, rejected`, value: share(heard, ({ final }) => final.verdict === "rejected"), unit: "%", budget: 95, better: "higher", note }),
    measured({ id: `${id}-not-believed`, what: `${what}, rejected or asked again`, value: share(heard, ({ final }) => final.verdict !== "sure"), unit: "%", budget: null, better: "higher", note }),
  ];
}

/** Best guess right whatever the verdict; right among the sure; share asked again (unsure or rejected). */
function accuracyRows(id: string, what: string, heard: Heard[], budget: number | null): Row[] {
  const sure = heard.filter(({ final }) => final.verdict === "sure");
  const note = `${heard.length} calls`;
  return [
    measured({ id, what: `${what}: best guess right`, value: share(heard, ({ right }) => right), unit: "%", budget, better: "higher", note }),
    measured({ id: `${id}-sure`, what: `${what}: right among those it was sure of`, value: share(sure, ({ right }) => right), unit: "%", budget, better: "higher", note: `${sure.length} calls` }),
    measured({ id: `${id}-again`, what: `${what}: asked again`, value: share(heard, ({ final }) => final.verdict !== "sure"), unit: "%", budget: null, better: "lower", note }),
  ];
}

const share = (list: Heard[], holds: (heard: Heard) => boolean): number => (list.length === 0 ? 0 : (100 * list.filter(holds).length) / list.length);

interface Call {
  pcm: Int16Array;
  listen: ListenHint;
  wanted: string | null;
}

/** Accuracy is measured here faster than callers speak, perhaps on a busy machine: an answer may be late. */
const finalTimeoutMs = 60_000;
/** Real time is 1. Faster than this the callers outrun the recogniser's thread. */
const HASTE = 6;

/** All calls, six at a time; what was heard of each, in their order. */
async function listenToAll(stt: EmbeddedRecogniser, language: Language, calls: Call[], haste = HASTE): Promise<Heard[]> {
  const heard: Heard[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let at = next++; at < calls.length; at = next++) {
      const call = calls[at];
      if (call !== undefined) heard[at] = await listenTo(stt, call, language, haste);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return heard;
}

async function listenTo(stt: EmbeddedRecogniser, { pcm, listen, wanted }: Call, language: Language, haste: number): Promise<Heard> {
  let endedAt = 0;
  async function* frames(): AsyncGenerator<Int16Array> {
    const began = performance.now();
    for (let at = 0; at < pcm.length; at += 480) {
      yield pcm.slice(at, at + 480);
      await pause(Math.max(0, began + (at + 480) / 8 / haste - performance.now()));
    }
    endedAt = performance.now();
  }
  for await (const event of stt.transcribe(frames(), { language, listen }, AbortSignal.timeout(30_000))) {
    if (event.type !== "final") continue;
    return { wanted, right: event.text === wanted, final: event, finalMs: performance.now() - endedAt };
  }
  throw new Error("the recogniser gave no final");
}

async function spoken(voice: EmbeddedVoiceHandle, text: string, language: Language, delivery: { voice: string; speed: number; pitch: number }): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  const request = { text, language, voice: delivery.voice.replace("caller", `caller-${language}`), speed: delivery.speed, pitch: delivery.pitch };
  for await (const { pcm } of voice.synthesise(request, AbortSignal.timeout(10_000))) parts.push(pcm);
  return joined(parts);
}

/** Silence around, a little line noise, another level and another law each time. */
function onTheLine(pcm: Int16Array, turn: number, random: () => number): Int16Array {
  const gain = 10 ** (([-6, 0, 6][turn % 3] ?? 0) / 20);
  const law = turn % 2 === 0 ? "pcma" : "pcmu";
  const line = padded(pcm, LEADING_MS, TRAILING_MS).map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain + (random() - 0.5) * 40))));
  return decodeG711(law, encodeG711(law, line));
}

function padded(pcm: Int16Array, leadingMs: number, trailingMs: number): Int16Array {
  const out = new Int16Array(pcm.length + (leadingMs + trailingMs) * 8);
  out.set(pcm, leadingMs * 8);
  return out;
}

interface Take {
  digit: number;
  speaker: string;
  take: number;
  pcm: Int16Array;
}

/** Files D_SPEAKER_N.wav, 8 kHz. Null when the folder is absent. */
async function readTakes(folder: string): Promise<Take[] | null> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const takes: Take[] = [];
  for (const name of names) {
    const parts = /^(\d)_(\w+)_(\d+)\.wav$/.exec(name);
    if (parts === null) continue;
    const [, digit, speaker, take] = parts;
    takes.push({ digit: Number(digit), speaker: speaker ?? "", take: Number(take), pcm: readWav(await readFile(path.join(folder, name))).pcm });
  }
  return takes;
}

const digitNames: Record<Language, string[]> = {
  ru: ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"],
  en: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
