import { startOpenaiSpeech } from "@zvon/stand-ins/src/openai/openai.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openOpenaiStt } from "./openai.ts";

sttAdapterSuite("OpenAI, a session a call", { open: openOpenaiStt, start: startOpenaiSpeech, partials: false });
sttAdapterSuite("OpenAI, a request an utterance", { open: openOpenaiStt, start: startOpenaiSpeech, model: "gpt-transcribe", partials: false, warmConnections: 0 });
sttAdapterSuite("OpenAI, a whole answer", { open: openOpenaiStt, start: startOpenaiSpeech, model: "whisper-1", partials: false, warmConnections: 0 });
