/** What the media node is told of a bot when its call begins; the rest of `welcome` is the session's own. */
import { textIn } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language, Welcome } from "@zvon/contract/call-link.ts";
import { allListens } from "./listen.ts";

export type CallSettings = Pick<Welcome, "voice" | "stt" | "turnTaking" | "lostPlan">;

/** @param language one of the bot's languages. The waiting plan is DESIGN's: filler at 2 s, apology at 20 s, end at 30 s. */
export function callSettings(bot: BotConfig, language: Language): CallSettings {
  const speech = bot.voice.speech[language] ?? bot.voice.speech.ru ?? bot.voice.speech.en;
  const { barge_in, endpointing } = bot.voice;
  return {
    voice: { provider: speech?.tts_provider ?? "embedded", voice: speech?.tts_voice_id ?? "", speed: speech?.speed ?? 1 },
    stt: { provider: speech?.stt_provider ?? "embedded", listens: allListens(bot, language) },
    turnTaking: {
      endpointMs: endpointing.silence_ms,
      digitsEndpointMs: endpointing.digits_silence_ms,
      bargeInMinSpeechMs: barge_in.min_speech_ms,
      bargeIn: barge_in.enabled,
      maxUtteranceMs: endpointing.max_utterance_ms,
    },
    lostPlan: { fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000, filler: textIn(bot.fallbacks.lost_filler, language), apology: textIn(bot.fallbacks.lost_apology, language) },
  };
}
