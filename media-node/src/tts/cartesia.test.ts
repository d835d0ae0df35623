import { startCartesia } from "@zvon/stand-ins/src/cartesia/cartesia.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openCartesiaTts } from "./cartesia.ts";

ttsAdapterSuite("Cartesia", {
  open: openCartesiaTts,
  start: startCartesia,
  voices: { ru: "779673f3-895f-4935-b6b5-b031dc78b319", en: "a0e99841-438c-4a64-b679-ae501e7d6091" },
  words: true,
  cancelled: (asked) => asked.some((line) => line.what === "cancel"),
  unknownVoice: "alena",
});
