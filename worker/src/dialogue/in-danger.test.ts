/** Who tells the bot of a life in danger is told where help is, and gets a person; never a goodbye. */
import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const states = { ready: question("Записать вас?"), dropped: end("До свидания."), desk: { type: "transfer" as const, destination: "desk", say: text("Соединяю.", "Connecting.") }, nobody: end("Никого нет.") };
const transitions = [
  { from: "ready", to: "dropped", when: { intent: "cancel" } }, { from: "ready", to: "dropped", when: { intent: "no" } }, { from: "*", to: "dropped", when: { intent: "goodbye" } },
  ...(["busy", "refused", "no_answer", "failed"] as const).map((transfer) => ({ from: "desk", to: "nobody", when: { transfer } })),
];
const desk = { destinations: [{ name: "desk", description: text("Стол.", "Desk."), to: "200", kind: "warm" as const }] };
const withDesk = smallBot({ flow: { start: "ready", states, transitions: [...transitions, { from: "*", to: "desk", when: { intent: "operator" } }] }, agent: desk });
const { desk: _desk, nobody: _nobody, ...alone } = states;
const withoutDesk = smallBot({ flow: { start: "ready", states: alone, transitions: transitions.filter(({ from }) => from !== "desk") } });
const led = smallBot({ flow: { start: "ready", states: { ...states, help: end("Вы не одни, мы рядом.") }, transitions: [...transitions, { from: "*", to: "desk", when: { intent: "operator" } }, { from: "*", to: "help", when: { intent: "danger_to_self" } }] }, agent: { ...desk, handoff_criteria: [{ sentiment_below: -0.2 }], handoff_state: "desk" } });

describe("a caller in danger", () => {
  it.each([["ru", "жить не хочется", "сто двенадцать"], ["ru", "я не хочу больше жить", "сто двенадцать"], ["ru", "он не дышит", "сто двенадцать"], ["en", "I don't want to live anymore", "one one two"], ["en", "he's not breathing", "one one two"]] as const)("is told where help is, and put through (%s: %s)", (language, said, number) => {
    const heard = startTalk(withDesk, language).say(said);
    expect(textOf(heard)).toContain(number);
    expect(heard).toMatchObject({ hangup: null, transfer: { destination: "desk" } });
  });

  it.each([["ru", "не вижу смысла жить"], ["en", "I want to end it all"]] as const)("stays on the line where nobody can be called (%s: %s)", (language, said) => {
    const heard = startTalk(withoutDesk, language).say(said);
    expect(heard).toMatchObject({ hangup: null, flowState: "ready", transfer: null });
    expect(textOf(heard)).not.toMatch(/до свидания|goodbye|понима|understand/i);
  });

  it("goes where the flow leads them", () => expect(startTalk(led, "ru").say("ненавижу всё, хочу умереть").flowState).toBe("help"));

  it("hears where help is while a transfer rings", () => {
    const talk = startTalk(withDesk, "en");
    expect(talk.say("operator please").transfer).not.toBeNull();
    expect(textOf(talk.say("I want to kill myself"))).toContain("one one two");
  });
});
