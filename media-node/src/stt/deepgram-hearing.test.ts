import { describe, expect, it } from "vitest";
import { readAnswer } from "./deepgram-dialect.ts";
import { createFluxHearing } from "./deepgram-flux.ts";
import { createNovaHearing } from "./deepgram-nova.ts";
import { keytermsOf } from "./deepgram.ts";

/** Times in ms since the first audio of the connection. */
const result = (fromMs: number, toMs: number, transcript: string, over: Record<string, unknown> = {}) =>
  readAnswer(JSON.stringify({ type: "Results", channel_index: [0, 1], start: fromMs / 1000, duration: (toMs - fromMs) / 1000, channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] }, metadata: {}, ...over }));

describe("what Nova says of an utterance", () => {
  it("joins its final pieces with the words that are still open", () => {
    const hearing = createNovaHearing(0);
    expect(hearing.take(result(0, 800, "my code")).events).toEqual([{ type: "partial", text: "my code", stable: false }]);
    expect(hearing.take(result(0, 1000, "My code is", { is_final: true })).events).toEqual([{ type: "partial", text: "My code is", stable: true }]);
    expect(hearing.take(result(1000, 1500, "four")).events).toEqual([{ type: "partial", text: "My code is four", stable: false }]);
    expect(hearing.take(result(1000, 1600, "four")).events).toEqual([]);
    hearing.finish(2500);
    expect(hearing.take(result(1000, 2500, "four zero", { is_final: true, from_finalize: true })).done).toBe(true);
    expect(hearing.text()).toBe("My code is four zero");
    expect(hearing.confidence()).toBeCloseTo(0.9);
  });

  it("takes a pause for a chance to think ahead, and a longer one for the end of the turn", () => {
    const hearing = createNovaHearing(0);
    expect(hearing.take(result(0, 1200, "yes please", { is_final: true, speech_final: true })).events.at(-1)).toEqual({ type: "turn-end", text: "yes please", eager: true });
    expect(hearing.take(readAnswer('{"type":"UtteranceEnd","channel":[0,1],"last_word_end":0.9}')).events).toEqual([{ type: "turn-end", text: "yes please", eager: false }]);
  });

  it("does not take what is still said of the utterance before it, nor its Finalize", () => {
    const hearing = createNovaHearing(3000);
    hearing.finish(4000);
    expect(hearing.take(result(1000, 3000, "an old story", { is_final: true, from_finalize: true }))).toEqual({ events: [], say: [], done: false });
    expect(hearing.take(readAnswer('{"type":"UtteranceEnd","channel":[0,1],"last_word_end":2.9}')).events).toEqual([]);
    expect(hearing.take(result(3000, 4000, "a new one", { is_final: true, from_finalize: true })).done).toBe(true);
    expect(hearing.text()).toBe("a new one");
  });

  it("waits for no answer to a Finalize that had nothing left to finalize", () => {
    const early = createNovaHearing(0);
    early.take(result(0, 2000, "yes", { is_final: true, speech_final: true }));
    expect(early.finish(2200).done).toBe(true);
    const late = createNovaHearing(0);
    expect(late.finish(2200).done).toBe(false);
    expect(late.take(result(0, 1000, "no", { is_final: true })).done).toBe(false);
    expect(late.take(result(1000, 2000, "", { is_final: true, speech_final: true })).done).toBe(true);
  });

  it("holds words that are still open for unfinished, however little audio is left", () => {
    const hearing = createNovaHearing(0);
    hearing.take(result(0, 2000, "yes", { is_final: true }));
    hearing.take(result(2000, 2150, "but"));
    expect(hearing.finish(2200).done).toBe(false);
  });

  it("passes over what it does not know and what is no failure", () => {
    const hearing = createNovaHearing(0);
    for (const text of ['{"type":"Metadata","duration":1}', '{"type":"SpeechStarted","timestamp":0.1}', '{"type":"ConfigureFailure"}', '{"type":"Error","code":"KeytermsNotSupported","description":""}', '{"type":"Tomorrow"}']) {
      expect(hearing.take(readAnswer(text))).toEqual({ events: [], say: [], done: false });
    }
    expect(() => readAnswer("not json")).toThrow();
    expect(() => readAnswer('{"type":"Results","start":"soon"}')).toThrow();
  });
});

const turn = (event: string, toMs: number, transcript: string, over: Record<string, unknown> = {}) =>
  readAnswer(JSON.stringify({ type: "TurnInfo", request_id: "r", sequence_id: 1, event, turn_index: 0, audio_window_start: 0, audio_window_end: toMs / 1000, transcript, words: transcript === "" ? [] : [{ word: transcript, confidence: 0.8 }], end_of_turn_confidence: 0.1, ...over }));
const forceEnd = JSON.stringify({ type: "ForceEndTurn" });

describe("what Flux says of an utterance", () => {
  it("grows through a turn, eagerly ends, goes on, and ends", () => {
    const hearing = createFluxHearing(0);
    const events = [turn("StartOfTurn", 500, "I"), turn("Update", 750, "I would"), turn("EagerEndOfTurn", 1200, "I would"), turn("TurnResumed", 1400, "I would like"), turn("EndOfTurn", 2000, "I would like to pay.")].flatMap((answer) => hearing.take(answer).events);
    expect(events).toEqual([
      { type: "partial", text: "I", stable: false },
      { type: "partial", text: "I would", stable: false },
      { type: "turn-end", text: "I would", eager: true },
      { type: "partial", text: "I would like", stable: false },
      { type: "turn-end", text: "I would like to pay.", eager: false },
    ]);
    expect(hearing.finish(2200)).toEqual({ say: [], done: true });
    expect(hearing.confidence()).toBeCloseTo(0.8);
  });

  it("is made to end a turn that is on when the audio is over", () => {
    const hearing = createFluxHearing(0);
    hearing.take(turn("StartOfTurn", 1000, "yes"));
    const { say, done } = hearing.finish(1020);
    expect([say, done]).toEqual([[forceEnd], false]);
    expect(hearing.take(turn("EndOfTurn", 1020, "Yes.", { trigger: "manual" })).done).toBe(true);
  });

  it("is asked again when the forced end came before the words did", () => {
    const hearing = createFluxHearing(0);
    // Audio that was replayed at once: nothing is transcribed yet.
    expect(hearing.finish(3000).say[0]).toBe(forceEnd);
    expect(hearing.take(turn("StartOfTurn", 800, "tell me")).say).toEqual([]);
    expect(hearing.take(turn("Update", 2000, "tell me the hours")).say).toEqual([]);
    expect(hearing.take(turn("Update", 2980, "tell me the hours please")).say).toEqual([forceEnd]);
    expect(hearing.take(turn("Update", 3100, "tell me the hours please")).say).toEqual([]);
    expect(hearing.take(turn("EndOfTurn", 3100, "Tell me the hours, please.")).done).toBe(true);
    expect(hearing.text()).toBe("Tell me the hours, please.");
  });

  it("joins the turns of one utterance", () => {
    const hearing = createFluxHearing(0);
    hearing.take(turn("EndOfTurn", 1500, "Well."));
    hearing.take(turn("StartOfTurn", 2500, "my order"));
    hearing.finish(3500);
    expect(hearing.take(turn("EndOfTurn", 3400, "My order is late.")).done).toBe(true);
    expect(hearing.text()).toBe("Well. My order is late.");
  });

  it("has heard nothing when the window has passed the end and no turn was begun; silence is sent so that it does", () => {
    const hearing = createFluxHearing(0);
    const { say } = hearing.finish(1000);
    expect(say[1]).toBeInstanceOf(Uint8Array);
    expect(hearing.take(turn("Update", 900, "")).done).toBe(false);
    expect(hearing.take(turn("Update", 1150, "")).done).toBe(true);
    expect(hearing.text()).toBe("");
  });

  it("does not take the turns of the utterance before it", () => {
    const hearing = createFluxHearing(5000);
    expect(hearing.take(turn("EndOfTurn", 5000, "An old story."))).toEqual({ events: [], say: [], done: false });
    expect(hearing.text()).toBe("");
  });
});

describe("key terms", () => {
  it("are the words of the trade, then those of the moment, each once", () => {
    expect(keytermsOf(["Zvon", " Asterisk "], ["yes", "Zvon", ""])).toEqual(["Zvon", "Asterisk", "yes"]);
  });

  it("stay within the vendor's 500 tokens, over which the stream falls silent without a word", () => {
    const terms = keytermsOf(Array.from({ length: 300 }, (_, n) => `слово ${n}`), []);
    expect(terms.length).toBeLessThanOrEqual(100);
    expect(terms.join(" ").length).toBeLessThanOrEqual(450);
  });
});
