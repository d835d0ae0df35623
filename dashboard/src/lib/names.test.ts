import { describe, expect, it } from "vitest";
import { botName } from "./bot-name.ts";
import { choiceLabels, fieldName, fieldValue } from "./field-name.ts";
import { createFormat } from "./format.ts";

describe("names", () => {
  it("of a bot written in both languages are shown in the reader's", () => {
    expect([botName("Салон красоты / Beauty salon", "ru"), botName("Салон красоты / Beauty salon", "en"), botName("Support / Sales", "ru"), botName("Салон", "en")]).toEqual(["Салон красоты", "Beauty salon", "Support / Sales", "Салон"]);
  });
  it("of fields are words where we have them, else as the owner wrote them", () => {
    expect([fieldName((key) => key, "service"), fieldName((key) => key, "vin_code"), fieldName((key) => key, "toString")]).toEqual(["field.service", "vin_code", "toString"]);
  });
  it("choices are called as their bot calls them", () => {
    const labels = choiceLabels({ fields: { doctor: { type: "choice", options: [{ value: "dentist", label: { ru: "стоматолог" } }, { value: "vet", label: {} }] }, broken: null } }, "ru");
    expect([fieldValue((key) => key, createFormat("ru"), "dentist", labels), fieldValue((key) => key, createFormat("ru"), "vet", labels)]).toEqual(["стоматолог", "vet"]);
  });
  it("values that are a day and time are written out", () => {
    expect([fieldValue((key) => key, createFormat("ru"), "2026-11-22T17:00"), fieldValue((key) => key, createFormat("ru"), "Анна")]).toEqual(["22 ноя 2026, 17:00", "Анна"]);
  });
});
