import { startElevenlabs } from "@zvon/stand-ins/src/elevenlabs/elevenlabs.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openElevenlabsTts } from "./elevenlabs.ts";

ttsAdapterSuite("ElevenLabs", {
  open: openElevenlabsTts,
  start: startElevenlabs,
  voices: { ru: "EXAVITQu4vr4xnSDxMaL", en: "21m00Tcm4TlvDq8ikWAM" },
  words: true,
  // Closed behind its text, and once more when it is called off.
  cancelled: (asked) => asked.filter(({ what }) => what === "close_context").length >= 2,
  unknownVoice: "alena",
});
