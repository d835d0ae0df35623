/**
 * `voice-to-voice`: the caller's last word → the bot's first sound at the caller's socket, through the whole product (RTP,
 * node, workerd) with vendors' stand-ins at the latencies that the vendors publish; stage by stage.
 */
import type { Message } from "@zvon/contract/api.ts";
import type { Latency } from "@zvon/stand-ins/src/stand-in.ts";
import type { KnownLine } from "@zvon/stand-ins/src/known-lines.ts";
import { measured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";
import { startVendorCalls, type VendorCall, type VendorCalls } from "./vendor-calls.ts";

/**
 * Deepgram: 350 ms from the end of the speech to the final text, its 99th percentile, here of every turn. Cartesia Sonic:
 * 90 ms to the first byte. A model: 300 ms to the first token (what the budget names), then 100 tokens a second.
 */
const latency = { deepgram: { sttFinalMs: 350 }, cartesia: { ttsFirstByteMs: 90 }, compatible: { llmFirstTokenMs: 300, llmTokensPerSecond: 100 } } satisfies Record<string, Partial<Latency>>;
/** Two calls at once: one that the flow answers and one that a model answers. */
const rounds = { quick: 1, full: 8 } as const;
const bots = ["salon", "school"] as const;

const en = (text: string): KnownLine => ({ text, language: "en" });
/** Booked by the flow. */
const booking = ["I'd like a haircut", "Tomorrow at five", "My name is Anna"].map(en);
/** None of the flow's intents: the model answers. */
const questions = ["Do you teach Spanish to beginners", "Is there parking near the school", "Can my daughter join in the middle of the year", "Who teaches the evening group"].map(en);

const stages = ["endpoint", "stt", "model's first token", "model's first segment", "decision", "tts first audio", "first audio, node", "first audio, socket"] as const;
type Turn = Record<(typeof stages)[number], number | null>;

/** The turns that were answered, with the times that the call's own record gives and what the socket heard. */
function turnsOf({ messages, firstAudioMs }: VendorCall): Turn[] {
  const answers = messages.filter((message): message is Message & { timings: NonNullable<Message["timings"]> } => message.who === "bot" && message.timings !== null && message.turn > 0);
  return answers.slice(0, firstAudioMs.length).map(({ timings }, n) => ({
    "endpoint": timings.endpointMs,
    "stt": timings.sttMs,
    "model's first token": timings.llmFirstTokenMs ?? null,
    "model's first segment": timings.llmSegmentMs ?? null,
    "decision": timings.decisionMs,
    "tts first audio": timings.ttsMs,
    "first audio, node": timings.firstAudioMs,
    "first audio, socket": firstAudioMs[n] ?? null,
  }));
}

async function measure(calls: VendorCalls, { quick, say }: BenchContext): Promise<Record<(typeof bots)[number], Turn[]>> {
  const turns: Record<(typeof bots)[number], Turn[]> = { salon: [], school: [] };
  const lines = { salon: booking, school: questions };
  // The first calls warm the code, the caches and the connections up.
  await Promise.all(bots.map((bot) => calls.hold(bot, lines[bot].slice(0, 1))));
  for (let round = 0; round < rounds[quick ? "quick" : "full"]; round++) {
    await Promise.all(bots.map(async (bot) => turns[bot].push(...turnsOf(await calls.hold(bot, lines[bot])))));
  }
  for (const bot of bots) {
    say(`${bot === "salon" ? "answered by the flow" : "answered by a model"}, ${turns[bot].length} turns, ms`);
    for (const stage of stages) {
      const values = valuesOf(turns[bot], stage);
      if (values.length > 0) say(`  ${stage.padEnd(24)} p50 ${percentile(values, 0.5).toFixed(0).padStart(5)}   p95 ${percentile(values, 0.95).toFixed(0).padStart(5)}`);
    }
  }
  return turns;
}

const valuesOf = (turns: Turn[], stage: (typeof stages)[number]): number[] => turns.flatMap((turn) => (turn[stage] === null ? [] : [turn[stage]]));

export const voiceToVoice: Bench = {
  prefix: "voice-to-voice",
  async run(context): Promise<Row[]> {
    const calls = await startVendorCalls(latency, [...booking, ...questions]);
    try {
      for (const bot of bots) {
        await calls.change(bot, ({ voice, llm }) => ({
          llm: llm === null ? null : { ...llm, provider: "compatible", model: "qwen3-8b-instruct" },
          voice: { ...voice, speech: { ...voice.speech, en: { tts_provider: "cartesia", tts_voice_id: "694f9389-aac1-45b6-b726-9d9369183238", stt_provider: "deepgram", stt_model: "nova-3" } } },
        }));
      }
      const turns = await measure(calls, context);
      const table = (bot: (typeof bots)[number]) => stages.slice(0, -1).flatMap((stage) => {
        const values = valuesOf(turns[bot], stage);
        return values.length === 0 ? [] : [`${stage} ${percentile(values, 0.5).toFixed(0)}/${percentile(values, 0.95).toFixed(0)}`];
      }).join(", ");
      const what = "caller's last word → bot's first sound at the caller's socket, whole product, vendors as late as they publish";
      const row = (id: string, bot: (typeof bots)[number], share: number, budget: number | null): Row =>
        measured({ id: `voice-to-voice.${id}`, what: `${what}, ${bot === "salon" ? "no model" : "a model of 300 ms to its first token"}, p${share * 100}`, value: percentile(valuesOf(turns[bot], "first audio, socket"), share), unit: "ms", budget, better: "lower", note: `${turns[bot].length} turns; p50/p95 of ${table(bot)}` });
      return [row("flow-p50", "salon", 0.5, 500), row("flow-p95", "salon", 0.95, null), row("model-p50", "school", 0.5, 900), row("model-p95", "school", 0.95, 1_300)];
    } finally {
      await calls.close();
    }
  },
};
