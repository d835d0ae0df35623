import { describe, expect, it } from "vitest";
import { turnTraceSchema } from "@zvon/contract/turn-trace.ts";
import { demoBots } from "../bots/demo/demo-bots.ts";
import type { Decision } from "./decision.ts";
import type { DialogueState } from "./state.ts";
import { startTalk } from "./testing.ts";

const salon = (() => {
  const bot = demoBots.find((demo) => demo.slug === "salon")?.config;
  if (bot === undefined) throw new Error("no salon");
  return bot;
})();
const steps = (decision: Decision<DialogueState>) => decision.trace?.steps.map(({ code, subject, to }) => [code, subject, to].filter((part) => part !== null).join(" ")) ?? [];

describe("the trace of a decision", () => {
  it("begins where the call begins", () => {
    const { trace } = startTalk(salon, "ru").first;
    expect(trace).toMatchObject({ stateBefore: null, stateAfter: "service", language: "ru", intents: [], fields: {} });
    expect(steps(startTalk(salon, "ru").first)).toEqual(["begin", "enter ask service"]);
  });
  it("says what was taken and which way it led", () => {
    const said = startTalk(salon, "ru").say("хочу записаться на стрижку");
    expect(said.trace).toMatchObject({ stateBefore: "service", stateAfter: "when", fields: { service: "haircut" } });
    expect(steps(said)).toEqual(["took_field service", "transition done when", "enter ask when"]);
  });
  it("names what was heard, the surest first, and what was corrected", () => {
    const talk = startTalk(salon, "ru");
    talk.say("стрижка");
    talk.say("завтра в пять");
    talk.say("Анна");
    const corrected = talk.say("нет, не в пять, а в шесть");
    expect(corrected.trace?.intents[0]).toMatchObject({ name: "no" });
    expect(corrected.trace?.fields).toEqual({ when: "2026-11-22T18:00" });
    expect(steps(corrected)).toEqual(["corrected_field when"]);
    expect(steps(talk.say("да"))).toEqual(["confirmed service, when, name", "transition done save", "enter tool save", "tool_started save_booking"]);
    expect(steps(talk.toolEnds({ status: "unknown" }))).toEqual(["tool_finished save_booking unknown", "transition tool unknown not_certain", "enter end not_certain", "end callback"]);
  });
  it("says why a time is not to be had, and repeats nothing that a service made up", () => {
    const talk = () => { const one = startTalk(salon, "ru"); for (const line of ["стрижка", "завтра в пять", "Анна", "да"]) one.say(line); return one; };
    expect(steps(talk().toolEnds({ status: "failed", reason: "no", value: { free: "no", why: "taken" } }))[0]).toBe("tool_finished save_booking failed taken");
    expect(steps(talk().toolEnds({ status: "failed", reason: "no", value: { why: "Анна" } }))[0]).toBe("tool_finished save_booking failed");
  });
  it("says which service did not do it, and nothing more of its address", () => {
    const talk = () => { const one = startTalk(salon, "ru"); for (const line of ["стрижка", "завтра в пять", "Анна", "да"]) one.say(line); return one; };
    expect(steps(talk().toolEnds({ status: "unknown", cause: { why: "answered", status: 500, host: "api.example.com" } }))[0]).toBe("tool_finished save_booking unknown answered 500 api.example.com");
    expect(steps(talk().toolEnds({ status: "failed", reason: "no", cause: { why: "refused", host: "localhost" } }))[0]).toBe("tool_finished save_booking failed refused - localhost");
  });
  it("tells a half of an answer from one that was not understood", () => {
    const talk = startTalk(salon, "ru");
    talk.say("стрижка");
    expect(steps(talk.say("завтра"))).toEqual(["took_part when"]);
  });
  it("tells doubts, refusals, misses, noise and silence apart", () => {
    const talk = startTalk(salon, "ru");
    expect(steps(talk.unsure("стрижка"))).toEqual(["doubted_field service"]);
    talk.say("да");
    expect(steps(talk.say("завтра в девять"))).toEqual(["refused_field when"]);
    expect(steps(talk.say("абырвалг"))).toEqual(["not_understood 1"]);
    expect(steps(talk.noise())).toEqual(["not_heard", "not_understood 2"]);
    expect(steps(talk.silence(6000))).toEqual(["silence 1"]);
    expect(steps(talk.say("повторите"))).toEqual(["repeat"]);
    expect(steps(talk.say("подождите"))).toEqual(["wait"]);
  });
  it("is as its schema has it at every turn", () => {
    const talk = startTalk(salon, "ru");
    for (const words of ["стрижка", "завтра в пять", "Анна", "нет", "имя", "Ольга", "да"]) expect(turnTraceSchema.parse(talk.say(words).trace)).toEqual(talk.last.trace);
  });
});
