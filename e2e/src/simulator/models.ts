/** Models that answer in virtual time, modelled on worker/src/call/thinking.ts: one answer, and one thought ahead. */
import type { CallEvent } from "@zvon/worker/src/call/events.ts";
import type { Thought } from "@zvon/worker/src/call/state.ts";
import { printOf } from "@zvon/worker/src/dialogue/history.ts";
import type { World } from "./world.ts";

type ThoughtEvent = Extract<CallEvent, { type: "thought" | "thought-done" | "thought-usage" }>;
type Run = { thought: Thought; print: string; wanted: boolean; kept: (() => void)[]; stopped: boolean };

export function createModels(world: World, emit: (event: ThoughtEvent) => void) {
  const { time, chance, schedule, truth } = world;
  const { model } = schedule;
  let asked = 0;
  let current: Run | null = null;
  let ahead: Run | null = null;

  const cost = (): void => {
    truth.thoughtsTold += 1;
    emit({ type: "thought-usage", lines: [{ kind: "llm", provider: "openai", model: "m", unit: "requests", amount: 1 }], over: false });
  };

  function start(thought: Thought, wanted: boolean): Run {
    asked += 1;
    const label = `thought${asked}`;
    const run: Run = { thought, print: printOf(thought.system, thought.messages, thought.called), wanted, kept: [], stopped: false };
    const fails = chance.hits(model.fails);
    const parts = fails ? 0 : chance.int(model.segments[0], model.segments[1]);
    const texts = Array.from({ length: parts }, (_, index) => `${label}.${index + 1}.a ${label}.${index + 1}.b`);
    const give = (act: () => void) => {
      if (run.stopped) return;
      if (run.wanted) act();
      else run.kept.push(act);
    };
    let atMs = time.now() + chance.int(model.firstMs[0], model.firstMs[1]);
    for (const [index, text] of texts.entries()) {
      time.at(atMs, () => give(() => {
        if (index === 0) world.passes("thought-spoke");
        emit({ type: "thought", key: run.thought.key, segment: { text, voice: text }, timings: index === 0 ? { firstTokenMs: 1, segmentMs: 2 } : null });
      }));
      atMs += chance.int(model.gapMs[0], model.gapMs[1]);
    }
    const tools = chance.hits(model.endsCall) ? [{ id: "call-1", name: "end_call", arguments: "{}" }] : [];
    time.at(atMs, () => {
      if (run.stopped) return;
      cost();
      give(() => emit({ type: "thought-done", key: run.thought.key, result: fails ? { status: "failed" } : { status: "said", text: texts.join(" "), tools } }));
      if (run.wanted) run.stopped = true;
    });
    return run;
  }

  function abort(run: Run | null): void {
    if (run === null || run.stopped) return;
    run.stopped = true;
    cost();
  }

  return {
    think(thought: Thought): void {
      abort(current);
      const taken = ahead !== null && !ahead.stopped && ahead.print === printOf(thought.system, thought.messages, thought.called) ? ahead : null;
      if (taken === null) abort(ahead);
      ahead = null;
      current = taken ?? start(thought, true);
      if (taken === null) return;
      taken.wanted = true;
      taken.thought = thought;
      for (const act of taken.kept.splice(0)) act();
    },
    speculate(thought: Thought): void {
      if (ahead?.print === printOf(thought.system, thought.messages, thought.called)) return;
      abort(ahead);
      ahead = start(thought, false);
    },
    stop(): void {
      abort(current);
      abort(ahead);
      current = ahead = null;
      emit({ type: "thought-usage", lines: [], over: true });
    },
    /** The object died: nobody is left to be told. */
    die(): void {
      for (const run of [current, ahead]) if (run !== null) run.stopped = true;
      current = ahead = null;
    },
  };
}
