/** `bill`: what the calls' own books say a vendor will bill, beside what its stand-in bills; equal, line by line. */
import type { ChangeBotVoice } from "@zvon/contract/api.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { KnownLine } from "@zvon/stand-ins/src/known-lines.ts";
import { measured, type Bench, type Row } from "./row.ts";
import { startVendorCalls } from "./vendor-calls.ts";

const en = (text: string): KnownLine => ({ text, language: "en" });
const talks = { salon: ["I'd like a haircut", "Tomorrow at five"].map(en), school: ["Do you teach Spanish to beginners", "Is there parking near the school"].map(en) };

type Speech = NonNullable<NonNullable<ChangeBotVoice["voice"]["speech"]>["en"]>;
/** Who hears, speaks and thinks, one after the other. */
const casts: { speech: Pick<Speech, "tts_provider" | "tts_voice_id" | "stt_provider" | "stt_model">; llm: { provider: "compatible" | "groq" | "openai" | "yandex"; model: string } }[] = [
  { speech: { stt_provider: "deepgram", stt_model: "nova-3", tts_provider: "cartesia", tts_voice_id: "694f9389-aac1-45b6-b726-9d9369183238" }, llm: { provider: "compatible", model: "qwen3-8b-instruct" } },
  { speech: { stt_provider: "yandex", stt_model: null, tts_provider: "yandex", tts_voice_id: "john" }, llm: { provider: "yandex", model: "yandexgpt/latest" } },
  { speech: { stt_provider: "soniox", stt_model: null, tts_provider: "deepgram", tts_voice_id: "aura-2-thalia-en" }, llm: { provider: "groq", model: "openai/gpt-oss-20b" } },
];
/** Counted by a clock at either end of a connection, which close a little apart. */
const byClock = new Set<UsageLine["unit"]>(["connection_ms"]);

/** Yandex names the folder with its models. */
const nameOf = ({ kind, provider, model, unit }: UsageLine): string => [kind, provider, model.replace(/^gpt:\/\/[^/]+\//, ""), unit].join(" ");

function summed(lines: readonly UsageLine[]): Map<string, UsageLine> {
  const sums = new Map<string, UsageLine>();
  for (const line of lines) {
    const name = nameOf(line);
    sums.set(name, { ...line, amount: line.amount + (sums.get(name)?.amount ?? 0) });
  }
  return sums;
}

export const bill: Bench = {
  prefix: "bill",
  async run({ quick, say }): Promise<Row[]> {
    const chosen = quick ? casts.slice(0, 1) : casts;
    const calls = await startVendorCalls({ deepgram: {}, cartesia: {}, compatible: {}, ...(quick ? {} : { yandex: {}, soniox: {}, groq: {} }) }, [...talks.salon, ...talks.school]);
    try {
      const ours: UsageLine[] = [];
      for (const { speech, llm } of chosen) {
        for (const bot of ["salon", "school"] as const) {
          await calls.change(bot, (published) => ({
            llm: published.llm === null ? null : { ...published.llm, ...llm },
            voice: { ...published.voice, speech: { ...published.voice.speech, en: speech } },
          }));
        }
        const held = await Promise.all((["salon", "school"] as const).map((bot) => calls.hold(bot, talks[bot])));
        ours.push(...held.flatMap(({ call }) => call.usage.vendors ?? []));
      }
      const [told, billed] = [summed(ours), summed(await calls.bill())];
      let unequal = 0;
      let clockMs = 0;
      for (const name of new Set([...told.keys(), ...billed.keys()])) {
        const line = billed.get(name) ?? told.get(name);
        const [ourAmount, theirs] = [told.get(name)?.amount ?? 0, billed.get(name)?.amount ?? 0];
        const apart = Math.abs(ourAmount - theirs);
        if (line && byClock.has(line.unit)) clockMs = Math.max(clockMs, apart);
        else if (apart > 0) unequal += 1;
        say(`${apart === 0 ? "equal  " : "UNEQUAL"} ${name}: ${ourAmount}, billed ${theirs}`);
      }
      const note = `${told.size} lines of ${chosen.length * 2} calls`;
      return [
        measured({ id: "bill.lines", what: "lines (kind, vendor, model, unit) where our books and the vendor's bill differ at all", value: told.size === 0 ? null : unequal, unit: "lines", budget: 0, better: "lower", note }),
        ...([...billed.values()].some((line) => byClock.has(line.unit)) ? [measured({ id: "bill.clock", what: "of what a vendor counts by its own clock (time connected), the largest difference", value: clockMs, unit: "ms", budget: 200, better: "lower" })] : []),
      ];
    } finally {
      await calls.close();
    }
  },
};
