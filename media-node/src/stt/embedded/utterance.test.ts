import { describe, expect, it } from "vitest";
import { inNoise } from "./decide.ts";
import { createListener, type Listener } from "./listener.ts";
import type { Recognised } from "./decide.ts";
import { sing, type Delivery } from "./tone-words.ts";

const words = ["aeia", "iuoi", "ouao", "eieu"];
/** Each word was recorded twice, at two speeds. */
function taught(): Listener {
  const listener = createListener();
  listener.learn("en", words.flatMap((text) => [{ text, pcm: sing(text) }, { text, pcm: sing(text, { speed: 1.25 }) }]));
  return listener;
}
const listener = taught();

function hear(pcm: Int16Array, phrases = words): Recognised {
  const utterance = listener.open("en", { phrases, digits: null });
  for (let at = 0; at < pcm.length; at += 160) utterance.push(pcm.subarray(at, at + 160));
  return utterance.end();
}

describe("what was said, among what was listened for", () => {
  const deliveries: [string, Delivery][] = [
    ["as recorded", {}],
    ["6 dB louder", { gain: 2 }],
    ["6 dB softer", { gain: 0.5 }],
    ["faster", { speed: 1.15 }],
    ["slower", { speed: 0.85 }],
    ["200 ms later", { leadingMs: 500 }],
    ["with noise on the line", { noise: 60 }],
  ];
  it.each(deliveries)("is found %s", (_, delivery) => {
    for (const word of words) expect(hear(sing(word, delivery))).toMatchObject({ text: word, verdict: "sure" });
  });

  it("is not believed when it was something else", () => {
    for (const word of ["aaaa", "uauau", "oooiii", "ee"]) expect(hear(sing(word)).verdict).not.toBe("sure");
  });

  it("is nothing when nothing was said", () => {
    expect(hear(sing("", { trailingMs: 1_000 }))).toMatchObject({ text: "", verdict: "rejected", confidence: 0 });
    expect(hear(new Int16Array(0))).toMatchObject({ text: "", verdict: "rejected" });
  });

  it("is never a word that was not listened for at this moment", () => {
    expect(hear(sing("aeia"), ["iuoi", "ouao"]).verdict).not.toBe("sure");
  });

  it("names the runners-up, best first, with less confidence", () => {
    const { confidence, alternatives } = hear(sing("aeia"));
    expect(alternatives).not.toHaveLength(0);
    expect(alternatives.map(({ text }) => text)).not.toContain("aeia");
    const confidences = [confidence, ...alternatives.map((alternative) => alternative.confidence)];
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  });
});

describe("an utterance as it arrives", () => {
  it("has its answer in the pause, before the endpoint", () => {
    const utterance = listener.open("en", { phrases: words, digits: null });
    const pcm = sing("iuoi", { trailingMs: 500 });
    const guesses = [];
    for (let at = 0; at < pcm.length; at += 160) {
      const guess = utterance.push(pcm.subarray(at, at + 160));
      if (guess !== null) guesses.push(guess);
    }
    expect(guesses).toMatchObject([{ text: "iuoi", verdict: "sure" }]);
    expect(utterance.end()).toBe(guesses[0]);
  });

  it("searches again when the caller goes on after a pause", () => {
    const utterance = listener.open("en", { phrases: ["aeia"], digits: null });
    const whole = Int16Array.from([...sing("ae", { trailingMs: 300 }), ...sing("oo", { leadingMs: 0 })]);
    const guesses = [];
    for (let at = 0; at < whole.length; at += 160) {
      const guess = utterance.push(whole.subarray(at, at + 160));
      if (guess !== null) guesses.push(guess);
    }
    expect(guesses).toHaveLength(2);
    expect(utterance.audioMs).toBe(Math.round(whole.length / 8));
  });

  it("stops listening after half a minute and counts what it left", () => {
    const utterance = listener.open("en", { phrases: words, digits: null });
    for (let second = 0; second < 32; second++) utterance.push(new Int16Array(8_000));
    expect(utterance.ignoredSamples).toBeGreaterThanOrEqual(8_000);
    expect(utterance.audioMs).toBe(32_000);
  });
});

describe("noise", () => {
  it("makes the recogniser believe less and never more", () => {
    const policy = { sureLoss: 8, rejectLoss: 12, sureMargin: 40 };
    expect(inNoise(policy, 40)).toEqual(policy);
    const some = inNoise(policy, 25);
    const much = inNoise(policy, 10);
    expect(some.sureLoss).toBeLessThan(policy.sureLoss);
    expect(much.sureLoss).toBeLessThan(some.sureLoss);
    expect(much.rejectLoss).toBeLessThan(some.rejectLoss);
    expect(much.sureMargin).toBeGreaterThan(some.sureMargin);
  });
});

describe("a language that was not learnt", () => {
  it("is refused by name", () => {
    expect(() => listener.open("ru", { phrases: ["да"], digits: null })).toThrow("has not learnt ru");
    expect(() => createListener().load("ru", new Uint8Array([1, 2, 3]))).toThrow();
  });
});
