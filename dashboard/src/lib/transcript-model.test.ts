import type { Message } from "@zvon/contract/api.ts";
import { describe, expect, it } from "vitest";
import { lineAt, linesOf, medianPause, neighbour, splitHeard, wordAt } from "./transcript-model.ts";

const message = (over: Partial<Message>): Message => ({ index: 0, who: "bot", turn: 0, text: "", heardText: null, startMs: null, endMs: null, interrupted: false, by: "voice", verdict: null, confidence: null, state: null, intent: null, timings: null, ...over });
const timings = (firstAudioMs: number) => ({ endpointMs: 0, sttMs: 0, decisionMs: 0, ttsMs: 0, firstAudioMs });

const greeting = message({ index: 0, text: "Добрый день, слушаю вас", startMs: 0, endMs: 2000, heardText: "Добрый день, слушаю вас" });
const answer = message({ index: 1, who: "caller", turn: 1, text: "на стрижку", heardText: "на стрижку", startMs: 3000, endMs: 4000 });
const lines = linesOf([greeting, answer]);

describe("what was heard of the bot", () => {
  it("is all of it when nobody interrupted", () => {
    expect(splitHeard({ text: "Да, конечно.", heardText: "Да, конечно.", interrupted: false })).toEqual({ heard: "Да, конечно.", unheard: "" });
  });
  it("is as many words as sounded when the caller interrupted", () => {
    expect(splitHeard({ text: "На какую услугу вас записать?", heardText: "На какую услугу", interrupted: true })).toEqual({ heard: "На какую услугу", unheard: "вас записать?" });
  });
  it("is nothing when the caller spoke before the first sound", () => {
    expect(splitHeard({ text: "Секунду", heardText: "", interrupted: true })).toEqual({ heard: "", unheard: "Секунду" });
  });
  it("counts words, for the voice says some of them otherwise than they are written", () => {
    expect(splitHeard({ text: "Завтра в 17:30 ждём вас", heardText: "завтра в полшестого", interrupted: true })).toEqual({ heard: "Завтра в 17:30", unheard: "ждём вас" });
  });
});

describe("lines of a conversation", () => {
  it("show the raw words of the recogniser only where they differ", () => {
    expect(lines[1]?.raw).toBeNull();
    expect(linesOf([{ ...answer, text: "1234", heardText: "один два три четыре" }])[0]?.raw).toBe("один два три четыре");
    expect(linesOf([{ ...answer, heardText: "На стрижку!" }])[0]?.raw).toBeNull();
  });
  it("spread their words over their time, so that a word can be found", () => {
    expect(lines[0]?.words.map((word) => word.text)).toEqual(["Добрый ", "день, ", "слушаю ", "вас"]);
    expect(lines[0]?.words[0]?.startMs).toBe(0);
    expect(lines[0]?.words[2]?.startMs).toBeCloseTo((13 / 23) * 2000, 5);
    expect(linesOf([message({ text: "ещё не звучало" })])[0]?.words[0]?.startMs).toBeNull();
  });
  it("know which of them sounds, and which word", () => {
    expect(lineAt(lines, -1)).toBeNull();
    expect(lineAt(lines, 2500)?.key).toBe("bot-0");
    expect(lineAt(lines, 3000)?.key).toBe("caller-1");
    const [first] = lines;
    expect(first && [wordAt(first, 0), wordAt(first, 1999), wordAt(first, 2500)]).toEqual([0, 3, -1]);
  });
  it("lead on to the next, and back past the one just begun", () => {
    expect(neighbour(lines, 0, 1)?.key).toBe("caller-1");
    expect(neighbour(lines, 3500, -1)?.key).toBe("bot-0");
    expect(neighbour(lines, 3500, 1)).toBeNull();
    expect(neighbour(lines, 500, -1)).toBeNull();
  });
});

describe("the median pause", () => {
  it("leaves out messages that answer nothing", () => {
    expect(medianPause([greeting, answer])).toBeNull();
    expect(medianPause([message({ timings: timings(900) }), message({ timings: timings(500) }), message({ timings: timings(700) })])).toBe(700);
    expect(medianPause([message({ timings: timings(900) }), message({ timings: timings(500) })])).toBe(700);
  });
});
