import { describe, expect, it } from "vitest";
import { newCallerState, stepCaller, type CallerAction, type CallerStep } from "./machine.ts";

const silent = new Int16Array(160);
const loud = new Int16Array(160).map((_, i) => Math.round(8000 * Math.sin(i / 3)));
const speak = (line: number, ms: number, interruptAfterMs: number | null = null): CallerStep => ({ type: "speak", line, pcm: new Int16Array(ms * 8).fill(1000), interruptAfterMs });

function run(script: CallerStep[], bot: [Int16Array, number][]) {
  let state = newCallerState();
  const actions: CallerAction[] = [];
  const spoken: number[] = [];
  for (const [frame, ms] of bot) {
    for (let t = 0; t < ms; t += 20) {
      const result = stepCaller(state, script, frame);
      state = result.state;
      actions.push(...result.actions);
      if (result.out.some((s) => s !== 0)) spoken.push(state.atMs - 20);
    }
  }
  return { actions, spoken };
}

describe("scripted caller", () => {
  it("says its line once the bot has finished, not in a pause between clauses", () => {
    const { actions, spoken } = run([speak(1, 400)], [[loud, 1000], [silent, 300], [loud, 500], [silent, 2000]]);
    expect(actions.slice(0, 2)).toEqual([{ type: "line-started", line: 1, atMs: 2500 }, { type: "line-ended", line: 1, atMs: 2900 }]);
    expect(spoken[0]).toBe(2500);
    expect(spoken.length).toBe(20);
  });

  it("waits for an answer before the next line", () => {
    const { actions } = run([speak(1, 200), speak(2, 200)], [[loud, 500], [silent, 5000]]);
    expect(actions.filter((a) => a.type === "line-started")).toHaveLength(1);
  });

  it("interrupts after the bot has spoken for so long", () => {
    const { actions } = run([speak(1, 200, 600)], [[silent, 400], [loud, 1500]]);
    expect(actions[0]).toEqual({ type: "line-started", line: 1, atMs: 1000 });
  });

  it("does not take a bot that was slow to stop for the answer that it is to interrupt", () => {
    // The greeting went on for 100 ms after the line; counted with its hang-over, the next line was said into the silence before the answer.
    const { actions } = run([speak(1, 400, 600), speak(2, 200, 700)], [[loud, 1100], [silent, 600], [loud, 1000]]);
    expect(actions.filter((action) => action.type === "line-started").map((action) => action.atMs)[1]).toBeGreaterThan(1700);
    const late = run([speak(1, 400, 600), speak(2, 200, 700)], [[loud, 1100], [silent, 2500]]);
    expect(late.actions.filter((action) => action.type === "line-started")).toHaveLength(1);
  });

  it("waits out a pause as long as it is told to", () => {
    const patient: CallerStep = { type: "speak", line: 1, pcm: new Int16Array(1600).fill(1000), interruptAfterMs: null, afterQuietMs: 2000 };
    const { actions } = run([patient], [[loud, 1000], [silent, 1500], [loud, 500], [silent, 3000]]);
    expect(actions[0]).toEqual({ type: "line-started", line: 1, atMs: 4980 });
  });

  it("presses keys one by one", () => {
    const { actions } = run([{ type: "keys", line: 1, digits: "12#" }], [[loud, 500], [silent, 2000]]);
    expect(actions.filter((a) => a.type === "key").map((a) => a.type === "key" && a.digit)).toEqual(["1", "2", "#"]);
  });

  it("hangs up on a bot that says nothing", () => {
    expect(run([speak(1, 200)], [[silent, 26_000]]).actions).toEqual([{ type: "done", why: "bot-silent" }]);
  });

  it("keeps silent for as long as it should, then goes on when the bot has spoken again", () => {
    const { actions } = run([{ type: "silence", ms: 3000 }, speak(1, 200)], [[loud, 500], [silent, 3700], [loud, 500], [silent, 2000]]);
    expect(actions[0]).toMatchObject({ type: "line-started", line: 1 });
    expect(actions[0]?.type === "line-started" && actions[0].atMs).toBeGreaterThan(4200);
  });
});
