import { startYandex } from "@zvon/stand-ins/src/yandex/yandex.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openYandexStt } from "./yandex.ts";

sttAdapterSuite("Yandex SpeechKit", {
  open: openYandexStt,
  start: startYandex,
  // 2.8 s of the audio itself are in it.
  timeoutWithinMs: 6_000,
});
