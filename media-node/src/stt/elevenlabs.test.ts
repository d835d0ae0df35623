import { startElevenlabs } from "@zvon/stand-ins/src/elevenlabs/elevenlabs.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openElevenlabsStt } from "./elevenlabs.ts";

sttAdapterSuite("ElevenLabs", { open: openElevenlabsStt, start: startElevenlabs });
