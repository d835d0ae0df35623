/**
 * The edge: the session object with its disk, output gate, alarm and death, beside a hub, an archive and a tool that
 * may fail. What is sent waits until the rows written before it are on disk, as in workerd.
 */
import type { Call, Message } from "@zvon/contract/api.ts";
import type { ToEdge } from "@zvon/contract/call-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { BeginCall } from "@zvon/worker/src/call/begin.ts";
import type { CallContext, CallEffect, CallEvent } from "@zvon/worker/src/call/events.ts";
import { loadCall, newCall } from "@zvon/worker/src/call/state.ts";
import type { CallData, CallState, SessionMessage } from "@zvon/worker/src/call/state.ts";
import type { CallCorrection, CallFinding } from "@zvon/worker/src/calls/settled-call.ts";
import { outcomeByRules } from "@zvon/worker/src/dialogue/outcome/outcome.ts";
import type { ToolCall, ToolResult, Understood } from "@zvon/worker/src/dialogue/decision.ts";
import { scripted } from "./dialogue.ts";
import { createModels } from "./models.ts";
import type { ScriptState } from "./dialogue.ts";
import type { Connection, EdgeEnd } from "./network.ts";
import type { World } from "./world.ts";

const leaseMs = 60_000;
const rpcTimeoutMs = 10_000;
const toolTimeoutMs = 6_000;
const silentLinkMs = 20_000;
/** Wall time at the beginning; the month is the call id's. */
export const wallMs = Date.UTC(2026, 10, 21);

export type Books = {
  call: Call | null;
  messages: Message[];
  settledAtMs: number | null;
  corrections: CallCorrection[];
  endings: number;
  lease: { untilMs: number } | null;
  /** Leases that ran out under a living call. */
  reaped: number;
  /** Idempotency key → how often the world was changed under it. */
  effects: Map<string, number>;
  commits: number;
  toolRuns: number;
  /** What was found out about the call beside its record, and how often watchers were told. */
  filed: CallFinding[];
  analysed: number;
  /** How often a model was asked what was meant. */
  refined: number;
};

export interface Edge {
  begin(): void;
  accept(connection: Connection): EdgeEnd | null;
  /** Another object's call; tried again until the edge is up. */
  ask(event: CallEvent): void;
  crash(backAfterMs: number, code: number): void;
  evict(): void;
  books: Books;
  phase(): CallData<ScriptState>["phase"];
  owesCorrection(): boolean;
  /** Whether one of the team has the floor; null while nobody could say. */
  taken(): boolean | null;
  isDown(): boolean;
}

export function createEdge(world: World, callId: string): Edge {
  const { time, chance, schedule } = world;
  const begin: BeginCall = {
    tenantId: tenantIdSchema.parse("org_00000000"), callId, nodeId: "node_00000000", bot: { id: "bot_00000000", slug: "script", name: "Script", version: 1, config: null }, language: "ru", direction: "inbound", via: "rtp",
    from: "", to: "", timeZone: "UTC", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: wallMs,
  };
  const context: CallContext<ScriptState> = {
    begin, decide: scripted(schedule), pronounce: (voice) => voice, refines: schedule.meaning !== null,
    settings: () => ({
      voice: { provider: "embedded", voice: "x", speed: 1 }, stt: { provider: "embedded", listens: [] },
      turnTaking: { endpointMs: 500, digitsEndpointMs: 1_000, bargeInMinSpeechMs: 250, bargeIn: true, maxUtteranceMs: 15_000, speculate: true },
      lostPlan: { fillerAtMs: 2_000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "", apology: "" },
    }),
    analysis: {
      byRules: (call) => ({ outcome: outcomeByRules(call), analysis: { summary: "rules", sentiment: 0, success: null, data: null, by: "rules" } }),
      request: () => (schedule.analysis === null ? null : { system: "", transcript: "", schema: {}, language: "ru", known: {} }),
      read: (_call, byRules, text) => (text === "nonsense" ? null : { ...byRules, analysis: { ...byRules.analysis, by: "model" } }),
    },
  };
  const books: Books = { call: null, messages: [], settledAtMs: null, corrections: [], endings: 0, lease: { untilMs: leaseMs }, reaped: 0, effects: new Map(), commits: 0, toolRuns: 0, filed: [], analysed: 0, refined: 0 };

  let live: CallState<ScriptState> | null = null;
  /** Counts deaths: what an earlier life had under way comes to nothing. */
  let incarnation = 0;
  let downUntilMs = -1;
  let gateMs = 0;
  let inFlight = 0;
  let disk: { data: string; messages: Map<number, SessionMessage> } | null = null;
  let alarmAtMs: number | null = null;
  let cancelAlarm = () => {};
  const connections = new Map<Connection, number>();

  const now = () => wallMs + time.now();
  const isDown = () => time.now() < downUntilMs;

  // ---------------------------------------------------------------- the object

  function load(): CallState<ScriptState> | null {
    if (live !== null) return live;
    if (disk === null) return null;
    const messages = [...disk.messages.values()].toSorted((a, b) => a.index - b.index);
    live = loadCall(JSON.parse(disk.data) as CallData<ScriptState>, messages, alarmAtMs === null ? null : wallMs + alarmAtMs, now());
    const epochs = [...connections.keys()].flatMap((connection) => (connection.epoch === null || !connection.isOpen() ? [] : [connection.epoch]));
    take({ type: "loaded", connectedEpoch: epochs.length === 0 ? null : Math.max(...epochs) });
    return live;
  }

  function run(event: CallEvent): void {
    if (load() !== null) take(event);
  }

  function take(event: CallEvent): void {
    if (live === null) return;
    if (event.type !== "frame" || event.message.type !== "silence") world.trace("edge", event);
    const result = world.machines.edge(context, live, event, now());
    live = result.state;
    for (const effect of result.effects) perform(effect);
  }

  /** Runs once everything written so far is on disk, unless the object dies before. */
  function gated(act: () => void): void {
    const mine = incarnation;
    if (gateMs <= time.now()) return act();
    time.at(gateMs, () => (mine === incarnation ? act() : undefined));
  }

  function perform(effect: CallEffect<ScriptState>): void {
    if (effect.type !== "publish") world.trace("edge does", effect.type === "commit" ? { type: "commit", stored: effect.data.stored, phase: effect.data.phase, turn: effect.data.turn, reply: effect.data.reply, messages: effect.messages.length } : effect);
    switch (effect.type) {
      case "commit": {
        gateMs = Math.max(gateMs, time.now() + chance.int(schedule.fsyncMs[0], schedule.fsyncMs[1]));
        const data = JSON.stringify(effect.data);
        return gated(() => {
          books.commits += 1;
          const messages = effect.forget ? new Map<number, SessionMessage>() : (disk?.messages ?? new Map<number, SessionMessage>());
          for (const message of effect.messages) messages.set(message.index, message);
          disk = { data, messages };
        });
      }
      case "send":
        return gated(() => connectionOf(effect.epoch)?.toNode(effect.message));
      case "close":
        return gated(() => connectionOf(effect.epoch)?.closeFromEdge(effect.code));
      case "arm":
        return gated(() => {
          alarmAtMs = effect.atMs - wallMs;
          setAlarm();
        });
      case "publish":
        if (effect.event.type === "analysed") gated(() => (books.analysed += 1));
        if (effect.event.type === "ended") gated(() => (books.endings += 1));
        return;
      case "runTool":
        world.passes("tool-started");
        return gated(() => background(tool(effect.call), (result) => ({ type: "tool-finished", key: effect.call.key, result })));
      case "think":
        world.passes("thought-started");
        return gated(() => models.think(effect.thought));
      case "speculate":
        return gated(() => models.speculate(effect.thought));
      case "refine":
        books.refined += 1;
        return gated(() => background(meaning(), (understood) => ({ type: "refined", turn: effect.turn, understood })));
      case "stopThinking":
        return gated(() => models.stop());
      case "renewLease":
        return gated(() => background(renew(), (answer) => ({ type: "lease", answer })));
      case "settle":
        return gated(() => background(settle(effect.record), (ok) => (ok ? { type: "settled" } : { type: "settle-failed" })));
      case "analyse":
        return gated(() => background(look(), (event) => event));
      case "file":
        return gated(() => background(file(effect.finding), (ok) => ({ type: ok ? "filed" : "file-failed" })));
      case "correct":
        return gated(() => background(correct(effect.correction), (ok) => (ok ? { type: "corrected" } : null)));
      case "erase":
        return;
    }
  }

  function connectionOf(epoch: number): Connection | null {
    return [...connections.keys()].findLast((connection) => connection.epoch === epoch && connection.isOpen()) ?? null;
  }

  function setAlarm(): void {
    cancelAlarm();
    if (alarmAtMs === null) return;
    cancelAlarm = time.at(Math.max(alarmAtMs, downUntilMs), () => {
      if (isDown()) return setAlarm();
      alarmAtMs = null;
      for (const [connection, heardMs] of connections) {
        if (heardMs >= time.now() - silentLinkMs) continue;
        connections.delete(connection);
        connection.closeFromEdge(1012);
        if (connection.epoch !== null) run({ type: "disconnected", epoch: connection.epoch });
      }
      run({ type: "alarm" });
    });
  }

  // ---------------------------------------------------------------- other objects

  // As in the shell, what effects bring waits for the end of the step.
  const models = createModels(world, (event) => {
    const mine = incarnation;
    time.after(0, () => (mine === incarnation ? run(event) : undefined));
  });

  type Answer<T> = { value: T; afterMs: number };

  function background<T>(answer: Answer<T>, event: (value: T) => CallEvent | null): void {
    const mine = incarnation;
    inFlight += 1;
    time.after(answer.afterMs, () => {
      if (mine !== incarnation) return;
      inFlight -= 1;
      const next = event(answer.value);
      if (next !== null) run(next);
    });
  }

  function tool(call: ToolCall): Answer<ToolResult> {
    const takesMs = chance.int(schedule.tool.takesMs[0], schedule.tool.takesMs[1]);
    books.toolRuns += 1;
    if (schedule.tool.fails) return { value: { status: "failed", reason: "no" }, afterMs: Math.min(takesMs, toolTimeoutMs) };
    time.after(Math.floor(takesMs / 2), () => {
      if (call.effect === "write" && !books.effects.has(call.key)) books.effects.set(call.key, 1);
    });
    if (chance.hits(schedule.tool.loses) || takesMs > toolTimeoutMs) return { value: call.effect === "write" ? { status: "unknown" } : { status: "failed", reason: "no answer" }, afterMs: toolTimeoutMs };
    return { value: { status: "ok", value: {} }, afterMs: takesMs };
  }

  function watchLease(): void {
    const lease = books.lease;
    if (lease === null) return;
    time.at(lease.untilMs, () => {
      if (books.lease !== lease || lease.untilMs > time.now()) return;
      books.lease = null;
      if (live?.data.phase === "live") books.reaped += 1;
    });
  }

  function renew(): Answer<{ ok: true; untilMs: number } | { ok: false; detail: string } | "unreachable"> {
    if (chance.hits(schedule.hubFails)) return { value: "unreachable", afterMs: rpcTimeoutMs };
    if (books.lease === null) return { value: { ok: false, detail: "unknown" }, afterMs: 5 };
    if (schedule.hubRefuses) return { value: { ok: false, detail: "spend limit" }, afterMs: 5 };
    books.lease = { untilMs: time.now() + leaseMs };
    watchLease();
    return { value: { ok: true, untilMs: wallMs + time.now() + leaseMs }, afterMs: chance.int(1, 30) };
  }

  function settle(record: Extract<CallEffect<ScriptState>, { type: "settle" }>["record"]): Answer<boolean> {
    const fails = chance.hits(schedule.archiveFails);
    // Half of the failures come after the archive has the call: the answer is lost.
    if (fails && chance.hits(0.5)) return { value: false, afterMs: rpcTimeoutMs };
    if (books.call === null) {
      books.call = record.call;
      books.messages = record.messages;
      books.settledAtMs = time.now();
    }
    if (fails) return { value: false, afterMs: rpcTimeoutMs };
    if (world.machines.forgets !== "release") books.lease = null;
    return { value: true, afterMs: chance.int(1, 30) };
  }

  /** A model looks at the call once it is over. */
  function meaning(): Answer<Understood | null> {
    const plan = schedule.meaning;
    if (plan === null || chance.hits(plan.fails)) return { value: null, afterMs: 700 };
    return { value: { intents: [], fields: {} }, afterMs: chance.int(plan.takesMs[0], plan.takesMs[1]) };
  }

  function look(): Answer<CallEvent> {
    const plan = schedule.analysis;
    if (plan === null || chance.hits(plan.fails)) return { value: { type: "analysis", text: null, lines: [] }, afterMs: 20_000 };
    return { value: { type: "analysis", text: chance.hits(plan.nonsense) ? "nonsense" : "fine", lines: [] }, afterMs: chance.int(plan.takesMs[0], plan.takesMs[1]) };
  }

  function file(finding: CallFinding): Answer<boolean> {
    if (chance.hits(schedule.archiveFails)) return { value: false, afterMs: rpcTimeoutMs };
    books.filed.push(finding);
    return { value: true, afterMs: chance.int(1, 30) };
  }

  function correct(correction: CallCorrection): Answer<boolean> {
    if (chance.hits(schedule.archiveFails)) return { value: false, afterMs: rpcTimeoutMs };
    if (!books.corrections.some((known) => known.at === correction.at)) books.corrections.push(correction);
    return { value: true, afterMs: 5 };
  }

  // ---------------------------------------------------------------- what others do to it

  const end: EdgeEnd = {
    frame(connection: Connection, message: ToEdge) {
      if (isDown()) return;
      connections.set(connection, time.now());
      if (message.type === "hello") connection.epoch = message.epoch;
      if (connection.epoch !== null) run({ type: "frame", epoch: connection.epoch, message });
    },
    closed(connection) {
      if (!connections.delete(connection) || isDown() || connection.epoch === null) return;
      run({ type: "disconnected", epoch: connection.epoch });
    },
  };

  return {
    books,
    begin() {
      live = newCall(begin, now());
      watchLease();
      take({ type: "begin" });
    },
    accept(connection) {
      if (isDown() || (live === null && disk === null)) return null;
      connections.set(connection, time.now());
      load();
      return end;
    },
    ask(event) {
      if (isDown()) time.at(downUntilMs + 100, () => this.ask(event));
      else run(event);
    },
    crash(backAfterMs, code) {
      if (disk === null) return;
      world.trace("edge", `crashes for ${backAfterMs} ms`);
      incarnation += 1;
      inFlight = 0;
      live = null;
      models.die();
      gateMs = time.now();
      downUntilMs = Math.max(downUntilMs, time.now() + backAfterMs);
      world.truth.awayMs += backAfterMs;
      for (const connection of connections.keys()) connection.cut(code);
      connections.clear();
      setAlarm();
      // Somebody asks for the call at last: the hub, a dashboard, the alarm.
      const mine = incarnation;
      time.at(downUntilMs + 1_000, () => (mine === incarnation && !isDown() ? load() : undefined));
    },
    evict() {
      if (live === null || isDown()) return;
      // Eviction waits for what is under way.
      if (gateMs > time.now() || inFlight > 0) return void time.after(50, () => this.evict());
      world.trace("edge", "is evicted");
      incarnation += 1;
      live = null;
      // A platform would wait for the model; its process may go all the same.
      models.die();
    },
    phase: () => live?.data.phase ?? (disk === null ? "live" : (JSON.parse(disk.data) as CallData<ScriptState>).phase),
    owesCorrection: () => (live?.data ?? (disk === null ? null : (JSON.parse(disk.data) as CallData<ScriptState>)))?.correction !== null,
    taken: () => (live === null || isDown() ? null : live.data.taken !== null),
    isDown,
  };
}
