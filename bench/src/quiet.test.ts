import { describe, expect, it } from "vitest";
import { loadNote } from "./quiet.ts";

describe("the note on a busy machine", () => {
  it("is absent on a quiet one", () => {
    expect(loadNote(0.1, 0.4)).toBeNull();
  });

  it("tells how busy it was", () => {
    expect(loadNote(0.876, 3.21)).toBe("machine busy with something else: 88 % of its cores at the start, load 3.2");
  });
});
