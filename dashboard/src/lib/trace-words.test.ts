import { evalFaultSchema, expectationSchema } from "@zvon/contract/eval-suite.ts";
import { traceStepSchema } from "@zvon/contract/turn-trace.ts";
import { describe, expect, it } from "vitest";
import { editorEn } from "../locales/editor/en.ts";
import { editorRu } from "../locales/editor/ru.ts";
import { en } from "../locales/en.ts";
import { ru } from "../locales/ru.ts";
import { evalFaultWords } from "./eval-words.ts";
import { createFormat } from "./format.ts";
import { stepWords } from "./trace-words.ts";
import { translate } from "./translate.ts";

const tables = { ru: { ...ru, ...editorRu }, en: { ...en, ...editorEn } };
const saying = (language: "ru" | "en") => (key: string, params?: Readonly<Record<string, string | number>>) => translate(tables[language], language, key, params);
/** A word that only the engine uses. */
const raw = /\b(?:chat|flow|evals|outcome)\.|[a-z]+_[a-z]+/;

/** What each code is about, as the engine writes it. */
const subjects: Partial<Record<string, readonly string[]>> = {
  heard: ["goodbye"], took_field: ["service"], took_part: ["when"], doubted_field: ["when"], refused_field: ["when"], corrected_field: ["name"], confirmed: ["service, when"],
  transition: ["intent are_you_a_bot", "silence 2", "done", "not_understood 3", "timeout_s 60", "visits 3", "tool failed", "transfer no_answer", "returned done"],
  enter: ["ask", "confirm", "question", "talk", "tool", "transfer", "say", "flow", "return", "end"], objection: ["objection_expensive"], objection_limit: ["price"],
  handoff: ["words", "sentiment", "misunderstood", "complex_request"], not_understood: ["2"], silence: ["1"], timeout: ["60"], tool_started: ["check_availability", "book_appointment", "cancel_appointment"],
  tool_finished: ["calendar ok", "calendar unknown", "note failed answered 500 api.example.com", "note unknown timeout - api.example.com", "note failed refused - localhost"], transfer_finished: ["no_answer", "answered"], reply_withheld: ["claim", "never_say", "leak", "role", "number", "language", "data", "caller_part"], language: ["ru", "en"], end: ["booked", "not_understood"],
};

describe.each(["ru", "en"] as const)("reasons in %s", (language) => {
  const t = saying(language);
  const format = createFormat(language);

  it("have words for every code and for all that a code may be about", () => {
    for (const code of traceStepSchema.shape.code.options) {
      for (const subject of subjects[code] ?? [null]) {
        const words = stepWords({ code, subject, to: "next" }, t);
        expect([code, subject, words, raw.test(words)]).toEqual([code, subject, words, false]);
        if (language === "ru") expect(words).toMatch(/\p{Script=Cyrillic}/u);
      }
    }
  });

  it("have words for everything that an eval may expect", () => {
    const named = ["fields/service", "tool/arguments/when", "bot", ...Object.keys(expectationSchema.shape).filter((name) => name !== "fields")];
    for (const what of named) {
      const fault = evalFaultSchema.parse({ run: 1, turn: 1, what, expected: "true", found: "—" });
      const { what: title } = evalFaultWords(fault, t, format);
      expect([what, title, raw.test(title)]).toEqual([what, title, false]);
    }
  });
});

describe("reasons", () => {
  it("read as sentences", () => {
    const t = saying("ru");
    expect(stepWords({ code: "transition", subject: "intent yes", to: "book" }, t)).toBe("дальше в\u00a0book: да");
    expect(stepWords({ code: "not_understood", subject: "2", to: null }, t)).toBe("не понято 2 раза подряд");
    expect(stepWords({ code: "tool_finished", subject: "calendar failed", to: null }, t)).toBe("инструмент ответил — calendar: не получилось");
    expect(stepWords({ code: "tool_finished", subject: "check_availability ok taken", to: null }, t)).toBe("инструмент ответил — узнать, свободно ли время: это время занято");
    expect(stepWords({ code: "tool_finished", subject: "check_availability ok", to: null }, t)).toBe("инструмент ответил — узнать, свободно ли время: получилось");
    expect(stepWords({ code: "transition", subject: "intent opening_hours", to: "tell" }, t)).toBe("дальше в\u00a0tell: «opening_hours»");
  });
  it("of an eval show values as the pages do", () => {
    const format = createFormat("ru");
    expect(evalFaultWords({ what: "fields/when", expected: "2026-11-22T17:00", found: "—" }, saying("ru"), format)).toEqual({ what: "Поле «День и\u00a0время»", expected: "22 ноя 2026, 17:00", found: "ничего" });
    expect(evalFaultWords({ what: "ended", expected: "the talk goes on", found: "the bot hung up before this turn" }, saying("en"), format)).toEqual({ what: "End of the talk", expected: "the talk goes on", found: "the bot hung up before this turn" });
    expect(evalFaultWords({ what: "outcome", expected: "booked", found: "—" }, saying("en"), format)).toEqual({ what: "Outcome", expected: "Booked", found: "nothing" });
  });
});
