/**
 * One call on the node, wired: leg ⇄ turn machine ⇄ recogniser, link ⇄ voice. Owns the call's timers and ends every
 * part of it. What to say is the edge's affair; when to listen, stop and hang up is decided here.
 */
import type { Language, Listen, Recogniser, ToNode, Voice, Welcome } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import type { Agent, AgentEvents } from "../agent/port.ts";
import { sumUsage } from "../audio/usage.ts";
import type { FromLink, Link } from "../link/port.ts";
import type { Log } from "../log.ts";
import type { Leg, LegEvent, MediaEngine } from "../media/engine.ts";
import type { Stt } from "../stt/port.ts";
import type { Tts } from "../tts/port.ts";
import { countsAsTurn, isNothing, isSpeech, newTurnState, stepTurn, type TurnEffect, type TurnEvent } from "../turn/machine.ts";
import { createRecentAudio } from "../turn/recent-audio.ts";
import type { TurnModel } from "../turn/turn-model.ts";
import { createAgentCall, type AgentCall } from "./agent-call.ts";
import { noKeys, pressKey, waitKeys, type KeysAnswer } from "./keys.ts";
import { createSpeaker, type Heard, type Speaker } from "./speaker.ts";
import { createPreRoll, openUtterance, type Utterance } from "./utterance.ts";
import type { Way, WayEvent } from "./way.ts";

export interface CallPorts {
  engine: MediaEngine;
  /** Voice and ears of one call, each behind its stand-ins; `access`: the tenant's own keys. @throws ProviderError when the node knows none of the list */
  tts: (voices: readonly Voice[], line: { language: Language; access: VendorAccesses; prerender: readonly string[] }) => Tts;
  stt: (recognisers: readonly Recogniser[], line: { language: Language; access: VendorAccesses; hints: readonly string[] }) => Stt;
  /** A vendor's agent that holds whole calls; absent: this node has none. Opening it begins the talk. @throws ProviderError when nobody has a key */
  agent?: (agent: NonNullable<Welcome["agent"]>, line: { language: Language; access: VendorAccesses }) => (events: AgentEvents) => Agent;
  /** Judges by sound whether a turn is over; null when the node has no such model. */
  turnModel?: TurnModel | null;
  openLink: (grant: LinkGrant, fresh: boolean, onEvent: (event: FromLink) => void) => Link;
  /** Where the recording of a call is written, and what happens to it after the call. */
  recordings: { pathOf(callId: string): string; deliver(callId: string, recording: { path: string; bytes: number; durationMs: number }, upload: { path: string; token: string }): void };
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}

export interface LiveCall {
  readonly callId: string;
  /** Resolves when the leg is closed and the call is in the books (or in the spool). */
  readonly done: Promise<void>;
  /** Resolves once the way in was opened (a port, a ticket), or with why not. */
  readonly placed: Promise<{ ok: true; leg: Leg } | { ok: false; reason: EndReason; cause: Cause; detail: string }>;
  hangup(reason: EndReason): void;
}

const noCause: Cause = { q850: null, sip: null, text: "" };
/** A link that has not been welcomed by then can't serve a call that rings now. */
const welcomeTimeoutMs = 5_000;
const legCloseTimeoutMs = 2_000;
/** The leg falls silent in a frame; who waits for its word waits no longer. */
const stopTimeoutMs = 200;
/** An apology takes 3 s; a voice that fails too is not waited for. */
const apologyTimeoutMs = 10_000;
/** Less speech than this without a word in it, before or under a reply that comes anyway, is a cough and no turn; "да" is 250 to 400 ms, and understood. */
const coughMs = 400;

export function startCall(options: { grant: LinkGrant; fresh: boolean; way: Way; ports: CallPorts }): LiveCall {
  const { grant, way, ports } = options;
  const { callId } = grant;
  const log = ports.log.with({ callId, via: way.via });
  const placed = Promise.withResolvers<Awaited<LiveCall["placed"]>>();
  const done = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<Extract<LegEvent, { type: "closed" }> | null>();

  let welcome: Welcome | null = null;
  let leg: Leg | null = null;
  let stt: Stt | null = null;
  let tts: Tts | null = null;
  let speaker: Speaker | null = null;
  /** Of a call that a vendor's agent holds: then ears and turns are the agent's, and our voice is there for the apology alone. */
  let agentCall: AgentCall | null = null;
  let onApologised: (() => void) | null = null;
  let stage: "linking" | "opening" | "ringing" | "live" | "ending" = "linking";
  let turn = 0;
  let lastReply = -1;
  let heardReply = -1;
  /** The newest turn of which words of the bot have come. */
  let repliedTurn = -1;
  let answeredAtMs = 0;
  let clockMs = 0;
  let taking = newTurnState({ endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 }, 0);
  let utterance: Utterance | null = null;
  /** Utterances whose final is awaited, and the end of their chain: turns are committed as they were spoken. Each waits 3 s at most. */
  let recognising = 0;
  let recognised: Promise<void> = Promise.resolve();
  let keys = noKeys;
  let listen: Listen = { phrases: [], digits: null, keys: null };
  let goodbye: { reason: EndReason; afterReply: number } | null = null;
  let sttMs = 0;
  /** Of the newest turn: its end on the audio clock and when it was committed on the node's clock. */
  let committed = { turn: 0, endMs: 0, atMs: ports.now() };
  let firstSound = { reply: -1, atMs: 0, monotonicMs: 0 };
  const preRoll = createPreRoll();
  const turnModel = ports.turnModel ?? null;
  const recentAudio = turnModel ? createRecentAudio() : null;
  /** Told once the bot no longer sounds. */
  let onSilent: (() => void) | null = null;
  const counters = { ttsErrors: 0, sttErrors: 0, falseStarts: 0, pauses: 0, wentOn: 0, turnModelErrors: 0 };

  const link = ports.openLink(grant, options.fresh, onLink);
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
        lastReply = Math.max(lastReply, message.reply);
        repliedTurn = Math.max(repliedTurn, message.turn);
        if (message.listen) expect(message.listen);
        speaker?.say(message);
        return;
      case "reply.cancel":
        speaker?.stop();
        return;
      case "filler":
        if (!welcome?.agent) speaker?.sayAside(message.text, welcome?.language ?? "ru");
        return;
      case "hangup":
        goodbye = { reason: message.reason, afterReply: welcome?.agent ? -1 : message.afterReply };
        return leaveWhenHeard();
      case "transfer":
        // No bot of this edition asks for one; the edge is told rather than left waiting.
        link.fact({ type: "transfer.result", result: "failed", cause: { ...noCause, text: "transfer is not available on this node" } });
        return;
      case "hold":
        return;
    }
  }

  function onWelcome(message: Welcome): void {
    const first = welcome === null;
    welcome = message;
    turning({ type: "settings", settings: message.turnTaking });
    if (!first) return;
    cancelWelcome();
    turn = message.turn;
    lastReply = message.reply;
    heardReply = message.reply;
    if (message.reply >= 0) repliedTurn = message.turn;
    stage = "opening";
    void open(message);
  }

  async function open(first: Welcome): Promise<void> {
    try {
      // A node that lacks a provider of the bot can't serve the call: known before anything rings.
      const access = first.access ?? {};
      const agent = first.agent ? agentOf(first.agent, first) : null;
      const recogniser = agent ? null : ports.stt([first.stt, ...(first.stt.fallbacks ?? [])], { language: first.language, access, hints: first.stt.hints ?? [] });
      stt = recogniser;
      const voice = ports.tts([first.voice, ...(first.voiceFallbacks ?? [])], { language: first.language, access, prerender: first.prerender ?? [] });
      tts = voice;
      // The embedded recogniser's words come in the silence that ends a turn, too late to say anything of it.
      turning({ type: "ears", partials: recogniser?.partials ?? first.stt.provider !== "embedded", model: turnModel !== null });
      // While it rings: connections, templates, the first words.
      recogniser?.prepare(first.stt.listens, first.language).catch((error: unknown) => log.warn("the recogniser is not ready", { error }));
      if (!agent) voice.prepare?.().catch((error: unknown) => log.warn("the voice is not ready", { error }));
      const opened = await ports.engine.open({ id: callId, transport: way.transport, recordingPath: first.recording ? ports.recordings.pathOf(callId) : null }, onLeg);
      leg = opened;
      speaker = createSpeaker({
        leg: opened,
        tts: voice,
        voice: first.voice,
        now: ports.now,
        onStarted(reply, ofTurn, atMs) {
          firstSound = { reply, atMs, monotonicMs: ports.now() };
          link.note({ type: "reply.started", reply, turn: ofTurn, atMs });
        },
        onHeard: onHeard,
        onSound(speaking, atMs) {
          link.sound(speaking !== "silent");
          turning({ type: "bot", speaking, atMs });
          if (speaking === "silent") {
            onSilent?.();
            onApologised?.();
          }
        },
        onError(error) {
          counters.ttsErrors += 1;
          log.error("the voice failed", { error });
          onApologised?.();
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

  // ------------------------------------------------------------------ a vendor's agent

  function agentOf(agent: NonNullable<Welcome["agent"]>, line: Welcome): (events: AgentEvents) => Agent {
    if (!ports.agent) throw new Error("this node has no agents of vendors");
    return ports.agent(agent, { language: line.language, access: line.access ?? {} });
  }

  /** The agent said goodbye, or failed: then our own voice apologises, and the books say why. */
  function onAgentOver(error: Error | null): void {
    if (isEnding()) return;
    if (error === null) return void end("completed", { q850: 16, sip: null, text: "Normal Clearing" }, "");
    log.error("the agent failed", { error });
    const over = () => {
      cancel();
      void end("failed", noCause, error.message.slice(0, 500));
    };
    const cancel = ports.setTimer(over, apologyTimeoutMs);
    onApologised = over;
    const apology = welcome?.lostPlan.apology ?? "";
    if (speaker === null || apology.trim() === "") over();
    else speaker.sayAside(apology, welcome?.language ?? "ru");
  }

  // ------------------------------------------------------------------ the far side

  function onWay(event: WayEvent): void {
    switch (event.type) {
      case "ringing":
        return link.fact({ type: "call.ringing" });
      case "answered":
        if (stage !== "ringing") return;
        stage = "live";
        answeredAtMs = clockMs;
        agentCall?.begin();
        return link.fact({ type: "call.answered", atMs: clockMs });
      case "key":
        return onKey(event.digit, clockMs);
      case "text":
        if (agentCall) return agentCall.text(event.text);
        speaker?.stop();
        return commit({ text: event.text, verdict: "sure", confidence: 1, startMs: clockMs, endMs: clockMs, endpointMs: 0, sttMs: 0, by: "text" });
      case "hangup":
        return void end(event.reason, event.cause, event.detail, false);
    }
  }

  function onLeg(event: LegEvent): void {
    way.onLegEvent(event);
    switch (event.type) {
      case "frame":
        clockMs = event.atMs + 20;
        preRoll.push(event);
        recentAudio?.push(event.pcm);
        utterance?.push(event.pcm);
        if (stage !== "live") return;
        if (agentCall) agentCall.onFrame(event);
        else {
          turning({ type: "frame", atMs: event.atMs, speech: event.speech, levelDb: event.levelDb });
          answerKeys(waitKeys(keys, clockMs, listen.keys));
        }
        if (welcome && clockMs - answeredAtMs >= welcome.maxDurationMs) void end("max_duration", noCause, "");
        return;
      case "dtmf":
        return onKey(event.digit, event.atMs);
      case "mark-started":
      case "mark-finished":
      case "mark-stopped":
        if (!agentCall?.onMark(event)) speaker?.onMark(event);
        return leaveWhenHeard();
      case "media-timeout":
        // Nobody speaks while it rings; the event comes again if nobody speaks after it either.
        if (stage !== "live") return;
        return void end("media_timeout", noCause, `no audio for ${Math.round(event.silentForMs / 1000)} s`);
      case "closed":
        closed.resolve(event);
        // Closed by itself: the media thread died. Nobody would hear or be heard any more.
        return void end("failed", noCause, "the media of the call ended");
      case "out":
        return;
    }
  }

  // ------------------------------------------------------------------ turns

  function turning(event: TurnEvent): void {
    const result = stepTurn(taking, event);
    taking = result.state;
    result.effects.forEach(onTurn);
    if (isSpeech(taking)) utterance?.listen();
  }

  function onTurn(effect: TurnEffect): void {
    switch (effect.type) {
      case "open": {
        if (!welcome || !stt) return;
        const opened: Utterance = openUtterance({
          stt,
          sttOptions: { language: welcome.language, listen: { phrases: listen.phrases, digits: listen.digits } },
          preRoll: preRoll.since(effect.startMs),
          onPartial(text, stable) {
            link.note({ type: "turn.partial", turn: turn + 1, text });
            if (utterance === opened) turning({ type: "partial", text, stable, atMs: clockMs });
          },
          onTurnEnd(text, eager) {
            if (utterance === opened) turning({ type: "turn-end", text, eager, atMs: clockMs });
          },
          onError(error) {
            counters.sttErrors += 1;
            log.error("the recogniser failed", { error });
          },
          setTimer: ports.setTimer,
        });
        utterance = opened;
        return link.note({ type: "turn.started", turn: turn + 1, atMs: effect.startMs });
      }
      case "barge-in":
        speaker?.stop();
        leg?.resume();
        return way.flush();
      case "pause":
        counters.pauses += 1;
        leg?.pause();
        return;
      case "resume":
        counters.wentOn += 1;
        leg?.resume();
        return;
      case "speculate":
        return link.note({ type: "turn.speculate", turn: turn + 1, text: effect.text, language: welcome?.language ?? "ru" });
      case "ask-model":
        return askModel();
      case "discard":
        counters.falseStarts += 1;
        utterance?.abandon();
        utterance = null;
        return;
      case "endpoint":
        recognise(effect);
        return;
      case "silence":
        if (recognising === 0 && speaker?.idle()) link.note({ type: "silence", turn, reply: lastReply, forMs: effect.forMs });
        return;
    }
  }

  function recognise(endpoint: Extract<TurnEffect, { type: "endpoint" }>): void {
    const speech = utterance;
    utterance = null;
    if (!speech) return;
    const atMs = ports.now();
    sttMs += endpoint.atMs - endpoint.startMs;
    const overReply = replyIsDue();
    const final = speech.finish().then((result) => ({ ...result, sttMs: ports.now() - atMs }));
    recognising += 1;
    recognised = recognised.then(async () => {
      const { text, verdict, confidence, sttMs: tookMs } = await final;
      recognising -= 1;
      const said = { text, rejected: verdict === "rejected" };
      if (endpoint.undecided ? !countsAsTurn(taking, said) : isNoise(endpoint, said) && (overReply || replyIsDue())) {
        counters.falseStarts += 1;
        if (endpoint.undecided) turning({ type: "final", ...said, atMs: clockMs });
        return;
      }
      if (endpoint.undecided) {
        turning({ type: "final", ...said, atMs: clockMs });
        await untilSilent();
      }
      commit({
        text, verdict, confidence, startMs: endpoint.startMs, endMs: endpoint.endMs,
        endpointMs: endpoint.atMs - endpoint.endMs, sttMs: tookMs, by: "voice",
      });
    });
  }

  /** Beside a reply that comes anyway: nothing that deserves another one. Ears that tell every word as it comes have heard none of it. */
  const isNoise = (endpoint: Extract<TurnEffect, { type: "endpoint" }>, said: { text: string; rejected: boolean }) =>
    !endpoint.interrupts && (said.rejected ? endpoint.speechMs < coughMs || (taking.partials && said.text === "") : isNothing(taking, said.text));

  /** What the bot was heard to say comes before the words that cut it off. */
  function untilSilent(): Promise<void> {
    if (taking.bot === "silent") return Promise.resolve();
    return new Promise((resolve) => {
      const over = () => {
        onSilent = null;
        cancel();
        resolve();
      };
      const cancel = ports.setTimer(over, stopTimeoutMs);
      onSilent = over;
    });
  }

  function askModel(): void {
    const asked = utterance;
    if (!turnModel || !recentAudio) return;
    turnModel.judge(recentAudio.last()).then(
      (probability) => {
        if (utterance === asked) turning({ type: "turn-model", probability });
      },
      (error: unknown) => {
        counters.turnModelErrors += 1;
        if (counters.turnModelErrors === 1) log.error("the turn model failed; silence and words decide", { error });
      },
    );
  }

  /** Words of the bot sound, wait to sound, or are on their way. */
  const replyIsDue = () => turn > repliedTurn || speaker?.idle() === false;

  function commit(final: { text: string; verdict: "sure" | "unsure" | "rejected"; confidence: number; startMs: number; endMs: number; endpointMs: number; sttMs: number; by: "voice" | "text" | "keys" }): void {
    if (stage !== "live" || !welcome) return;
    turn += 1;
    committed = { turn, endMs: final.endMs, atMs: ports.now() };
    reportUsage();
    link.fact({ type: "turn.final", turn, language: welcome.language, ...final, startMs: Math.round(final.startMs), endMs: Math.round(final.endMs), endpointMs: Math.round(final.endpointMs), sttMs: Math.round(final.sttMs) });
  }

  function onKey(digit: string, atMs: number): void {
    // An agent hears keys as sound, or not at all.
    if (stage !== "live" || agentCall) return;
    if (taking.bot === "speaking") {
      speaker?.stop();
      way.flush();
    }
    answerKeys(pressKey(keys, digit, atMs, listen.keys));
  }

  function answerKeys(result: { state: typeof keys; answer: KeysAnswer | null }): void {
    keys = result.state;
    if (result.answer) commit({ text: result.answer.digits, verdict: "sure", confidence: 1, startMs: result.answer.startMs, endMs: result.answer.endMs, endpointMs: 0, sttMs: 0, by: "keys" });
  }

  function expect(next: Listen): void {
    listen = next;
    turning({ type: "listen", digits: next.digits !== null, expected: next, timing: next.timing ?? null });
  }

  function onHeard(heard: Heard): void {
    heardReply = Math.max(heardReply, heard.reply);
    const answers = heard.turn === committed.turn && firstSound.reply === heard.reply;
    link.fact({
      type: "reply.heard", reply: heard.reply, turn: heard.turn, heard: heard.heard, interrupted: heard.interrupted, startMs: Math.round(heard.startMs), endMs: Math.round(heard.endMs),
      decisionMs: answers ? Math.max(0, Math.round(heard.textAtMs - committed.atMs)) : 0,
      ttsMs: firstSound.reply === heard.reply ? Math.max(0, Math.round(firstSound.monotonicMs - heard.textAtMs)) : 0,
      firstAudioMs: answers && heard.turn > 0 ? Math.max(0, Math.round(heard.startMs - committed.endMs)) : 0,
    });
    leaveWhenHeard();
  }

  function leaveWhenHeard(): void {
    if (!goodbye || stage === "ending") return;
    if (goodbye.afterReply === -1 || heardReply >= goodbye.afterReply) void end(goodbye.reason, { q850: 16, sip: null, text: "Normal Clearing" }, "");
  }

  // ------------------------------------------------------------------ the end

  function reportUsage(): void {
    link.fact({ type: "usage", mediaMs: Math.round(clockMs), sttMs: Math.round(sttMs), ttsChars: speaker?.characters() ?? 0, vendors: sumUsage(stt?.billed?.(), tts?.billed?.(), agentCall?.billed()) });
  }

  const isEnding = () => stage === "ending";

  async function end(reason: EndReason, cause: Cause, detail: string, tellFarSide = true): Promise<void> {
    if (isEnding()) return;
    const before = stage;
    stage = "ending";
    cancelWelcome();
    utterance?.abandon();
    speaker?.stop();
    agentCall?.stop();
    placed.resolve({ ok: false, reason, cause, detail });
    if (tellFarSide) await way.hangup(reason).catch((error: unknown) => log.warn("the far side could not be told", { error }));
    leg?.close();
    if (!leg) closed.resolve(null);
    const closing = Promise.withResolvers<void>();
    const cancel = ports.setTimer(() => {
      closed.resolve(null);
      closing.resolve();
    }, legCloseTimeoutMs);
    speaker?.close();
    const hungUp = Promise.all([stt?.close(), tts?.close(), agentCall?.close()]).catch((error: unknown) => log.warn("a vendor's line did not close", { error }));
    const media = await closed.promise;
    agentCall?.settle();
    // What a line costs is known once it is closed.
    await Promise.race([hungUp, closing.promise]);
    cancel();
    reportUsage();
    const durationMs = before === "live" ? Math.max(0, Math.round(clockMs - answeredAtMs)) : 0;
    if (media?.stats.recordingError) log.error("the recording is incomplete", { why: media.stats.recordingError });
    link.fact({ type: "call.ended", reason, cause, detail, durationMs, media: { ...numbersOf(media?.stats), ...counters, sttFailovers: stt?.failovers?.() ?? 0, ttsFailovers: tts?.failovers?.() ?? 0 } });
    if (media?.recording && welcome?.recording) ports.recordings.deliver(callId, media.recording, welcome.recording);
    log.info("call ended", { reason, durationMs });
    await link.drain();
    done.resolve();
  }

  return { callId, done: done.promise, placed: placed.promise, hangup: (reason) => void end(reason, noCause, "") };
}

/** The counters of a leg; what is not a number is told in the log. */
function numbersOf(stats: object | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(stats ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}
