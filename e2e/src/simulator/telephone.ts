/**
 * The call at the node, modelled on media-node/src/call: a playout that knows what sounded, and a caller who answers,
 * interrupts, grows impatient and leaves. Watches that nobody waits without sound beyond the plan.
 */
import type { FactBody, ReplyText, ToNode } from "@zvon/contract/call-link.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";
import type { FromLink, NoteBody } from "@zvon/media-node/src/link/port.ts";
import { createListeners, type Listeners, type ListenerSocket } from "@zvon/media-node/src/call/listeners.ts";
import { violated } from "./world.ts";
import type { World } from "./world.ts";

const wordMs = 250;
const asideMs = 700;
const welcomeTimeoutMs = 5_000;
/** The machines' timers are exact; the filler has nothing to wait for. */
const toleranceMs = 20;
const plan = [["filler", 2_000], ["apology", 20_000], ["end", 30_000]] as const;

type Sound = { kind: "reply"; reply: number; seq: number; words: string[] } | { kind: "aside" };
type Playing = { sound: Sound; startMs: number };
type Reply = { reply: number; turn: number; interrupted: boolean; complete: boolean; heard: string[]; segments: number; done: number };
type Wait = { sinceMs: number; steps: Set<string>; aside: boolean };

/** What the caller remembers while nodes come and go. */
export type Caller = { utterances: number };

export interface Telephone {
  onLink(event: FromLink): void;
  start(): void;
  die(): void;
  ended(): boolean;
  join: Listeners["join"];
  talking(): boolean;
}

export function createTelephone(world: World, caller: Caller, link: { fact(body: FactBody): void; note(body: Exclude<NoteBody, { type: "hello" | "sync" }>): void; sound(on: boolean): void; drain(): void; isUp(): boolean }, fresh: boolean): Telephone {
  const { time, chance, schedule, truth } = world;
  let stage: "linking" | "ringing" | "live" | "ending" | "dead" = "linking";
  let turn = 0;
  let lastReply = -1;
  let heardReply = -1;
  let goodbye: { reason: EndReason; afterReply: number } | null = null;
  let current: Reply | null = null;
  let playing: Playing | null = null;
  let pending: Sound[] = [];
  let speaking = false;
  let language: "ru" | "en" = "ru";
  let transfer: { key: string; afterReply: number; asked: boolean } | null = null;
  let quietSinceMs = 0;
  let wait: Wait | null = null;
  const startedMs = time.now();
  const usage = { mediaMs: 0, ttsChars: 0 };
  const life = truth.usage.push({ told: { mediaMs: 0, ttsChars: 0 }, stored: { mediaMs: 0, ttsChars: 0 } }) - 1;
  const played = new Set<string>();

  const sockets = new Set<ListenerSocket>();
  const listeners = createListeners({ tell: (told) => link.fact({ type: "listener", ...told, atMs: time.now() - startedMs }), onFloor, setTimer: (run, ms) => time.after(ms, () => (stage === "dead" ? undefined : run())) });
  listeners.opened({ tap: () => undefined, talk: () => undefined });

  const over = () => stage === "ending" || stage === "dead";
  const later = (ms: number, run: () => void) => time.after(ms, () => (over() ? undefined : run()));

  // ---------------------------------------------------------------- the caller waits

  function owe(): void {
    if (wait === null) beginWait();
    if (chance.hits(schedule.caller.impatient)) {
      const utterances = caller.utterances;
      later(chance.int(2_500, 8_000), () => (wait !== null && caller.utterances === utterances ? speak() : undefined));
    }
  }

  function beginWait(): void {
    const mine: Wait = { sinceMs: time.now(), steps: new Set(), aside: false };
    wait = mine;
    for (const [stepName, afterMs] of plan) watch(mine, stepName, mine.sinceMs + afterMs + toleranceMs);
  }

  function watch(mine: Wait, stepName: string, atMs: number): void {
    time.at(atMs, () => {
      if (wait !== mine || over() || mine.steps.has(stepName)) return;
      if (playing === null) violated(world, `the caller has waited since ${mine.sinceMs} ms, and there was no ${stepName}`);
      else watch(mine, stepName, time.now() + wordMs);
    });
  }

  // ---------------------------------------------------------------- a person in the bot's place

  function onFloor(taken: boolean): void {
    if (!taken || over()) return;
    truth.takeOvers += 1;
    goodbye = null;
    if (transfer !== null && !transfer.asked) {
      transfer.asked = true;
      truth.transfers.push({ key: transfer.key, result: "failed" });
      link.fact({ type: "transfer.result", result: "failed", cause: { q850: null, sip: null, text: "" } });
    }
    stop();
    wait = null;
    chat();
  }

  /** The caller talks with whoever talks to them. */
  function chat(): void {
    later(chance.int(500, 6_000), () => {
      if (!listeners.talking()) return;
      speak();
      chat();
    });
  }

  // ---------------------------------------------------------------- playout

  function say(message: ReplyText): void {
    const key = `${message.reply}.${message.seq}`;
    if (listeners.talking()) violated(world, `"${message.voice}" is said while a person talks`);
    if (message.turn < turn) violated(world, `a reply to turn ${message.turn} is said in turn ${turn}`);
    if (played.has(key)) violated(world, `segment ${key} is said twice`);
    played.add(key);
    const { loss, twice, reordered } = schedule.network;
    if (loss + twice + reordered === 0 && message.language !== language) violated(world, `"${message.voice}" is said in the voice of the other language`);
    if (message.voice !== "") {
      // A goodbye is said again to who spoke into it, and a question to a node that restarted; a model's words never are.
      if (message.voice.startsWith("thought") && played.has(message.voice)) violated(world, `"${message.voice}" is said twice`);
      if (message.voice.startsWith("still") && message.turn > 0 && !truth.answered.has(message.turn)) violated(world, `turn ${message.turn} was never answered`);
      played.add(message.voice);
      truth.answered.add(message.turn);
    }
    lastReply = Math.max(lastReply, message.reply);
    usage.ttsChars += message.voice.length;
    if (current === null || current.reply !== message.reply) {
      if (current !== null) stop();
      current = { reply: message.reply, turn: message.turn, interrupted: false, complete: false, heard: [], segments: 0, done: 0 };
    }
    current.segments += 1;
    if (message.last) current.complete = true;
    if (message.last) wait = null;
    else beginWait();
    pending.push({ kind: "reply", reply: message.reply, seq: message.seq, words: message.voice.split(" ").filter((word) => word !== "") });
    pump();
  }

  function pump(): void {
    if (playing !== null) return;
    const next = pending.shift();
    if (next === undefined) return;
    const mine: Playing = { sound: next, startMs: time.now() };
    playing = mine;
    link.sound(true);
    if (next.kind === "reply" && next.seq === 0) {
      world.passes("reply-started");
      link.note({ type: "reply.started", reply: next.reply, turn: current?.turn ?? 0, atMs: time.now() - startedMs });
      bargeIn(next.reply);
    }
    later(next.kind === "aside" ? asideMs : next.words.length * wordMs, () => (playing === mine ? soundEnded(mine) : undefined));
  }

  function soundEnded({ sound }: Playing): void {
    playing = null;
    if (sound.kind === "reply" && current?.reply === sound.reply) {
      current.heard.push(...sound.words);
      current.done += 1;
    }
    if (pending.length > 0) return pump();
    silent(sound.kind === "reply");
    if (current !== null && current.complete && current.done === current.segments) report();
  }

  function silent(afterReply: boolean): void {
    quietSinceMs = time.now();
    if (wait !== null && afterReply && !wait.aside) beginWait();
    link.sound(false);
  }

  function stop(): void {
    if (playing !== null) {
      const { sound, startMs } = playing;
      playing = null;
      if (sound.kind === "reply" && current !== null) current.heard.push(...sound.words.slice(0, Math.floor((time.now() - startMs) / wordMs)));
      pending = [];
      silent(sound.kind === "reply");
    }
    pending = [];
    if (current === null) return;
    current.interrupted = true;
    // The caller took the word: nobody waits for the rest of a reply that was cut before its end had come.
    if (!current.complete && current.turn >= turn) wait = null;
    report();
  }

  function report(): void {
    if (current === null) return;
    const { reply, interrupted } = current;
    const text = current.heard.join(" ");
    const of = current.turn;
    current = null;
    heardReply = Math.max(heardReply, reply);
    truth.heard.set(reply, { text, interrupted, excused: false });
    if (text.includes("bye") && !interrupted) truth.goodbyeHeardAtMs ??= time.now();
    link.fact({ type: "reply.heard", reply, turn: of, heard: text, interrupted, startMs: 0, endMs: time.now() - startedMs, decisionMs: 0, ttsMs: 0, firstAudioMs: 1 });
    passWhenHeard();
    leaveWhenHeard();
    if (!interrupted && !over()) later(chance.int(schedule.caller.thinkMs[0], schedule.caller.thinkMs[1]), () => (playing === null && current === null && wait === null ? speak() : undefined));
  }

  // ---------------------------------------------------------------- the caller

  function bargeIn(reply: number): void {
    if (!chance.hits(schedule.caller.bargeIn)) return;
    const noise = chance.hits(schedule.caller.noise);
    later(chance.int(100, 2_000), () => {
      if (current?.reply !== reply || playing === null || speaking) return;
      stop();
      if (!noise && !over()) speak();
    });
  }

  function speak(): void {
    if (speaking || stage !== "live" || goodbye?.afterReply === -1) return;
    speaking = true;
    link.note({ type: "turn.started", turn: turn + 1, atMs: time.now() - startedMs });
    if (playing !== null || current !== null) stop();
    const speaksMs = chance.int(300, 1_500);
    // Words that are stable before the turn has ended; now and then they go on otherwise.
    if (chance.hits(schedule.model.ahead)) later(Math.floor(speaksMs / 2), () => link.note({ type: "turn.speculate", turn: turn + 1, text: chance.hits(schedule.model.misheard) ? "said" : `said-${caller.utterances + 1}`, language: "ru" }));
    later(speaksMs, () => {
      speaking = false;
      quietSinceMs = time.now();
      // A reply that came while the caller spoke is overtaken by what was said.
      if (current !== null) stop();
      if (over()) return;
      turn += 1;
      caller.utterances += 1;
      const text = `said-${caller.utterances}`;
      tellUsage();
      truth.turns.push({ turn, text, excused: false });
      link.fact({ type: "turn.final", turn, text, verdict: "sure", confidence: 1, language: "ru", startMs: 0, endMs: time.now() - startedMs, endpointMs: 0, sttMs: 0, by: "voice" });
      // The person answers.
      if (listeners.talking()) truth.answered.add(turn);
      else owe();
      world.passes("turn-sent");
    });
  }

  function tick(): void {
    later(1_000, () => {
      if (stage === "live" && playing === null && current === null && pending.length === 0 && !speaking && !listeners.talking()) link.note({ type: "silence", turn, reply: lastReply, forMs: time.now() - quietSinceMs });
      tick();
    });
  }

  function tellUsage(): void {
    usage.mediaMs = time.now() - startedMs;
    const told = truth.usage[life];
    if (told !== undefined) told.told = { ...usage };
    link.fact({ type: "usage", mediaMs: usage.mediaMs, sttMs: 0, ttsChars: usage.ttsChars });
  }

  // ---------------------------------------------------------------- the edge speaks

  function onMessage(message: Exclude<ToNode, { type: "ack" }>): void {
    switch (message.type) {
      case "speech":
        language = message.language;
        return;
      case "transfer":
        if (transfer?.key === message.key) return;
        transfer = { key: message.key, afterReply: listeners.talking() ? -1 : message.afterReply, asked: false };
        return passWhenHeard();
      case "welcome":
        language = message.language;
        if (stage !== "linking") return;
        turn = message.turn;
        lastReply = message.reply;
        heardReply = message.reply;
        stage = "ringing";
        if (fresh) return answer();
        later(chance.int(20, 800), () => {
          link.fact({ type: "call.ringing" });
          later(chance.int(20, 2_000), answer);
        });
        return;
      case "reply.text":
        if (!over()) say(message);
        return;
      case "floor":
        return over() ? undefined : listeners.floor(message.listener);
      case "hangup":
        goodbye = { reason: message.reason, afterReply: message.afterReply };
        return leaveWhenHeard();
      default:
        return;
    }
  }

  function answer(): void {
    stage = "live";
    truth.answeredAtMs ??= time.now();
    quietSinceMs = time.now();
    link.fact({ type: "call.answered", atMs: time.now() - startedMs });
    owe();
    tick();
    world.passes("answered");
  }

  /** The exchange is asked once; what it says is a fact. */
  function passWhenHeard(): void {
    const asked = transfer;
    const plan = schedule.transfer;
    if (asked === null || plan === null || asked.asked || asked.afterReply > heardReply) return;
    asked.asked = true;
    later(chance.int(plan.takesMs[0], plan.takesMs[1]), () => {
      truth.transfers.push({ key: asked.key, result: plan.result });
      link.fact({ type: "transfer.result", result: plan.result, cause: { q850: null, sip: null, text: "" } });
    });
  }

  function leaveWhenHeard(): void {
    if (goodbye !== null && !over() && (goodbye.afterReply === -1 || heardReply >= goodbye.afterReply)) end(goodbye.reason);
  }

  function end(reason: EndReason): void {
    if (over()) return;
    const was = stage;
    stage = "ending";
    wait = null;
    if (was === "live") stop();
    listeners.end("call_ended");
    tellUsage();
    truth.ended = { reason, atMs: time.now(), excused: false };
    world.trace("call", `ends: ${reason}`);
    link.fact({ type: "call.ended", reason, cause: { q850: null, sip: null, text: "" }, detail: "", durationMs: 0, media: {} });
    link.drain();
    world.passes("ended");
  }

  return {
    start() {
      later(welcomeTimeoutMs, () => (stage === "linking" ? end("edge_lost") : undefined));
      const { leavesAtMs } = schedule.caller;
      if (leavesAtMs !== null && leavesAtMs > time.now()) time.at(leavesAtMs, () => end("caller_hangup"));
    },
    onLink(event) {
      if (stage === "dead") return;
      world.trace("call hears", event);
      switch (event.type) {
        case "message":
          return onMessage(event.message);
        case "plan": {
          if (over()) return;
          const dueMs = plan.find(([stepName]) => stepName === event.step)?.[1] ?? 0;
          const early = wait === null || time.now() < wait.sinceMs + dueMs;
          if (early && (event.step !== "end" || link.isUp())) violated(world, `the ${event.step} came too early`);
          wait?.steps.add(event.step);
          if (wait !== null) wait.aside = true;
          if (event.step === "end") return end("edge_lost");
          pending.push({ kind: "aside" });
          return pump();
        }
        case "closed":
          return end("failed");
      }
    },
    die() {
      stage = "dead";
      for (const socket of sockets) socket.close();
      wait = null;
    },
    ended: over,
    join(listener, socket) {
      sockets.add(socket);
      listeners.join(listener, socket);
    },
    talking: () => stage !== "dead" && listeners.talking(),
  };
}
