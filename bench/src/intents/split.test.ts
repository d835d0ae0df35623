import { describe, expect, it } from "vitest";
import { splitByDigest } from "./split.ts";

const lines = ["a", "b", "c", "d", "e"].flatMap((text) => [{ text: `${text} yes`, intent: "yes" }, { text: `${text} no`, intent: "no" }]);

describe("the halves of a labelled set", () => {
  it("are the same whatever the order of the file", () => {
    const once = splitByDigest(lines);
    const again = splitByDigest(lines.toReversed());
    expect(new Set(again.dev.map((line) => line.text))).toEqual(new Set(once.dev.map((line) => line.text)));
  });
  it("share no line and lose none, and each intent is halved", () => {
    const { dev, test } = splitByDigest([...lines, { text: "a yes", intent: "yes" }]);
    expect(dev.filter((line) => test.some((other) => other.text === line.text))).toEqual([]);
    expect([...dev, ...test]).toHaveLength(lines.length);
    expect(dev.filter((line) => line.intent === "yes")).toHaveLength(3);
    expect(test.filter((line) => line.intent === "yes")).toHaveLength(2);
  });
  it("are known for a line once and for all", () => {
    const { dev } = splitByDigest([{ text: "yes", intent: "yes" }, { text: "yeah", intent: "yes" }, { text: "right", intent: "yes" }, { text: "sure", intent: "yes" }]);
    expect(dev.map((line) => line.text)).toEqual(["right", "yes"]);
  });
});
