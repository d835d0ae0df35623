import { describe, expect, it } from "vitest";
import { listAt, pointerOf, textAt, valueAt, withValue, withName, withoutValue } from "./pointer.ts";

const json = { voice: { speech: { ru: { speed: 1.1 } }, fallbacks: [{ tts_provider: "a" }, { tts_provider: "b" }] }, "a/b": { "~": 1 } };

describe("JSON pointers", () => {
  it("find values, and nothing where there is nothing", () => {
    expect(valueAt(json, "/voice/speech/ru/speed")).toBe(1.1);
    expect(valueAt(json, "/voice/fallbacks/1/tts_provider")).toBe("b");
    expect(valueAt(json, "/a~1b/~0")).toBe(1);
    expect(valueAt(json, "/voice/speech/en/speed")).toBeUndefined();
    expect(valueAt(json, "/voice/constructor")).toBeUndefined();
    expect([textAt(json, "/voice/speech/ru/speed"), listAt(json, "/voice/fallbacks").length, listAt(json, "/voice")]).toEqual(["1.1", 2, []]);
  });

  it("change one place, share the rest, and leave the former as it was", () => {
    const changed = withValue(json, "/voice/fallbacks/1/tts_provider", "c");
    expect(valueAt(changed, "/voice/fallbacks")).toEqual([{ tts_provider: "a" }, { tts_provider: "c" }]);
    expect(valueAt(changed, "/voice/speech")).toBe(json.voice.speech);
    expect(json.voice.fallbacks[1]).toEqual({ tts_provider: "b" });
    expect(valueAt(withValue(json, "/voice/speech/en/speed", 2), "/voice/speech")).toEqual({ ru: { speed: 1.1 }, en: { speed: 2 } });
  });

  it("are written as they are read", () => {
    expect(pointerOf(["a/b", "~", 0])).toBe("/a~1b/~0/0");
  });
});

describe("a member", () => {
  const json = { list: ["a", "b"], map: { x: 1, y: 2, z: 3 } };

  it("is appended to a list by the index after its last", () => {
    expect(withValue(json, "/list/2", "c")).toEqual({ ...json, list: ["a", "b", "c"] });
    expect(withValue(json, "/list/7", "c")).toEqual(json);
  });

  it("is taken out of a list or an object", () => {
    expect(withoutValue(json, "/list/0")).toEqual({ ...json, list: ["b"] });
    expect(withoutValue(json, "/map/y")).toEqual({ ...json, map: { x: 1, z: 3 } });
    expect(withoutValue(json, "/none/y")).toEqual(json);
  });

  it("is renamed where it stands, unless the name is taken", () => {
    expect(Object.keys(Object(valueAt(withName(json, "/map/y", "w"), "/map")))).toEqual(["x", "w", "z"]);
    expect(withName(json, "/map/y", "x")).toBe(json);
  });
});
