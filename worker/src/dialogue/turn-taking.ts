/** The bot's timers, as its owner writes them, in the call link's words; all of them, or those that one state changes. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { FlowState } from "@zvon/contract/bot-flow.ts";
import type { Language, TurnTaking } from "@zvon/contract/call-link.ts";

type Timing = NonNullable<Extract<FlowState, { type: "talk" }>["timing"]>;

export function turnTakingOf(bot: BotConfig, language: Language): TurnTaking {
  const { barge_in, endpointing } = bot.voice;
  return {
    endpointMs: endpointing.silence_ms,
    digitsEndpointMs: endpointing.digits_silence_ms,
    finishedEndpointMs: endpointing.finished_silence_ms,
    unfinishedEndpointMs: endpointing.unfinished_silence_ms,
    addressEndpointMs: endpointing.address_silence_ms,
    semantic: endpointing.semantic,
    vendorEndpoint: endpointing.vendor,
    adaptive: endpointing.adaptive,
    // Only a model is worth being asked ahead: the flow itself answers at once.
    speculate: bot.llm?.speculate === true && Object.values(bot.flow.states).some((state) => state.type === "talk"),
    bargeInMinSpeechMs: barge_in.min_speech_ms,
    bargeIn: barge_in.enabled,
    backchannels: (barge_in.backchannels[language] ?? []).filter((words) => words.length <= 60).slice(0, 50),
    resumeAfterMs: barge_in.resume_after_ms,
    maxUtteranceMs: endpointing.max_utterance_ms,
  };
}

/** What the state says of itself; null when it says nothing. */
export function timingOf(timing: Timing | null): Partial<TurnTaking> | null {
  if (timing === null) return null;
  const { endpointing, barge_in } = timing;
  const all: { [Key in keyof TurnTaking]?: TurnTaking[Key] | undefined } = {
    endpointMs: endpointing.silence_ms, digitsEndpointMs: endpointing.digits_silence_ms, finishedEndpointMs: endpointing.finished_silence_ms,
    unfinishedEndpointMs: endpointing.unfinished_silence_ms, addressEndpointMs: endpointing.address_silence_ms, semantic: endpointing.semantic,
    vendorEndpoint: endpointing.vendor, adaptive: endpointing.adaptive, maxUtteranceMs: endpointing.max_utterance_ms,
    bargeIn: barge_in.enabled, bargeInMinSpeechMs: barge_in.min_speech_ms, resumeAfterMs: barge_in.resume_after_ms,
  };
  const said = Object.entries(all).filter(([, value]) => value !== undefined);
  // Entries of an object of these very keys.
  return said.length === 0 ? null : (Object.fromEntries(said) as Partial<TurnTaking>);
}
