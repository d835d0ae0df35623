import { describe, expect, it } from "vitest";
import { translate } from "./translate.ts";

const ru = { calls: { one: "{count} звонок", few: "{count} звонка", many: "{count} звонков", other: "{count} звонка" }, name: "Бот {name}", line: "Слова и звук в записи" };
const en = { calls: { one: "{count} call", other: "{count} calls" } };

describe("texts of the interface", () => {
  it.each([[1, "1 звонок"], [2, "2 звонка"], [5, "5 звонков"], [11, "11 звонков"], [21, "21 звонок"], [1126, "1\u00a0126 звонков"]])("counts %d in Russian", (count, text) => {
    expect(translate(ru, "ru", "calls", { count })).toBe(text);
  });
  it.each([[1, "1 call"], [2, "2 calls"], [1126, "1,126 calls"]])("counts %d in English", (count, text) => {
    expect(translate(en, "en", "calls", { count })).toBe(text);
  });
  it("fills places and leaves unknown ones to be seen", () => {
    expect(translate(ru, "ru", "name", { name: "Анна" })).toBe("Бот Анна");
    expect(translate(ru, "ru", "name")).toBe("Бот {name}");
  });
  it("keeps a word of one letter with the next in Russian", () => {
    expect(translate(ru, "ru", "line")).toBe("Слова и\u00a0звук в\u00a0записи");
  });
});
