import { startYandex } from "@zvon/stand-ins/src/yandex/yandex.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openYandexTts } from "./yandex.ts";

ttsAdapterSuite("Yandex SpeechKit", {
  open: openYandexTts,
  start: startYandex,
  voices: { ru: "alena", en: "john" },
  stressed: "з+амок",
  unknownVoice: "nobody",
  cancelled: (asked) => asked.some((line) => line.what === "cancelled"),
});
