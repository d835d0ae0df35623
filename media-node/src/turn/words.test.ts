import { describe, expect, it } from "vitest";
import { createRecentAudio } from "./recent-audio.ts";
import { timersOf } from "./settings.ts";
import { wordsOf } from "./words.ts";

describe("words", () => {
  it("are compared without case, punctuation and the dots of «ё»", () => {
    expect(wordsOf("Да-да, ЕЩЁ! That's 5.")).toEqual(["да", "да", "еще", "that's", "5"]);
  });
});

describe("timers of a moment", () => {
  const bot = { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 };
  it("are the state's, then the bot's, then the usual ones", () => {
    expect(timersOf({ ...bot, resumeAfterMs: 900 }, { endpointMs: 800, bargeIn: false })).toMatchObject({ endpointMs: 800, digitsEndpointMs: 1100, bargeIn: false, resumeAfterMs: 900, finishedEndpointMs: 300, semantic: true });
  });
  it("do not make a whole answer wait longer than any other", () => {
    expect(timersOf({ ...bot, endpointMs: 200 }, null).finishedEndpointMs).toBe(200);
  });
  it("hold over a field that is there and names nothing", () => {
    expect(timersOf({ ...bot, adaptive: undefined }, null).adaptive).toBe(true);
  });
});

describe("recent audio", () => {
  it("keeps the newest 8 s in their order", () => {
    const audio = createRecentAudio();
    expect(audio.last()).toEqual(new Int16Array(0));
    for (let n = 0; n < 500; n++) audio.push(new Int16Array(160).fill(n));
    const last = audio.last();
    expect([last.length, last[0], last.at(-1)]).toEqual([64_000, 100, 499]);
  });
});
