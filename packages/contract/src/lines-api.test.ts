import { describe, expect, it } from "vitest";
import { changeLimitsSchema, ownLimitsSchema } from "./limits-api.ts";
import { callerEntrySchema, changeNumberSchema, createNumberSchema, hoursSchema } from "./numbers-api.ts";
import { telephoneSchema } from "./telephone.ts";
import { changeTrunkSchema, createTrunkSchema } from "./trunks-api.ts";

describe("a telephone number", () => {
  it.each([["+7 (495) 123-45-67", "74951234567"], ["8 495 123 45 67", "74951234567"], ["74951234567", "74951234567"], ["+81 3 1234 5678", "81312345678"], ["+8 123 456 78 90", "81234567890"], ["1001", "1001"]])("%s is %s", (written, kept) => {
    expect(telephoneSchema.parse(written)).toBe(kept);
  });
  it.each(["", "sip:1001@example.com", "1", "1234567890123456", "+7495<x>"])("is not %j", (written) => {
    expect(telephoneSchema.safeParse(written).success).toBe(false);
  });
});

describe("a trunk", () => {
  const fitting = { name: "Line", kind: "sip", host: "sip.example.com" };
  it("is made from little, and what a change leaves out stays", () => {
    expect(createTrunkSchema.parse({ ...fitting, inboundNetworks: ["203.0.113.10", "203.0.113.0/28"] })).toMatchObject({ inboundNetworks: ["203.0.113.10/32", "203.0.113.0/28"], codecs: ["pcma", "pcmu"] });
    expect(changeTrunkSchema.parse({ name: "Other" })).toEqual({ name: "Other" });
  });
  it.each([
    ["host", "sip.example.com\nqualify=no"], ["host", "sip.example.com:5060"], ["host", "sip:x@y"], ["username", "me;transport=tcp"], ["username", "me\n"], ["password", "a;b"], ["password", "a\nb"], ["password", " a"], ["inboundNetworks", ["0.0.0.0/0"]],
    ["name", "Line\nqualify=no"], ["name", "Li\u0000ne"], ["name", "Li\u2028ne"], ["host", "010.0.0.1"], ["host", "2130706433"], ["host", "sip.0x7f"], ["host", "1.2.3"], ["inboundNetworks", ["8.8.8.010"]], ["inboundNetworks", ["8.8.0.0/016"]], ["inboundNetworks", ["8.0.0.0/15"]], ["inboundNetworks", ["256.0.0.1"]], ["inboundNetworks", ["1.2.3.4/33"]], ["codecs", []], ["codecs", ["pcma", "pcma"]], ["outboundProxy", { host: "a b", port: 5060 }],
  ])("writes nothing into a configuration but what belongs there: %s %j", (field, value) => {
    expect(createTrunkSchema.safeParse({ ...fitting, [field]: value }).success).toBe(false);
    expect(changeTrunkSchema.safeParse({ [field]: value }).success).toBe(false);
  });
});

describe("a number", () => {
  it("is made from little, and what a change leaves out stays", () => {
    expect(createNumberSchema.parse({ number: "8 495 123 45 67", name: "Line" })).toMatchObject({ number: "74951234567", hours: { week: null, holidays: [], timeZone: null }, overflow: null });
    expect(changeNumberSchema.parse({ name: "Other" })).toEqual({ name: "Other" });
  });
  it.each([{ week: { mon: [{ from: "9:00", to: "18:00" }] } }, { week: { mon: [{ from: "24:00", to: "24:00" }] } }, { week: { mo: [] } }, { timeZone: "Mars/Olympus" }, { holidays: [{ date: "13-01" }] }, { holidays: [{ date: "02-31" }] }, { holidays: [{ date: "2026-02-29" }] }, { holidays: [{ date: "04-31" }] }])("has hours that a clock knows, not %j", (hours) => {
    expect(changeNumberSchema.safeParse({ hours }).success).toBe(false);
    expect(createNumberSchema.safeParse({ number: "1001", name: "Line", hours }).success).toBe(false);
  });
  it.each(["02-29", "2028-02-29", "12-31", "2026-12-31"])("may be closed on %s", (date) => {
    expect(changeNumberSchema.safeParse({ hours: { holidays: [{ date }] } }).success).toBe(true);
  });
  it("has the hours it was kept with, an impossible holiday among them", () => {
    expect(hoursSchema.parse({ holidays: [{ date: "02-31" }] }).holidays).toHaveLength(1);
  });
  it("forwards to digits alone", () => {
    expect(changeNumberSchema.parse({ overflow: { kind: "forward", to: "+7 495 123-45-67" } })).toEqual({ overflow: { kind: "forward", to: "74951234567" } });
    expect(changeNumberSchema.safeParse({ overflow: { kind: "forward", to: "PJSIP/evil" } }).success).toBe(false);
  });
  it("knows callers by number or by how it begins", () => {
    for (const [written, kept] of [["+7 495*", "7495*"], ["8495*", "7495*"], ["8 (800) 555*", "7800555*"], ["8 495 123 45 67", "74951234567"], ["+8490*", "8490*"], ["81*", "81*"], ["861*", "861*"], ["7495*", "7495*"]]) {
      expect(callerEntrySchema.parse({ number: written })).toEqual({ number: kept, note: "" });
    }
  });
});

describe("limits", () => {
  it("of an older row have their defaults, and a change leaves the others alone", () => {
    expect(ownLimitsSchema.parse({})).toEqual({ destinations: { country: "RU", allow: [], deny: [], premium: false }, spend: { currency: "RUB", perDay: null, perMonth: null, perCall: null, unknownMinutePrice: null }, maxCallMinutes: null });
    expect(changeLimitsSchema.parse({ spend: { perDay: 5 } })).toEqual({ spend: { perDay: 5 } });
  });
});
