/**
 * `turn-taking`: who speaks when, over human recordings (`turn-taking/set.ts`), by the node's own call, turn machine,
 * voice detector, jitter buffer and playout, and a scripted streaming recogniser (`turn-taking/scripted-stt.ts`).
 */
import { measured, notMeasured, percentile, type Bench, type Row } from "./row.ts";
import { mean, overFigure, shareOf, turnFigures } from "./turn-taking/figures.ts";
import { openPrompts } from "./turn-taking/prompts.ts";
import { finalMs, partialMs } from "./turn-taking/scripted-stt.ts";
import { answeringCalls, overCalls } from "./turn-taking/set.ts";
import { playCalls } from "./turn-taking/virtual-calls.ts";

/** The product's own for a new bot. */
const timings = { endpointMs: 500, bargeInMinSpeechMs: 250 };
const size = { quick: { calls: 32, turns: 4, over: 192 }, full: { calls: 96, turns: 5, over: 576 } } as const;

export const turnTaking: Bench = {
  prefix: "turn-taking",
  async run({ quick, say }): Promise<Row[]> {
    const { calls, turns, over } = size[quick ? "quick" : "full"];
    const prompts = await openPrompts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof prompts === "string") return [notMeasured({ id: "turn-taking.cut-offs", what: "turns cut off", unit: "%", budget: 5, better: "lower" }, prompts)];

    const answered = await playCalls(answeringCalls(prompts, calls, turns, 7), timings);
    const figures = answered.flatMap((held) => turnFigures(held).map((figure) => ({ ...figure, condition: held.call.condition })));
    say(`${figures.length} turns`);
    const spokenOver = await playCalls(overCalls(prompts, over, 11), timings);
    const overs = spokenOver.map(overFigure).filter((figure) => figure !== null);
    say(`${overs.length} times over the bot`);

    const words = overs.filter(({ kind }) => kind === "words" || kind === "overlap");
    const nothing = overs.filter(({ kind }) => kind !== "words" && kind !== "overlap");
    const beyond = (noisy: boolean) => percentile(words.filter((one) => one.kind === "words" && one.noisy === noisy && one.silentMs !== null).map(({ silentMs }) => (silentMs ?? 0) - timings.bargeInMinSpeechMs), 0.95);
    const deadAir = figures.flatMap(({ deadAirMs }) => (deadAirMs === null ? [] : [deadAirMs]));
    const set = `${figures.length} turns of Debian's Russian and English prompts with pauses, clean and with noise at 20, 10, 5 dB; words are told ${partialMs} ms after they are said, the text ${finalMs} ms, by a script`;
    const byCondition = [...new Set(figures.map(({ condition }) => condition))].map((condition) => `${condition}: ${shareOf(figures.filter((one) => one.condition === condition), ({ cutOff, lost }) => cutOff || lost).toFixed(1)} %`).join(", ");
    const lost = figures.filter((one) => one.lost).length;
    return [
      measured({ id: "turn-taking.cut-offs", what: "turns that were ended before the caller had finished, or lost", value: shareOf(figures, (one) => one.cutOff || one.lost), unit: "%", budget: 5, better: "lower", note: `${set}; ${byCondition}; ${lost} lost` }),
      measured({ id: "turn-taking.dead-air", what: "end of the caller's speech → turn committed with its text, mean", value: mean(deadAir), unit: "ms", budget: 700, better: "lower", note: set }),
      measured({ id: "turn-taking.dead-air-p95", what: "the same, p95", value: percentile(deadAir, 0.95), unit: "ms", budget: null, better: "lower" }),
      measured({ id: "turn-taking.false-interruptions", what: "coughs, noises and «угу» over the bot that stopped it", value: shareOf(nothing, ({ stopped }) => stopped), unit: "%", budget: 2, better: "lower", note: `${nothing.length}, in all conditions` }),
      measured({ id: "turn-taking.false-pauses", what: "of those, that made it pause and go on", value: shareOf(nothing, ({ stopped, silentMs }) => !stopped && silentMs !== null), unit: "%", budget: null, better: "lower" }),
      measured({ id: "turn-taking.missed-interruptions", what: "words over the bot that did not stop it", value: shareOf(words, ({ stopped }) => !stopped), unit: "%", budget: 2, better: "lower", note: `${words.length}, a third of them begun just before the bot` }),
      measured({ id: "turn-taking.barge-in", what: `caller's first sound over the bot → bot silent, beyond the ${timings.bargeInMinSpeechMs} ms configured, clean, p95`, value: beyond(false), unit: "ms", budget: 120, better: "lower", note: "the detector, the jitter buffer and the frame are in it; the threads' hops of about 1 ms are not" }),
      measured({ id: "turn-taking.barge-in-noise", what: "the same from where the voice rises over noise at 20, 10, 5 dB", value: beyond(true), unit: "ms", budget: 200, better: "lower" }),
    ];
  },
};
