import { startDeepgram } from "@zvon/stand-ins/src/deepgram/deepgram.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openDeepgramStt } from "./deepgram.ts";

sttAdapterSuite("Deepgram Nova", { open: openDeepgramStt, start: startDeepgram });
sttAdapterSuite("Deepgram Flux", { open: openDeepgramStt, start: startDeepgram, model: "flux-general-multi" });
