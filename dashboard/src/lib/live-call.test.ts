import type { Call, Message } from "@zvon/contract/api.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { describe, expect, it } from "vitest";
import { emptyLiveCall, followCall } from "./live-call.ts";

const call: Call = { id: "call_261100000000000000000001", bot: { id: "bot_00000001", slug: "salon", name: "Salon", version: 1 }, language: "ru", direction: "test", via: "browser", status: "live", from: "browser", to: "browser", createdAt: 0, answeredAt: 0, endedAt: null, durationMs: null, endReason: null, cause: null, detail: null, outcome: null, state: null, fields: {}, usage: { mediaMs: 0, sttMs: 0, ttsChars: 0 }, media: {}, recording: null };
const message = (who: "bot" | "caller", turn: number, index: number, text: string): Message => ({ index, who, turn, text, heardText: null, startMs: null, endMs: null, interrupted: false, by: "voice", verdict: null, confidence: null, state: null, intent: null, timings: null });
const follow = (...events: LiveEvent[]) => events.reduce(followCall, emptyLiveCall);
const texts = (...events: LiveEvent[]) => follow(...events).messages.map((one) => one.text);

describe("following a call", () => {
  it("puts messages in the order of the conversation, whatever the order they come in", () => {
    expect(texts({ type: "message", message: message("bot", 1, 2, "когда?") }, { type: "message", message: message("caller", 1, 1, "стрижка") }, { type: "message", message: message("bot", 0, 0, "здравствуйте") })).toEqual(["здравствуйте", "стрижка", "когда?"]);
  });
  it("keeps one line for a message that changes when it was heard", () => {
    expect(texts({ type: "message", message: message("bot", 0, 0, "здравствуйте") }, { type: "message", message: { ...message("bot", 0, 0, "здравствуйте"), heardText: "здрав", interrupted: true } })).toEqual(["здравствуйте"]);
  });
  it("shows partial words until the final ones come, and no late ones after", () => {
    const speaking = follow({ type: "partial", turn: 1, text: "на стри" });
    expect(speaking.partial?.text).toBe("на стри");
    const said = followCall(speaking, { type: "message", message: message("caller", 1, 1, "на стрижку") });
    expect(said.partial).toBeNull();
    expect(followCall(said, { type: "partial", turn: 1, text: "на стриж" }).partial).toBeNull();
    expect(followCall(said, { type: "partial", turn: 2, text: "завтра" }).partial?.text).toBe("завтра");
  });
  it("takes the snapshot after a reconnect for the whole truth", () => {
    expect(texts({ type: "message", message: message("bot", 0, 7, "старое") }, { type: "snapshot", call, messages: [message("bot", 0, 0, "здравствуйте")] })).toEqual(["здравствуйте"]);
  });
  it("sees in a snapshot that the bot is in the middle of its words", () => {
    expect(follow({ type: "snapshot", call, messages: [message("bot", 0, 0, "здравствуйте")] }).speaking).toBe("bot");
    expect(follow({ type: "snapshot", call, messages: [{ ...message("bot", 0, 0, "здравствуйте"), startMs: 0, endMs: 900 }] }).speaking).toBe("none");
  });
  it("ends with the reason and the outcome", () => {
    const ended = follow({ type: "snapshot", call, messages: [] }, { type: "speaking", who: "bot" }, { type: "ended", endReason: "completed", outcome: "booked" });
    expect([ended.ended, ended.speaking, ended.call?.status, ended.call?.endReason, ended.call?.outcome]).toEqual([true, "none", "ended", "completed", "booked"]);
  });
});
