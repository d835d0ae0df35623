import { describe, expect, it } from "vitest";
import { dialString, trunkOf } from "./dial-string.ts";

describe("what may be dialled", () => {
  it.each([
    ["79001112233", "trunk", "PJSIP/79001112233@trunk"],
    ["+7 (900) 111-22-33", "novofon", "PJSIP/+79001112233@novofon"],
    ["200", "trunk", "PJSIP/200@trunk"],
    ["sip:desk@pbx.example.org", "trunk", "PJSIP/trunk/sip:desk@pbx.example.org"],
    ["sips:desk@[2001:db8::1]:5061;transport=tls", "trunk", "PJSIP/trunk/sips:desk@[2001:db8::1]:5061;transport=tls"],
    ["operator:anna", null, "PJSIP/operator-anna"],
  ])("%s by %s is %s", (to, trunk, expected) => {
    expect(dialString({ to, trunk })).toBe(expected);
  });

  it.each([
    ["79001112233@evil&PJSIP/1", "trunk"],
    ["79001112233", "trunk/sip:evil"],
    ["79001112233", null],
    ["sip:a@b?Replaces=x", "trunk"],
    ["sip:a@b&Local/1@evil", "trunk"],
    ["sip:a@b;maddr=10.0.0.1", "trunk"],
    ["operator:a&Local/1@evil", "trunk"],
    ["operator:", "trunk"],
    ["Local/100@from-trunk", "trunk"],
    ["", "trunk"],
  ])("%s by %s is refused", (to, trunk) => {
    expect(dialString({ to, trunk })).toBeNull();
  });

  it("reads the trunk off a channel's name, whatever dashes it has", () => {
    expect(trunkOf("PJSIP/mango-office-0000001a")).toBe("mango-office");
    expect(trunkOf("UnicastRTP/127.0.0.1:4000-0x7f0")).toBeNull();
  });
});
