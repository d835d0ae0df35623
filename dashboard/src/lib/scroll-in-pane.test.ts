import { describe, expect, it } from "vitest";
import { distance } from "./scroll-in-pane.ts";

describe("how far a pane scrolls", () => {
  const pane = { from: 100, to: 500 };
  it("leaves what is in view where it is", () => expect(distance(pane, { from: 120, to: 480 }, "nearest")).toBe(0));
  it("goes no farther than needed, up and down", () => {
    expect(distance(pane, { from: 60, to: 90 }, "nearest")).toBe(-40);
    expect(distance(pane, { from: 480, to: 530 }, "nearest")).toBe(30);
  });
  it("puts a field into the middle", () => expect(distance(pane, { from: 900, to: 940 }, "center")).toBe(620));
  it("shows the beginning of what is higher than itself", () => expect(distance(pane, { from: 700, to: 1300 }, "center")).toBe(600));
});
