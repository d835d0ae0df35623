import { describe, expect, it } from "vitest";
import { callSteps } from "./invite-times.ts";

const entry = (ms: number, way: "sent" | "received", first: string, id: string, cseq = "1 INVITE"): string =>
  `----------------------------------------------- ${new Date(Date.UTC(2026, 10, 21, 19, 8, 59, 980) + ms).toISOString().replace("T", " ").replace("Z", "000")}\nUDP message ${way} (100 bytes):\n\n${first}\r\nCall-ID: ${id}\r\nCSeq: ${cseq}\r\n\r\nv=0\r\n\n`;

describe("waits of calls in SIPp's log", () => {
  it("are told apart by call, from the first INVITE to the first of each answer", () => {
    const log = [
      entry(0, "sent", "INVITE sip:1 SIP/2.0", "a"), entry(5, "sent", "INVITE sip:1 SIP/2.0", "b"), entry(10, "received", "SIP/2.0 100 Trying", "a"),
      entry(20, "received", "SIP/2.0 180 Ringing", "a"), entry(30, "received", "SIP/2.0 183 Session Progress", "b"), entry(40, "received", "SIP/2.0 200 OK", "a"),
      entry(45, "received", "SIP/2.0 200 OK", "a"), entry(60, "received", "SIP/2.0 200 OK", "a", "2 BYE"), entry(500, "sent", "INVITE sip:1 SIP/2.0", "b"),
    ].join("");
    const { ringing, answer } = callSteps(log);
    expect(ringing.map(Math.round)).toEqual([20, 25]);
    expect(answer.map(Math.round)).toEqual([40]);
  });
});
