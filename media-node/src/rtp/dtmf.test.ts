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
    const receiver = createDtmfReceiver();
    const heard = [false, false, true, true, true].map((end, n) =>
      receiver.push(1, 800, { digit: "5", end, duration: 160 * (n + 1) }),
    );
    expect(heard).toEqual(["5", null, null, null, null]);
  });

  it("reports a press of which only one end packet arrived", () => {
    expect(createDtmfReceiver().push(1, 800, { digit: "5", end: true, duration: 800 })).toBe("5");
  });

  it("tells the same key pressed twice from one press", () => {
    const receiver = createDtmfReceiver();
    const event = { digit: "7", end: false, duration: 160 };
    expect([receiver.push(1, 800, event), receiver.push(1, 2400, event), receiver.push(1, 800, event)]).toEqual([
      "7",
      "7",
      null,
    ]);
  });
});
