import { endReasons } from "@zvon/contract/end-reason.ts";
import { describe, expect, it } from "vitest";
import { type Ended, endReasonOf } from "./cause.ts";

const unanswered = (sip: number | null, q850: number | null): Ended => ({
  answered: false,
  by: "far",
  cause: { sip, q850, text: "" },
});

describe("endReasonOf", () => {
  it.each([
    [486, 17, "busy"],
    [600, 17, "busy"],
    [603, 21, "rejected"],
    [487, 127, "cancelled"],
    [480, 19, "unreachable"],
    [408, 18, "unreachable"],
    [404, 1, "invalid_number"],
    [484, 28, "invalid_number"],
    [403, 21, "forbidden"],
    [407, 21, "forbidden"],
    [503, 34, "congestion"],
    [488, 58, "failed"],
    [500, 38, "failed"],
  ] as const)("reads the SIP status %i of an unanswered call, whatever Q.850 says (%i), as %s", (sip, q850, reason) => {
    expect(endReasonOf(unanswered(sip, q850), "outbound")).toBe(reason);
  });

  it.each([
    [1, "invalid_number"],
    [3, "unreachable"],
    [16, "cancelled"],
    [17, "busy"],
    [18, "unreachable"],
    [19, "no_answer"],
    [20, "unreachable"],
    [21, "rejected"],
    [28, "invalid_number"],
    [34, "congestion"],
    [42, "congestion"],
    [57, "forbidden"],
    [127, "failed"],
  ] as const)("reads Q.850 %i of an unanswered call without a SIP status as %s", (q850, reason) => {
    expect(endReasonOf(unanswered(null, q850), "outbound")).toBe(reason);
  });

  it("calls our own ring time-out no answer", () => {
    expect(endReasonOf({ ...unanswered(null, 19), by: "system" }, "outbound")).toBe("no_answer");
  });

  it("calls a caller who gave up while it rang cancelled, with any cause", () => {
    for (const cause of [0, 16, 127]) expect(endReasonOf(unanswered(487, cause), "inbound")).toBe("cancelled");
  });

  it("tells who ended an answered call", () => {
    const answered = (by: Ended["by"], q850: number | null) => endReasonOf({ ...unanswered(null, q850), answered: true, by }, "inbound");
    expect(answered("far", 16)).toBe("caller_hangup");
    expect(answered("us", 16)).toBe("completed");
    expect(answered("system", null)).toBe("failed");
    expect(answered("far", 44)).toBe("media_timeout");
  });

  it("has a known reason for every cause and status there is", () => {
    for (let sip = 300; sip < 700; sip++) expect(endReasons).toContain(endReasonOf(unanswered(sip, null), "outbound"));
    for (let q850 = 0; q850 < 128; q850++) expect(endReasons).toContain(endReasonOf(unanswered(null, q850), "outbound"));
  });
});
