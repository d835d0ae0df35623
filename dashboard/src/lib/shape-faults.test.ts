import { describe, expect, it } from "vitest";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { Translate } from "./i18n.tsx";
import { valueAt, withValue } from "./pointer.ts";
import { shapeFaults, tidy } from "./shape-faults.ts";

const t: Translate = (key, params = {}) => [key, ...Object.values(params)].join(" ");
const text = { ru: "да" };
const three = [text, text, text];
const config: unknown = botConfigSchema.parse({
  schema_version: 1,
  languages: ["ru"],
  context: { role: text, style: text },
  fields: {},
  flow: { type: "linear", start: "bye", states: { bye: { type: "end", say: text, outcome: "answered" } } },
  agent: {},
  voice: { speech: { ru: { tts_provider: "yandex", tts_voice_id: "marina", stt_provider: "yandex" } }, fallbacks: [{ tts_provider: "embedded", tts_voice_id: "anna" }] },
  llm: null,
  prompts: { greeting: text },
  retrieval: null,
  fallbacks: { not_understood: three, silence: three, unsure: text, busy: text, lost_filler: text, lost_apology: text },
});

describe("the shape of a draft", () => {
  it("is right as the schema wrote it", () => {
    expect(shapeFaults(config, t)).toEqual([]);
  });

  it.each([
    ["/voice/speech/ru/speed", 9, "form.tooBig 2"],
    ["/voice/speech/ru/speed", 0.1, "form.tooSmall 0.5"],
    ["/voice/speech/ru/speed", "fast", "form.number"],
    ["/voice/speech/ru/speed", "", "form.required"],
    ["/tools/0", { type: "crm", name: "crm", config: { url: "https://crm.example", headers: { "X Key": "1" } } }, "form.header"],
    ["/voice/speech/ru/tts_voice_id", "x".repeat(81), "form.tooLong 80"],
    ["/languages", [], "form.required"],
    ["/flow/start", "Первое", "form.name"],
    ["/context", undefined, "form.required"],
    ["/fields/day", { type: "day_time", from: "9", to: "18:00", ask_day: text, ask_time: text }, "form.clock"],
    ["/tools/0", { type: "crm", name: "crm", config: { url: "crm.example" } }, "form.url"],
    ["/flow/states/Нет", { type: "return" }, "form.name"],
  ])("with %s = %j is told where and why", (at, value, fault) => {
    const [first] = shapeFaults(withValue(config, at, value), t);
    expect([first?.pointer.startsWith(at), first?.detail]).toEqual([true, fault]);
  });

  it("loses empty lines and the spaces around what was written", () => {
    const written = withValue(withValue(config, "/voice/phrase_hints/ru", ["  Аврора ", "", " "]), "/voice/speech/ru/tts_voice_id", " marina ");
    expect([valueAt(tidy(written), "/voice/phrase_hints/ru"), valueAt(tidy(written), "/voice/speech/ru/tts_voice_id")]).toEqual([["Аврора"], "marina"]);
    expect(shapeFaults(written, t)).toEqual([]);
  });
});
