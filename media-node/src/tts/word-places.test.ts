import { describe, expect, it } from "vitest";
import { createChunkQueue, createPcmReader } from "./chunk-queue.ts";
import { createWordPlaces } from "./word-places.ts";

describe("where a vendor's words stand in the text", () => {
  it("is found in order, whatever marks and stress go with them", () => {
    const text = "Старый за\u0301мок, старый замо\u0301к.";
    const place = createWordPlaces(text);
    const found = ["Старый", "замок,", "старый", "замок."].map((word, n) => place(word, n * 100));
    expect(found.map((word) => (word === null ? null : text.slice(word.charStart, word.charEnd)))).toEqual(["Старый", "за\u0301мок,", "старый", "замо\u0301к."]);
    expect(found.map((word) => word?.startMs)).toEqual([0, 100, 200, 300]);
  });

  it("is nowhere for a number that was read out, and those after it keep theirs", () => {
    const place = createWordPlaces("pay 40 roubles");
    expect([place("pay", 0), place("forty", 10), place("roubles", 20)]).toEqual([{ charStart: 0, charEnd: 3, startMs: 0 }, null, { charStart: 7, charEnd: 14, startMs: 20 }]);
  });
});

describe("audio between a vendor and the one who plays it", () => {
  it("is whole samples, though the vendor cuts them in two", () => {
    const read = createPcmReader();
    const bytes = new Uint8Array(new Int16Array([1, -2, 300, -400]).buffer);
    expect([...read(bytes.subarray(0, 3)), ...read(bytes.subarray(3, 4)), ...read(bytes.subarray(4))]).toEqual([1, -2, 300, -400]);
  });

  it("comes before the error that followed it, and not after a stop", async () => {
    const queue = createChunkQueue();
    const signal = new AbortController();
    queue.push({ pcm: new Int16Array(8), words: [], last: false });
    queue.fail(new Error("cut"));
    const chunks = queue.chunks(signal.signal);
    expect((await chunks.next()).value?.pcm.length).toBe(8);
    await expect(chunks.next()).rejects.toThrow("cut");
    const stopped = createChunkQueue();
    stopped.push({ pcm: new Int16Array(8), words: [], last: true });
    signal.abort(new Error("stop"));
    await expect(stopped.chunks(signal.signal).next()).rejects.toThrow("stop");
  });

  it("does not wait without end: three minutes unplayed are a vendor that does not stop", async () => {
    const queue = createChunkQueue();
    for (let minute = 0; minute < 4; minute += 1) queue.push({ pcm: new Int16Array(8_000 * 60), words: [], last: false });
    const played = async (): Promise<void> => {
      for await (const chunk of queue.chunks(new AbortController().signal)) expect(chunk.last).toBe(false);
    };
    await expect(played()).rejects.toMatchObject({ code: "bad_answer" });
  });
});
