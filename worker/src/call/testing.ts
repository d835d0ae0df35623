/** A call at work for tests of the machine: a dialogue that echoes, a disk, an alarm, and a death. */
import { toEdgeSchema } from "@zvon/contract/call-link.ts";
import type { FactBody, ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { Decide, Decision, ToolCall } from "../dialogue/decision.ts";
import { outcomeByRules } from "../dialogue/outcome/outcome.ts";
import type { BeginCall } from "./begin.ts";
import type { CallContext, CallEffect, CallEvent } from "./events.ts";
import { step } from "./machine.ts";
import { loadCall, newCall } from "./state.ts";
import type { CallState, SessionMessage, Thought } from "./state.ts";

export const callId = "call_26117k3mz9qx2w4bvnlr5t8h";
export const startMs = Date.UTC(2026, 10, 21);
export const cause = { q850: 16, sip: null, text: "" };

/** Echoes: "run NAME" runs a tool that writes, "look NAME" one that reads, "bye" hangs up, "…" says nothing, "think" asks a model, "pass" hands on, "pass TO" to somebody else, "press KEYS" presses keys, "say-press KEYS" after some words, "aside NAME" reads while nobody waits, "english" and "russian" change the language. */
export type Echo = { turns: number; cut: string | null; thoughts: number; language?: "ru" | "en" };
const echo: Decide<Echo> = (previous, input) => {
  const state = previous ?? { turns: 0, cut: null, thoughts: 0 };
  const decision = (more: Partial<Decision<Echo>>): Decision<Echo> => ({ state, say: [], language: state.language ?? "ru", interruptible: true, listen: { phrases: [], digits: null, keys: null }, tool: null, model: null, hangup: null, outcome: null, fields: {}, flowState: `turn ${state.turns}`, intent: null, ...more });
  const say = (...texts: string[]) => texts.map((text) => ({ text, voice: text }));
  const think = (from: Echo) => decision({ state: { ...from, thoughts: from.thoughts + 1 }, model: { key: `thought-${from.thoughts + 1}`, system: "be kind", tools: [] }, flowState: `turn ${from.turns}` });
  switch (input.type) {
    case "begin":
      return decision({ say: say("hello.", "how are you?") });
    case "turn": {
      const next = { ...state, turns: state.turns + 1 };
      const [verb, name = ""] = input.text.split(" ");
      const tool: ToolCall | null = verb === "run" || verb === "look" ? { key: `${name}-${next.turns}`, name, effect: verb === "run" ? "write" : "read", arguments: {} } : null;
      if (verb === "think") return think(next);
      if (verb === "pass") return decision({ state: next, say: say("I put you through"), transfer: { key: `transfer-${next.turns}`, destination: "front", to: name === "" ? "1002" : name, kind: "blind", summary: "a caller" } });
      if (verb === "press") return decision({ state: next, press: name });
      if (verb === "say-press") return decision({ state: next, say: say("one moment"), press: name });
      if (verb === "aside") return decision({ state: next, say: say("fine"), aside: [{ key: `${name}-${next.turns}`, name, effect: "read", arguments: {} }] });
      if (verb === "english" || verb === "russian") {
        const language = verb === "english" ? "en" : "ru";
        return decision({ state: { ...next, language }, language, say: say("of course") });
      }
      if (verb === "…") return decision({ state: next });
      if (verb === "bye") return decision({ state: next, say: say("goodbye"), hangup: "completed", outcome: "answered" });
      return decision({ state: next, tool, say: tool === null ? say(`you said ${input.text}`) : say("one moment") });
    }
    case "transfer":
      return input.result === "answered" ? decision({ hangup: "transferred", outcome: "transferred" }) : decision({ say: say(`nobody: ${input.result}`) });
    case "tool":
      return decision({ say: say(`it is ${input.result.status}`), fields: { told: input.result.status } });
    case "machine":
      if (input.stage === "records") return decision({ say: say("please call us"), hangup: "voicemail", outcome: "voicemail" });
      return input.stage === "took" ? decision({ mute: true }) : decision({ mute: true, hangup: "voicemail", outcome: "voicemail" });
    case "silence":
      return input.forMs >= 6_000 ? decision({ say: say("are you there?") }) : decision({});
    case "model":
      if (input.result.status === "lost") return think(state);
      if (input.result.status === "failed") return decision({ say: say("my own words") });
      return input.result.tools.length > 0 ? decision({ hangup: "completed", outcome: "answered" }) : decision({});
    case "resumed":
      return decision({ say: say("back again") });
    case "interrupted":
      return decision({ state: { ...state, cut: input.heard } });
  }
};

const begin: BeginCall = {
  tenantId: tenantIdSchema.parse("org_00000000"), callId, nodeId: "node_00000000", bot: { id: "bot_00000000", slug: "echo", name: "Echo", version: 1, config: null }, language: "ru", direction: "inbound", via: "rtp",
  from: "+7", to: "1001", timeZone: "UTC", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: startMs,
};
export const context: CallContext<Echo> = {
  begin, decide: echo, pronounce: (voice) => voice,
  settings: () => ({ voice: { provider: "embedded", voice: "x", speed: 1 }, stt: { provider: "embedded", listens: [] }, turnTaking: { endpointMs: 500, digitsEndpointMs: 1_000, bargeInMinSpeechMs: 250, bargeIn: true, maxUtteranceMs: 15_000, speculate: true }, lostPlan: { fillerAtMs: 2_000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "", apology: "" } }),
  analysis: {
    byRules: (call) => ({ outcome: outcomeByRules(call), analysis: { summary: `${call.lines.length} lines`, sentiment: 0, success: null, data: null, by: "rules" } }),
    request: () => null,
    read: (_call, byRules, text) => (text === "" ? null : { ...byRules, analysis: { ...byRules.analysis, summary: text, by: "model" } }),
  },
};

export type Effect = CallEffect<Echo>;
type CallAtWork = {
  state(): CallState<Echo>;
  on(event: CallEvent): Effect[];
  frame(message: ToEdge, epoch?: number): Effect[];
  hello(epoch: number, more?: { fresh?: boolean; turn?: number; held?: { reply: number; seq: number; last: boolean } }): Effect[];
  /** The next fact in order. */
  fact(body: FactBody): Effect[];
  turn(turn: number, text: string): Effect[];
  heard(reply: number, turn: number, text: string, interrupted?: boolean): Effect[];
  end(): Effect[];
  /** Time goes on to the deadline that comes next, or for so long; the alarm fires as it is armed. */
  wait(ms: number): Effect[];
  /** The object dies; what was committed comes back. */
  lose(connectedEpoch?: number | null): Effect[];
};

export function callAt(stage: "begun" | "linked" | "live" = "live", pronounce = context.pronounce, more: Partial<BeginCall> = {}, other: Partial<CallContext<Echo>> = {}): CallAtWork {
  let nowMs = startMs;
  const held: CallContext<Echo> = { ...context, ...other, pronounce, begin: { ...begin, ...more } };
  let state = newCall<Echo>(held.begin, nowMs);
  let n = 0;
  let alarmMs: number | null = null;
  let alarms = 0;
  let disk: { data: string; messages: Map<number, SessionMessage> } = { data: "", messages: new Map() };
  const call: CallAtWork = {
    state: () => state,
    on(event) {
      const result = step(held, state, event, nowMs);
      state = result.state;
      for (const effect of result.effects) {
        if (effect.type === "arm") alarmMs = effect.atMs;
        if (effect.type !== "commit") continue;
        disk = { data: JSON.stringify(effect.data), messages: effect.forget ? new Map() : disk.messages };
        for (const message of effect.messages) disk.messages.set(message.index, structuredClone(message));
      }
      return result.effects;
    },
    frame: (message, epoch = state.data.epoch) => call.on({ type: "frame", epoch, message }),
    hello: (epoch, more = {}) => call.frame({ v: 1, type: "hello", callId, epoch, fresh: more.fresh ?? false, turn: more.turn ?? 0, held: more.held ?? { reply: -1, seq: -1, last: true } }, epoch),
    fact(body) {
      n += 1;
      return call.frame(toEdgeSchema.parse({ ...body, v: 1, n }));
    },
    turn: (turn, text) => call.fact({ type: "turn.final", turn, text, verdict: "sure", confidence: 0.9, language: "ru", startMs: 0, endMs: 900, endpointMs: 500, sttMs: 20, by: "voice" }),
    heard: (reply, turn, text, interrupted = false) => call.fact({ type: "reply.heard", reply, turn, heard: text, interrupted, startMs: 1_500, endMs: 3_000, decisionMs: 2, ttsMs: 10, firstAudioMs: 600 }),
    end: () => call.fact({ type: "call.ended", reason: "caller_hangup", cause, detail: "", durationMs: 42_000, media: { lost: 1 } }),
    wait(ms) {
      const untilMs = nowMs + ms;
      const seen: Effect[] = [];
      while (alarmMs !== null && alarmMs <= untilMs) {
        nowMs = Math.max(nowMs, alarmMs);
        alarmMs = null;
        alarms += 1;
        if (alarms > 10_000) throw new Error("the alarm goes round and round");
        seen.push(...call.on({ type: "alarm" }));
      }
      nowMs = untilMs;
      return seen;
    },
    lose(connectedEpoch = null) {
      state = loadCall(JSON.parse(disk.data), [...disk.messages.values()].toSorted((a, b) => a.index - b.index), alarmMs, nowMs);
      n = state.data.stored;
      return call.on({ type: "loaded", connectedEpoch });
    },
  };
  call.on({ type: "begin" });
  if (stage !== "begun") call.hello(1);
  if (stage === "live") {
    call.fact({ type: "call.answered", atMs: 0 });
    call.heard(0, 0, "hello. how are you?");
  }
  return call;
}

export const sent = (effects: Effect[]): ToNode[] => effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
export const says = (effects: Effect[]): string[] => sent(effects).flatMap((message) => (message.type === "reply.text" ? [`${message.reply}.${message.seq}${message.last ? "!" : ""} ${message.text}`] : []));
export const kinds = (effects: Effect[]): string[] => effects.filter((effect) => effect.type !== "publish").map((effect) => (effect.type === "send" ? effect.message.type : effect.type));
export const commits = (effects: Effect[]): number => effects.filter((effect) => effect.type === "commit").length;
export const settledAs = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "settle" ? [effect.record.call.endReason] : []));
export const thoughts = (effects: Effect[], type: "think" | "speculate" = "think"): Thought[] => effects.flatMap((effect) => (effect.type === type ? [effect.thought] : []));
