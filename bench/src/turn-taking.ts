/**
 * `turn-taking`: who speaks when, over human recordings (`turn-taking/set.ts`), by the node's own call, turn machine,
 * voice detector, jitter buffer and playout, and a scripted streaming recogniser (`turn-taking/scripted-stt.ts`). A part
 * of the same audio, with the same words at the same times, is played to agents-js with its defaults beside it.
 */
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";
import { mean, overFigure, shareOf, turnFigures, type Held, type OverFigure, type TurnFigure } from "./turn-taking/figures.ts";
import { playToPeer } from "./turn-taking/peer.ts";
import { openPrompts } from "./turn-taking/prompts.ts";
import { finalMs, partialMs } from "./turn-taking/scripted-stt.ts";
import { answeringCalls, firstTurns, overCalls, type Condition, type ScriptedCall } from "./turn-taking/set.ts";
import { playCalls } from "./turn-taking/virtual-calls.ts";

/** The product's own for a new bot. */
const timings = { endpointMs: 500, bargeInMinSpeechMs: 250 };
/** `peer`: so many of the calls and of their turns, since it plays them in real time. */
const size = {
  quick: { calls: 24, turns: 4, over: 144, peer: { calls: 16, turns: 2, over: 24 } },
  full: { calls: 96, turns: 5, over: 576, peer: { calls: 32, turns: 4, over: 48 } },
} as const;

type Figures = { turns: (TurnFigure & { condition: Condition })[]; overs: OverFigure[] };

function figuresOf(held: readonly Held[]): Figures {
  return {
    turns: held.flatMap((one) => turnFigures(one).map((figure) => ({ ...figure, condition: one.call.condition }))),
    overs: held.map(overFigure).filter((figure) => figure !== null),
  };
}

const isSpeech = ({ kind }: OverFigure): boolean => kind === "words" || kind === "overlap";

/** The same figures of whoever played the set. */
const summary = {
  cutOffs: ({ turns }: Figures) => shareOf(turns, ({ cutOff, lost }) => cutOff || lost),
  deadAir: ({ turns }: Figures) => turns.flatMap(({ deadAirMs }) => (deadAirMs === null ? [] : [deadAirMs])),
  falseInterruptions: ({ overs }: Figures) => shareOf(overs.filter((one) => !isSpeech(one)), ({ stopped }) => stopped),
  falsePauses: ({ overs }: Figures) => shareOf(overs.filter((one) => !isSpeech(one)), ({ stopped, silentMs }) => !stopped && silentMs !== null),
  missed: ({ overs }: Figures) => shareOf(overs.filter(isSpeech), ({ stopped, speaksOn }) => !stopped && speaksOn),
  /** ms from the caller's first sound to the bot's silence, 95 of 100. */
  silence: ({ overs }: Figures, noisy: boolean) => percentile(overs.filter((one) => one.kind === "words" && one.noisy === noisy && one.silentMs !== null).map(({ silentMs }) => silentMs ?? 0), 0.95),
};

type Peer = { version: string; figures: Figures; note: string } | { why: string };

async function ofPeer(answering: readonly ScriptedCall[], over: readonly ScriptedCall[], turns: number, say: BenchContext["say"]): Promise<Peer> {
  try {
    const { version, held, lateMs } = await playToPeer([...answering.map((call) => firstTurns(call, turns)), ...over], say);
    const figures = figuresOf(held);
    return { version, figures, note: `agents-js with its defaults (Silero, local turn detector, no echo warm-up) in real time, ${figures.turns.length} of the turns, ${figures.overs.length} of the times over the bot, 95 of 100 frames of its audio at most ${Math.round(lateMs)} ms late` };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

export const turnTaking: Bench = {
  prefix: "turn-taking",
  async run({ quick, say }): Promise<Row[]> {
    const { calls, turns, over, peer: part } = size[quick ? "quick" : "full"];
    const prompts = await openPrompts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof prompts === "string") return [notMeasured({ id: "turn-taking", what: "turn-taking over human recordings", unit: "%", budget: 5, better: "lower" }, prompts)];

    const answering = answeringCalls(prompts, calls, turns, 7);
    const interrupting = overCalls(prompts, over, 11);
    const ours = figuresOf([...(await playCalls(answering, timings)), ...(await playCalls(interrupting, timings))]);
    say(`${ours.turns.length} turns, ${ours.overs.length} times over the bot`);
    const peer = await ofPeer(answering.slice(0, part.calls), interrupting.slice(0, part.over), part.turns, say);

    /** A peer that can't be had leaves its row without it, and so not ok. */
    const row = (figure: Omit<Row, "ok" | "value">, value: (figures: Figures) => number): Row => {
      const own = measured({ ...figure, value: value(ours) });
      if ("why" in peer) return { ...own, ok: false, note: `${own.note ? `${own.note}; ` : ""}no peer: ${peer.why}` };
      return { ...own, peer: { name: "agents-js", version: peer.version, value: value(peer.figures) }, ...(own.id.endsWith("cut-offs") ? { note: `${own.note ?? ""}; ${peer.note}` } : {}) };
    };
    const set = `${ours.turns.length} turns of Debian's Russian and English prompts with pauses, clean and with noise at 20, 10, 5 dB; words are told ${partialMs} ms after they are said, the text ${finalMs} ms, by a script`;
    const byCondition = [...new Set(ours.turns.map(({ condition }) => condition))].map((condition) => `${condition}: ${summary.cutOffs({ turns: ours.turns.filter((one) => one.condition === condition), overs: [] }).toFixed(1)} %`).join(", ");
    const beyond = (noisy: boolean) => (figures: Figures) => summary.silence(figures, noisy) - timings.bargeInMinSpeechMs;
    return [
      row({ id: "turn-taking.cut-offs", what: "turns that were ended before the caller had finished, or lost", unit: "%", budget: 5, better: "lower", note: `${set}; ${byCondition}; ${ours.turns.filter(({ lost }) => lost).length} lost` }, summary.cutOffs),
      row({ id: "turn-taking.dead-air", what: "end of the caller's speech → turn committed with its text, mean", unit: "ms", budget: 700, better: "lower" }, (figures) => mean(summary.deadAir(figures))),
      row({ id: "turn-taking.dead-air-p95", what: "the same, p95", unit: "ms", budget: null, better: "lower" }, (figures) => percentile(summary.deadAir(figures), 0.95)),
      row({ id: "turn-taking.false-interruptions", what: "coughs, wordless voices and «угу» over the bot that stopped it for good", unit: "%", budget: 2, better: "lower", note: `${ours.overs.filter((one) => !isSpeech(one)).length}, in all conditions` }, summary.falseInterruptions),
      row({ id: "turn-taking.false-pauses", what: "of those, that made it pause and go on", unit: "%", budget: null, better: "lower" }, summary.falsePauses),
      row({ id: "turn-taking.missed-interruptions", what: "words over the bot that did not stop it", unit: "%", budget: 2, better: "lower", note: `${ours.overs.filter(isSpeech).length}, a third of them begun just before the bot` }, summary.missed),
      row({ id: "turn-taking.barge-in", what: `caller's first sound over the bot → bot silent, beyond the ${timings.bargeInMinSpeechMs} ms configured, clean, p95`, unit: "ms", budget: 120, better: "lower", note: "detector, jitter buffer and frame are in it, the threads' hops of about 1 ms are not; the peer's own minimum is 500 ms" }, beyond(false)),
      row({ id: "turn-taking.barge-in-noise", what: "the same from where the voice rises over noise at 20, 10, 5 dB", unit: "ms", budget: 200, better: "lower" }, beyond(true)),
    ];
  },
};
