import { describe, expect, it } from "vitest";
import { parseRtp, serialiseRtp } from "./packet.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const HEADER = "80 88 fffe fffffff0 deadbeef";

describe("parseRtp", () => {
  it("reads marker, payload type, sequence, timestamp, SSRC and payload", () => {
    expect(parseRtp(bytes(`${HEADER} d5d5`))).toEqual({
      ok: true,
      packet: {
        marker: true,
        payloadType: 8,
        sequence: 0xfffe,
        timestamp: 0xfffffff0,
        ssrc: 0xdeadbeef,
        payload: bytes("d5d5"),
      },
    });
  });

  it("is undone by serialiseRtp", () => {
    const datagram = bytes(`${HEADER} 010203`);
    const parsed = parseRtp(datagram);
    expect(parsed.ok && serialiseRtp(parsed.packet)).toEqual(datagram);
  });

  it("steps over contributing sources, the header extension and padding", () => {
    const datagram = bytes("b2 00 0001 00000002 00000003 aaaaaaaa bbbbbbbb bede0001 11223344 d5d5 000003");
    const parsed = parseRtp(datagram);
    expect(parsed.ok && parsed.packet.payload).toEqual(bytes("d5d5"));
  });

  it.each([
    ["short", ""],
    ["short", "80 08 0001 00000002 000000"],
    ["version", "00 08 0001 00000002 00000003 d5"],
    ["version", "c0 08 0001 00000002 00000003 d5"],
    ["rtcp", "80 c8 0006 00000002 00000003 00000000"],
    ["csrc", "8f 08 0001 00000002 00000003 d5d5"],
    ["extension", "90 08 0001 00000002 00000003 bede"],
    ["extension", "90 08 0001 00000002 00000003 bedeffff 00"],
    ["padding", "a0 08 0001 00000002 00000003 d5d500"],
    ["padding", "a0 08 0001 00000002 00000003 d5d5ff"],
  ])("names the defect %s of a malformed packet", (defect, hex) => {
    expect(parseRtp(bytes(hex))).toEqual({ ok: false, defect });
  });

  it("never throws, whatever the bytes", () => {
    let seed = 1;
    const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    for (let round = 0; round < 20000; round++) {
      const datagram = Uint8Array.from({ length: next() % 40 }, () => next() & 0xff);
      if (datagram.length > 0 && round % 2 === 0) datagram[0] = 0x80 | (next() & 0x3f);
      const parsed = parseRtp(datagram);
      if (parsed.ok) expect(parsed.packet.payload.length).toBeLessThanOrEqual(datagram.length - 12);
    }
  });
});
