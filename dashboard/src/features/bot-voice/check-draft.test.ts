import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import type { I18n } from "../../lib/i18n.tsx";
import { valueAt, withValue } from "../../lib/pointer.ts";
import { faultsOf, tidy } from "./check-draft.ts";

const t: I18n["t"] = (key, params = {}) => [key, ...Object.values(params)].join(" ");
const speech = { tts_provider: "yandex", tts_voice_id: "marina", stt_provider: "yandex" };
const draft: unknown = { version: 3, voice: botConfigSchema.shape.voice.parse({ speech: { ru: speech }, fallbacks: [{ tts_provider: "embedded", tts_voice_id: "anna" }] }), llm: null };
const faults = (changed: unknown) => [...faultsOf(tidy(changed), t)];

describe("a draft of a bot's voice", () => {
  it("may be sent as it came", () => {
    expect(faults(draft)).toEqual([]);
  });

  it.each([
    ["/voice/speech/ru/speed", 9, "form.tooBig 2"],
    ["/voice/speech/ru/speed", 0.1, "form.tooSmall 0.5"],
    ["/voice/speech/ru/speed", "", "form.number"],
    ["/voice/endpointing/silence_ms", 50, "form.tooSmall 100"],
    ["/voice/speech/ru/tts_voice_id", "", "form.required"],
    ["/voice/fallbacks/0/tts_voice_id", "", "form.required"],
    ["/voice/speech/ru/tts_voice_id", "x".repeat(81), "form.tooLong 80"],
    ["/llm", { provider: "yandex", model: "" }, "form.required"],
  ])("with %s = %j is told where and why", (at, value, fault) => {
    const [[pointer, text] = []] = faults(withValue(draft, at, value));
    expect([pointer, text]).toEqual([at === "/llm" ? "/llm/model" : at, fault]);
  });

  it("loses empty lines and the spaces around what was written", () => {
    const written = withValue(withValue(draft, "/voice/phrase_hints/ru", ["  Аврора ", "", " "]), "/voice/speech/ru/tts_voice_id", " marina ");
    expect([valueAt(tidy(written), "/voice/phrase_hints/ru"), valueAt(tidy(written), "/voice/speech/ru/tts_voice_id")]).toEqual([["Аврора"], "marina"]);
    expect(valueAt(tidy(draft), "/voice/fallbacks")).toEqual(valueAt(draft, "/voice/fallbacks"));
  });
});
