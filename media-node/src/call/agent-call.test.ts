import type { FactBody, Welcome } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import type { Agent, AgentEvents } from "../agent/port.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { FromLink, NoteBody } from "../link/port.ts";
import { createLog } from "../log.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { createFakeListener } from "../testing/fake-listener.ts";
import { fakeTts, msPerCharacter } from "../testing/fake-speech.ts";
import { startCall } from "./call.ts";
import type { Way, WayEvent } from "./way.ts";

const callId = "call_26110123456789bcdfghjkmn";
const apology = "Простите, связь прервалась";
const welcome: Welcome = {
  v: 1, type: "welcome", epoch: 1, stored: 0, seen: 0, turn: 0, reply: -1, language: "ru",
  voice: { provider: "embedded", voice: "anna", speed: 1 },
  stt: { provider: "embedded", listens: [] },
  agent: { provider: "elevenlabs", id: "agent_1" },
  turnTaking: { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 },
  lostPlan: { fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "Секунду", apology },
  recording: null, maxDurationMs: 600_000,
};
const cause = { q850: 16, sip: null, text: "Normal Clearing" };
const sound = (ms: number) => new Int16Array(ms * 8).fill(1000);

async function begin(options: { noKey?: boolean; answers?: boolean } = {}) {
  const facts: FactBody[] = [];
  const notes: NoteBody[] = [];
  const timers = new Set<{ run: () => void; ms: number }>();
  const hangups: string[] = [];
  const done = { flushed: 0, closed: 0, begun: 0, heardMs: 0 };
  const texts: string[] = [];
  let toCall: (event: FromLink) => void = () => undefined;
  let toWay: (event: WayEvent) => void = () => undefined;
  let told: AgentEvents | null = null;
  const { engine, legs } = createFakeEngine();
  const way: Way = {
    via: "rtp", transport: { kind: "frames" },
    start(_leg, onEvent) {
      toWay = onEvent;
      onEvent(options.answers === false ? { type: "ringing" } : { type: "answered" });
      return Promise.resolve();
    },
    onLegEvent: () => undefined,
    flush: () => void (done.flushed += 1),
    hangup: (reason) => Promise.resolve(void hangups.push(reason)),
  };
  const never = (): never => {
    throw new Error("this is not asked for in an agent's call");
  };
  const open = (events: AgentEvents): Agent => {
    done.begun += 1;
    told = events;
    return {
      send: (pcm) => void (done.heardMs += pcm.length / 8),
      text: (text) => void texts.push(text),
      billed: () => [{ kind: "agent", provider: "elevenlabs", model: "agents", unit: "connection_ms", amount: 1234 }],
      close: () => Promise.resolve(void (done.closed += 1)),
    };
  };
  const call = startCall({
    grant: { callId, path: "/", token: "t", epochBase: 0 }, fresh: false, way,
    ports: {
      engine, stt: never, tts: () => fakeTts(), now: () => 0, log: createLog(() => undefined), turnModel: null,
      agent(agent, line) {
        expect([agent.id, line.language]).toEqual(["agent_1", "ru"]);
        if (options.noKey) throw new ProviderError("there is no key for elevenlabs", { code: "misconfigured", retryable: false });
        return open;
      },
      openLink(_grant, _fresh, onEvent) {
        toCall = onEvent;
        return { fact: (body) => facts.push(body), note: (body) => notes.push(body), sound: () => undefined, drain: () => Promise.resolve() };
      },
      recordings: { pathOf: (id) => id, deliver: () => undefined },
      setTimer(run, ms) {
        const timer = { run, ms };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
  });
  toCall({ type: "message", message: welcome });
  const placed = await call.placed;
  const due = (ms: number): void => {
    for (const timer of [...timers]) {
      if (timer.ms !== ms) continue;
      timers.delete(timer);
      timer.run();
    }
  };
  return {
    call, placed, facts, notes, hangups, done, texts, due,
    edge: (event: FromLink) => toCall(event), far: (event: WayEvent) => toWay(event),
    leg: () => legs[0] ?? never(), agent: () => told ?? never(),
  };
}

const factsOf = <T extends FactBody["type"]>(facts: FactBody[], type: T) => facts.filter((fact): fact is Extract<FactBody, { type: T }> => fact.type === type);
const types = (facts: FactBody[]) => facts.map(({ type }) => type);

describe("a call that an agent holds", () => {
  it("begins the talk when it is answered, not while it rings", async () => {
    const { done, far } = await begin({ answers: false });
    expect(done.begun).toBe(0);
    far({ type: "answered" });
    expect(done.begun).toBe(1);
  });

  it("carries the caller to the agent, silence too, and the agent to the caller; both are told as facts in order", async () => {
    const { leg, agent, facts, notes, done } = await begin();
    agent().onAgentText("Здравствуйте, слушаю вас");
    agent().onAudio(sound(600));
    agent().onAudio(sound(400));
    await leg().run(1500);
    await leg().run(600, 0.9);
    await leg().run(800);
    agent().onUserText("где мой заказ");
    agent().onAgentText("Он в пути");
    agent().onAudio(sound(500));
    await leg().run(2500);
    expect(done.heardMs).toBe(5400);
    expect(leg().played).toEqual(["g0", "g1"]);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "turn.final", "reply.heard"]);
    expect(factsOf(facts, "reply.heard")).toMatchObject([
      { reply: 0, turn: 0, heard: "Здравствуйте, слушаю вас", interrupted: false, startMs: 0, endMs: 1000 },
      { reply: 1, turn: 1, heard: "Он в пути", interrupted: false },
    ]);
    expect(factsOf(facts, "turn.final")).toMatchObject([{ turn: 1, text: "где мой заказ", verdict: "sure", startMs: 1500, endMs: 2100, by: "voice", sttMs: 800 }]);
    expect(factsOf(facts, "reply.heard")[1]?.firstAudioMs).toBeGreaterThan(0);
    expect(factsOf(facts, "usage")[0]?.vendors).toEqual([{ kind: "agent", provider: "elevenlabs", model: "agents", unit: "connection_ms", amount: 1234 }]);
    expect(notes.map(({ type }) => type)).toEqual(["reply.started", "turn.started", "reply.started"]);
  });

  it("is silent while a person talks in its place, writes on what the caller says, and does not hang up on them", async () => {
    const { call, leg, agent, facts, edge, done, due } = await begin();
    const listener = createFakeListener();
    call.listeners.join("lsn_00000001", listener);
    listener.says({ type: "start", rate: 8000 });
    agent().onAgentText("Раз два три четыре пять");
    agent().onAudio(sound(2300));
    await leg().run(1000);
    edge({ type: "message", message: { v: 1, type: "floor", listener: "lsn_00000001" } });
    expect(done.flushed).toBe(1);
    await leg().run(600);
    due(300);
    agent().onAgentText("Ещё что-то");
    agent().onAudio(sound(500));
    agent().onUserText("позовите человека");
    await leg().run(2000);
    agent().onEnd(null);
    await leg().run(1000);
    expect(leg().played).toEqual(["g0"]);
    expect(factsOf(facts, "turn.final").map(({ text }) => text)).toEqual(["позовите человека"]);
    expect(factsOf(facts, "call.ended")).toEqual([]);
    edge({ type: "message", message: { v: 1, type: "floor", listener: null } });
    await call.done;
    expect(factsOf(facts, "call.ended")[0]).toMatchObject({ reason: "completed" });
  });

  it("falls silent when the agent was cut off, and believes its word on how far it came", async () => {
    const { leg, agent, facts, done } = await begin();
    agent().onAgentText("Раз два три четыре пять");
    agent().onAudio(sound(2300));
    await leg().run(1000);
    agent().onInterruption();
    agent().onAgentCorrection("Раз два");
    agent().onUserText("стоп");
    await leg().run(200);
    expect(done.flushed).toBe(1);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "turn.final"]);
    expect(factsOf(facts, "reply.heard")).toMatchObject([{ heard: "Раз два", interrupted: true, endMs: 1000 }]);
  });

  it("counts what sounded where the agent does not say how far it came", async () => {
    const { leg, agent, facts, due } = await begin();
    agent().onAgentText("Раз два три четыре пять");
    agent().onAudio(sound(2300));
    await leg().run(1000);
    agent().onInterruption();
    agent().onUserText("стоп");
    expect(types(facts)).toEqual(["call.answered"]);
    due(300);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "turn.final"]);
    expect(factsOf(facts, "reply.heard")).toMatchObject([{ heard: "Раз два", interrupted: true }]);
  });

  it("drops a reply that was cut off before it sounded", async () => {
    const { leg, agent, facts } = await begin();
    agent().onAgentText("Никто этого не услышит");
    agent().onInterruption();
    agent().onUserText("алло");
    await leg().run(100);
    expect(types(facts)).toEqual(["call.answered", "usage", "turn.final"]);
  });

  it("keeps the edge's own words, fillers and plan out of the agent's talk", async () => {
    const { leg, agent, edge, facts } = await begin();
    edge({ type: "message", message: { v: 1, type: "reply.text", reply: 0, turn: 0, seq: 0, text: "Здравствуйте", voice: "Здравствуйте", last: true, interruptible: true, language: "ru", listen: null } });
    edge({ type: "message", message: { v: 1, type: "filler", turn: 0, text: "Секунду" } });
    edge({ type: "plan", step: "filler" });
    edge({ type: "plan", step: "apology" });
    agent().onAgentText("Добрый день");
    agent().onAudio(sound(200));
    await leg().run(500);
    expect(leg().played).toEqual(["g0"]);
    expect(types(facts)).toEqual(["call.answered"]);
  });

  it("ends when the edge is lost for good: nobody would write it down, or end it", async () => {
    const { call, edge, facts, done } = await begin();
    edge({ type: "plan", step: "end" });
    await call.done;
    expect(factsOf(facts, "call.ended")).toMatchObject([{ reason: "edge_lost" }]);
    expect(done.closed).toBe(1);
  });

  it("hands typed words to the agent, and writes them down once", async () => {
    const { far, agent, texts, facts } = await begin();
    far({ type: "text", text: "где мой заказ" });
    expect(texts).toEqual(["где мой заказ"]);
    agent().onUserText("где мой заказ");
    expect(factsOf(facts, "turn.final")).toMatchObject([{ turn: 1, text: "где мой заказ", by: "text", confidence: 1 }]);
  });

  it("ends when the agent does, once its goodbye has sounded", async () => {
    const { call, leg, agent, facts, hangups, done } = await begin();
    agent().onAgentText("До свидания");
    agent().onAudio(sound(800));
    agent().onEnd(null);
    await leg().run(400);
    expect(hangups).toEqual([]);
    await leg().run(600);
    await call.done;
    expect(hangups).toEqual(["completed"]);
    expect(done.closed).toBe(1);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "call.ended"]);
    expect(factsOf(facts, "call.ended")).toMatchObject([{ reason: "completed" }]);
  });

  it("apologises in the bot's own voice when the agent fails, then ends and says why", async () => {
    const { call, leg, agent, facts, hangups } = await begin();
    agent().onEnd(new ProviderError("ElevenLabs does not accept the key (401); check it under vendor keys", { code: "unauthorised", retryable: false }));
    await leg().run(500);
    expect(leg().played).toEqual(["a1"]);
    expect(hangups).toEqual([]);
    await leg().run(apology.length * msPerCharacter);
    await call.done;
    expect(factsOf(facts, "call.ended")).toMatchObject([{ reason: "failed", detail: "ElevenLabs does not accept the key (401); check it under vendor keys" }]);
  });

  it("fails before anything rings when nobody has a key", async () => {
    const { call, placed, facts } = await begin({ noKey: true });
    expect(placed).toMatchObject({ ok: false, reason: "failed", detail: "there is no key for elevenlabs" });
    await call.done;
    expect(factsOf(facts, "call.ended")).toMatchObject([{ reason: "failed" }]);
  });

  it("tells what was heard, then the last words, then the end, when the caller hangs up", async () => {
    const { call, leg, agent, far, facts } = await begin();
    agent().onAgentText("Раз два три четыре пять");
    agent().onAudio(sound(2300));
    await leg().run(1000);
    far({ type: "hangup", reason: "caller_hangup", cause, detail: "" });
    await call.done;
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "call.ended"]);
    expect(factsOf(facts, "reply.heard")).toMatchObject([{ heard: "Раз два", interrupted: true }]);
  });

  it("ends at once when the edge says so", async () => {
    const { call, edge, hangups } = await begin();
    edge({ type: "message", message: { v: 1, type: "hangup", reason: "api_hangup", afterReply: 3 } });
    await call.done;
    expect(hangups).toEqual(["api_hangup"]);
  });
});
