/**
 * `failover`: a vendor fails while a caller speaks or is spoken to, through the whole product; how much longer the caller
 * waits than in the same turn of a sound call, and whether a word was lost.
 */
import type { SpeechKind, Vendor } from "@zvon/contract/speech.ts";
import type { FaultKind } from "@zvon/stand-ins/src/stand-in.ts";
import type { KnownLine } from "@zvon/stand-ins/src/known-lines.ts";
import { measured, type Bench, type BenchContext, type Row } from "./row.ts";
import { startVendorCalls, type VendorCall, type VendorCalls } from "./vendor-calls.ts";

const budgetMs = 1_500;
const sttFinal = { sttFinalMs: 350 };
const vendors = { deepgram: { ...sttFinal, ttsFirstByteMs: 200 }, soniox: sttFinal, cartesia: { ttsFirstByteMs: 90 }, compatible: { llmFirstTokenMs: 300, llmTokensPerSecond: 100 }, groq: { llmFirstTokenMs: 200, llmTokensPerSecond: 200 } };

const en = (text: string): KnownLine => ({ text, language: "en" });
const names = ["Anna", "Mary", "Emma", "Olivia", "Sophia", "Emily", "Kate", "Laura", "Sarah", "Linda", "Susan"];
const topics = ["Spanish", "German", "Chinese", "English", "grammar", "spelling", "singing", "cooking", "dancing", "drawing", "reading"];
/** The last line meets the fault; what answers it was never said before, so no cache of phrases answers it. */
const bookingFor = (n: number) => ["I'd like a haircut", "Tomorrow at five", `My name is ${names[n] ?? ""}`].map(en);
const talkOf = (n: number) => ["Is there parking near the school", `Do you also teach ${topics[n] ?? ""} to beginners`].map(en);

type Part = { id: string; what: string; bot: "salon" | "school"; vendor: Vendor; /** Must be in the call's books, or the fault struck nothing. */ stepsIn: { kind: SpeechKind; provider: string }; /** Nobody steps in after these, for part of the answer was said: it is closed with the state's hint. */ closes: { kinds: FaultKind[]; hint: string }; lines: (n: number) => KnownLine[]; /** What the last line and its answer have of their own. */ word: (n: number) => string; kinds: { quick: FaultKind[]; full: FaultKind[] } };
const never: Part["closes"] = { kinds: [], hint: "" };
const parts: Part[] = [
  { id: "stt", what: "the recogniser fails in mid-utterance", bot: "school", vendor: "deepgram", stepsIn: { kind: "stt", provider: "soniox" }, closes: never, lines: talkOf, word: (n) => topics[n] ?? "", kinds: { quick: ["stall"], full: ["stall", "drop", "garbage"] } },
  { id: "tts", what: "the voice fails in mid-reply", bot: "salon", vendor: "cartesia", stepsIn: { kind: "tts", provider: "deepgram" }, closes: never, lines: bookingFor, word: (n) => names[n] ?? "", kinds: { quick: ["stall"], full: ["stall", "drop", "zeros", "server_error", "garbage", "slower_than_real_time"] } },
  { id: "llm", what: "the model fails", bot: "school", vendor: "compatible", stepsIn: { kind: "llm", provider: "groq" }, closes: { kinds: ["drop", "stall", "garbage"], hint: "or say operator" }, lines: (n) => talkOf(n + 4), word: (n) => topics[n + 4] ?? "", kinds: { quick: ["half_open", "stall"], full: ["half_open", "slow_first_token", "server_error", "drop", "stall", "garbage"] } },
];

/** Of the last turn: until the bot sounds, and the longest hole in what it says. */
const waits = ({ firstAudioMs, gapMs }: VendorCall, turn: number) => ({ firstMs: firstAudioMs[turn - 1] ?? Number.NaN, gapMs: gapMs[turn - 1] ?? Number.NaN });

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

const answerOf = ({ messages }: VendorCall, turn: number): string => plain(messages.filter((message) => message.who === "bot" && message.turn === turn).map((message) => message.heardText ?? "").join(" "));

/**
 * What is missing of the caller's words in the record, or of the bot's at the caller's ear; null: nothing.
 * @param meant the whole answer, as a sound call has it: what a call writes down of itself may be shorter.
 */
function lossOf(call: VendorCall, turn: number, line: string, meant: string, hint: string | null): string | null {
  const { messages } = call;
  const said = messages.find((message) => message.who === "caller" && message.turn === turn);
  if (plain(said?.heardText ?? said?.text ?? "") !== plain(line)) return `the caller was understood as "${said?.text ?? "nothing"}"`;
  const answers = messages.filter((message) => message.who === "bot" && message.turn === turn);
  if (answers.length === 0) return "the bot said nothing";
  const cut = answers.find((message) => plain(message.heardText ?? "") !== plain(message.text));
  if (cut) return `of "${cut.text}" was heard "${cut.heardText ?? ""}"`;
  const heard = answerOf(call, turn);
  return heard === meant || (hint !== null && heard.endsWith(hint)) ? null : `of "${meant}" was said "${heard}"`;
}

async function measure(calls: VendorCalls, { bot, vendor, stepsIn, closes, lines, word, kinds, id, what }: Part, { quick, say }: BenchContext): Promise<{ row: Row; lost: number; short: number; held: number }> {
  const turn = lines(0).length;
  const sound = await calls.hold(bot, lines(0), { listens: true });
  const usual = waits(sound, turn);
  const more: { kind: FaultKind; ms: number }[] = [];
  let lost = 0;
  let short = 0;
  for (const [n, kind] of (quick ? kinds.quick : kinds.full).entries()) {
    const spoken = lines(n + 1);
    let planned: Promise<void> | null = null;
    const held = await calls.hold(bot, spoken, { listens: true, onLine: (line) => void (line === turn && (planned = calls.fault(vendor, { kind }))) });
    await planned;
    await calls.fault(vendor, null);
    const { firstMs, gapMs } = waits(held, turn);
    const ends = closes.kinds.includes(kind);
    const meant = answerOf(sound, turn).replaceAll(plain(word(0)), plain(word(n + 1)));
    const struck = ends ? answerOf(held, turn) !== meant : (held.call.usage.vendors ?? []).some((line) => line.kind === stepsIn.kind && line.provider === stepsIn.provider && line.amount > 0);
    const ms = !struck ? Number.NaN : Math.max(firstMs - usual.firstMs, gapMs - usual.gapMs);
    const loss = lossOf(held, turn, spoken.at(-1)?.text ?? "", meant, ends ? closes.hint : null);
    if (loss !== null) lost += 1;
    else if (answerOf(held, turn) !== meant) short += 1;
    more.push({ kind, ms });
    say(`${vendor} ${kind}: first sound after ${firstMs.toFixed(0)} ms instead of ${usual.firstMs.toFixed(0)}, longest hole ${gapMs.toFixed(0)} instead of ${usual.gapMs.toFixed(0)}${loss === null ? "" : `; lost: ${loss}`}${struck ? "" : "; the fault struck nothing"}`);
  }
  const worst = more.reduce((most, one) => Math.max(most, one.ms), Number.NEGATIVE_INFINITY);
  const value = more.some((one) => Number.isNaN(one.ms)) ? null : worst;
  return { row: measured({ id: `failover.${id}`, what: `${what}: the caller waits longer by, at most`, value, unit: "ms", budget: budgetMs, better: "lower", note: more.map(({ kind, ms }) => `${kind} ${ms.toFixed(0)}`).join(", ") }), lost, short, held: more.length };
}

export const failover: Bench = {
  prefix: "failover",
  async run(context): Promise<Row[]> {
    const calls = await startVendorCalls(vendors, names.flatMap((_name, n) => [...bookingFor(n), ...talkOf(n)]));
    try {
      for (const bot of ["salon", "school"] as const) {
        await calls.change(bot, ({ voice, llm }) => ({
          llm: llm === null ? null : { ...llm, provider: "compatible", model: "qwen3-8b-instruct", fallback_provider: "groq", fallback_model: "openai/gpt-oss-20b", first_token_timeout_ms: 1_000, speculate: false },
          voice: {
            ...voice,
            speech: { ...voice.speech, en: { tts_provider: "cartesia", tts_voice_id: "694f9389-aac1-45b6-b726-9d9369183238", stt_provider: "deepgram", stt_model: "nova-3" } },
            fallbacks: [{ language: "en", stt_provider: "soniox", tts_provider: "deepgram", tts_voice_id: "aura-2-thalia-en" }],
          },
        }));
      }
      const results = [];
      for (const part of parts) results.push(await measure(calls, part, context));
      const held = results.reduce((sum, one) => sum + one.held, 0);
      return [...results.map(({ row }) => row), measured({ id: "failover.lost", what: "of those turns: words of the caller or of the bot that were lost", value: results.reduce((sum, one) => sum + one.lost, 0), unit: "turns", budget: 0, better: "lower", note: `of ${held}; ${results.reduce((sum, one) => sum + one.short, 0)} answers of a model that failed in the middle were closed with the hint of their state` })];
    } finally {
      await calls.close();
    }
  },
};
