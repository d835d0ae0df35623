import { describe, expect, it } from "vitest";
import type { Call, Message } from "@zvon/contract/api.ts";
import { parseScript } from "@zvon/media-node/src/caller/script.ts";
import { parseCallArguments } from "./arguments.ts";
import { checkExpectations } from "./expectations.ts";
import { reportCall } from "./report.ts";

const timings = { endpointMs: 500, sttMs: 2, decisionMs: 4, ttsMs: 3, firstAudioMs: 520 };
const message = (index: number, who: "bot" | "caller", turn: number, text: string, more: Partial<Message> = {}): Message => ({ index, who, turn, text, heardText: who === "bot" ? text : null, startMs: 100 + index * 1000, endMs: 900 + index * 1000, interrupted: false, by: "voice", verdict: who === "caller" ? "sure" : null, confidence: null, state: "when", intent: null, timings: null, ...more });
const messages = [message(0, "bot", 0, "Здравствуйте!"), message(1, "caller", 1, "педикюр"), message(2, "bot", 1, "На какой день и время?", { timings })];
const call: Call = {
  id: "call_26110123456789bcdfghjkmn", bot: { id: "bot_1", slug: "salon", name: "Салон", version: 1 }, language: "ru", direction: "test", via: "rtp", status: "ended", from: "", to: "", createdAt: 0, answeredAt: 1, endedAt: 2, durationMs: 3000,
  endReason: "completed", cause: null, detail: null, outcome: "booked", state: "booked", fields: { service: "педикюр" }, usage: { mediaMs: 1, sttMs: 1, ttsChars: 1 }, media: {}, recording: { url: "/v1/calls/x/recording", durationMs: 1, bytes: 1 },
};

describe("npm run call", () => {
  it("tells what the caller said beside what was understood, with times from the first audio", () => {
    const report = reportCall(call, messages, { via: "rtp", apiUrl: "http://127.0.0.1:8787", expectations: [], lines: [{ line: 1, text: "Маникюр" }] });
    expect(report.turns[1]).toMatchObject({ who: "caller", text: "Маникюр", recognised: "педикюр", startMs: 1000, endMs: 1800 });
    expect(report.turns[2]).toMatchObject({ who: "bot", heardText: "На какой день и время?", interrupted: false });
    expect(report.latency).toEqual([{ turn: 1, ...timings }]);
    expect(report).toMatchObject({ callId: call.id, bot: "salon", lang: "ru", outcome: "booked", endReason: "completed", recording: "http://127.0.0.1:8787/v1/calls/x/recording" });
  });

  it("checks expectations against the answer to the line before them", () => {
    const script = parseScript("- say: Маникюр\n- expect: { words: [День], state: when }\n- expect: { recognised: маникюр, field: { service: маникюр }, outcome: refused }");
    const [held, failed] = checkExpectations(script, call, messages);
    expect(held).toEqual({ line: 1, ok: true, why: "" });
    expect(failed).toMatchObject({ line: 1, ok: false });
    expect(failed?.why).toMatch(/service.*педикюр.*outcome is booked.*understood as "педикюр"/);
  });

  it("reads its arguments, and says what is wrong with them", () => {
    expect(parseCallArguments([])).toEqual({ bot: "salon", lang: "ru", via: "rtp", json: false });
    expect(parseCallArguments(["--bot", "order-status", "--lang", "en", "--via", "sip", "--json"])).toMatchObject({ bot: "order-status", lang: "en", via: "sip", json: true });
    expect(() => parseCallArguments(["--lang", "fr"])).toThrow(/--lang/);
    expect(() => parseCallArguments(["--speed", "9"])).toThrow(/Usage: npm run/);
  });

  it("says which step of a script is wrong", () => {
    expect(() => parseScript("- say: Да\n- shout: Нет")).toThrow(/step 2/);
  });
});
