import { describe, expect, it } from "vitest";
import { chooseEarsVendor, chooseVoiceVendor } from "./choose-vendor.ts";

/** A stand-in of another vendor kept Deepgram's voice, and no call ever heard it. */
describe("another vendor", () => {
  it("speaks with a voice of its own and its usual model", () => {
    expect(chooseVoiceVendor({ language: "en", tts_provider: "deepgram", tts_voice_id: "aura-2-thalia-en", tts_model: "m", speed: 1.1 }, "cartesia", "katie")).toEqual({ language: "en", tts_provider: "cartesia", tts_voice_id: "katie", tts_model: null, speed: 1.1 });
  });
  it("hears with its usual model", () => {
    expect(chooseEarsVendor({ stt_provider: "deepgram", stt_model: "flux-general-en" }, "soniox")).toEqual({ stt_provider: "soniox", stt_model: null });
  });
});
