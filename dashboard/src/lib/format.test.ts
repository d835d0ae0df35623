import { describe, expect, it } from "vitest";
import { createFormat, phone } from "./format.ts";

const ru = createFormat("ru", "Europe/Moscow");
const en = createFormat("en", "Europe/Moscow", "Europe/Berlin");
const at = Date.UTC(2026, 10, 20, 14, 18, 5);

describe("how figures are written", () => {
  it.each([[null, "—"], [0, "0:00"], [363_000, "6:03"], [59_600, "1:00"], [3_727_000, "1:02:07"]])("a call of %s ms as %s", (ms, text) => {
    expect(ru.duration(ms)).toBe(text);
  });
  it("pauses in seconds and their parts in milliseconds, by the language's comma", () => {
    expect([ru.latency(780), en.latency(780), ru.millis(1234.4), en.millis(1234.4), ru.latency(null)]).toEqual(["0,78\u00a0с", "0.78\u00a0s", "1\u00a0234\u00a0мс", "1,234\u00a0ms", "—"]);
  });
  it("days and times in the zone asked for", () => {
    expect(ru.when(at, at + 60_000, "сегодня")).toBe("сегодня, 17:18");
    expect(ru.when(at, at + 86_400_000, "сегодня")).toBe("20 ноя 2026, 17:18");
    expect(en.when(at, at + 86_400_000, "today")).toBe("Nov 20, 2026, 5:18\u00a0PM");
    expect(en.exact(at)).toBe("Nov 20, 2026, 5:18:05\u00a0PM Europe/Moscow · Nov 20, 2026, 3:18:05\u00a0PM Europe/Berlin · 2026-11-20 14:18:05 UTC");
    expect(createFormat("ru", "Europe/Moscow", "Europe/Moscow").exact(at)).toBe("20 ноя 2026, 17:18:05 Europe/Moscow · 2026-11-20 14:18:05 UTC");
  });
  it("a booked time as it was said, whatever the viewer's zone", () => {
    expect(ru.wallTime("2026-11-22T17:00")).toBe("22 ноя 2026, 17:00");
    expect([ru.wallClock("17:00"), en.wallClock("17:00"), en.wallClock("noon")]).toEqual(["17:00", "5:00\u00a0PM", "noon"]);
    expect(ru.wallTime("soon")).toBe("soon");
  });
  it("days as headings, with the year where it is another", () => {
    const now = Date.UTC(2026, 10, 21);
    expect([ru.wallDay("2026-11-23", now), en.wallDay("2026-11-23", now), ru.wallDay("2027-01-01", now), en.wallDay("soon", now)]).toEqual(["пн 23 ноября", "Mon, Nov 23", "пт 1 января 2027 г.", "soon"]);
  });
  it("sizes", () => {
    expect([ru.bytes(900), ru.bytes(12_300), en.bytes(1_330_604)]).toEqual(["900\u00a0Б", "12\u00a0КБ", "1.3\u00a0MB"]);
  });
});

describe("phones", () => {
  it.each([["+79120001427", "+7\u00a0912\u00a0000\u201114\u201127"], ["+14155550142", "+1\u00a0(415)\u00a0555\u20110142"], ["79120001427", "+7\u00a0912\u00a0000\u201114\u201127"], ["89120001427", "+7\u00a0912\u00a0000\u201114\u201127"], ["14155550142", "+1\u00a0(415)\u00a0555\u20110142"], ["1001", "1001"], ["442079460000", "442079460000"], ["sip:anna@example.com", "sip:anna@example.com"]])("%s", (address, text) => {
    expect(phone(address)).toBe(text);
  });
});
