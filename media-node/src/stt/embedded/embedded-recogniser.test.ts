import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SttEvent, ListenHint } from "../port.ts";
import { startEmbeddedRecogniser, type EmbeddedRecogniser, type Teacher } from "./embedded-recogniser.ts";
import { sing } from "./tone-words.ts";

/** A voice that sings invented words: its phones are its letters, 120 ms each, as tone-words has them. */
function singingTeacher(): Teacher & { asked: string[] } {
  const asked: string[] = [];
  return {
    version: "singer/1",
    asked,
    speakAligned(text, voice) {
      asked.push(text);
      // A sentence becomes a song: any letter counts as one of the five.
      const song = [...text].map((letter) => "aeiou"[letter.charCodeAt(0) % 5] ?? "a").join("").slice(0, 24);
      const word = /^[aeiou]+$/.test(text) ? text : song;
      const speed = voice.rateWpm / 160;
      const letterMs = Math.round(960 / speed) / 8;
      const pcm = sing(word, { speed, leadingMs: 0, trailingMs: 0 });
      const phones = [...word].map((name, i) => ({ name, startMs: i * letterMs }));
      return Promise.resolve({ pcm, phones: [...phones, { name: "", startMs: word.length * letterMs - 20 }], words: [{ startMs: 0 }] });
    },
  };
}

async function* frames(pcm: Int16Array): AsyncGenerator<Int16Array> {
  for (let at = 0; at < pcm.length; at += 160) yield pcm.slice(at, at + 160);
}
async function hear(stt: EmbeddedRecogniser, pcm: Int16Array, listen: ListenHint): Promise<SttEvent[]> {
  const events: SttEvent[] = [];
  for await (const event of stt.transcribe(frames(pcm), { language: "en", listen }, new AbortController().signal)) events.push(event);
  return events;
}
const listen: ListenHint = { phrases: ["aeia", "iuoi", "ouao"], digits: null };

let folder = "";
let teacher: ReturnType<typeof singingTeacher>;
let stt: EmbeddedRecogniser;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-recogniser-"));
  teacher = singingTeacher();
  stt = await startEmbeddedRecogniser({ teacher, folder, maxUtterances: 8 });
  await stt.prepare([listen], "en");
}, 60_000);
afterAll(async () => {
  await stt.close();
  await rm(folder, { recursive: true, force: true });
});

// Learning takes two seconds of a core; a busy machine takes longer.
describe("the embedded recogniser", { timeout: 60_000 }, () => {
  it("hears a phrase of its list, guesses it in the pause and says it once at the end", async () => {
    const events = await hear(stt, sing("iuoi"), listen);
    expect(events.map(({ type }) => type)).toEqual(["partial", "final"]);
    expect(events.at(-1)).toMatchObject({ type: "final", text: "iuoi", verdict: "sure", audioMs: 1280 });
  });

  it("listens to many callers at once without mixing them up", async () => {
    const said = ["aeia", "iuoi", "ouao", "aeia", "ouao", "iuoi"];
    const heard = await Promise.all(said.map((word) => hear(stt, sing(word), listen)));
    expect(heard.map((events) => events.at(-1))).toMatchObject(said.map((text) => ({ text })));
    expect(stt.stats().open).toBe(0);
  });

  it("learns a list it was not prepared for when the caller speaks", async () => {
    const events = await hear(stt, sing("eieu"), { phrases: ["eieu", "uoua"], digits: null });
    expect(events.at(-1)).toMatchObject({ text: "eieu" });
  });

  it("refuses as busy what exceeds its bound, and counts it", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => hear(stt, sing("aeia"), listen).then(() => "heard", (error: { code: string }) => error.code)),
    );
    expect(outcomes.filter((outcome) => outcome === "busy")).toHaveLength(2);
    expect(stt.stats()).toEqual({ open: 0, refused: 2 });
  });

  it("ends with the signal's reason when the turn is cancelled, and leaves nothing open", async () => {
    const cancelled = new AbortController();
    const reason = new Error("hung up");
    async function* endless(): AsyncGenerator<Int16Array> {
      yield new Int16Array(160);
      cancelled.abort(reason);
      for (;;) {
        yield new Int16Array(160);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const hearing = (async () => {
      for await (const _ of stt.transcribe(endless(), { language: "en", listen }, cancelled.signal));
    })();
    await expect(hearing).rejects.toBe(reason);
    expect(stt.stats().open).toBe(0);
  });

  it("hears the next utterance alone after one that was cancelled", async () => {
    const cancelled = new AbortController();
    async function* begun(): AsyncGenerator<Int16Array> {
      yield* frames(sing("aeia").subarray(0, 3200));
      cancelled.abort(new Error("hung up"));
      yield new Int16Array(160);
    }
    const hearing = (async () => {
      for await (const _ of stt.transcribe(begun(), { language: "en", listen }, cancelled.signal));
    })();
    await expect(hearing).rejects.toThrow("hung up");
    expect((await hear(stt, sing("ouao"), listen)).at(-1)).toMatchObject({ text: "ouao", verdict: "sure" });
  });

  it("refuses to begin what was cancelled already", async () => {
    const reason = new Error("too late");
    const hearing = (async () => {
      for await (const _ of stt.transcribe(frames(sing("aeia")), { language: "en", listen }, AbortSignal.abort(reason)));
    })();
    await expect(hearing).rejects.toBe(reason);
    expect(stt.stats().open).toBe(0);
  });

  it("hears nothing in silence and says so", async () => {
    expect((await hear(stt, new Int16Array(8000), listen)).at(-1)).toMatchObject({ type: "final", text: "", verdict: "rejected", audioMs: 1000 });
  });

  it("passes on that the audio's source failed", async () => {
    async function* broken(): AsyncGenerator<Int16Array> {
      yield new Int16Array(160);
      throw new Error("the leg is gone");
    }
    const hearing = (async () => {
      for await (const _ of stt.transcribe(broken(), { language: "en", listen }, new AbortController().signal));
    })();
    await expect(hearing).rejects.toThrow("the leg is gone");
  });

  it("asks the voice for nothing it knew before a restart", async () => {
    await stt.close();
    const again = singingTeacher();
    const restarted = await startEmbeddedRecogniser({ teacher: again, folder });
    const events = await hear(restarted, sing("ouao"), listen);
    await restarted.close();
    expect(events.at(-1)).toMatchObject({ text: "ouao", verdict: "sure" });
    expect(again.asked).toEqual([]);
  });

  it("learns anew when its file is damaged", async () => {
    for (const name of await readdir(folder)) await writeFile(path.join(folder, name), "not a model");
    const again = singingTeacher();
    const restarted = await startEmbeddedRecogniser({ teacher: again, folder });
    const events = await hear(restarted, sing("aeia"), listen);
    await restarted.close();
    expect(events.at(-1)).toMatchObject({ text: "aeia" });
    expect(again.asked.length).toBeGreaterThan(50);
  });

  it("says so when it is closed", async () => {
    const closed = await startEmbeddedRecogniser({ teacher, folder });
    await closed.close();
    await expect(hear(closed, sing("aeia"), listen)).rejects.toMatchObject({ code: "closed" });
  });

  it("passes on that its voice can't speak, and tries again the next time", async () => {
    const empty = await mkdtemp(path.join(tmpdir(), "zvon-recogniser-"));
    let silent = true;
    const moody: Teacher = { version: "moody", speakAligned: (text, voice, signal) => (silent ? Promise.reject(new Error("hoarse")) : singingTeacher().speakAligned(text, voice, signal)) };
    const other = await startEmbeddedRecogniser({ teacher: moody, folder: empty });
    await expect(other.prepare([listen], "en")).rejects.toThrow("hoarse");
    silent = false;
    await expect(other.prepare([listen], "en")).resolves.toBeUndefined();
    await other.close();
    await rm(empty, { recursive: true, force: true });
  });
});
