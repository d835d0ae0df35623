/**
 * A call that a vendor's agent holds: sound both ways between it and the leg, and what was said as facts for the books.
 * The agent decides when it listens and when it was cut off; what really sounded is told by the leg.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Agent, AgentEvents } from "../agent/port.ts";
import type { ProviderError } from "../audio/provider-error.ts";
import type { Link } from "../link/port.ts";
import type { Leg, LegEvent } from "../media/engine.ts";
import { heardText } from "./heard.ts";

export type AgentMark = Extract<LegEvent, { type: "mark-started" | "mark-finished" | "mark-stopped" }>;

export interface AgentCall {
  /** The far side answered: the talk begins. */
  begin(): void;
  onFrame(frame: Extract<LegEvent, { type: "frame" }>): void;
  /** False for a mark that is not the agent's. */
  onMark(event: AgentMark): boolean;
  /** Typed in a test call. */
  text(text: string): void;
  /** A person talks in the agent's place: the caller's words are written down as before, the agent's sound nowhere. */
  hush(on: boolean): void;
  /** The call ends: silence now. */
  stop(): void;
  /** The leg is closed: everything that is not told yet is told. */
  settle(): void;
  billed(): UsageLine[];
  close(): Promise<void>;
}

interface Reply {
  reply: number;
  turn: number;
  mark: string;
  text: string;
  /** Given to the leg. */
  audioMs: number;
  startMs: number | null;
  /** `open`: more may come. `closing`: the leg has all of it, or was told to stop. `sounded`: over, and kept for a word of the agent on how far it came. */
  state: "open" | "closing" | "sounded";
  interrupted: boolean;
  corrected: string | null;
  playedMs: number;
  endMs: number;
}

/** Sentences of one answer come with gaps; after this a reply is taken for over. */
const replyGapMs = 1_500;
/** How long the agent's own word is awaited on how far it came. It comes with the interruption. */
const correctionMs = 300;
/** A turn waits so long for what the bot was heard to say before it. */
const settleMs = 500;
const speechAbove = 0.5;
/** Less is a cough. */
const turnStartsMs = 240;
/** The agent's recogniser is believed; it says nothing of how sure it is. */
const confidence = 0.9;

export function createAgentCall(options: {
  open: (events: AgentEvents) => Agent;
  leg: Leg;
  link: Pick<Link, "fact" | "note" | "sound">;
  language: Language;
  /** The caller's newest turn and the newest reply that the edge knows. */
  turn: number;
  reply: number;
  setTimer: (run: () => void, ms: number) => () => void;
  /** A far side that buffers must be silent now. */
  flush: () => void;
  /** Before a turn's fact: what the call has cost. */
  reportUsage: () => void;
  /** The agent ended the talk, and all it said has sounded. */
  onOver: (error: ProviderError | null) => void;
}): AgentCall {
  const { leg, link, setTimer } = options;
  let agent: Agent | null = null;
  let turn = options.turn;
  let lastReply = options.reply;
  let clockMs = 0;
  /** Oldest first; the last one may be open. */
  let replies: Reply[] = [];
  const turns: { text: string; by: "voice" | "text"; startMs: number; endMs: number }[] = [];
  let cancelTurns: (() => void) | null = null;
  let speech: { startMs: number; endMs: number; told: boolean } | null = null;
  let committed = { turn: options.turn, endMs: 0, answered: true };
  let typed: string | null = null;
  let over: { error: ProviderError | null } | null = null;
  let stopped = false;
  let hushed = false;

  const current = (): Reply | null => {
    const newest = replies.at(-1);
    return newest?.state === "open" ? newest : null;
  };
  const playedOut = (reply: Reply): boolean => reply.audioMs === 0 || (reply.startMs !== null && clockMs >= reply.startMs + reply.audioMs);

  function openReply(text: string): Reply {
    lastReply += 1;
    const reply: Reply = { reply: lastReply, turn, mark: `g${lastReply}`, text, audioMs: 0, startMs: null, state: "open", interrupted: false, corrected: null, playedMs: 0, endMs: 0 };
    replies.push(reply);
    return reply;
  }

  /** No more of it comes. */
  function closeReply(reply: Reply): void {
    if (reply.state !== "open") return;
    reply.state = "closing";
    if (reply.audioMs > 0) leg.play(reply.mark, new Int16Array(0), true);
    else report(reply);
  }

  function report(reply: Reply): void {
    if (!replies.includes(reply)) return;
    replies = replies.filter((other) => other !== reply);
    const heard = heardOf(reply);
    if (heard !== "" || reply.playedMs > 0) {
      const answers = reply.turn > 0 && reply.turn === committed.turn && !committed.answered && reply.startMs !== null;
      if (answers) committed.answered = true;
      const startMs = reply.startMs ?? clockMs;
      link.fact({
        type: "reply.heard", reply: reply.reply, turn: reply.turn, heard, interrupted: reply.interrupted, startMs: Math.round(startMs), endMs: Math.round(Math.max(startMs, reply.endMs)),
        decisionMs: 0, ttsMs: 0, firstAudioMs: answers ? Math.max(0, Math.round(startMs - committed.endMs)) : 0,
      });
    }
    commitTurns(false);
    leaveWhenSilent();
  }

  function heardOf(reply: Reply): string {
    if (reply.playedMs === 0) return "";
    if (reply.interrupted && reply.corrected !== null) return reply.corrected;
    // The agent gives no times of words: they are spread over the sound by their letters.
    const words = [...reply.text.matchAll(/\S+/g)].map((match) => ({ charStart: match.index, charEnd: match.index + match[0].length, startMs: (match.index / reply.text.length) * reply.audioMs }));
    return heardText({ text: reply.text, voice: reply.text, words, totalMs: reply.audioMs }, reply.interrupted ? reply.playedMs : reply.audioMs);
  }

  /** In the order in which they were spoken: what the bot was heard to say, then the words that answer it. */
  function commitTurns(now: boolean): void {
    if (turns.length === 0 || (!now && replies.some((reply) => reply.state !== "open"))) return;
    cancelTurns?.();
    cancelTurns = null;
    for (const { text, by, startMs, endMs } of turns.splice(0)) {
      turn += 1;
      committed = { turn, endMs, answered: false };
      options.reportUsage();
      const sttMs = by === "voice" ? Math.max(0, Math.round(clockMs - endMs)) : 0;
      link.fact({ type: "turn.final", turn, text, verdict: "sure", confidence: by === "voice" ? confidence : 1, language: options.language, startMs: Math.round(startMs), endMs: Math.round(endMs), endpointMs: 0, sttMs, by });
    }
    // What the agent says from now on answers them.
    const open = current();
    if (open !== null && open.startMs === null) open.turn = turn;
  }

  function addTurn(text: string, by: "voice" | "text"): void {
    turns.push({ text, by, startMs: speech?.startMs ?? clockMs, endMs: speech?.endMs ?? clockMs });
    speech = null;
    const open = current();
    if (open !== null && playedOut(open)) closeReply(open);
    cancelTurns ??= setTimer(() => {
      cancelTurns = null;
      commitTurns(true);
    }, settleMs);
    commitTurns(false);
  }

  function interrupt(): void {
    for (const reply of replies) {
      if (reply.state === "sounded") continue;
      reply.state = "closing";
      reply.interrupted = true;
    }
    const silentAlready = replies.filter((reply) => reply.audioMs === 0);
    leg.stop();
    for (const reply of silentAlready) report(reply);
  }

  function leaveWhenSilent(): void {
    if (over === null || stopped || hushed || replies.length > 0) return;
    stopped = true;
    commitTurns(true);
    options.onOver(over.error);
  }

  const events: AgentEvents = {
    onAudio(pcm) {
      if (hushed) return;
      const reply = current() ?? openReply("");
      reply.audioMs += pcm.length / 8;
      leg.play(reply.mark, pcm, false);
    },
    onAgentText(text) {
      if (hushed) return;
      const open = current();
      if (open !== null && open.text === "") {
        open.text = text;
        return;
      }
      if (open !== null) closeReply(open);
      openReply(text);
    },
    onInterruption() {
      interrupt();
      options.flush();
    },
    onAgentCorrection(text) {
      const reply = replies.find((one) => one.interrupted && one.corrected === null);
      if (reply === undefined) return;
      reply.corrected = text;
      if (reply.state === "sounded") report(reply);
    },
    onUserText(text) {
      if (text === "") return;
      if (text === typed) {
        typed = null;
        return;
      }
      addTurn(text, "voice");
    },
    onEnd(error) {
      if (over !== null) return;
      over = { error };
      const open = current();
      if (open !== null) closeReply(open);
      leaveWhenSilent();
    },
  };

  return {
    begin() {
      agent ??= options.open(events);
    },
    onFrame({ atMs, pcm, speech: probability }) {
      clockMs = atMs + 20;
      agent?.send(pcm);
      if (probability >= speechAbove) {
        speech ??= { startMs: atMs, endMs: clockMs, told: false };
        speech.endMs = clockMs;
        if (!speech.told && clockMs - speech.startMs >= turnStartsMs) {
          speech.told = true;
          link.note({ type: "turn.started", turn: turn + 1, atMs: speech.startMs });
        }
      } else if (speech?.told === false && clockMs - speech.endMs > turnStartsMs) speech = null;
      const open = current();
      if (open === null || open.startMs === null || !playedOut(open)) return;
      link.sound(false);
      if (clockMs >= open.startMs + open.audioMs + replyGapMs) closeReply(open);
    },
    onMark(event) {
      const reply = replies.find((one) => one.mark === event.mark);
      if (reply === undefined) return event.mark.startsWith("g");
      if (event.type === "mark-started") {
        reply.startMs = event.atMs;
        link.sound(true);
        link.note({ type: "reply.started", reply: reply.reply, turn: reply.turn, atMs: event.atMs });
        return true;
      }
      reply.playedMs = event.playedMs;
      reply.endMs = event.type === "mark-finished" ? Math.max(0, (reply.startMs ?? 0) + event.playedMs) : event.atMs;
      reply.interrupted = event.type === "mark-stopped" && event.playedMs < reply.audioMs;
      reply.state = "sounded";
      link.sound(replies.some((one) => one.startMs !== null && one.state !== "sounded"));
      if (!reply.interrupted || reply.corrected !== null || reply.playedMs === 0 || stopped) report(reply);
      else setTimer(() => report(reply), correctionMs);
      return true;
    },
    text(text) {
      typed = text;
      interrupt();
      addTurn(text, "text");
      agent?.text(text);
    },
    hush(on) {
      if (on === hushed) return;
      hushed = on;
      if (on) interrupt();
      else leaveWhenSilent();
    },
    stop() {
      stopped = true;
      interrupt();
    },
    settle() {
      for (const reply of replies.slice()) report(reply);
      commitTurns(true);
      cancelTurns?.();
    },
    billed: () => agent?.billed() ?? [],
    close: async () => agent?.close(),
  };
}
