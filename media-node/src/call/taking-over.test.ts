import type { ToNode } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { begin, factOf, listen, reply, types } from "../testing/call-under-test.ts";
import { createFakeListener } from "../testing/fake-listener.ts";
import type { Way, WayEvent } from "./way.ts";

const anna = "lsn_anna";
type Floor = Extract<ToNode, { type: "floor" }>;
const floor = (listener: string | null): Floor => ({ v: 1, type: "floor", listener: listener as Floor["listener"] });
const sure = (text: string) => ({ text, verdict: "sure" as const });

async function withListener(options: Parameters<typeof begin>[0] = {}) {
  const call = await begin(options);
  const socket = createFakeListener();
  call.call.listeners.join(anna, socket);
  socket.says({ type: "start", rate: 8000 });
  return { ...call, socket };
}
const states = (facts: Parameters<typeof factOf>[0]) => factOf(facts, "listener").map(({ state }) => state);

describe("a call that somebody listens in on", () => {
  it("goes on as before, and is heard on both sides", async () => {
    const { leg, facts, edge, socket } = await withListener({ finals: [sure("да")] });
    expect(leg.tapped).toBe(true);
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(1000);
    leg.tell({ type: "both", atMs: 1000, pcm: new Int16Array(320).fill(7) });
    await leg.run(600, 0.9);
    await leg.run(1000);
    expect(socket.audio).toHaveLength(1);
    expect(types(facts)).toEqual(["call.answered", "listener", "reply.heard", "usage", "turn.final"]);
    expect(leg.talked).toEqual([]);
  });

  it("tells its listeners that it is over, and the edge that they are gone, before its end", async () => {
    const { call, facts, socket, far, leg } = await withListener();
    far({ type: "hangup", reason: "caller_hangup", cause: { q850: 16, sip: null, text: "" }, detail: "" });
    await call.done;
    expect(types(facts)).toEqual(["call.answered", "listener", "listener", "usage", "call.ended"]);
    expect(states(facts)).toEqual(["listening", "gone"]);
    expect(socket.texts.at(-1)).toEqual({ type: "ended", reason: "call_ended" });
    expect(leg.tapped).toBe(false);
  });

  it("says of a node that stops that it is the node", async () => {
    const { call, socket, leg } = await withListener();
    call.leave();
    await leg.run(2000);
    await call.done;
    expect(socket.texts.at(-1)).toEqual({ type: "ended", reason: "node_stops" });
  });
});

describe("a call that a person takes over", () => {
  it("silences the bot at once, tells what was heard of it, and gives the caller the person's voice", async () => {
    const { leg, facts, edge, socket } = await withListener();
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(400);
    edge(floor(anna));
    socket.speaks(new Int16Array(160).fill(900));
    await leg.run(40);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: true, heard: "Раз" });
    expect(states(facts)).toEqual(["listening", "talking"]);
    expect(leg.talked).toEqual([new Int16Array(160).fill(900)]);
  });

  it("goes on writing down what the caller says, «да» and the keys too, and asks the edge for nothing", async () => {
    const { leg, facts, notes, edge } = await withListener({ finals: [sure("да"), { text: "", verdict: "rejected" }, sure("спасибо")], turnTaking: { speculate: true } });
    edge(floor(anna));
    for (let turn = 0; turn < 3; turn++) {
      await leg.run(600, 0.9);
      await leg.run(3000);
    }
    leg.tell({ type: "dtmf", digit: "5", atMs: 10_000 });
    expect(factOf(facts, "turn.final").map(({ text, by }) => [text, by])).toEqual([["да", "voice"], ["спасибо", "voice"], ["5", "keys"]]);
    expect(notes.filter(({ type }) => type === "silence" || type === "turn.speculate")).toEqual([]);
  });

  it("lets the bot speak again once the floor is given back", async () => {
    const { leg, facts, notes, edge, socket } = await withListener();
    edge(floor(anna));
    await leg.run(1000);
    edge(floor(null));
    edge(reply(0, 0, "Я снова с вами"));
    await leg.run(2500);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: false, heard: "Я снова с вами" });
    expect(states(facts)).toEqual(["listening", "talking", "listening"]);
    expect(socket.closed).toBeNull();
    expect(notes.some(({ type }) => type === "silence")).toBe(true);
  });

  it("gives the floor back by itself when the person's socket breaks", async () => {
    const { leg, facts, edge, socket } = await withListener();
    edge(floor(anna));
    socket.goes();
    edge(reply(0, 0, "Я снова с вами"));
    await leg.run(2000);
    expect(states(facts)).toEqual(["listening", "talking", "gone"]);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: false });
    expect(leg.talked).toEqual([null]);
  });

  it("does not hang up behind a farewell that the person cut short, and does when it is asked to now", async () => {
    const { call, leg, facts, edge, hangups } = await withListener();
    edge(reply(0, 0, "До свидания до свидания"));
    edge({ v: 1, type: "hangup", reason: "completed", afterReply: 0 });
    await leg.run(200);
    edge(floor(anna));
    await leg.run(1000);
    expect(hangups).toEqual([]);
    edge({ v: 1, type: "hangup", reason: "completed", afterReply: -1 });
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "completed" });
    expect(states(facts).at(-1)).toBe("gone");
  });

  it("dials nobody whom the bot was about to announce, and says so", async () => {
    const { leg, facts, edge } = await withListener({ second: () => expect.fail("somebody was dialled") });
    edge(reply(0, 0, "Соединяю вас с отделом"));
    edge({ v: 1, type: "transfer", key: "t1", to: "1002", kind: "blind", afterReply: 0, summary: "" });
    await leg.run(200);
    edge(floor(anna));
    await leg.run(1000);
    expect(factOf(facts, "transfer.result")).toMatchObject([{ result: "failed", cause: { text: "a person took the call over" } }]);
  });

  it("hands the caller on at once when the person wants it: the listener is told that the call is over", async () => {
    let person: (event: WayEvent) => void = () => undefined;
    const second: Way["second"] = () => ({
      via: "sip", transport: { kind: "frames" }, onLegEvent: () => undefined, flush: () => undefined, hangup: () => Promise.resolve(), join: () => Promise.resolve(),
      start(_leg, onEvent) {
        person = onEvent;
        return Promise.resolve();
      },
    });
    const { call, leg, facts, edge, socket } = await withListener({ second });
    edge(floor(anna));
    edge({ v: 1, type: "transfer", key: "t1", to: "1002", kind: "blind", afterReply: 5, summary: "" });
    await leg.run(100);
    expect(leg.played).toEqual(["w1"]);
    person({ type: "answered" });
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "transferred" });
    expect(socket.texts.at(-1)).toEqual({ type: "ended", reason: "call_ended" });
  });

  it("presses none of the keys that the bot was to press, neither then nor later", async () => {
    const { leg, edge, pressed } = await withListener();
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    edge({ v: 1, type: "dtmf.send", digits: "1", afterReply: 0 });
    await leg.run(200);
    edge(floor(anna));
    edge({ v: 1, type: "dtmf.send", digits: "2", afterReply: -1 });
    await leg.run(1000);
    edge(floor(null));
    edge(reply(1, 0, "Я снова с вами"));
    await leg.run(2500);
    expect(pressed).toEqual([]);
  });

  it("is not recorded when the person cut the notice short: nobody says it again", async () => {
    const { leg, edge } = await withListener({ recordAfterReply: 0 });
    edge(reply(0, 0, "Разговор записывается", { interruptible: false }));
    await leg.run(200);
    edge(floor(anna));
    await leg.run(500);
    edge(floor(null));
    edge(reply(1, 0, "Я снова с вами"));
    await leg.run(2500);
    expect(leg.recording).toBe(false);
  });

  it("is told of a floor for somebody who is not here", async () => {
    const { facts, edge } = await begin();
    edge(floor(anna));
    expect(factOf(facts, "listener")).toMatchObject([{ listener: anna, state: "gone" }]);
  });

  it("collects keys as the bot had asked for them", async () => {
    const { leg, facts, edge } = await withListener({ finals: [sure("да")] });
    edge(reply(0, 0, "Номер?", { listen: { ...listen, keys: { max: 4, terminator: "#", gapMs: 1000 } } }));
    await leg.run(600);
    edge(floor(anna));
    for (const digit of "40") leg.tell({ type: "dtmf", digit, atMs: 700 });
    await leg.run(1500);
    expect(factOf(facts, "turn.final")).toMatchObject([{ text: "40", by: "keys" }]);
  });
});
