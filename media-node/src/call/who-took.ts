/** Who took an outbound call: joins the sound and the words of one call to the detector of `amd/`. */
import type { FactBody } from "@zvon/contract/call-link.ts";
import { type AmdEffect, type AmdEvent, newAmdState, stepAmd } from "../amd/machine.ts";
import { createSignalEars } from "../amd/tone.ts";

export interface WhoTook {
  answered(atMs: number): void;
  /** Every frame of the far side; what came before the answer (ringing, early media) is not judged. `speech`: probability, 0 to 1. */
  hear(frame: { atMs: number; pcm: Int16Array; speech: number }): void;
  /** The recogniser's words of the utterance under way; `final`: it has ended. */
  words(text: string, atMs: number, final: boolean): void;
}

/** What to do about it is the edge's affair. */
export function factOfWhoTook(effect: AmdEffect): FactBody {
  switch (effect.type) {
    case "verdict":
      return { type: "amd", verdict: effect.verdict, why: effect.why, afterMs: effect.afterMs };
    case "listening":
      return { type: "machine.listening", by: effect.by };
    case "give-up":
      return { type: "machine.listening", by: "never" };
  }
}

/** As the turn machine takes it for speech. */
const minSpeech = 0.5;
/** A call's first half minute; more is never asked. */
const mostChars = 2_000;

export function createWhoTook(onEffect: (effect: AmdEffect) => void): WhoTook {
  const ears = createSignalEars();
  let state = newAmdState();
  let before = "";

  function step(event: AmdEvent): void {
    const result = stepAmd(state, event);
    state = result.state;
    for (const effect of result.effects) onEffect(effect);
  }

  return {
    answered: (atMs) => step({ type: "answered", atMs }),
    hear({ atMs, pcm, speech }) {
      if (state.phase === "before" || state.phase === "over") return;
      const signal = ears.hear(pcm, atMs);
      step({ type: "frame", atMs, speech: speech >= minSpeech && !ears.sounding() });
      if (signal !== null) step({ type: "signal", signal });
    },
    words(text, atMs, final) {
      if (state.phase === "before" || state.phase === "over") return;
      const all = `${before} ${text}`.trim().slice(-mostChars);
      step({ type: "words", text: all, atMs });
      if (final) before = all;
    },
  };
}
