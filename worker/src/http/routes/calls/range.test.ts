import { describe, expect, it } from "vitest";
import { rangeOf } from "./range.ts";

describe("a range of a recording", () => {
  it.each([
    [undefined, null],
    ["bytes=0-99", { offset: 0, length: 100 }],
    ["bytes=100-", { offset: 100, length: 900 }],
    ["bytes=-100", { offset: 900, length: 100 }],
    ["bytes=-5000", { offset: 0, length: 1000 }],
    ["bytes=900-5000", { offset: 900, length: 100 }],
    ["bytes=1000-", "outside"],
    ["bytes=-0", "outside"],
    ["bytes=9-3", null],
    ["bytes=0-1,5-6", null],
    ["bytes=-", null],
    ["seconds=1-2", null],
  ])("%s of 1000 bytes", (header, range) => {
    expect(rangeOf(header, 1000)).toEqual(range);
  });
});
