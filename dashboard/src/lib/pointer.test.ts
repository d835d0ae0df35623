import { describe, expect, it } from "vitest";
import { listAt, pointerOf, textAt, valueAt, withValue } from "./pointer.ts";

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
