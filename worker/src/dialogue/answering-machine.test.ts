/** The node says who took the call; what the bot does about it is its owner's choice. */
import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const flow = {
  start: "ready",
  states: { ready: question("Вам удобно говорить?"), over: end("Хорошо.") },
  transitions: [{ from: "ready", to: "over", when: { intent: "yes" } }],
};
const message = text("Это клиника. Перезвоните нам, пожалуйста.");
const talkWith = (answering_machine: object) => startTalk(smallBot({ flow, answering_machine }), "ru");

describe("an answering machine", () => {
  it("is hung up on unless the owner wants otherwise", () => {
    const talk = startTalk(smallBot({ flow }), "ru");
    expect(talk.input({ type: "machine", stage: "took" })).toMatchObject({ say: [], mute: true, hangup: "voicemail", outcome: "voicemail", trace: { steps: [{ code: "machine" }, { code: "end" }] } });
  });

  it("is left the message once it records, and then the call ends", () => {
    const talk = talkWith({ action: "leave_message", message });
    expect(talk.input({ type: "machine", stage: "took" })).toMatchObject({ say: [], mute: true, hangup: null });
    const left = talk.input({ type: "machine", stage: "records" });
    expect(textOf(left)).toBe(message.ru);
    expect(left).toMatchObject({ hangup: "voicemail", outcome: "voicemail", interruptible: false });
  });

  it("leads the flow nowhere while it greets, whatever it says, and is not asked whether it is there", () => {
    const talk = talkWith({ action: "leave_message", message });
    talk.input({ type: "machine", stage: "took" });
    expect(talk.say("да, вы позвонили")).toMatchObject({ say: [], flowState: "ready", hangup: null });
    expect(talk.silence(12_000)).toMatchObject({ say: [], hangup: null });
    expect(textOf(talk.input({ type: "machine", stage: "records" }))).toBe(message.ru);
  });

  it("that never records is hung up on without a word", () => {
    const talk = talkWith({ action: "leave_message", message });
    talk.input({ type: "machine", stage: "took" });
    expect(talk.input({ type: "machine", stage: "never_records" })).toMatchObject({ say: [], hangup: "voicemail" });
  });

  it("is not waited for when a node that was restarted no longer looks whether it records", () => {
    const talk = talkWith({ action: "leave_message", message });
    talk.input({ type: "machine", stage: "took" });
    expect(talk.silence(19_000)).toMatchObject({ hangup: null });
    expect(talk.silence(20_000)).toMatchObject({ say: [], hangup: "voicemail", outcome: "voicemail" });
  });

  it("is talked to when the owner says so", () => {
    const talk = talkWith({ action: "talk" });
    const before = talk.last.state;
    const decision = talk.input({ type: "machine", stage: "took" });
    expect(decision.mute).toBeUndefined();
    expect(decision.state).toEqual(before);
    expect(talk.input({ type: "machine", stage: "records" })).toMatchObject({ say: [], hangup: null });
    expect(talk.say("да").flowState).toBe("over");
  });

  it("is known for one while the tool that the call begins with still runs, and what the tool brings is not told to it", () => {
    const talk = startTalk(smallBot({
      answering_machine: { action: "leave_message", message },
      tools: [{ type: "platform", name: "look", effect: "read" }],
      flow: { start: "look", states: { look: { type: "tool", tool: "look", arguments: {} }, ready: question("Вам удобно говорить?"), over: end("Хорошо.") }, transitions: [{ from: "look", to: "ready", when: { tool: "ok" } }, { from: "look", to: "over", when: { tool: "failed" } }, { from: "ready", to: "over", when: { intent: "yes" } }] },
    }), "ru");
    const key = talk.last.tool?.key ?? "";
    expect(talk.input({ type: "machine", stage: "took" })).toMatchObject({ mute: true, hangup: null });
    expect(talk.input({ type: "tool", key, result: { status: "ok", value: {} } })).toMatchObject({ say: [] });
    expect(textOf(talk.input({ type: "machine", stage: "records" }))).toBe(message.ru);
  });

  it("is none who said what a tool is looking up", () => {
    const talk = startTalk(smallBot({
      answering_machine: { action: "hang_up" },
      tools: [{ type: "platform", name: "look", effect: "read" }],
      fields: { who: { type: "name", called: { ru: ["имя"], en: ["the name"] }, known: {} } },
      flow: { start: "who", states: { who: { type: "ask", field: "who", say: text("Как вас зовут?", "Your name?"), hint: text("Имя?", "Name?") }, look: { type: "tool", tool: "look", arguments: {} }, over: end("Хорошо.") }, transitions: [{ from: "who", to: "look", when: { done: true } }, { from: "look", to: "over", when: { tool: "ok" } }, { from: "look", to: "over", when: { tool: "failed" } }] },
    }), "ru");
    expect(talk.say("Анна").tool?.name).toBe("look");
    expect(talk.input({ type: "machine", stage: "took" })).toMatchObject({ hangup: null });
  });

  it("that is a fax gets no message", () => {
    expect(talkWith({ action: "leave_message", message }).input({ type: "machine", stage: "took_by_fax" })).toMatchObject({ say: [], mute: true, hangup: "voicemail" });
  });

  it("records for nobody when a person took the call", () => {
    expect(talkWith({ action: "leave_message", message }).input({ type: "machine", stage: "records" })).toMatchObject({ say: [], hangup: null });
  });
});
