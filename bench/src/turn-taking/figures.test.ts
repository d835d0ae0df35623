import { describe, expect, it } from "vitest";
import { mean, overFigure, shareOf, turnFigures, type Held } from "./figures.ts";
import type { ScriptedCall } from "./set.ts";

const call = (more: Partial<ScriptedCall>): ScriptedCall => ({ language: "en", condition: "clean", pcm: new Int16Array(0), words: [], turns: [], botFromMs: null, over: null, ...more });
const held = (more: Partial<ScriptedCall>, rest: Partial<Held>): Held => ({ call: call(more), commits: [], soundedMs: new Set(), interrupted: false, ...rest });
const turn = (startMs: number, endMs: number) => ({ startMs, endMs, digits: null, parts: 1 });

describe("figures of turn-taking", () => {
  it("call a turn cut off when something was committed before its end, and measure dead air from the last commit", () => {
    const figures = turnFigures(held({ turns: [turn(1000, 3000), turn(6000, 7000), turn(10_000, 11_000)] }, { commits: [{ atMs: 2000, text: "a" }, { atMs: 3600, text: "b" }, { atMs: 7500, text: "c" }] }));
    expect(figures).toEqual([
      { cutOff: true, lost: false, deadAirMs: 600 },
      { cutOff: false, lost: false, deadAirMs: 500 },
      { cutOff: false, lost: true, deadAirMs: null },
    ]);
  });

  it("measure silence from where both sound", () => {
    const sounded = (fromMs: number, toMs: number) => new Set(Array.from({ length: (toMs - fromMs) / 20 }, (_, n) => fromMs + n * 20));
    const over = { kind: "words" as const, startMs: 2010, endMs: 3000 };
    expect(overFigure(held({ botFromMs: 500, over }, { soundedMs: sounded(520, 2360), interrupted: true }))).toEqual({ kind: "words", noisy: false, stopped: true, speaksOn: false, silentMs: 350 });
    expect(overFigure(held({ botFromMs: 500, over }, { soundedMs: sounded(520, 9000) }))).toMatchObject({ stopped: false, speaksOn: true, silentMs: null });
    expect(overFigure(held({}, {}))).toBeNull();
  });

  it("are no numbers of nothing", () => {
    expect([mean([]), shareOf([], () => true)]).toEqual([Number.NaN, Number.NaN]);
    expect([mean([1, 2]), shareOf([1, 2, 3, 4], (n) => n > 3)]).toEqual([1.5, 25]);
  });
});
