import { startDeepgram } from "@zvon/stand-ins/src/deepgram/deepgram.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openDeepgramTts } from "./deepgram.ts";

ttsAdapterSuite("Deepgram Aura", {
  open: openDeepgramTts,
  start: startDeepgram,
  voices: { en: "aura-2-thalia-en" },
  cancelled: (asked) => asked.some((line) => line.what === "Clear"),
  unknownVoice: "alena",
});
