import { describe, expect, it } from "vitest";
import { peaksOf } from "./peaks.ts";
import { readWav } from "./wav.ts";

/** A stereo WAV with a chunk before the samples, as recorders write them. */
function wav(samples: readonly number[], options: { format?: number; declared?: number } = {}): ArrayBuffer {
  const bytes = new ArrayBuffer(12 + 24 + 8 + 4 + 8 + samples.length * 2);
  const view = new DataView(bytes);
  const text = (at: number, word: string) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, options.format ?? 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 8000, true);
  view.setUint16(34, 16, true);
  text(36, "LIST");
  view.setUint32(40, 3, true);
  text(48, "data");
  view.setUint32(52, options.declared ?? samples.length * 2, true);
  samples.forEach((sample, index) => view.setInt16(56 + index * 2, sample, true));
  return bytes;
}

describe("reading a recording", () => {
  it("finds the samples behind other chunks, odd ones too", () => {
    const read = readWav(wav([1, -2, 3, -4]));
    expect(read && [read.channels, read.rate, [...read.samples], read.durationMs]).toEqual([2, 8000, [1, -2, 3, -4], 0.25]);
  });
  it("takes what is there when the file was cut short or never finished", () => {
    expect([...(readWav(wav([5, 6], { declared: 0xffffffff }))?.samples ?? [])]).toEqual([5, 6]);
  });
  it("leaves what is not 16 bit PCM to the player", () => {
    expect(readWav(wav([1, 2], { format: 6 }))).toBeNull();
    expect(readWav(new ArrayBuffer(4))).toBeNull();
    expect(readWav(new TextEncoder().encode("<!doctype html><html></html>").buffer)).toBeNull();
  });
});

describe("the waveform", () => {
  it("shows the caller's and the bot's loudest moment under each bar", () => {
    const read = readWav(wav([0, -32768, 100, 0, 32767, 0, 8192, 0]));
    const peaks = read && peaksOf(read, 2);
    expect(peaks?.bot).toEqual([1, 0]);
    expect(peaks?.caller[0]).toBeCloseTo(Math.sqrt(100 / 32768));
    expect(peaks?.caller[1]).toBeCloseTo(1, 3);
  });
  it("draws more bars than samples without inventing sound", () => {
    const read = readWav(wav([16384, 0]));
    expect(read && peaksOf(read, 4).caller.filter((peak) => peak > 0)).toHaveLength(1);
  });
});
