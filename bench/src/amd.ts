/**
 * `amd`: who took the call, by sound alone (no recogniser): the node's own detector and voice detector over human
 * recordings (`amd/set.ts`). With words a machine is known sooner; that they are not misread is the business of its tests.
 */
import { levelDb } from "../../media-node/src/audio/frame.ts";
import type { AmdEffect } from "../../media-node/src/amd/machine.ts";
import { createWhoTook } from "../../media-node/src/call/who-took.ts";
import { createVad } from "../../media-node/src/vad/vad.ts";
import { takenCalls, type TakenCall } from "./amd/set.ts";
import { measured, notMeasured, percentile, type Bench, type Row } from "./row.ts";
import { openPrompts } from "./turn-taking/prompts.ts";

const frameSamples = 160;
const frameMs = 20;
type Effect = AmdEffect & { atMs: number };

/** All calls go in step, so that the voice detector's batches are full. */
async function hear(calls: readonly TakenCall[]): Promise<Effect[][]> {
  const vad = await createVad({ kind: "neural" });
  const lines = calls.map((call) => {
    const effects: Effect[] = [];
    const line = { call, stream: vad.open(), effects, atMs: 0, who: createWhoTook((effect) => effects.push({ ...effect, atMs: line.atMs + frameMs })) };
    line.who.answered(0);
    return line;
  });
  const longest = Math.max(...calls.map((call) => call.pcm.length));
  for (let at = 0; at + frameSamples <= longest; at += frameSamples) {
    const speaking = lines.filter(({ call }) => at + frameSamples <= call.pcm.length);
    const frames = speaking.map((line) => ({ line, pcm: line.call.pcm.subarray(at, at + frameSamples) }));
    const speech = await vad.run(frames.map(({ line, pcm }) => ({ stream: line.stream, pcm, levelDb: levelDb(pcm) })));
    frames.forEach(({ line, pcm }, n) => {
      line.atMs = at / 8;
      line.who.hear({ atMs: line.atMs, pcm, speech: speech[n] ?? 0 });
    });
  }
  await vad.close();
  return lines.map(({ effects }) => effects);
}

const ids = [
  { id: "amd.machines-known", what: "announcements told as a machine, in the end", unit: "%", budget: 95, better: "higher" },
  { id: "amd.people-lost", what: "people told as a machine, at any time", unit: "%", budget: 2, better: "lower" },
  { id: "amd.decided.p50", what: "answer → first verdict", unit: "ms", budget: 4_000, better: "lower" },
  { id: "amd.decided.p95", what: "answer → first verdict", unit: "ms", budget: null, better: "lower" },
  { id: "amd.within-4-s", what: "first verdict within 4 s of the answer", unit: "%", budget: 90, better: "higher" },
  { id: "amd.message.p95", what: "the machine records → it is known", unit: "ms", budget: 2_500, better: "lower" },
  { id: "amd.message-early", what: "messages that would begin before the machine records", unit: "%", budget: 2, better: "lower" },
] as const satisfies readonly Omit<Row, "ok" | "value">[];

export const amd: Bench = {
  prefix: "amd",
  async run({ quick }): Promise<Row[]> {
    const prompts = await openPrompts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof prompts === "string") return ids.map((row) => notMeasured(row, prompts));
    const calls = takenCalls(prompts, quick ? 120 : 1_200);
    const heard = (await hear(calls)).map((effects, n) => ({ call: calls[n], effects, verdicts: effects.filter((effect) => effect.type === "verdict") }));
    const machines = heard.filter(({ call }) => call?.by === "machine");
    const people = heard.filter(({ call }) => call?.by === "person");
    const share = <T>(list: readonly T[], is: (one: T) => boolean): number => (100 * list.filter(is).length) / list.length;
    const first = heard.map(({ verdicts }) => verdicts[0]?.afterMs ?? Infinity);
    const lateness = machines.flatMap(({ call, effects }) => effects.flatMap((effect) => (effect.type === "listening" ? [effect.atMs - (call?.recordsFromMs ?? 0)] : [])));
    const values: Record<(typeof ids)[number]["id"], number> = {
      "amd.machines-known": share(machines, ({ verdicts }) => verdicts.at(-1)?.verdict === "machine"),
      "amd.people-lost": share(people, ({ verdicts }) => verdicts.some(({ verdict }) => verdict !== "human" && verdict !== "unknown")),
      "amd.decided.p50": percentile(first, 0.5),
      "amd.decided.p95": percentile(first, 0.95),
      "amd.within-4-s": share(first, (ms) => ms <= 4_000),
      "amd.message.p95": percentile(lateness, 0.95),
      "amd.message-early": share(lateness, (ms) => ms < -frameMs),
    };
    const note = `${people.length} answers of people, ${machines.length} announcements, ru and en, by sound alone; messages: ${lateness.length}`;
    return ids.map((row) => measured({ ...row, value: values[row.id], note }));
  },
};
