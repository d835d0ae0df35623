import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { callerIdAs, chooseLine } from "./outbound-line.ts";
import type { OwnedLines } from "./outbound-line.ts";

type Lines = Pick<OwnedLines, "trunks" | "numbers">;

const settings = { kind: "sip" as const, access: "register" as const, host: "sip.example.com", port: 5060, transport: "udp" as const, username: "user", outboundProxy: null, inboundNetworks: [], codecs: ["pcma" as const], callerIdFormat: "e164" as const, maxChannels: 10, dailyCalls: null, minutePrice: 0 };
const trunk = (id: string) => ({ id, nodeId: null, settings });
const owned = (change: Partial<Lines> = {}): Lines => ({ trunks: [trunk("trk_a"), trunk("trk_b")], numbers: [{ number: "1001", trunkId: null }, { number: "74950000001", trunkId: null }, { number: "74950000002", trunkId: "trk_b" }], ...change });

function chosen(lines: Lines, from: string | undefined, exchange = true): string {
  try {
    const line = chooseLine(lines, from, exchange);
    return `${line.from} by ${line.trunk?.id ?? "the exchange"}`;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe("the line of an outbound call", () => {
  it.each([
    ["the number's own trunk", owned(), "+7 495 000-00-02", "74950000002 by trk_b"],
    ["a number without a trunk is nobody's word for whose it is", owned(), "74950000001", "from_without_trunk"],
    ["a number without a trunk, and none that has one: what the carrier has", owned({ numbers: [{ number: "74950000001", trunkId: null }] }), undefined, "user by trk_a"],
    ["a number that has a trunk goes before one that has none", owned(), undefined, "74950000002 by trk_b"],
    ["a trunk that is switched off", owned({ trunks: [trunk("trk_a")] }), "74950000002", "trunk_off"],
    ["a stranger's number", owned(), "74959999999", "from_not_yours"],
    ["an extension", owned(), "1001", "from_not_yours"],
    ["a trunk without numbers", owned({ numbers: [] }), undefined, "user by trk_a"],
    ["no trunk, an exchange of one's own", owned({ trunks: [] }), "74950000001", "74950000001 by the exchange"],
    ["no trunk and no public number, an exchange of one's own", { trunks: [], numbers: [{ number: "1001", trunkId: null }] }, "74951234567", "74951234567 by the exchange"],
  ])("%s", (_, lines, from, expected) => {
    expect(chosen(lines, from)).toBe(expected);
  });

  it("is none where there is no trunk, and the exchange is everybody's", () => {
    expect(chosen(owned({ trunks: [] }), "74950000001", false)).toBe("no_trunk");
    expect(chosen({ trunks: [], numbers: [] }, undefined, false)).toBe("no_trunk");
  });
});

describe("our number to the carrier", () => {
  it.each([["e164", "74950000001", "74950000001"], ["plus", "74950000001", "+74950000001"], ["national", "74950000001", "84950000001"], ["national", "442079460000", "442079460000"], ["plus", "user", "user"]] as const)("%s of %s: %s", (format, number, written) => {
    expect(callerIdAs(format, number)).toBe(written);
  });
});
