/** One of the team has talked to the caller, and the bot has the call again. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { startTalk, testNowMs, textOf } from "./testing.ts";
import { end, question, smallBot } from "./testing/small-bot.ts";

const bot = botConfigSchema.parse(salon);

describe("a bot that has the call again", () => {
  it("says so, and asks again what it wanted to know", () => {
    const talk = startTalk(bot, "ru");
    const asked = textOf(talk.say("хочу записаться на стрижку"));
    const back = talk.input({ type: "resumed" });
    expect(textOf(back)).toMatch(/^Я снова с вами\. \S/);
    expect(back.hangup).toBeNull();
    expect(back.flowState).toBe(talk.last.flowState);
    expect(asked.length).toBeGreaterThan(0);
    expect(textOf(talk.say("завтра в пять вечера"))).toMatch(/\?$/);
  });

  it("says only that while a tool is waited for, and goes on by its result", () => {
    const talk = startTalk(bot, "en");
    for (const text of ["I want to book a haircut", "tomorrow at five pm", "my name is Anna"]) talk.say(text);
    const booking = talk.say("yes");
    expect(booking.tool).not.toBeNull();
    expect(textOf(talk.input({ type: "resumed" }))).toBe("I'm back with you.");
    expect(textOf(talk.toolEnds({ status: "ok", value: {} }))).not.toBe("");
  });

  it("gives the caller the whole time of the state anew", () => {
    const flow = { start: "ready", states: { ready: question("Чем помочь?"), late: end("Перезвоните.") }, transitions: [{ from: "ready", to: "late", when: { timeout_s: 30 } }] };
    const talk = startTalk(smallBot({ flow }), "ru");
    talk.clock(testNowMs + 600_000);
    talk.input({ type: "resumed" });
    talk.clock(testNowMs + 629_000);
    expect(talk.silence(1_000).flowState).toBe("ready");
    talk.clock(testNowMs + 631_000);
    expect(talk.silence(3_000)).toMatchObject({ flowState: "late", hangup: "completed" });
  });
});
