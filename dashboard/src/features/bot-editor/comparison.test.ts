import { describe, expect, it } from "vitest";
import { freeName } from "../../components/item-card.tsx";
import { comparisonOf } from "./versions-tab.tsx";

describe("a comparison in the address", () => {
  it.each([
    ["draft", 3, { from: 3, to: "draft" }],
    ["1..2", 3, { from: 1, to: 2 }],
    ["2..draft", 3, { from: 2, to: "draft" }],
    ["draft", null, null],
    ["1..", 3, null],
    ["a..b", 3, null],
    [null, 3, null],
  ])("%s while %s takes calls", (text, live, pair) => {
    expect(comparisonOf(text, live)).toEqual(pair);
  });
});

describe("a name for something new", () => {
  it("is the first that nobody has", () => {
    expect([freeName("phone", []), freeName("phone", ["phone"]), freeName("phone", ["phone", "phone_2"])]).toEqual(["phone", "phone_2", "phone_3"]);
  });
});
