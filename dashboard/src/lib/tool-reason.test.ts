import { describe, expect, it } from "vitest";
import { tryingEn } from "../locales/editor/trying-en.ts";
import { tryingRu } from "../locales/editor/trying-ru.ts";
import { createFormat } from "./format.ts";
import { calendarAnswer, columnsShown, toolReason } from "./tool-reason.ts";
import { translate } from "./translate.ts";

const russian = (reason: string) => toolReason(reason, (key, params) => translate(tryingRu, "ru", key, params), createFormat("ru"));
const english = (reason: string) => toolReason(reason, (key, params) => translate(tryingEn, "en", key, params), createFormat("en"));

describe("why a tool did not work", () => {
  it("is told in the reader's words, with times as people write them", () => {
    expect(russian("this time is not free; free: 2026-11-22T16:00, 2026-11-22T16:30")).toBe("это время занято; свободно: 22 ноя 2026, 16:00; 22 ноя 2026, 16:30");
    expect(russian("there are several: 2026-11-22T16:00, 2026-11-23T10:00; ask which one")).toBe("записей несколько: 22 ноя 2026, 16:00; 23 ноя 2026, 10:00");
    expect([russian("the tool did not answer"), english("the tool did not answer")]).toEqual(["инструмент не ответил", "the tool did not answer"]);
  });
  it("keeps a service's own words, and what it does not know", () => {
    expect([russian("the service refused (404): нет такого заказа"), english("the service refused (500)"), russian("odd")]).toEqual(["служба отказала (404): нет такого заказа", "the service refused (500)", "odd"]);
  });
});

describe("what a calendar answered", () => {
  const say = (key: string) => key;
  it("is why a time can't be had, or that it is free", () => {
    const values: (Record<string, string> | undefined)[] = [{ free: "no", why: "taken" }, { free: "no", why: "closed" }, { free: "yes" }, { found: "yes" }, undefined];
    expect(values.map((value) => calendarAnswer(value, say))).toEqual(["reason.taken", "reason.closed", "flow.answer.free.yes", null, null]);
  });
  it("is shown without what was said in words, free times written out", () => {
    expect(columnsShown({ free: "no", why: "taken", open: "yes", refusal: "x", near: "x", next_1: "x", next: "2026-11-22T16:00, 2026-11-22T16:30", doctor: "dentist" }, createFormat("ru"))).toEqual({ next: "22 ноя 2026, 16:00; 22 ноя 2026, 16:30", doctor: "dentist" });
  });
});
