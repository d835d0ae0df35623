import { describe, expect, it } from "vitest";
import type { Leg } from "../media/engine.ts";
import type { Tts } from "../tts/port.ts";
import { createSpeaker } from "./speaker.ts";

const twoWords: Tts = {
  async *synthesise() {
    yield { pcm: new Int16Array(4_000), words: [{ charStart: 0, charEnd: 5, startMs: 0 }], last: false };
    yield { pcm: new Int16Array(4_000), words: [{ charStart: 6, charEnd: 11, startMs: 520 }], last: true };
  },
  close: () => Promise.resolve(),
};

function setUp() {
  const played: string[] = [];
  const leg: Leg = {
    id: "leg", local: null, play: (mark) => void played.push(mark), stop: () => undefined, pause: () => undefined, resume: () => undefined,
    feed: () => undefined, record: () => undefined, tap: () => undefined, talk: () => undefined, setRemote: () => undefined, sendDtmf: () => undefined, close: () => undefined,
  };
  const speaker = createSpeaker({
    leg, mouth: () => ({ tts: twoWords, voice: { provider: "embedded", voice: "one", speed: 1 } }), now: () => 0,
    onStarted: () => undefined, onHeard: () => undefined, onSound: () => undefined, onError: (error) => { throw error; },
  });
  return { speaker, played };
}

describe("speaker", () => {
  it("knows the beginnings of the words of what sounds, so that a paused bot goes on with a whole one", async () => {
    const { speaker, played } = setUp();
    expect(speaker.wordStarts()).toBeNull();
    for (const seq of [0, 1]) speaker.say({ v: 1, type: "reply.text", reply: 3, turn: 1, seq, text: "hello there", voice: "hello there", last: seq === 1, interruptible: true, language: "en", listen: { phrases: [], digits: null, keys: null } });
    while (played.length < 4) await Promise.resolve();
    // Made, and not yet heard.
    expect(speaker.wordStarts()).toBeNull();
    speaker.onMark({ type: "mark-started", mark: "r3.0", atMs: 0 });
    expect(speaker.wordStarts()).toEqual({ mark: "r3.0", startsMs: [0, 520] });
    speaker.onMark({ type: "mark-finished", mark: "r3.0", atMs: 1000, playedMs: 1000 });
    speaker.onMark({ type: "mark-started", mark: "r3.1", atMs: 1000 });
    expect(speaker.wordStarts()?.mark).toBe("r3.1");
    speaker.onMark({ type: "mark-finished", mark: "r3.1", atMs: 2000, playedMs: 1000 });
    expect(speaker.wordStarts()).toBeNull();
  });
});
