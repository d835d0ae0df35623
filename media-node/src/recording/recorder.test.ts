import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecorder, salvageRecording } from "./recorder.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recorder-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function channels(path: string) {
  const file = await readFile(path);
  const data = file.subarray(44);
  const left: number[] = [];
  const right: number[] = [];
  for (let at = 0; at + 3 < data.length; at += 4) {
    left.push(data.readInt16LE(at));
    right.push(data.readInt16LE(at + 2));
  }
  return {
    left,
    right,
    header: {
      riff: file.toString("latin1", 0, 4),
      riffBytes: file.readUInt32LE(4),
      channels: file.readUInt16LE(22),
      rate: file.readUInt32LE(24),
      bits: file.readUInt16LE(34),
      dataBytes: file.readUInt32LE(40),
    },
  };
}

const frame = (value: number) => new Int16Array(160).fill(value);

describe("recorder", () => {
  it("that waits writes silence of the same length until it is told to begin", async () => {
    const path = join(folder, "waits.wav");
    const recorder = await createRecorder(path, true);
    // One channel leads into the next second meanwhile.
    for (let n = 0; n < 60; n++) recorder.bot(frame(7));
    for (let n = 0; n < 40; n++) recorder.caller(frame(7));
    recorder.begin();
    for (let n = 0; n < 30; n++) recorder.caller(frame(5));
    for (let n = 0; n < 10; n++) recorder.bot(frame(6));
    expect(await recorder.close()).toMatchObject({ durationMs: 1_400 });
    const { left, right } = await channels(path);
    expect([left.findIndex((one) => one !== 0) / 160, right.findIndex((one) => one !== 0) / 160]).toEqual([40, 60]);
    expect(new Set(left.slice(40 * 160))).toEqual(new Set([5]));
    expect(new Set(right.slice(60 * 160))).toEqual(new Set([6]));
  });

  it("puts the caller left and the bot right at the same samples, though one channel leads", async () => {
    const path = join(folder, "aligned.wav");
    const recorder = await createRecorder(path);
    for (let n = 0; n < 130; n++) {
      recorder.bot(frame(1000 + n)); // leads by two frames
      if (n >= 2) recorder.caller(frame(n - 2));
    }
    const result = await recorder.close();
    expect(result).toEqual({ path, bytes: 44 + 130 * 160 * 4, durationMs: 2600 });
    const { left, right, header } = await channels(path);
    expect(header).toEqual({
      riff: "RIFF",
      riffBytes: 36 + 130 * 640,
      channels: 2,
      rate: 8000,
      bits: 16,
      dataBytes: 130 * 640,
    });
    for (let n = 0; n < 130; n++) {
      expect([left[n * 160], left[n * 160 + 159]]).toEqual(n < 128 ? [n, n] : [0, 0]);
      expect([right[n * 160], right[n * 160 + 159]]).toEqual([1000 + n, 1000 + n]);
    }
  });

  it("fills a channel that fell silent for good instead of losing the other", async () => {
    const path = join(folder, "one-sided.wav");
    const recorder = await createRecorder(path);
    for (let n = 0; n < 300; n++) recorder.caller(frame(n + 1));
    await recorder.close();
    const { left, right } = await channels(path);
    expect(left.length).toBe(300 * 160);
    expect(left.every((value, at) => value === Math.floor(at / 160) + 1)).toBe(true);
    expect(right.every((value) => value === 0)).toBe(true);
  });

  it("leaves silence where the disk was too slow, and moves nothing", async () => {
    const path = join(folder, "slow.wav");
    const recorder = await createRecorder(path);
    // twelve seconds in one go: more blocks than may be under way
    for (let n = 0; n < 600; n++) {
      recorder.caller(frame(n + 1));
      recorder.bot(frame(-n - 1));
    }
    expect(recorder.droppedBlocks()).toBe(4);
    expect(await recorder.close()).toMatchObject({ bytes: 44 + 600 * 640, durationMs: 12000 });
    const { left, header } = await channels(path);
    expect(header.dataBytes).toBe(600 * 640);
    expect(left.length).toBe(600 * 160);
    expect([left[0], left[399 * 160], left[400 * 160], left[599 * 160]]).toEqual([1, 400, 0, 0]);
  });

  it("ignores audio after close, and closes once", async () => {
    const recorder = await createRecorder(join(folder, "closed.wav"));
    recorder.caller(frame(1));
    const first = recorder.close();
    recorder.caller(frame(1));
    expect(await recorder.close()).toEqual(await first);
    expect((await first)?.durationMs).toBe(20);
  });

  it("makes an empty but valid file of a call with no audio", async () => {
    const path = join(folder, "empty.wav");
    const recorder = await createRecorder(path);
    expect(await recorder.close()).toEqual({ path, bytes: 44, durationMs: 0 });
    expect((await channels(path)).header.dataBytes).toBe(0);
  });

  it("can be salvaged when it was never closed", async () => {
    const path = join(folder, "killed.wav");
    const recorder = await createRecorder(path);
    for (let n = 0; n < 160; n++) {
      recorder.caller(frame(5));
      recorder.bot(frame(6));
    }
    await recorder.close();
    // as a killed process leaves it: an old header, half a sample at the end
    const file = await readFile(path);
    file.writeUInt32LE(0, 40);
    await writeFile(path, file.subarray(0, 44 + 2 * 32000 + 2));
    expect(await salvageRecording(path)).toEqual({ path, bytes: 44 + 64000, durationMs: 2000 });
    const { left, header } = await channels(path);
    expect(header.dataBytes).toBe(64000);
    expect(left.every((value) => value === 5)).toBe(true);
    await writeFile(join(folder, "text"), "not audio at all, but long enough to hold a header of a file");
    await expect(salvageRecording(join(folder, "text"))).rejects.toThrow(RangeError);
  });

  it("says at once when the file cannot be made", async () => {
    await expect(createRecorder(join(folder, "absent", "x.wav"))).rejects.toThrow("ENOENT");
  });
});
