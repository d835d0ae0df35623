import { describe, expect, it } from "vitest";
import { callerNumber } from "./caller.ts";

describe("the caller's number", () => {
  it.each([["79120001427", "+79120001427"], ["+7 (912) 000-14-27", "+79120001427"], ["89120001427", "+79120001427"], ["8 912 000-14-27", "+79120001427"], ["9120001427", "+79120001427"], ["0049301234567", "+49301234567"], ["14155550123", "+14155550123"]])("%s is %s", (from, number) => {
    expect(callerNumber({ direction: "inbound", from, to: "1001" })).toBe(number);
  });
  it.each(["1001", "", "anonymous", "79120001427;ext=1", "+0123456789", "sip:1@x"])("is none where %j calls", (from) => {
    expect(callerNumber({ direction: "inbound", from, to: "79120001427" })).toBe("");
  });
  it("is whom we called, and in a chat who the tenant's server says it is", () => {
    expect(callerNumber({ direction: "outbound", from: "74950000000", to: "79120001427" })).toBe("+79120001427");
    expect(callerNumber({ direction: "test", from: "+79120001427", to: "" })).toBe("+79120001427");
    expect(callerNumber({ direction: "test", from: "browser", to: "" })).toBe("");
  });
});
