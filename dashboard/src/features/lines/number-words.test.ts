import { describe, expect, it } from "vitest";
import { createFormat } from "../../lib/format.ts";
import type { Translate } from "../../lib/i18n.tsx";
import { translate } from "../../lib/translate.ts";
import { pagesEn } from "../../locales/pages/en.ts";
import { pagesRu } from "../../locales/pages/ru.ts";
import { en } from "../../locales/en.ts";
import { ru } from "../../locales/ru.ts";
import { officeWeek } from "./hours.ts";
import { afterHoursWords, hoursWords, numberShown, openWords } from "./number-words.ts";

const inRussian: Translate = (key, params) => translate({ ...ru, ...pagesRu }, "ru", key, params);
const inEnglish: Translate = (key, params) => translate({ ...en, ...pagesEn }, "en", key, params);

describe("a number in the list", () => {
  it("is written as people do, an extension as it is", () => {
    expect([numberShown("79120001427"), numberShown("100")]).toEqual(["+7\u00a0912\u00a0000\u201114\u201127", "100"]);
  });
  it("tells its hours by groups of days", () => {
    const week = { ...officeWeek, sat: [{ from: "10:00", to: "24:00" }] };
    expect([hoursWords({ week }, inRussian), hoursWords({ week }, inEnglish)]).toEqual(["пн–пт 09:00–18:00; сб 10:00–24:00", "Mon–Fri 09:00–18:00; Sat 10:00–24:00"]);
    expect([hoursWords({ week: null }, inRussian), hoursWords({ week: {} }, inRussian)]).toEqual(["Круглосуточно", "Закрыто всегда"]);
  });
  it("tells what is heard outside them", () => {
    expect(afterHoursWords({ afterHours: { kind: "bot", botId: "bot_1" } }, inRussian, new Map([["bot_1", "Ночной"]]))).toBe("отвечает «Ночной»");
    expect(afterHoursWords({ afterHours: { kind: "forward", to: "79120001427" } }, inEnglish, new Map())).toBe("forwarded to +7\u00a0912\u00a0000\u201114\u201127");
  });
  it("says until when it is open", () => {
    const format = createFormat("ru", "Europe/Moscow");
    const now = Date.UTC(2026, 10, 21, 10);
    const hours = { timeZone: null, week: officeWeek, holidays: [] };
    expect(openWords({ openNow: true, until: Date.UTC(2026, 10, 21, 15), hours }, inRussian, format, now)).toBe("Открыто до 18:00");
    expect(openWords({ openNow: false, until: Date.UTC(2026, 10, 23, 6), hours }, inRussian, format, now)).toBe("Закрыто до 23 ноя 2026, 09:00");
    expect(openWords({ openNow: false, until: null, hours }, inRussian, format, now)).toBe("Закрыто");
  });
});
