/**
 * One call on the node, wired: leg ⇄ turn machine ⇄ recogniser, link ⇄ voice. Owns the call's timers and ends every
 * part of it. What to say is the edge's affair; when to listen, stop and hang up is decided here.
 */
import type { Listen, ToNode, Welcome } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import type { Agent, AgentEvents } from "../agent/port.ts";
import { sumUsage } from "../audio/usage.ts";
import type { FromLink } from "../link/port.ts";
import type { Leg, LegEvent } from "../media/engine.ts";
import { createAgentCall, type AgentCall } from "./agent-call.ts";
import { noKeys, pressKey, waitKeys, type KeysAnswer } from "./keys.ts";
import { createApology } from "./apology.ts";
import { createClosing, numbersOf } from "./closing.ts";
import { createGoodbye } from "./goodbye.ts";
import { createListeners, type ToldOfListener } from "./listeners.ts";
import type { CallPorts, LiveCall } from "./port.ts";
import { createPressing } from "./pressing.ts";
import { openRecordedLeg } from "./recorded-leg.ts";
import { createReplyBooks } from "./reply-books.ts";
import { createSpeaker, type Heard, type Speaker } from "./speaker.ts";
import { createSpeechLine } from "./speech-line.ts";
import { createStandstill } from "./standstill.ts";
import { createTransfers } from "./transfers.ts";
import { createTurns, type SpokenFinal } from "./turns.ts";
import type { Way, WayEvent } from "./way.ts";
import { createWhoTook, factOfWhoTook, type WhoTook } from "./who-took.ts";

const noCause: Cause = { q850: null, sip: null, text: "" };
const normalClearing: Cause = { q850: 16, sip: null, text: "Normal Clearing" };
/** A link that has not been welcomed by then can't serve a call that rings now. */
const welcomeTimeoutMs = 5_000;
/** An apology takes 3 s; a voice that fails too is not waited for. */
const apologyTimeoutMs = 10_000;
/** A node that stops has promised its supervisor to be gone. */
const leaveTimeoutMs = 5_000;

/** @param options.beforeMs of a call that an earlier life of this node held (`fresh`): how long it had talked by then. */
export function startCall(options: { grant: LinkGrant; fresh: boolean; beforeMs?: number; way: Way; ports: CallPorts }): LiveCall {
  const { grant, way, ports } = options;
  const { callId } = grant;
  const log = ports.log.with({ callId, via: way.via });
  const placed = Promise.withResolvers<Awaited<LiveCall["placed"]>>();
  const done = Promise.withResolvers<void>();
  const closing = createClosing({ setTimer: ports.setTimer, log });

  let welcome: Welcome | null = null;
  let leg: Leg | null = null;
  /** The reply that says that the call is recorded, until it was heard; −1: nothing is waited for; Infinity: it never will be. */
  let recordAfter = -1;
  let speaker: Speaker | null = null;
  /** Of a call that a vendor's agent holds: then ears and turns are the agent's, and our voice is there for the apology alone. */
  let agentCall: AgentCall | null = null;
  /** Of an outbound call whose edge wants to know. */
  let whoTook: WhoTook | null = null;
  let stage: "linking" | "opening" | "ringing" | "live" | "ending" = "linking";
  let turn = 0;
  let answeredAtMs = 0;
  let clockMs = 0;
  let keys = noKeys;
  let listen: Listen = { phrases: [], digits: null, keys: null };
  let ttsErrors = 0;
  /** The node stops. */
  let leaving = false;

  const replies = createReplyBooks(ports.now);
  const goodbye = createGoodbye();
  const link = ports.openLink(grant, options.fresh, onLink);
  const speech = createSpeechLine({ ports, onEars: ({ stt }) => tellEars(stt.partials), log });
  const apology = createApology({ speak: speakApology, end: (detail) => void end("failed", noCause, detail), setTimer: ports.setTimer });
  const standstill = createStandstill({
    speaks: () => speaker?.idle() === false,
    onStill(still) {
      if (stage === "ending") return;
      // The waiting plan of a lost edge is for silence; here the caller knows whom they wait for.
      link.sound(still);
      turns.step({ type: "bot", speaking: still ? "speaking-firmly" : "silent", atMs: clockMs });
    },
  });
  const transfers = createTransfers({
    callId, way, engine: ports.engine, mouth: speech.mouth, language: spoken, setTimer: ports.setTimer, log,
    onWaiting: (waits) => standstill.ring(waits),
    tell(result) {
      link.fact({ type: "transfer.result", ...result });
      ports.count?.("transfer", result.result);
      // They have each other now: the far side is not hung up, nobody hears us any more.
      if (result.result === "answered") void end("transferred", normalClearing, "", false);
    },
  });
  const pressing = createPressing(way.press?.bind(way), log);
  const listeners = createListeners({ onFloor, setTimer: ports.setTimer, tell: onListener });
  const turns = createTurns({
    turnModel: ports.turnModel ?? null, now: ports.now, setTimer: ports.setTimer, log,
    ears() {
      const ears = speech.ears();
      return ears && { stt: ears.stt, sttOptions: { language: ears.language, listen: { phrases: listen.phrases, digits: listen.digits } } };
    },
    replyIsDue,
    onBot(does) {
      switch (does) {
        case "stop":
          speaker?.stop();
          leg?.resume();
          return way.flush();
        case "pause":
          return leg?.pause();
        case "resume":
          return leg?.resume(speaker?.wordStarts());
      }
    },
    onTold(told) {
      switch (told.type) {
        case "started":
          return link.note({ type: "turn.started", turn: turn + 1, atMs: told.atMs });
        case "partial":
          whoTook?.words(told.text, clockMs, false);
          return link.note({ type: "turn.partial", turn: turn + 1, text: told.text });
        case "speculate":
          // Nobody is to answer it.
          if (listeners.talking()) return;
          return link.note({ type: "turn.speculate", turn: turn + 1, text: told.text, language: welcome?.language ?? "ru" });
        case "silence":
          if (speaker?.idle() && !listeners.talking()) link.note({ type: "silence", turn, reply: replies.newest(), forMs: told.forMs });
          return;
        case "final":
          whoTook?.words(told.final.text, clockMs, true);
          // Said to a person, who asks again by themselves.
          if (listeners.talking() && told.final.text === "") return;
          return commit({ ...told.final, by: "voice" });
      }
    },
  });
  const cancelWelcome = ports.setTimer(() => void end("edge_lost", noCause, "the edge did not welcome the call"), welcomeTimeoutMs);

  // ------------------------------------------------------------------ the edge speaks

  function onLink(event: FromLink): void {
    switch (event.type) {
      case "message":
        return onMessage(event.message);
      case "plan": {
        if (event.step === "end") return void end("edge_lost", noCause, "no reply came within the plan");
        // An agent has its own words, and goes on for as long as the edge may yet come back.
        if (welcome?.agent) return;
        const plan = welcome?.lostPlan;
        if (plan && speaker?.preparing() === false) speaker.sayAside(event.step === "filler" ? plan.filler : plan.apology, welcome?.language ?? "ru");
        return;
      }
      case "closed":
        return void end("failed", noCause, event.reason === "refused" ? "the edge refused the link" : "the edge closed the call");
    }
  }

  function onMessage(message: Exclude<ToNode, { type: "ack" }>): void {
    switch (message.type) {
      case "welcome":
        return onWelcome(message);
      case "reply.text":
        // The edge has no words of its own for an agent's call.
        if (stage === "ending" || welcome?.agent) return;
        replies.came(message);
        if (message.listen) expect(message.listen);
        goodbye.saidAnew(message.reply);
        standstill.makeRoom();
        speaker?.say(message);
        return;
      case "speech":
        if (welcome && !welcome.agent) listenAndSpeak({ ...welcome, ...message, type: "welcome" });
        return;
      case "reply.cancel":
        speaker?.stop();
        return;
      case "filler":
        if (!welcome?.agent) speaker?.sayAside(message.text, welcome?.language ?? "ru");
        return;
      case "hangup":
        goodbye.ask(message.reason, welcome?.agent ? -1 : message.afterReply);
        return leaveWhenHeard();
      case "transfer":
        return transfers.ask(listeners.talking() ? { ...message, afterReply: -1 } : message, replies.newestHeard());
      case "dtmf.send":
        return stage === "live" && !listeners.talking() ? pressing.ask(message, replies.newestHeard()) : undefined;
      case "hold":
        return stage === "ending" ? undefined : standstill.hold(message.on);
      case "floor":
        return stage === "ending" ? undefined : listeners.floor(message.listener);
    }
  }

  function onWelcome(message: Welcome): void {
    const first = welcome === null;
    if (!first && !message.agent) return listenAndSpeak(message);
    welcome = message;
    turns.step({ type: "settings", settings: message.turnTaking });
    if (!first) return;
    cancelWelcome();
    turn = message.turn;
    replies.begin(message);
    if (message.detectMachine === true && !message.agent) whoTook = createWhoTook((effect) => link.fact(factOfWhoTook(effect)));
    stage = "opening";
    void open(message);
  }

  /** From now on: the caller's language may have changed, be it while the link was away. */
  function listenAndSpeak(now: Welcome): void {
    welcome = now;
    turns.step({ type: "settings", settings: now.turnTaking });
    speech.change(now);
  }

  /** The embedded recogniser's words come in the silence that ends a turn, too late to say anything of it. */
  function tellEars(partials: boolean | undefined): void {
    turns.step({ type: "ears", partials: partials ?? welcome?.stt.provider !== "embedded", model: (ports.turnModel ?? null) !== null });
  }

  async function open(first: Welcome): Promise<void> {
    try {
      const agent = first.agent ? agentOf(first.agent, first) : null;
      // A vendor's agent says no words of ours: a notice would be waited for in vain.
      recordAfter = agent === null ? (first.recordAfterReply ?? -1) : -1;
      speech.open(first, agent !== null);
      const opened = await openRecordedLeg(ports, { id: callId, transport: way.transport, recorded: first.recording !== null, waits: recordAfter > replies.newestHeard() }, onLeg);
      leg = opened;
      standstill.opened(opened);
      listeners.opened(opened);
      speaker = createSpeaker({
        leg: opened,
        mouth: speech.mouth,
        now: ports.now,
        onStarted(reply, ofTurn, atMs) {
          replies.sounded(reply);
          link.note({ type: "reply.started", reply, turn: ofTurn, atMs });
        },
        onHeard: onHeard,
        onSound(speaking, atMs) {
          if (!standstill.still()) {
            link.sound(speaking !== "silent");
            turns.step({ type: "bot", speaking, atMs });
          }
          if (speaking === "silent") {
            standstill.onSilent();
            apology.onSilent();
          }
        },
        onError(error) {
          ttsErrors += 1;
          log.error("the voice failed", { error });
          apology.onSilent();
        },
      });
      if (agent) {
        agentCall = createAgentCall({
          open: agent, leg: opened, link, language: first.language, turn: first.turn, reply: first.reply, setTimer: ports.setTimer,
          flush: () => way.flush(), reportUsage, onOver: onAgentOver,
        });
      }
      if (isEnding()) {
        opened.close();
        return;
      }
      stage = "ringing";
      placed.resolve({ ok: true, leg: opened });
      await way.start(opened, onWay);
    } catch (error) {
      log.error("the call could not be placed", { error });
      void end("failed", noCause, error instanceof Error ? error.message : "the way in could not be opened");
    }
  }

  function onListener(told: ToldOfListener): void {
    link.fact({ type: "listener", ...told, atMs: Math.round(clockMs) });
    ports.count?.("listener", told.state);
  }

  /** A person of the team talks to the caller from now on: what the bot was about to do it does no more. Or the bot may speak again. */
  function onFloor(taken: boolean): void {
    agentCall?.hush(taken);
    if (!taken) return;
    goodbye.forget();
    pressing.forget();
    // The notice is not said again: who has not heard it to its end is recorded no more.
    if (recordAfter >= 0) recordAfter = Infinity;
    transfers.overtake();
    speaker?.stop();
    leg?.resume();
    way.flush();
  }

  // ------------------------------------------------------------------ a vendor's agent

  function agentOf(agent: NonNullable<Welcome["agent"]>, line: Welcome): (events: AgentEvents) => Agent {
    if (!ports.agent) throw new Error("this node has no agents of vendors");
    return ports.agent(agent, { language: line.language, access: line.access ?? {} });
  }

  /** The agent said goodbye, or failed: then our own voice apologises, and the books say why. */
  function onAgentOver(error: Error | null): void {
    if (isEnding()) return;
    if (error === null) return void end("completed", normalClearing, "");
    log.error("the agent failed", { error });
    apology.say(error.message.slice(0, 500), apologyTimeoutMs);
  }

  /** The words of the lost plan. */
  function speakApology(): boolean {
    const words = welcome?.lostPlan.apology ?? "";
    if (speaker === null || stage !== "live" || words.trim() === "") return false;
    speaker.sayAside(words, spoken());
    return true;
  }

  // ------------------------------------------------------------------ the far side

  function onWay(event: WayEvent): void {
    switch (event.type) {
      case "ringing":
        return link.fact({ type: "call.ringing" });
      case "answered":
        if (stage !== "ringing") return;
        stage = "live";
        answeredAtMs = clockMs - (options.beforeMs ?? 0);
        agentCall?.begin();
        link.fact({ type: "call.answered", atMs: clockMs });
        return whoTook?.answered(clockMs);
      case "key":
        return onKey(event.digit, clockMs);
      case "held":
        if (stage !== "live") return;
        if (event.on) speaker?.stop();
        return standstill.held(event.on);
      case "text":
        if (agentCall) return agentCall.text(event.text);
        speaker?.stop();
        return commit({ text: event.text, verdict: "sure", confidence: 1, language: spoken(), startMs: clockMs, endMs: clockMs, endpointMs: 0, sttMs: 0, by: "text" });
      case "hangup":
        return void end(event.reason, event.cause, event.detail, false);
    }
  }

  function onLeg(event: LegEvent): void {
    way.onLegEvent(event);
    switch (event.type) {
      case "frame":
        clockMs = event.atMs + 20;
        turns.hear(event);
        if (stage !== "live") return;
        if (agentCall) agentCall.onFrame(event);
        else {
          turns.step({ type: "frame", atMs: event.atMs, speech: event.speech, levelDb: event.levelDb });
          whoTook?.hear(event);
          answerKeys(waitKeys(keys, clockMs, listen.keys));
        }
        if (welcome && clockMs - answeredAtMs >= welcome.maxDurationMs) void end("max_duration", noCause, "");
        return;
      case "dtmf":
        return onKey(event.digit, event.atMs);
      case "mark-started":
      case "mark-finished":
      case "mark-stopped":
        if (!standstill.onMark(event) && !agentCall?.onMark(event)) speaker?.onMark(event);
        return leaveWhenHeard();
      case "media-timeout":
        // Nobody speaks while it rings; the event comes again if nobody speaks after it either.
        if (stage !== "live" || standstill.isHeld()) return;
        return void end("media_timeout", noCause, `no audio for ${Math.round(event.silentForMs / 1000)} s`);
      case "closed":
        closing.legClosed(event);
        // Closed by itself: the media thread died. Nobody would hear or be heard any more.
        return void end("failed", noCause, "the media of the call ended");
      case "both":
        return listeners.hear(event.pcm);
      case "out":
        return;
    }
  }

  // ------------------------------------------------------------------ turns

  /** Words of the bot sound, wait to sound, or are on their way. */
  function replyIsDue(): boolean {
    return !listeners.talking() && (replies.owes(turn) || speaker?.idle() === false);
  }

  function spoken() {
    return welcome?.language ?? "ru";
  }

  function commit(final: SpokenFinal & { by: "voice" | "text" | "keys" }): void {
    if (stage !== "live" || !welcome) return;
    turn += 1;
    replies.committed(turn, final.endMs);
    reportUsage();
    link.fact({ type: "turn.final", turn, ...final, startMs: Math.round(final.startMs), endMs: Math.round(final.endMs), endpointMs: Math.round(final.endpointMs), sttMs: Math.round(final.sttMs) });
  }

  function onKey(digit: string, atMs: number): void {
    // An agent hears keys as sound, or not at all.
    if (stage !== "live" || agentCall || standstill.still()) return;
    if (turns.bot() === "speaking") {
      speaker?.stop();
      way.flush();
    }
    answerKeys(pressKey(keys, digit, atMs, listen.keys));
  }

  function answerKeys(result: { state: typeof keys; answer: KeysAnswer | null }): void {
    keys = result.state;
    if (result.answer) commit({ text: result.answer.digits, verdict: "sure", confidence: 1, language: spoken(), startMs: result.answer.startMs, endMs: result.answer.endMs, endpointMs: 0, sttMs: 0, by: "keys" });
  }

  function expect(next: Listen): void {
    listen = next;
    turns.step({ type: "listen", digits: next.digits !== null, expected: next, timing: next.timing ?? null });
  }

  function onHeard(heard: Heard): void {
    link.fact(replies.heard(heard));
    // Who talked over the notice has heard what came after it, at the latest.
    if (recordAfter >= 0 && (heard.reply > recordAfter || (heard.reply === recordAfter && !heard.interrupted))) {
      recordAfter = -1;
      leg?.record();
    }
    transfers.heard(replies.newestHeard());
    pressing.heard(replies.newestHeard());
    leaveWhenHeard();
  }

  function leaveWhenHeard(): void {
    const reason = goodbye.due(replies.newestHeard());
    if (reason !== null) void end(reason, normalClearing, "");
  }

  // ------------------------------------------------------------------ the end

  function reportUsage(): void {
    link.fact({ type: "usage", mediaMs: Math.round(clockMs), sttMs: Math.round(turns.heardMs()), ttsChars: (speaker?.characters() ?? 0) + transfers.characters(), vendors: sumUsage(speech.billed(), agentCall?.billed()) });
  }

  const isEnding = () => stage === "ending";

  async function end(reason: EndReason, cause: Cause, detail: string, tellFarSide = true): Promise<void> {
    if (isEnding()) return;
    const before = stage;
    stage = "ending";
    cancelWelcome();
    turns.abandon();
    speaker?.stop();
    standstill.stop();
    pressing.stop();
    agentCall?.stop();
    const parted = transfers.stop();
    listeners.end(leaving ? "node_stops" : "call_ended");
    placed.resolve({ ok: false, reason, cause, detail });
    if (tellFarSide) await way.hangup(reason).catch((error: unknown) => log.warn("the far side could not be told", { error }));
    leg?.close();
    if (!leg) closing.legClosed(null);
    speaker?.close();
    const media = await closing.settle([speech.close(), agentCall?.close(), parted], () => agentCall?.settle());
    reportUsage();
    const failovers = speech.failovers();
    const durationMs = before === "live" ? Math.max(0, Math.round(clockMs - answeredAtMs)) : 0;
    if (media?.stats.recordingError) log.error("the recording is incomplete", { why: media.stats.recordingError });
    link.fact({ type: "call.ended", reason, cause, detail, durationMs, media: { ...numbersOf(media?.stats), ttsErrors, ...turns.counters, sttFailovers: failovers.stt, ttsFailovers: failovers.tts } });
    if (media?.recording && welcome?.recording) ports.recordings.deliver(callId, media.recording, welcome.recording);
    ports.count?.("ended", reason);
    log.info("call ended", { reason, durationMs });
    await link.drain();
    done.resolve();
  }

  function leave(): void {
    if (isEnding() || apology.begun()) return;
    leaving = true;
    agentCall?.stop();
    standstill.stop();
    const detail = "the node stops";
    if (speaker?.idle() ?? true) apology.say(detail, leaveTimeoutMs);
    else apology.sayAfterwards(detail, leaveTimeoutMs);
  }

  return { callId, done: done.promise, placed: placed.promise, hangup: (reason) => void end(reason, noCause, ""), leave, listeners };
}
