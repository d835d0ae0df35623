/** Sound and words of a call as the media thread and the recogniser bring them. */
import { describe, expect, it } from "vitest";
import type { AmdEffect } from "../amd/machine.ts";
import { createWhoTook, type WhoTook } from "./who-took.ts";

const frame = (hz: number | null, atMs: number): Int16Array => Int16Array.from({ length: 160 }, (_, n) => (hz === null ? 0 : Math.round(6_000 * Math.sin((2 * Math.PI * hz * (n + atMs * 8)) / 8_000))));

function line(): { effects: AmdEffect[]; who: WhoTook; play(ms: number, sound: { speech?: number; hz?: number }): void; nowMs(): number } {
  const effects: AmdEffect[] = [];
  const who = createWhoTook((effect) => effects.push(effect));
  let atMs = 0;
  return {
    effects,
    who,
    nowMs: () => atMs,
    play(ms, { speech = 0, hz }) {
      for (const endMs = atMs + ms; atMs < endMs; atMs += 20) who.hear({ atMs, pcm: frame(hz ?? null, atMs), speech });
    },
  };
}

describe("who took a call", () => {
  it("is not judged by what sounds before the answer", () => {
    const call = line();
    call.play(6_000, { speech: 0.9 });
    expect(call.effects).toEqual([]);
    call.who.answered(call.nowMs());
    call.play(500, { speech: 0.9 });
    call.play(1_000, {});
    expect(call.effects).toMatchObject([{ type: "verdict", verdict: "human" }]);
  });

  it("is a machine by words that two utterances share", () => {
    const call = line();
    call.who.answered(0);
    call.play(1_000, { speech: 0.9 });
    call.who.words("оставьте", call.nowMs(), true);
    call.play(400, {});
    call.who.words("сообщение после", call.nowMs(), false);
    expect(call.effects).toMatchObject([{ type: "verdict", verdict: "machine", why: "words", afterMs: 1_400 }]);
  });

  it("takes no tone for speech, whatever the voice detector says, and leaves the message at its end", () => {
    const call = line();
    call.who.answered(0);
    call.play(4_000, { speech: 0.9 });
    call.play(600, {});
    call.play(2_400, { speech: 0.9, hz: 1_000 });
    call.play(40, {});
    expect(call.effects.map((effect) => effect.type)).toEqual(["verdict", "listening"]);
    expect(call.effects).toMatchObject([{ verdict: "machine", why: "long_greeting" }, { by: "silence" }]);
  });
});
