import { describe, expect, it } from "vitest";
import { billingUnits, isLong, readVoice, yandexText } from "./yandex-text.ts";

describe("text for SpeechKit", () => {
  it("has its stress before the vowel in Russian", () => {
    expect(yandexText("Старый за\u0301мок и замо\u0301к", "ru")).toBe("Старый з+амок и зам+ок");
  });

  it("keeps й and ё however they were typed", () => {
    expect(yandexText("мои\u0306 е\u0308лки", "ru")).toBe("мой ёлки");
  });

  it("has no stress in English, for which the vendor has no mark", () => {
    expect(yandexText("cafe\u0301 co\u0301ntract", "en")).toBe("café cóntract".normalize("NFC"));
    expect(yandexText("q\u0301uite", "en")).toBe("quite");
  });

  it("says a plus that stood in the text and no markup of it", () => {
    expect(yandexText("2 + 2 **много** sil<[7000]> <[large]> [[a]]", "ru")).toBe("2 плюс 2 много a");
  });

  it("is long by its letters, or by its seconds when it is said slowly", () => {
    expect(isLong("а".repeat(250), 1)).toBe(false);
    expect(isLong("а".repeat(251), 1)).toBe(true);
    expect(isLong("а".repeat(200), 0.5)).toBe(true);
  });

  it("is billed by 250 characters begun, and once at least", () => {
    expect(["", "а", "а".repeat(250), "а".repeat(251), "а".repeat(501)].map(billingUnits)).toEqual([1, 1, 1, 2, 3]);
  });
});

describe("a voice's id", () => {
  it("may name a role", () => {
    expect(readVoice("jane:evil")).toEqual({ name: "jane", role: "evil", inV1: true });
    expect(readVoice("dasha")).toEqual({ name: "dasha", role: null, inV1: false });
  });
});
