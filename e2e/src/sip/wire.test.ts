import { describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "./g711.ts";
import { addressIn, branchOf, formatSip, headerOf, hostPortIn, parseSip, userIn } from "./message.ts";
import { formatSdp, parseSdp } from "./sdp.ts";
import { rtpCapture } from "./sipp.ts";

describe("SIP messages", () => {
  it("reads compact header names and folded case as what they stand for", () => {
    const message = parseSip('INVITE sip:100@host SIP/2.0\r\nv: SIP/2.0/UDP 1.2.3.4;branch=z9hG4bKabc;rport\r\nf: "A" <sip:7900@x>;tag=1\r\nCALL-ID: q\r\n\r\nbody');
    expect(message).toMatchObject({ kind: "request", method: "INVITE", uri: "sip:100@host", body: "body" });
    if (message === null) return;
    expect(branchOf(message)).toBe("z9hG4bKabc");
    expect(userIn(headerOf(message, "from"))).toBe("7900");
    expect(headerOf(message, "call-id")).toBe("q");
  });

  it("comes back as it was sent, with the body's length in bytes", () => {
    const text = formatSip({ kind: "response", status: 200, reason: "OK", headers: [["call-id", "1"]], body: "да" });
    expect(text).toContain("content-length: 4\r\n");
    expect(parseSip(text)).toMatchObject({ kind: "response", status: 200, reason: "OK", body: "да" });
  });

  it("takes what is not SIP for nothing", () => {
    for (const text of ["", "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0000\u0001"]) expect(parseSip(text)).toBeNull();
  });

  it("finds host and port of an address, with and without a user", () => {
    expect(hostPortIn("sip:100@127.0.0.1:5070;transport=udp")).toEqual({ host: "127.0.0.1", port: 5070 });
    expect(hostPortIn("sip:127.0.0.1")).toEqual({ host: "127.0.0.1", port: 5060 });
    expect(addressIn('"x" <sip:a@b:1;lr>;tag=2')).toBe("sip:a@b:1;lr");
  });
});

describe("session descriptions", () => {
  it("come back as they were sent", () => {
    expect(parseSdp(formatSdp({ host: "127.0.0.2", port: 4_000, codecs: ["alaw", "ulaw"] }))).toEqual({ host: "127.0.0.2", port: 4_000, codecs: ["alaw", "ulaw"], eventsType: 101 });
  });

  it("without audio are nothing", () => {
    expect(parseSdp("v=0\r\nm=video 1 RTP/AVP 96\r\n")).toBeNull();
  });
});

describe("G.711 of the test phone", () => {
  it.each(["alaw", "ulaw"] as const)("in %s keeps every byte through decode and encode", (codec) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const again = encodeG711(codec, decodeG711(codec, bytes));
    // Mu-law has two zeros (ITU-T G.711 table 2): 0x7f, the negative one, comes back as 0xff.
    expect([...again]).toEqual([...bytes].map((byte) => (codec === "ulaw" && byte === 0x7f ? 0xff : byte)));
  });

  it.each(["alaw", "ulaw"] as const)("in %s is within the codec's step of what was said", (codec) => {
    const samples = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768);
    const heard = decodeG711(codec, encodeG711(codec, samples));
    for (let at = 0; at < samples.length; at++) {
      const said = samples[at] ?? 0;
      // The widest segment's step is 1,024; mu-law clips above 32,635.
      expect(Math.abs((heard[at] ?? 0) - said)).toBeLessThanOrEqual(Math.max(16, Math.abs(said) / 16 + 8));
    }
  });
});

describe("rtpCapture", () => {
  it("holds one stream: keys take the place of audio, their end comes three times", () => {
    const capture = rtpCapture("alaw", new Int16Array(160 * 20), [{ atMs: 100, key: "#" }]);
    const types: number[] = [];
    const sequences: number[] = [];
    for (let at = 24; at < capture.length; at += 16 + capture.readUInt32LE(at + 8)) {
      types.push((capture[at + 16 + 43] ?? 0) & 0x7f);
      sequences.push(capture.readUInt16BE(at + 16 + 44));
    }
    expect(types.map((type) => (type === 101 ? "k" : "a")).join("")).toBe("aaaaakkkkkkkkkkaaaaaaa");
    expect(sequences).toEqual(sequences.map((_, index) => 1_000 + index));
  });
});
