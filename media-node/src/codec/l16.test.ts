import { describe, expect, it } from "vitest";
import { decodeL16, encodeL16Into } from "./l16.ts";

describe("L16", () => {
  it("is big-endian", () => {
    const bytes = new Uint8Array(9);
    encodeL16Into(Int16Array.of(1, -2, 32767, -32768), bytes, 1);
    expect([...bytes]).toEqual([0, 0x00, 0x01, 0xff, 0xfe, 0x7f, 0xff, 0x80, 0x00]);
    expect([...(decodeL16(bytes.subarray(1)) ?? [])]).toEqual([1, -2, 32767, -32768]);
  });

  it("refuses half a sample", () => {
    expect(decodeL16(new Uint8Array(3))).toBeNull();
  });
});
