import { destinationPolicySchema } from "@zvon/contract/limits-api.ts";
import { describe, expect, it } from "vitest";
import { dearPrefixes, foreignUnderOne, premiumPrefixes } from "./premium-prefixes.ts";
import { destinationDigits, judgeDestination, judgeHandingOn, trunkOfAddress } from "./destinations.ts";

const policy = (change: Parameters<typeof destinationPolicySchema.parse>[0] = {}) => destinationPolicySchema.parse(change);
const judge = (written: string, change: object = {}, internal = false) => {
  const verdict = judgeDestination(policy(change), written, { internal });
  return verdict.ok ? verdict.to : verdict.code;
};

describe("a destination", () => {
  it.each([
    ["+7 912 345-67-89", {}, "79123456789"],
    ["8 (495) 123-45-67", {}, "74951234567"],
    ["88001234567", {}, "78001234567"],
    ["8 809 505 12 34", {}, "premium"],
    ["+7 803 100 00 00", {}, "premium"],
    ["+7 940 711 11 11", {}, "premium"],
    ["8 10 44 20 7946 0000", {}, "not_allowed"],
    ["8 10 44 20 7946 0000", { allow: ["44"] }, "442079460000"],
    ["00 44 20 7946 0000", { allow: ["44"] }, "442079460000"],
    ["+44 909 879 0000", { allow: ["44"] }, "premium"],
    ["+881612345678", { allow: ["8"] }, "premium"],
    ["+7 701 123 45 67", {}, "not_allowed"],
    ["+7 701 123 45 67", { country: "KZ" }, "77011234567"],
    ["+1 900 555 1234", { country: "US" }, "premium"],
    ["+1 876 555 1234", { country: "US" }, "not_allowed"],
    ["+1 212 555 1234", { country: "US" }, "12125551234"],
    ["7 809 505 12 34", { premium: true, allow: ["7"] }, "premium"],
    ["7 809 505 12 34", { premium: true, allow: ["7809"] }, "78095051234"],
    ["7 809 505 12 34", { allow: ["7809"] }, "premium"],
    ["79123456789", { deny: ["7912"] }, "denied"],
    ["79123456789", { deny: ["7912"], allow: ["79123456789"] }, "denied"],
    ["112", { allow: ["112"] }, "emergency"],
    ["0890", {}, "short"],
    ["0890", { allow: ["0890"] }, "0890"],
    ["118", { allow: ["1"] }, "short"],
    ["101", { allow: ["101"] }, "emergency"],
    // Dialled without "+", each of these would reach a paid number, or another country, by way of Russia.
    ["+8 809 505 12 34", { allow: ["880"] }, "premium"],
    ["+810 44 909 879 000", { allow: ["81"] }, "not_a_number"],
    ["+7 810 960 706 0123", {}, "not_allowed"],
    ["+7 954 123 45 67", {}, "premium"],
    ["+84 912 345 678", { allow: ["84"] }, "84912345678"],
    ["+81 3 1234 5678", { allow: ["81"] }, "81312345678"],
    ["+1 212 976 1234", { country: "US" }, "premium"],
    ["+1 212 976 1234", { country: "US", premium: true, allow: ["1212976"] }, "12129761234"],
    ["+1 212 971 2976", { country: "US" }, "12129712976"],
    ["+1 500 555 1234", { country: "US" }, "premium"],
    ["+1 520 555 1234", { country: "US" }, "15205551234"],
    ["+1 600 555 1234", { country: "CA" }, "premium"],
    ["+1 809 555 1234", { allow: ["1"] }, "not_allowed"],
    ["+1 809 555 1234", { allow: ["1809"] }, "18095551234"],
    ["+247 22 4567", { allow: ["2"] }, "not_allowed"],
    ["+247 22 4567", { allow: ["247"] }, "247224567"],
    ["+53 5 1234567", { allow: ["5"] }, "not_allowed"],
    ["+371 67 123 456", { allow: ["371"] }, "37167123456"],
    ["+44 7624 123456", { allow: ["44"] }, "447624123456"],
    ["+44 7640 123456", { allow: ["44"] }, "premium"],
    ["+44 70 1234 5678", { allow: ["44"] }, "premium"],
    ["+49 900 1 234567", { country: "DE" }, "premium"],
    ["+49 1805 123456", { country: "DE" }, "premium"],
    ["+49 180 5123", { country: "DE" }, "premium"],
    ["+49 30 901820", { country: "DE" }, "4930901820"],
    ["+33 8 99 12 34 56", { country: "FR" }, "premium"],
    ["+33 8 36 65 12 34", { country: "FR" }, "premium"],
    ["+33 8 05 12 34 56", { country: "FR" }, "33805123456"],
    ["+375 902 1234567", { country: "BY" }, "premium"],
    ["+374 900 12345", { country: "AM" }, "premium"],
    ["+972 1 900 123 456", { country: "IL" }, "premium"],
    ["+971 900 212345", { country: "AE" }, "premium"],
    ["+90 888 123 4567", { country: "TR" }, "premium"],
    ["+7 809 123 4567", { country: "KZ" }, "premium"],
    ["+7 800 555 3535", {}, "78005553535"],
    ["+7 804 333 0000", {}, "78043330000"],
    ["+870 773 123 456", { allow: ["870"] }, "premium"],
    ["+874 123 456 789", { allow: ["8"] }, "premium"],
    ["+979 1 2345 6789", { allow: ["9"] }, "premium"],
    ["+878 10 1234567890", { allow: ["8"] }, "premium"],
    ["+883 5100 1234567", { allow: ["8"] }, "premium"],
    ["+880 1712 345678", { allow: ["880"] }, "8801712345678"],
    ["sip:1@example.com", {}, "not_a_number"],
    ["79123456789@evil", {}, "not_a_number"],
    ["7", {}, "not_a_number"],
  ])("%s under %j: %s", (written, change, expected) => {
    expect(judge(written, change)).toBe(expected);
  });

  it("that is an extension is open where the exchange is one's own, and emergency services are not", () => {
    expect(judge("200", {}, true)).toBe("200");
    expect(judge("112", {}, true)).toBe("emergency");
    expect(judge("79123456789", {}, true)).toBe("79123456789");
    expect(judge("447911123456", {}, true)).toBe("not_allowed");
  });

  it("of a list is named once, and none of what is paid hides behind what is dear", () => {
    expect(new Set(premiumPrefixes).size).toBe(premiumPrefixes.length);
    expect(new Set([...dearPrefixes, ...foreignUnderOne]).size).toBe(dearPrefixes.length + foreignUnderOne.length);
    for (const prefix of [...premiumPrefixes, ...dearPrefixes]) expect(premiumPrefixes.filter((other) => other !== prefix && prefix.startsWith(other))).toEqual([]);
  });

  it("is told in words that say what to do", () => {
    const verdict = judgeDestination(policy(), "78095051234", { internal: false });
    expect(verdict).toMatchObject({ ok: false, words: { ru: expect.stringContaining("7809"), en: expect.stringContaining("7809") } });
  });

  it("in Japan is not taken for a way to dial abroad", () => {
    expect(destinationDigits("+81 3 1234 5678")).toBe("81312345678");
    expect(destinationDigits("810 44 20 7946 0000")).toBe("442079460000");
  });
});

describe("where a bot hands callers on", () => {
  const trunks = [{ id: "trk_pbx", host: "PBX.example.com", port: 5060 }, { id: "trk_carrier", host: "sip.carrier.example", port: 5061 }, { id: "trk_far", host: "pbx.example.com", port: 5080 }];
  const handOn = (written: string, change: object = {}, internal = false) => {
    const verdict = judgeHandingOn(policy(change), written, { internal, trunks });
    return verdict.ok ? "open" : verdict.code;
  };

  it.each([
    ["+7 912 345-67-89", "open"],
    ["8 809 505 12 34", "premium"],
    ["operators", "open"],
    ["operators:sales", "open"],
    ["sip:anna@pbx.example.com", "open"],
    ["sip:anna-2@pbx.example.com", "open"],
    ["sip:200@pbx.example.com", "open"],
    ["sip:*97@pbx.example.com", "open"],
    ["sip:79123456789@pbx.example.com", "open"],
    ["sip:+447911123456@pbx.example.com", "not_allowed"],
    // The carrier's own server would bill these as calls.
    ["sip:78095051234@sip.carrier.example", "premium"],
    ["SIPS:8(809)505-12-34@sip.carrier.example;transport=tls", "premium"],
    ["sip:%37%38095051234@sip.carrier.example", "premium"],
    ["sip:112@sip.carrier.example", "emergency"],
    ["sip:~78095051234@sip.carrier.example", "not_a_number"],
    ["sip:7809_5051234@sip.carrier.example", "not_a_number"],
    ["sip:%2537%25380%39505123%2534@sip.carrier.example", "not_a_number"],
    ["*67#88095051234", "not_allowed"],
    ["*78095051234", "premium"],
    ["*97", "short"],
    ["tel:78095051234", "not_a_number"],
    ["Local/1@evil", "not_a_number"],
  ])("%s: %s", (written, expected) => {
    expect(handOn(written)).toBe(expected);
  });

  it.each([
    ["sip:x@evil.example", null],
    ["sip:x@10.0.0.1", null],
    ["sip:x@[::1]", null],
    ["sip:x@evil.example:5060", null],
    ["sip:x@sub.pbx.example.com", null],
    ["sip:x@pbx.example.com.evil.example", null],
    ["sip:x@pbx.example.com@evil.example", null],
    ["sip:x@evil.example;transport=udp@pbx.example.com", null],
    ["sip:x@pbx.example.com;maddr=evil.example", null],
    ["sip:x@pbx.example.com?Route=%3Csip:evil.example%3E", null],
    ["sip:x@pbx.example.com:5062", null],
    ["sip:x@pbx.example.com", "trk_pbx"],
    ["SIP:x@pbx.EXAMPLE.com:5060", "trk_pbx"],
    ["sip:x@pbx.example.com:5080;transport=tcp", "trk_far"],
    ["sips:x@sip.carrier.example", "trk_carrier"],
  ])("is a SIP address at one of the account's own trunks alone: %s goes by %s", (written, trunk) => {
    expect(trunkOfAddress(trunks, written)?.id ?? null).toBe(trunk);
    expect(handOn(written)).toBe(trunk === null ? "no_trunk" : "open");
  });

  it("is any SIP address where the owner's exchange knows where they lie, and says what to do where none may be dialled", () => {
    expect(judgeHandingOn(policy(), "sip:anna@elsewhere.example", { internal: true, trunks: null })).toEqual({ ok: true, to: "sip:anna@elsewhere.example" });
    expect(judgeHandingOn(policy(), "sip:anna@elsewhere.example", { internal: true, trunks: [] })).toMatchObject({ ok: false, words: { ru: expect.stringContaining("Добавьте транк"), en: expect.stringContaining("Add a trunk") } });
  });

  it("is an extension, or a key code of the exchange, where the exchange is one's own", () => {
    expect(handOn("200", {}, true)).toBe("open");
    expect(handOn("*200", {}, true)).toBe("open");
    expect(handOn("*78095051234", {}, true)).toBe("premium");
  });
});
