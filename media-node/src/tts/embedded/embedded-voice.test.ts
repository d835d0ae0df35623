import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TtsChunk, TtsRequest } from "../port.ts";
import { startEmbeddedVoice, type EmbeddedVoiceHandle } from "./embedded-voice.ts";
import { embeddedVoices } from "./voices.ts";

let voice: EmbeddedVoiceHandle;
beforeAll(async () => {
  voice = await startEmbeddedVoice({ maxPending: 4 });
}, 30_000);
afterAll(() => voice.close());

const never = new AbortController().signal;
const greeting: TtsRequest = { text: "Здравствуйте! Салон «Весна» 😀, чем помочь?", language: "ru", voice: "anna", speed: 1 };

async function all(chunks: AsyncIterable<TtsChunk>): Promise<TtsChunk[]> {
  const out: TtsChunk[] = [];
  for await (const chunk of chunks) out.push(chunk);
  return out;
}
const samplesIn = (chunks: TtsChunk[]): number => chunks.reduce((sum, { pcm }) => sum + pcm.length, 0);
function levelDb(chunks: TtsChunk[]): number {
  let energy = 0;
  for (const { pcm } of chunks) for (const sample of pcm) energy += sample * sample;
  return 10 * Math.log10(energy / samplesIn(chunks) / 32_768 ** 2);
}

// Starting the process and optimising its code takes a second of a core; a busy machine takes longer.
describe("the embedded voice", { timeout: 30_000 }, () => {
  it("speaks at telephone level and says which chunk is the last", async () => {
    const chunks = await all(voice.synthesise(greeting, never));
    expect(samplesIn(chunks)).toBeGreaterThan(16_000);
    expect(chunks.map(({ last }) => last).filter(Boolean)).toHaveLength(1);
    expect(chunks.at(-1)?.last).toBe(true);
    expect(levelDb(chunks)).toBeGreaterThan(-24);
    expect(levelDb(chunks)).toBeLessThan(-18);
  });

  it("sends the first tenth of a second before the rest is spoken", async () => {
    const [first] = await all(voice.synthesise(greeting, never));
    expect(first?.pcm.length).toBeGreaterThanOrEqual(480);
    expect(first?.pcm.length).toBeLessThan(2_400);
  });

  it("tells when each word begins, by its place in the text even after an emoji", async () => {
    const chunks = await all(voice.synthesise(greeting, never));
    const words = chunks.flatMap((chunk) => chunk.words);
    const said = words.map(({ charStart, charEnd }) => greeting.text.slice(charStart, charEnd));
    expect(said).toContain("Здравствуйте");
    expect(said).toContain("Весна");
    expect(said.at(-1)).toBe("помочь");
    const times = words.map(({ startMs }) => startMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(samplesIn(chunks) / 8);
  });

  it("has each voice of its cast at the same level, and no two alike", async () => {
    const spoken = await Promise.all(
      embeddedVoices.slice(0, 4).map(({ id, language }) => all(voice.synthesise({ ...greeting, text: "Добрый день, салон слушает.", voice: id, language }, never))),
    );
    for (const chunks of spoken) expect(Math.abs(levelDb(chunks) + 21)).toBeLessThan(3);
    const fingerprints = spoken.map((chunks) => Buffer.concat(chunks.map(({ pcm }) => Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength))).toString("base64"));
    expect(new Set(fingerprints).size).toBe(spoken.length);
  });

  it("speaks faster when told to", async () => {
    const normal = samplesIn(await all(voice.synthesise(greeting, never)));
    const fast = samplesIn(await all(voice.synthesise({ ...greeting, speed: 1.5 }, never)));
    expect(fast).toBeLessThan(normal * 0.8);
  });

  it("refuses a voice it does not have, or one of another language, instead of speaking garbage", async () => {
    await expect(all(voice.synthesise({ ...greeting, voice: "nobody" }, never))).rejects.toMatchObject({ code: "unknown_voice", retryable: false });
    await expect(all(voice.synthesise({ ...greeting, voice: "alice" }, never))).rejects.toMatchObject({ code: "unknown_voice" });
  });

  it("refuses speeds and texts nobody could listen to", async () => {
    await expect(all(voice.synthesise({ ...greeting, speed: 9 }, never))).rejects.toMatchObject({ code: "bad_request" });
    await expect(all(voice.synthesise({ ...greeting, text: "а".repeat(3_000) }, never))).rejects.toMatchObject({ code: "bad_request" });
  });

  it("refuses as busy what exceeds its bound, and counts it", async () => {
    const asked = Array.from({ length: 6 }, () => all(voice.synthesise(greeting, never)).then(() => "spoken", (error: { code: string }) => error.code));
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((outcome) => outcome === "spoken")).toHaveLength(4);
    expect(outcomes.filter((outcome) => outcome === "busy")).toHaveLength(2);
    expect(voice.stats()).toMatchObject({ pending: 0, refused: 2 });
  });

  it("stops at once when the reply is interrupted, and leaves nothing pending", async () => {
    const interrupted = new AbortController();
    const reason = new Error("barge-in");
    const speaking = (async () => {
      for await (const _ of voice.synthesise({ ...greeting, text: greeting.text.repeat(20) }, interrupted.signal)) interrupted.abort(reason);
    })();
    await expect(speaking).rejects.toBe(reason);
    expect(voice.stats().pending).toBe(0);
    await expect(all(voice.synthesise(greeting, never))).resolves.not.toHaveLength(0);
  });

  it("says so when it is closed", async () => {
    const other = await startEmbeddedVoice();
    await other.close();
    await expect(all(other.synthesise(greeting, never))).rejects.toMatchObject({ code: "closed" });
  });
});
