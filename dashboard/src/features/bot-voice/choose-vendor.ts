/** Another vendor knows neither the voice nor the model of the former one. Pure. */
import { withValue } from "../../lib/pointer.ts";

/** @param chosen a voice of the bot or of a stand-in. @param voice that the new vendor knows. */
export const chooseVoiceVendor = (chosen: unknown, provider: string, voice: string): unknown => withValue(withValue(withValue(chosen, "/tts_provider", provider), "/tts_model", null), "/tts_voice_id", voice);

export const chooseEarsVendor = (chosen: unknown, provider: string): unknown => withValue(withValue(chosen, "/stt_provider", provider), "/stt_model", null);
