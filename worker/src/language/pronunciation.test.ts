import { describe, expect, it } from "vitest";
import { createPronounce } from "./pronunciation.ts";

describe("a tenant's dictionary of pronunciation", () => {
  const pronounce = createPronounce([
    { word: "ООО", say: "о о о" },
    { word: "замок", say: "зам+ок" },
    { word: "CRM", say: "си эр эм" },
    { word: "CRM Плюс", say: "си эр эм плюс" },
    { word: "Алёна", say: "Ал+ёна" },
    { word: "о", say: "обо" },
    { word: "C++", say: "си плюс плюс" },
  ]);

  it("says a listed word its way, in any case", () => {
    expect(pronounce("Наш замок, ваш Замок и ЗАМОК.")).toBe("Наш зам+ок, ваш зам+ок и зам+ок.");
  });
  it("leaves other forms and other words alone: only what is listed is known", () => {
    expect(pronounce("Замка, подзамок и замок2 остались.")).toBe("Замка, подзамок и замок2 остались.");
  });
  it("takes the longest entry, and does not look again at what it put in", () => {
    expect(pronounce("ООО «CRM  плюс»")).toBe("о о о «си эр эм плюс»");
  });
  it("knows «ё» written as «е»", () => {
    expect(pronounce("Алена и Алёна")).toBe("Ал+ёна и Ал+ёна");
  });
  it("takes signs in a word as they stand", () => {
    expect(pronounce("Пишем на C++.")).toBe("Пишем на си плюс плюс.");
  });
  it("takes a hyphen in a word as it stands: one such entry once kept every call of its tenant from beginning", () => {
    expect(createPronounce([{ word: "Wi-Fi", say: "вай фай" }, { word: "кафе-бар", say: "каф+е б+ар" }])("Есть wi-fi и кафе-бар.")).toBe("Есть вай фай и каф+е б+ар.");
  });
  it.each([..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"])("takes the sign %s in a word for itself", (sign) => {
    expect(createPronounce([{ word: `x${sign}y`, say: "said" }])(`a x${sign}y b`)).toBe("a said b");
  });
  it("leaves every text alone when it is empty, and has no use for an empty word", () => {
    expect(createPronounce([])("замок")).toBe("замок");
    expect(createPronounce([{ word: " ", say: "x" }])("за мок")).toBe("за мок");
  });
});
