/**
 * The caller's side of a call: frames and the bot's sound into the turn machine, its effects to the recogniser and to
 * whoever owns the bot. Turns come out as final texts, in the order they were spoken.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { Log } from "../log.ts";
import type { Stt, SttOptions } from "../stt/port.ts";
import { countsAsTurn, defaultTurnSettings, isNothing, isSpeech, newTurnState, stepTurn, type TurnEffect, type TurnEvent, type TurnState } from "../turn/machine.ts";
import { createRecentAudio } from "../turn/recent-audio.ts";
import type { TurnModel } from "../turn/turn-model.ts";
import { createPreRoll, openUtterance, type Frame, type Utterance } from "./utterance.ts";

/** Audio clock, ms; `endpointMs` and `sttMs`: what the end of the turn and its text took. */
export interface SpokenFinal {
  text: string;
  verdict: "sure" | "unsure" | "rejected";
  confidence: number;
  /** Of the ears that heard it. */
  language: Language;
  startMs: number;
  endMs: number;
  endpointMs: number;
  sttMs: number;
}

export type TurnTold =
  | { type: "started"; atMs: number }
  | { type: "partial"; text: string }
  | { type: "speculate"; text: string }
  | { type: "silence"; forMs: number }
  | { type: "final"; final: SpokenFinal };

export interface Turns {
  /** Every frame of the call, also those before it is answered. */
  hear(frame: Frame): void;
  step(event: TurnEvent): void;
  /** As the machine was last told. */
  bot(): TurnState["bot"];
  /** Nobody is listened to any more. */
  abandon(): void;
  /** Speech that recognisers were given, ms. */
  heardMs(): number;
  readonly counters: Readonly<Record<"sttErrors" | "falseStarts" | "pauses" | "wentOn" | "turnModelErrors", number>>;
}

const frameMs = 20;
/** The leg falls silent in a frame; who waits for its word waits no longer. */
const stopTimeoutMs = 200;
/** Less speech than this without a word in it, before or under a reply that comes anyway, is a cough and no turn; "да" is 250 to 400 ms, and understood. */
const coughMs = 400;

export function createTurns(options: {
  /** Null while nobody may be listened to. */
  ears: () => { stt: Stt; sttOptions: SttOptions } | null;
  /** Judges by sound whether a turn is over; null when the node has no such model. */
  turnModel: TurnModel | null;
  /** Words of the bot sound, wait to sound, or are on their way. */
  replyIsDue: () => boolean;
  onBot: (does: "stop" | "pause" | "resume") => void;
  onTold: (told: TurnTold) => void;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}): Turns {
  const { turnModel, replyIsDue, onBot, onTold, now, setTimer, log } = options;
  const counters = { sttErrors: 0, falseStarts: 0, pauses: 0, wentOn: 0, turnModelErrors: 0 };
  const preRoll = createPreRoll();
  const recentAudio = turnModel ? createRecentAudio() : null;
  let taking = newTurnState(defaultTurnSettings, 0);
  let clockMs = 0;
  let heardMs = 0;
  let utterance: Utterance | null = null;
  let language: Language = "ru";
  /** Utterances whose final is awaited, and the end of their chain: turns are committed as they were spoken. Each waits 3 s at most. */
  let recognising = 0;
  let recognised: Promise<void> = Promise.resolve();
  /** Told once the bot no longer sounds. */
  let onSilent: (() => void) | null = null;

  function step(event: TurnEvent): void {
    const result = stepTurn(taking, event);
    taking = result.state;
    result.effects.forEach(onTurn);
    if (isSpeech(taking)) utterance?.listen();
    if (event.type === "bot" && event.speaking === "silent") onSilent?.();
  }

  function onTurn(effect: TurnEffect): void {
    switch (effect.type) {
      case "open":
        return open(effect.startMs);
      case "barge-in":
        return onBot("stop");
      case "pause":
        counters.pauses += 1;
        return onBot("pause");
      case "resume":
        counters.wentOn += 1;
        return onBot("resume");
      case "speculate":
        return onTold({ type: "speculate", text: effect.text });
      case "ask-model":
        return askModel();
      case "discard":
        counters.falseStarts += 1;
        utterance?.abandon();
        utterance = null;
        return;
      case "endpoint":
        return recognise(effect);
      case "silence":
        if (recognising === 0) onTold({ type: "silence", forMs: effect.forMs });
        return;
    }
  }

  function open(startMs: number): void {
    const ears = options.ears();
    if (!ears) return;
    const opened: Utterance = openUtterance({
      ...ears,
      preRoll: preRoll.since(startMs),
      onPartial(text, stable) {
        onTold({ type: "partial", text });
        if (utterance === opened) step({ type: "partial", text, stable, atMs: clockMs });
      },
      onTurnEnd(text, eager) {
        if (utterance === opened) step({ type: "turn-end", text, eager, atMs: clockMs });
      },
      onError(error) {
        counters.sttErrors += 1;
        log.error("the recogniser failed", { error });
      },
      setTimer,
    });
    utterance = opened;
    language = ears.sttOptions.language;
    onTold({ type: "started", atMs: startMs });
  }

  function recognise(endpoint: Extract<TurnEffect, { type: "endpoint" }>): void {
    const speech = utterance;
    utterance = null;
    if (!speech) return;
    const atMs = now();
    heardMs += endpoint.atMs - endpoint.startMs;
    const overReply = replyIsDue();
    const spoken = language;
    const final = speech.finish().then((result) => ({ ...result, sttMs: now() - atMs }));
    recognising += 1;
    recognised = recognised.then(async () => {
      const { text, verdict, confidence, sttMs: tookMs } = await final;
      recognising -= 1;
      const said = { text, rejected: verdict === "rejected" };
      if (endpoint.undecided ? !countsAsTurn(taking, said) : isNoise(endpoint, said) && (overReply || replyIsDue())) {
        counters.falseStarts += 1;
        if (endpoint.undecided) step({ type: "final", ...said, atMs: clockMs });
        return;
      }
      if (endpoint.undecided) {
        step({ type: "final", ...said, atMs: clockMs });
        await untilSilent();
      }
      onTold({
        type: "final",
        final: { text, verdict, confidence, language: spoken, startMs: endpoint.startMs, endMs: endpoint.endMs, endpointMs: endpoint.atMs - endpoint.endMs, sttMs: tookMs },
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
      const cancel = setTimer(over, stopTimeoutMs);
      onSilent = over;
    });
  }

  function askModel(): void {
    const asked = utterance;
    if (!turnModel || !recentAudio) return;
    turnModel.judge(recentAudio.last()).then(
      (probability) => {
        if (utterance === asked) step({ type: "turn-model", probability });
      },
      (error: unknown) => {
        counters.turnModelErrors += 1;
        if (counters.turnModelErrors === 1) log.error("the turn model failed; silence and words decide", { error });
      },
    );
  }

  return {
    hear(frame) {
      clockMs = frame.atMs + frameMs;
      preRoll.push(frame);
      recentAudio?.push(frame.pcm);
      utterance?.push(frame.pcm);
    },
    step,
    bot: () => taking.bot,
    abandon: () => utterance?.abandon(),
    heardMs: () => heardMs,
    counters,
  };
}
