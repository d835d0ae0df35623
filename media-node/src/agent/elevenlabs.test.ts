import { startElevenlabs } from "@zvon/stand-ins/src/elevenlabs/elevenlabs.ts";
import { agentWords } from "@zvon/stand-ins/src/elevenlabs/agent.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { Ears, Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProviderError } from "../audio/provider-error.ts";
import { createLab, plainWords, until, type Lab } from "../net/testing/vendor-lab.ts";
import { openElevenlabsAgent } from "./elevenlabs.ts";
import type { Agent } from "./port.ts";

const said = { plain: "tell me the opening hours", order: "where is my order", bye: "goodbye" };
const { greeting } = agentWords.en;

describe("an agent of ElevenLabs", () => {
  let mouth: SpeakingMouth;
  let ears: Ears;
  const sounds = new Map<string, Int16Array>();
  beforeAll(async () => {
    mouth = await createMouth();
    ears = createEars();
    const texts = [...Object.values(said), greeting, agentWords.en.said(said.plain), agentWords.en.noTool, agentWords.en.bye];
    for (const text of texts) {
      const pcm = await mouth.speak(text, 8000);
      ears.learn({ text, pcm, rateHz: 8000 });
      sounds.set(text, pcm);
    }
  });
  afterAll(() => mouth.close());

  let standIn: StandIn;
  let lab: Lab;
  let agent: Agent;
  let told: { kind: string; text?: string }[];
  let ended: { error: ProviderError | null } | null;
  let audio: number[];
  const begin = async (options: { id?: string; fault?: Fault; key?: string } = {}): Promise<void> => {
    standIn = await startElevenlabs({ ears, mouth, ...(options.fault ? { fault: options.fault } : {}) });
    lab = createLab({ access: { key: options.key ?? standIn.key, baseUrl: standIn.url }, model: null, language: "en" });
    told = [];
    audio = [];
    ended = null;
    agent = openElevenlabsAgent(lab.line(), options.id ?? "agent_standin0pcm16000", {
      onAudio: (pcm) => void audio.push(...pcm),
      onInterruption: () => void told.push({ kind: "interruption" }),
      onAgentText: (text) => void told.push({ kind: "agent", text }),
      onAgentCorrection: (text) => void told.push({ kind: "correction", text }),
      onUserText: (text) => void told.push({ kind: "user", text }),
      onEnd(error) {
        expect(ended, "it ends once").toBe(null);
        ended = { error };
      },
    });
  };
  afterEach(async () => {
    await agent.close();
    await until(() => standIn.connections() === 0);
    expect(lab.clock.armed(), "timers left after close").toBe(0);
    await lab.close();
    await standIn.close();
  });

  const hear = (): string => plainWords(ears.recognise(Int16Array.from(audio), 8000)?.text ?? "");
  const has = (kind: string, text?: string) => told.some((one) => one.kind === kind && (text === undefined || plainWords(one.text ?? "") === plainWords(text)));
  /** In frames of 20 ms, with silence after it. */
  const say = (text: string): void => {
    const pcm = sounds.get(text) ?? new Int16Array(0);
    const whole = new Int16Array(Math.ceil(pcm.length / 160) * 160 + 16_000);
    whole.set(pcm);
    for (let at = 0; at < whole.length; at += 160) agent.send(whole.subarray(at, at + 160));
  };
  /** So long the caller says nothing. */
  const quiet = (ms: number): void => agent.send(new Int16Array(ms * 8));
  const heardOut = (text: string): Promise<void> => until(() => hear().includes(plainWords(text)));

  it.each(["agent_standin0pcm8000", "agent_standin0pcm16000", "agent_standin0pcm24000", "agent_standin0ulaw8000"])("greets, hears the caller and answers, set up as %s", async (id) => {
    await begin({ id });
    await heardOut(greeting);
    quiet(4_000);
    say(said.plain);
    await until(() => has("user", said.plain));
    await heardOut(agentWords.en.said(said.plain));
    expect(told.map(({ kind }) => kind)).toEqual(["agent", "user", "agent"]);
    expect(ended).toBe(null);
  });

  it("tells when the caller cuts in, and how far it came", async () => {
    await begin();
    await until(() => has("agent", greeting));
    await heardOut(greeting);
    say(said.plain);
    await until(() => has("interruption") && has("correction"));
    const correction = told.find(({ kind }) => kind === "correction")?.text ?? "";
    expect(correction.length).toBeGreaterThan(0);
    expect(greeting.startsWith(correction)).toBe(true);
    expect(correction).not.toBe(greeting);
  });

  it("hears what was said before it listened", async () => {
    await begin();
    const pcm = sounds.get(said.plain) ?? new Int16Array(0);
    expect(pcm.length).toBeLessThan(16_000);
    agent.send(pcm);
    await until(() => has("agent"));
    quiet(2_000);
    await until(() => has("user", said.plain));
  });

  it("takes typed words", async () => {
    await begin();
    await heardOut(greeting);
    agent.text(said.plain);
    await until(() => has("user", said.plain));
  });

  it("is told that there are no tools here, and goes on", async () => {
    await begin();
    await heardOut(greeting);
    quiet(4_000);
    say(said.order);
    await until(() => has("agent", agentWords.en.noTool));
    expect(standIn.asked().find(({ what }) => what === "client_tool_result")?.detail).toMatchObject({ is_error: true });
  });

  it("is answered when it pings", async () => {
    await begin();
    await until(() => standIn.asked().some(({ what }) => what === "pong"));
    expect(standIn.asked().find(({ what }) => what === "pong")?.detail).toEqual({ type: "pong", event_id: 1 });
  });

  it("ends the talk itself, with its goodbye given out whole", async () => {
    await begin();
    await heardOut(greeting);
    quiet(4_000);
    say(said.bye);
    await until(() => ended !== null);
    expect(ended).toEqual({ error: null });
    expect(hear()).toContain(plainWords(agentWords.en.bye));
  });

  it.each([
    ["unauthorised", "unauthorised"],
    ["unpaid", "unpaid"],
    ["rate_limited", "rate_limited"],
    ["server_error", "failed"],
    ["drop", "failed"],
    ["garbage", "bad_answer"],
  ] as const)("ends with an error: %s becomes %s", async (kind, code) => {
    await begin({ fault: { kind } });
    await until(() => ended !== null);
    expect(ended).toMatchObject({ error: { name: "ProviderError", code } });
  });

  it.each([["half_open", 5_000], ["stall", 30_000]] as const)("ends with a time-out: %s", async (kind, withinMs) => {
    await begin({ fault: { kind } });
    await until(() => standIn.asked().some(({ what }) => what === "conversation_initiation_client_data"));
    if (kind === "stall") await until(() => audio.length > 0);
    lab.clock.advance(withinMs);
    expect(ended).toMatchObject({ error: { code: "timeout" } });
  });

  it("says whose mistake a wrong id or key is, and keeps the key to itself", async () => {
    await begin({ id: "agent_of_nobody" });
    await until(() => ended !== null);
    expect(ended).toMatchObject({ error: { code: "misconfigured", retryable: false } });
    await agent.close();
    await lab.close();
    await standIn.close();
    await begin({ key: "wrong-key-of-a-test" });
    await until(() => ended !== null);
    expect(ended).toMatchObject({ error: { code: "unauthorised" } });
    expect(String(ended?.error)).not.toContain("wrong-key-of-a-test");
  });

  it("costs the time of its conversation", async () => {
    await begin();
    await heardOut(greeting);
    await agent.close();
    await until(() => standIn.connections() === 0);
    const [billed, bill] = [agent.billed()[0], standIn.bill()[0]];
    expect({ ...billed, amount: 0 }).toEqual({ ...bill, amount: 0 });
    // Two clocks: they differ by what an opening and a close take to arrive.
    expect(Math.abs((billed?.amount ?? 0) - (bill?.amount ?? 0))).toBeLessThanOrEqual(60);
  });
});
