import { describe, expect, it } from "vitest";
import { callAt, commits, kinds, says, thoughts } from "./testing.ts";
import type { Effect } from "./testing.ts";
import { mostWaiting, whyNotWhispered } from "./whispering.ts";

const by = { id: "user:olga", name: "Ольга" };
const say = (text: string) => ({ type: "whisper", text, say: true, by }) as const;
const mind = (text: string) => ({ type: "whisper", text, say: false, by }) as const;
const messages = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "publish" && effect.event.type === "message" ? [effect.event.message] : []));

describe("words that the bot is to say", () => {
  it("are said at once when nobody speaks, as they are, and stored before", () => {
    const effects = callAt().on(say("we close at 6"));
    expect(kinds(effects)).toEqual(["commit", "ack", "reply.text"]);
    expect(says(effects)).toEqual(["1.0! we close at 6"]);
  });

  it("are in the transcript as the bot's, with who whispered them, and with what was heard of them", () => {
    const call = callAt();
    expect(messages(call.on(say("we close at 6"))).at(-1)).toMatchObject({ who: "bot", text: "we close at 6", heardText: null, whisperedBy: { name: "Ольга" } });
    call.heard(1, 0, "we close", true);
    expect(call.state().memory.messages.at(-1)).toMatchObject({ text: "we close at 6", heardText: "we close", interrupted: true });
    // The dialogue never asked anything in them.
    expect(call.state().data.dialogue).toMatchObject({ cut: null });
  });

  it("wait for what the bot is saying", () => {
    const call = callAt();
    call.turn(1, "yes");
    expect(says(call.on(say("we close at 6")))).toEqual([]);
    expect(says(call.heard(1, 1, "you said yes"))).toEqual(["2.0! we close at 6"]);
  });

  it("wait for a caller who speaks, and for the answer to that", () => {
    const call = callAt();
    call.frame({ v: 1, type: "turn.started", turn: 1, atMs: 9_000 });
    expect(says(call.on(say("we close at 6")))).toEqual([]);
    expect(says(call.turn(1, "yes"))).toEqual(["1.0! you said yes"]);
    expect(says(call.heard(1, 1, "you said yes"))).toEqual(["2.0! we close at 6"]);
  });

  it("wait for a model that thinks, and for a tool that runs", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(says(call.on(say("a")))).toEqual([]);
    call.turn(2, "run book");
    expect(says(call.heard(2, 2, "one moment"))).toEqual([]);
    call.on({ type: "tool-finished", key: "book-2", result: { status: "ok", value: {} } });
    expect(says(call.heard(3, 2, "it is ok"))).toEqual(["4.0! a"]);
  });

  it("are said in the order they came, each as a reply of its own", () => {
    const call = callAt();
    call.on(say("a"));
    expect(says(call.on(say("b")))).toEqual([]);
    expect(says(call.heard(1, 0, "a"))).toEqual(["2.0! b"]);
  });

  it("are said again when the caller's next turn came before a word of them sounded", () => {
    const call = callAt();
    call.on(say("a"));
    expect(says(call.turn(1, "yes"))).toEqual(["2.0! you said yes"]);
    expect(says(call.heard(2, 1, "you said yes"))).toEqual(["3.0! a"]);
    call.heard(3, 1, "a");
    expect(call.state().memory.messages.filter((message) => message.text === "a")).toHaveLength(1);
  });

  it("are said in the next silence when nothing else brings them on", () => {
    const call = callAt();
    call.frame({ v: 1, type: "turn.started", turn: 1, atMs: 9_000 });
    call.on(say("a"));
    expect(says(call.frame({ v: 1, type: "silence", turn: 0, reply: 0, forMs: 1_000 }))).toEqual(["1.0! a"]);
  });

  it("are not lost with the object", () => {
    const call = callAt();
    call.turn(1, "yes");
    call.on(say("a"));
    call.lose(1);
    expect(says(call.heard(1, 1, "you said yes"))).toEqual(["2.0! a"]);
  });
});

describe("words that the bot's model is to mind", () => {
  it("stand in the transcript as the team's, unheard by the caller", () => {
    const effects = callAt().on(mind("offer a discount"));
    expect(messages(effects)).toEqual([expect.objectContaining({ who: "team", text: "offer a discount", heardText: "", whisperedBy: { name: "Ольга" } })]);
    expect(says(effects)).toEqual([]);
    expect(commits(effects)).toBe(1);
  });

  it("are an instruction of the next answers, beside the bot's own, and none of the caller's words", () => {
    const call = callAt();
    call.on(mind("offer a\ndiscount"));
    const [thought] = thoughts(call.turn(1, "think"));
    expect(thought?.system).toMatch(/^be kind\n\nСотрудник компании [^]*\n- offer a discount$/);
    expect(thought?.messages.map(({ role, content }) => [role, content])).toEqual([["assistant", "hello. how are you?"], ["user", "<caller>think</caller>"]]);
  });

  it("are the five newest", () => {
    const call = callAt();
    for (const text of ["one", "two", "three", "four", "five", "six"]) call.on(mind(text));
    const [thought] = thoughts(call.turn(1, "think"));
    expect(thought?.system.match(/^- .*$/gm)).toEqual(["- two", "- three", "- four", "- five", "- six"]);
  });
});

describe("whispering", () => {
  it("is refused where nobody would hear it: no model, a call that is over or ends, too many at once", () => {
    const call = callAt();
    expect(whyNotWhispered(call.state(), false, false)).toBe("no_model");
    expect(whyNotWhispered(call.state(), true, false)).toBeNull();
    call.turn(1, "yes");
    for (let n = 0; n < mostWaiting; n += 1) call.on(say("x"));
    expect(whyNotWhispered(call.state(), true, true)).toBe("too_many");
    call.on({ type: "hangup", reason: "api_hangup" });
    expect(whyNotWhispered(call.state(), true, true)).toBe("ending");
    call.end();
    expect(whyNotWhispered(call.state(), true, true)).toBe("not_live");
  });
});
