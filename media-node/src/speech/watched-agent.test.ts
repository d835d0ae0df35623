import { describe, expect, it } from "vitest";
import type { AgentEvents, OpenAgent } from "../agent/port.ts";
import { ProviderError } from "../audio/provider-error.ts";
import { createNet } from "../net/create-net.ts";
import { createGates } from "./gates.ts";
import { watchedAgent } from "./watched-agent.ts";

function begin() {
  let nowMs = 1_000;
  let told: AgentEvents | null = null;
  const seen: string[] = [];
  const gates = createGates({ now: () => nowMs, wallNow: () => 0 });
  const open: OpenAgent = (_line, id, events) => {
    expect(id).toBe("agent_1");
    told = events;
    return { send: () => undefined, text: () => undefined, billed: () => [], close: () => Promise.resolve() };
  };
  const nothing = (): undefined => undefined;
  watchedAgent(open, gates.of("agent", "elevenlabs", "platform"))(
    { access: { key: "k" }, model: null, language: "ru", hints: [], net: createNet({ allows: () => true }), now: () => nowMs, setTimer: () => nothing },
    "agent_1",
    { onAudio: () => void seen.push("audio"), onInterruption: nothing, onAgentText: (text) => void seen.push(text), onAgentCorrection: nothing, onUserText: nothing, onEnd: (error) => void seen.push(`end ${error?.code ?? "well"}`) },
  );
  const agent = (): AgentEvents => told ?? expect.fail("the agent was not opened");
  return { agent, seen, health: () => gates.health()[0], pass: (ms: number) => void (nowMs += ms) };
}

describe("the health of an agent's vendor", () => {
  it("tells how long the first sound took, once", () => {
    const { agent, seen, health, pass } = begin();
    pass(700);
    agent().onAgentText("Привет");
    agent().onAudio(new Int16Array(80));
    pass(5_000);
    agent().onAudio(new Int16Array(80));
    agent().onEnd(null);
    expect(health()).toMatchObject({ kind: "agent", provider: "elevenlabs", state: "ok", attempts: 1, failures: 0, p50Ms: 700 });
    expect(seen).toEqual(["Привет", "audio", "audio", "end well"]);
  });

  it("tells why it failed", () => {
    const { agent, seen, health } = begin();
    agent().onEnd(new ProviderError("ElevenLabs does not accept the key (401)", { code: "unauthorised", retryable: false }));
    expect(health()).toMatchObject({ state: "open", attempts: 1, failures: 1, lastError: "ElevenLabs does not accept the key (401)" });
    expect(seen).toEqual(["end unauthorised"]);
  });
});
