import { describe, expect, it } from "vitest";
import { findOrphans } from "./orphans.ts";

const nobody = { channels: new Set<string>(), bridges: new Set<string>() };

describe("findOrphans", () => {
  it("ends what was unowned at two looks in a row", () => {
    const first = findOrphans({ channels: ["a"], bridges: ["b"] }, nobody, new Set());
    expect(first).toMatchObject({ hangUp: [], destroy: [] });
    expect(findOrphans({ channels: ["a"], bridges: ["b"] }, nobody, first.suspects)).toMatchObject({ hangUp: ["a"], destroy: ["b"] });
  });

  it("spares a call whose first event came between the two looks", () => {
    const first = findOrphans({ channels: ["new"], bridges: [] }, nobody, new Set());
    const owned = { channels: new Set(["new"]), bridges: new Set<string>() };
    expect(findOrphans({ channels: ["new"], bridges: [] }, owned, first.suspects)).toMatchObject({ hangUp: [], suspects: new Set() });
  });

  it("forgets a suspect that was owned in between", () => {
    const owned = { channels: new Set(["a"]), bridges: new Set<string>() };
    const second = findOrphans({ channels: ["a"], bridges: [] }, owned, new Set(["a"]));
    expect(findOrphans({ channels: ["a"], bridges: [] }, nobody, second.suspects).hangUp).toEqual([]);
  });
});
