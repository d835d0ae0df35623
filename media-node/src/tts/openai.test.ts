import { startOpenaiSpeech } from "@zvon/stand-ins/src/openai/openai.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openOpenaiTts } from "./openai.ts";

const voices = { ru: "marin", en: "cedar" };
ttsAdapterSuite("OpenAI, a session that reads aloud", {
  open: openOpenaiTts, start: startOpenaiSpeech, voices, unknownVoice: "nobody",
  cancelled: (asked) => asked.some((entry) => entry.detail["calledOff"] === true),
  // A deaf session says nothing of what was called off.
  faults: {},
});
ttsAdapterSuite("OpenAI, a request a text", { open: openOpenaiTts, start: startOpenaiSpeech, voices, model: "tts-1", warmConnections: 0, unknownVoice: "nobody" });
ttsAdapterSuite("OpenAI, events that tell their tokens", { open: openOpenaiTts, start: startOpenaiSpeech, voices, model: "gpt-4o-mini-tts", warmConnections: 0, unknownVoice: "nobody" });
