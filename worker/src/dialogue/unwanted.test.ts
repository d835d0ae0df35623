/** Who never says a word, and who plays a recording, does not keep the line for long. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { startTalk, testNowMs, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const flow = {
  start: "ready",
  states: { ready: question("Чем помочь?"), again: question("Слушаю вас."), over: end("Хорошо.") },
  transitions: [{ from: "ready", to: "again", when: { intent: "yes" } }, { from: "again", to: "ready", when: { intent: "no" } }],
};
const talkWith = (more: object = {}) => startTalk(smallBot({ flow, ...more }), "ru");
/** Asks twice, as a second of silence after another does. */
function askedTwice(talk: ReturnType<typeof talkWith>): void {
  talk.silence(6_000);
  talk.clock(testNowMs + 17_000);
  expect(talk.silence(8_000).hangup).toBeNull();
}

describe("a caller who never speaks", () => {
  it("is let go before the third prompt is due", () => {
    const talk = talkWith();
    askedTwice(talk);
    talk.clock(testNowMs + 25_000);
    expect(talk.silence(3_900)).toMatchObject({ hangup: null, say: [] });
    expect(talk.silence(4_000)).toMatchObject({ hangup: "silent", outcome: "abandoned", hangupDetail: "not a word in 25 s, asked 2 times" });
  });

  it("has all the time of a young call", () => {
    const talk = talkWith({ unwanted_callers: { silent_seconds: 60 } });
    askedTwice(talk);
    talk.clock(testNowMs + 59_000);
    expect(talk.silence(7_900).hangup).toBeNull();
  });

  it.each([["a word", "да"], ["a noise", null]])("is another one once %s was heard", (_, word) => {
    const talk = talkWith();
    if (word === null) talk.noise();
    else talk.say(word);
    talk.clock(testNowMs + 60_000);
    talk.silence(6_000);
    talk.silence(8_000);
    expect(talk.silence(7_900).hangup).toBeNull();
    expect(talk.silence(8_000)).toMatchObject({ hangup: "silent" });
  });

  it("is the flow's affair where the flow has a way for the next silence", () => {
    const talk = talkWith({ flow: { ...flow, transitions: [...flow.transitions, { from: "*", to: "over", when: { silence: 3 } }] } });
    askedTwice(talk);
    talk.clock(testNowMs + 30_000);
    expect(talk.silence(5_000).hangup).toBeNull();
    expect(textOf(talk.silence(8_000))).toContain("Хорошо.");
  });

  it("is waited for where the owner says so", () => {
    const talk = talkWith({ unwanted_callers: { silent_seconds: null } });
    askedTwice(talk);
    talk.clock(testNowMs + 60_000);
    expect(talk.silence(7_900).hangup).toBeNull();
  });
});

describe("a recording", () => {
  const offer = "здравствуйте для вас одобрен кредит на особых условиях";

  /** Between them, words that the flow takes: three misses in a row end any call. */
  const between = ["да", "нет"];

  it("is hung up on without a word when it says the same for the fourth time, be it not quite heard", () => {
    const talk = talkWith();
    for (const said of [offer, "да", offer, "нет", "здравствуйте для вас одобрен кредит на обычных условиях", "да"]) expect(talk.say(said).hangup).toBeNull();
    expect(talk.say(offer)).toMatchObject({ say: [], mute: true, hangup: "silent", hangupDetail: "the same words 4 times: a recording" });
  });

  it("is not who puts the same answer right again and again", () => {
    const talk = startTalk(botConfigSchema.parse(salon), "ru");
    for (const said of ["хочу записаться на стрижку", "завтра в пять", "меня зовут Анна"]) talk.say(said);
    for (let turn = 0; turn < 8; turn += 1) expect(talk.say(turn % 2 === 0 ? "нет, не в пять, а в шесть" : "нет, не в шесть, а в пять").hangup).toBeNull();
  });

  it("that names keys to press is known by the second time", () => {
    const talk = talkWith();
    const menu = "для соединения с оператором нажмите один или оставайтесь на линии";
    expect(talk.say(menu).hangup).toBeNull();
    expect(talk.say(menu)).toMatchObject({ hangup: "silent" });
  });

  it("is not what a person says again in few words, or writes", () => {
    const talk = talkWith();
    for (let times = 0; times < 6; times += 1) {
      expect(talk.say("так вы меня слышите").hangup).toBeNull();
      talk.say(between[times % 2] ?? "");
    }
    const chat = talkWith();
    for (let times = 0; times < 5; times += 1) {
      expect(chat.say(offer, { by: "text" }).hangup).toBeNull();
      chat.say(between[times % 2] ?? "", { by: "text" });
    }
  });

  it.each(["соедините меня пожалуйста с живым оператором", "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь"])("is not who says, as often as it takes: %s", (said) => {
    const talk = talkWith();
    for (let times = 0; times < 6; times += 1) {
      expect(talk.say(said).hangup).toBeNull();
      talk.say(between[times % 2] ?? "");
    }
  });

  it("is talked to where the owner says so", () => {
    const talk = talkWith({ unwanted_callers: { hang_up_on_recordings: false } });
    for (let times = 0; times < 5; times += 1) {
      expect(talk.say(offer).hangup).toBeNull();
      talk.say(between[times % 2] ?? "");
    }
  });
});

describe("a call that is nearly as long as it may be", () => {
  const warned = smallBot({ flow, prompts: { greeting: text("Здравствуйте!"), time_warning: text("У нас осталась минута.") } });

  it("is told so once, before the next words", () => {
    const talk = startTalk(warned, "ru", testNowMs, { maxMs: 600_000 });
    talk.clock(testNowMs + 539_000);
    expect(textOf(talk.say("да"))).toBe("Слушаю вас.");
    talk.clock(testNowMs + 541_000);
    expect(textOf(talk.say("нет"))).toBe("У нас осталась минута. Чем помочь?");
    expect(textOf(talk.say("да"))).toBe("Слушаю вас.");
  });

  it("is told so into a silence", () => {
    const talk = startTalk(warned, "ru", testNowMs, { maxMs: 600_000 });
    talk.say("да");
    talk.clock(testNowMs + 541_000);
    expect(textOf(talk.silence(1_000))).toBe("У нас осталась минута.");
    expect(talk.silence(1_000).say).toEqual([]);
  });

  it("is not told so when it is short, or nobody counts", () => {
    for (const maxMs of [119_000, undefined]) {
      const talk = startTalk(warned, "ru", testNowMs, { maxMs });
      talk.clock(testNowMs + 118_000);
      expect(textOf(talk.say("да"))).toBe("Слушаю вас.");
    }
  });
});

describe("a notice of the recording", () => {
  const noticed = smallBot({ flow, prompts: { greeting: text("Здравствуйте!"), recording_notice: text("Разговор записывается.") } });

  it("is the first thing a recorded caller hears, and nobody else", () => {
    expect(textOf(startTalk(noticed, "ru", testNowMs, { recorded: true }).first)).toBe("Разговор записывается. Здравствуйте! Чем помочь?");
    expect(textOf(startTalk(noticed, "ru").first)).toBe("Здравствуйте! Чем помочь?");
  });
});
