/** Times are ms after the answer; the call was answered at 10,000 on its clock. */
import { describe, expect, it } from "vitest";
import { type AmdEffect, type AmdEvent, amdTimings, newAmdState, stepAmd } from "./machine.ts";

const answeredMs = 10_000;
type Part = { speech: number } | { silence: number } | { words: string } | { beep: number } | { fax: true } | { noService: true };

/** Plays the parts one after the other; each effect with when it came. */
function play(...parts: Part[]): (AmdEffect & { atMs: number })[] {
  let state = newAmdState();
  let atMs = 0;
  const effects: (AmdEffect & { atMs: number })[] = [];
  const feed = (event: AmdEvent): void => {
    const result = stepAmd(state, event);
    state = result.state;
    effects.push(...result.effects.map((effect) => ({ ...effect, atMs })));
  };
  const frames = (ms: number, speech: boolean): void => {
    for (const endMs = atMs + ms; atMs < endMs; ) {
      atMs += 20;
      feed({ type: "frame", atMs: answeredMs + atMs - 20, speech });
    }
  };
  feed({ type: "answered", atMs: answeredMs });
  for (const part of parts) {
    if ("speech" in part) frames(part.speech, true);
    else if ("silence" in part) frames(part.silence, false);
    else if ("words" in part) feed({ type: "words", text: part.words, atMs: answeredMs + atMs });
    else if ("fax" in part) feed({ type: "signal", signal: { type: "fax", startMs: answeredMs + atMs } });
    else if ("noService" in part) feed({ type: "signal", signal: { type: "no-service", startMs: answeredMs + atMs } });
    else {
      const startMs = answeredMs + atMs;
      frames(part.beep, false);
      feed({ type: "signal", signal: { type: "beep", hz: 1_000, startMs, endMs: answeredMs + atMs } });
    }
  }
  return effects;
}
const verdicts = (...parts: Part[]) => play(...parts).flatMap((effect) => (effect.type === "verdict" ? [[effect.verdict, effect.why, effect.afterMs]] : []));

describe("who took the call", () => {
  it("is a person who says hello and waits", () => {
    expect(verdicts({ silence: 600 }, { speech: 500 }, { silence: 3_000 })).toEqual([["human", "short_greeting", 600 + 500 + amdTimings.pauseMs]]);
  });

  it("is known sooner by a person's words", () => {
    expect(verdicts({ silence: 600 }, { speech: 500 }, { words: "Алло?" }, { silence: 3_000 })).toEqual([["human", "words", 600 + 500 + amdTimings.pauseAfterWordsMs]]);
  });

  it("is a receptionist with a whole sentence", () => {
    expect(verdicts({ silence: 300 }, { speech: 2_400 }, { silence: 1_000 })).toEqual([["human", "short_greeting", 2_700 + amdTimings.pauseMs]]);
  });

  it("is a machine when the greeting goes on and on, breath or not", () => {
    expect(verdicts({ silence: 500 }, { speech: 6_000 })).toEqual([["machine", "long_greeting", 500 + amdTimings.longestGreetingMs]]);
    expect(verdicts({ silence: 500 }, { speech: 1_500 }, { silence: 400 }, { speech: 3_000 })).toEqual([["machine", "long_greeting", 500 + amdTimings.longestGreetingMs]]);
  });

  it("is a machine at its first unmistakable words", () => {
    expect(verdicts({ speech: 1_200 }, { words: "Абонент временно" }, { speech: 3_000 })).toEqual([["machine", "words", 1_200]]);
  });

  it("is a screener, whatever else it says", () => {
    expect(verdicts({ speech: 1_200 }, { words: "Hi, if you record your name" }, { speech: 3_000 }, { words: "Hi, if you record your name and reason after the tone" }, { beep: 300 }, { silence: 3_000 })).toEqual([["screening", "words", 1_200]]);
  });

  it("is no fax once somebody has spoken: what beeps beside a person is a kitchen, or a whistle", () => {
    expect(verdicts({ silence: 600 }, { speech: 500 }, { silence: 2_000 }, { fax: true }, { silence: 5_000 })).toEqual([["human", "short_greeting", 600 + 500 + amdTimings.pauseMs]]);
    expect(verdicts({ silence: 5_000 }, { fax: true })).toEqual([["unknown", "silence", amdTimings.silentMs], ["fax", "tone", 5_000]]);
  });

  it("is a fax, or a number that is not in service, by its tone", () => {
    expect(verdicts({ silence: 900 }, { fax: true }, { silence: 5_000 })).toEqual([["fax", "tone", 900]]);
    expect(verdicts({ silence: 900 }, { noService: true }, { speech: 5_000 })).toEqual([["machine", "tone", 900]]);
    // Whoever would leave a message waits for it no longer.
    expect(play({ silence: 900 }, { noService: true }, { speech: 5_000 }).at(-1)).toMatchObject({ type: "give-up" });
  });

  it("is unknown when nobody says a word, and a click is no word", () => {
    expect(verdicts({ silence: 5_000 })).toEqual([["unknown", "silence", amdTimings.silentMs]]);
    expect(verdicts({ silence: 1_000 }, { speech: 60 }, { silence: 4_000 })).toEqual([["unknown", "silence", amdTimings.silentMs]]);
  });

  it("is put right when a machine began like a person", () => {
    expect(verdicts({ speech: 700 }, { silence: 1_000 }, { speech: 2_000 }, { words: "Привет. Оставьте сообщение после сигнала" })).toEqual([
      ["human", "short_greeting", 700 + amdTimings.pauseMs],
      ["machine", "words", 3_700],
    ]);
    expect(verdicts({ speech: 700 }, { silence: 1_000 }, { speech: 2_000 }, { beep: 400 }).at(-1)).toEqual(["machine", "beep", 4_100]);
  });

  it("stays where a person's own words decided it: what beeps after them is a kitchen, a car, another telephone", () => {
    expect(verdicts({ speech: 400 }, { words: "Алло, да" }, { silence: 1_000 }, { beep: 400 }, { silence: 3_000 }, { beep: 400 })).toEqual([["human", "words", 700]]);
    expect(verdicts({ speech: 400 }, { words: "Алло" }, { beep: 200 }, { silence: 1_000 }).map(([verdict]) => verdict)).toEqual(["human"]);
  });

  it("after a person's words is still changed by words that only a machine says", () => {
    expect(verdicts({ speech: 400 }, { words: "Здравствуйте" }, { silence: 400 }, { speech: 2_000 }, { words: "Здравствуйте, оставьте сообщение после сигнала" }).at(-1)?.slice(0, 2)).toEqual(["machine", "words"]);
  });

  it("stays a person who talks of machines later on", () => {
    expect(verdicts({ speech: 500 }, { silence: 13_000 }, { words: "алло оставьте сообщение после сигнала так говорит мой автоответчик" })).toHaveLength(1);
  });

  it("is decided once, and nothing is decided before the answer", () => {
    let state = newAmdState();
    for (let atMs = 0; atMs < 5_000; atMs += 20) state = stepAmd(state, { type: "frame", atMs, speech: true }).state;
    expect(state).toEqual(newAmdState());
    const answered = stepAmd(state, { type: "answered", atMs: 5_000 }).state;
    expect(stepAmd(answered, { type: "answered", atMs: 9_000 }).state.answeredMs).toBe(5_000);
  });
});

describe("a message may be left", () => {
  const listening = (...parts: Part[]) => play(...parts).flatMap((effect) => (effect.type === "verdict" ? [] : [effect]));

  it("at the end of the beep", () => {
    expect(listening({ speech: 5_000 }, { silence: 500 }, { beep: 400 }, { silence: 3_000 })).toEqual([{ type: "listening", by: "beep", atMs: 5_900 }]);
  });

  it("when the greeting has ended and no beep came", () => {
    expect(listening({ speech: 5_000 }, { silence: 5_000 })).toEqual([{ type: "listening", by: "silence", atMs: 5_000 + amdTimings.greetingOverMs }]);
  });

  it("not in a pause between two of its sentences", () => {
    expect(listening({ speech: 4_000 }, { silence: 1_400 }, { speech: 2_000 })).toEqual([]);
  });

  it("never to one that talks for ever: that is told, once", () => {
    expect(listening({ speech: amdTimings.giveUpMs + 10_000 })).toEqual([{ type: "give-up", atMs: amdTimings.longestGreetingMs + amdTimings.giveUpMs }]);
  });

  it("to no person, screener or fax", () => {
    expect(listening({ speech: 500 }, { silence: 8_000 })).toEqual([]);
    expect(listening({ fax: true }, { silence: 8_000 })).toEqual([]);
  });
});
