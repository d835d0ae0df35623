import { describe, expect, it } from "vitest";
import { placement } from "./placement.ts";

const node = { id: "a", connected: true, clockOff: false, drainBy: null, ways: ["sip" as const, "browser" as const], telephony: "up" as const, calls: 1, capacity: 10, trunks: [] };
const sight = (state: "registered" | "unreachable" | "unknown") => [{ id: "trk_00000000000000000000", state, code: null, atMs: 1 }];
const trunk = "trk_00000000000000000000";

describe("the node of an outbound call", () => {
  it.each([
    ["has the least of its room taken", [{ ...node, calls: 5 }, { ...node, id: "b", calls: 8, capacity: 100 }], "sip", null, "b"],
    ["of equals is the first", [node, { ...node, id: "b" }], "sip", null, "a"],
    ["is not draining", [{ ...node, drainBy: "us" as const }, { ...node, id: "b", calls: 9 }], "sip", null, "b"],
    ["has a right clock", [{ ...node, clockOff: true }, { ...node, id: "b", calls: 9 }], "sip", null, "b"],
    ["has room", [{ ...node, calls: 10 }, { ...node, id: "b", calls: 9 }], "sip", null, "b"],
    ["has its exchange, for SIP", [{ ...node, telephony: "down" as const }, { ...node, id: "b", calls: 9 }], "sip", null, "b"],
    ["needs no exchange for a browser", [{ ...node, telephony: "down" as const }, { ...node, id: "b", calls: 9 }], "browser", null, "a"],
    ["reaches the trunk, however busy", [{ ...node, trunks: sight("unreachable") }, { ...node, id: "b", calls: 9, trunks: sight("registered") }], "sip", trunk, "b"],
    ["has told of the trunk rather than not", [node, { ...node, id: "b", calls: 9, trunks: sight("unknown") }], "sip", trunk, "b"],
    ["is tried even where the trunk was out of reach a moment ago", [{ ...node, trunks: sight("unreachable") }], "sip", trunk, "a"],
    ["is none when nobody can", [{ ...node, connected: false }, { ...node, id: "b", ways: ["browser" as const] }], "sip", null, null],
  ] as const)("%s", (_, candidates, via, by, expected) => {
    expect(placement(candidates.map((one) => ({ ...one, ways: [...one.ways], trunks: [...one.trunks] })), via, by)).toBe(expected);
  });
});
