import { describe, expect, it } from "vitest";
import { parseRtcp } from "./rtcp.ts";

const word = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const block = (ssrc: number, lost: number, jitter: number): number[] => [...word(ssrc), ...word((25 << 24) | (lost & 0xffffff)), ...word(70_000), ...word(jitter), ...word(0), ...word(0)];
const packet = (type: number, count: number, body: number[]): number[] => [0x80 | count, type, ...word(body.length / 4).slice(2), ...body];

describe("RTCP", () => {
  it("reads reports of senders and of receivers, among other packets", () => {
    const description = packet(202, 1, [...word(9), 1, 2, 97, 98, 0, 0, 0, 0]);
    const sender = packet(200, 1, [...word(9), ...word(1), ...word(2), ...word(3), ...word(4), ...word(5), ...block(77, 12, 160)]);
    expect(parseRtcp(Uint8Array.from([...sender, ...description]))).toEqual([{ ssrc: 77, lost: 12, jitter: 160 }]);
    const receiver = packet(201, 2, [...word(9), ...block(77, -3, 8), ...block(78, 0, 0)]);
    expect(parseRtcp(Uint8Array.from(receiver))).toEqual([{ ssrc: 77, lost: -3, jitter: 8 }, { ssrc: 78, lost: 0, jitter: 0 }]);
  });

  it("refuses what is cut off or lies about its length, and never throws", () => {
    const whole = packet(201, 1, [...word(9), ...block(77, 1, 8)]);
    for (let length = 1; length < whole.length; length++) expect(parseRtcp(Uint8Array.from(whole.slice(0, length)))).toBeNull();
    expect(parseRtcp(Uint8Array.from(packet(201, 5, [...word(9), ...block(77, 1, 8)])))).toBeNull();
    let seed = 5;
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from({ length: round % 80 }, (_, n) => (n === 0 ? 0x81 : n === 1 ? 200 : (seed = (Math.imul(seed, 69069) + 1) >>> 0) >>> 24));
      expect(() => parseRtcp(bytes)).not.toThrow();
    }
  });
});
