import { describe, expect, it } from "vitest";
import { createDtmfReceiver, dtmfPayload, parseDtmf } from "./dtmf.ts";

describe("RFC 4733", () => {
  it("reads and writes event, end and duration", () => {
    expect([...dtmfPayload({ digit: "#", end: true, duration: 0x0520 })]).toEqual([11, 0x8a, 0x05, 0x20]);
    for (const digit of "0123456789*#ABCD") {
      const event = { digit, end: false, duration: 160 };
      expect(parseDtmf(dtmfPayload(event))).toEqual(event);
    }
  });

  it("refuses short payloads and events that are no keys", () => {
    expect(parseDtmf(Uint8Array.of(1, 0x0a, 0))).toBeNull();
    expect(parseDtmf(Uint8Array.of(16, 0x0a, 0, 160))).toBeNull();
    expect(() => dtmfPayload({ digit: "12", end: false, duration: 0 })).toThrow(RangeError);
    expect(() => dtmfPayload({ digit: "", end: false, duration: 0 })).toThrow(RangeError);
  });

  it("reports a press once though its end comes three times", () => {
    const receiver = createDtmfReceiver(8000);
    const heard = [false, false, true, true, true].map((end, n) =>
      receiver.push(1, 800, { digit: "5", end, duration: 160 * (n + 1) }, n === 0),
    );
    expect(heard).toEqual(["5", null, null, null, null]);
  });

  it("reports a press of which only one end packet arrived", () => {
    expect(createDtmfReceiver(8000).push(1, 800, { digit: "5", end: true, duration: 800 }, false)).toBe("5");
  });

  it("tells the same key pressed twice from one press", () => {
    const receiver = createDtmfReceiver(8000);
    const event = { digit: "7", end: false, duration: 160 };
    expect([receiver.push(1, 800, event, true), receiver.push(1, 2400, event, true), receiver.push(1, 800, event, false)]).toEqual([
      "7",
      "7",
      null,
    ]);
  });

  it("tells them apart without markers too, and where the first one's end was lost", () => {
    const receiver = createDtmfReceiver(8000);
    const press = (timestamp: number, ends: boolean) => [160, 320, 480].map((duration) => receiver.push(1, timestamp, { digit: "7", end: ends && duration === 480, duration }, false));
    expect([...press(800, true), ...press(1_700, false), ...press(3_000, true)].filter((digit) => digit !== null)).toEqual(["7", "7", "7"]);
  });

  it("hears digits that overlap: ends of one come again while the next has begun", () => {
    const receiver = createDtmfReceiver(8000);
    const one = { digit: "1", end: true, duration: 640 };
    const heard = [
      receiver.push(1, 800, { ...one, end: false }, true),
      receiver.push(1, 800, one, false),
      receiver.push(1, 1500, { digit: "2", end: false, duration: 160 }, true),
      receiver.push(1, 800, one, false),
      receiver.push(1, 1500, { digit: "2", end: false, duration: 320 }, false),
      receiver.push(1, 800, one, false),
      receiver.push(1, 1500, { digit: "2", end: true, duration: 480 }, false),
    ];
    expect(heard.filter((digit) => digit !== null)).toEqual(["1", "2"]);
  });

  it("reports a key that is held beyond 16 bits of duration once, at 8 kHz and at 16 kHz", () => {
    for (const perPacket of [160, 320]) {
      const receiver = createDtmfReceiver(perPacket * 50);
      const heard: (string | null)[] = [];
      for (let held = perPacket; held < 3 * 0xffff; held += perPacket) {
        const segment = Math.floor(held / 0xffff);
        heard.push(receiver.push(1, 800 + segment * 0xffff, { digit: "9", end: false, duration: held - segment * 0xffff }, held === perPacket));
      }
      expect(heard.filter((digit) => digit !== null)).toEqual(["9"]);
    }
  });

  it("reports a press once though the gateway lets its timestamp run", () => {
    const receiver = createDtmfReceiver(8000);
    const heard = Array.from({ length: 10 }, (_, n) => receiver.push(1, 800 + n * 160, { digit: "3", end: n > 6, duration: 160 }, n === 0));
    expect(heard.slice(0, 8).filter((digit) => digit !== null)).toEqual(["3"]);
  });
});
