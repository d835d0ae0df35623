import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { canonicalFault } from "./canonical.ts";

const fields = {
  service: fieldSchema.parse({ type: "choice", options: [{ value: "haircut", label: { ru: "стрижка" } }, { value: "manicure", label: { ru: "маникюр" } }] }),
  when: fieldSchema.parse({ type: "day_time", from: "10:00", to: "20:00", weekdays: [1, 2, 3], ask_day: {}, ask_time: {} }),
  name: fieldSchema.parse({ type: "name", known: {} }),
  code: fieldSchema.parse({ type: "digits", length: { min: 4, max: 6 } }),
  amount: fieldSchema.parse({ type: "number", min: 1, max: 100 }),
  weight: fieldSchema.parse({ type: "number", integer: false }),
  phone: fieldSchema.parse({ type: "phone" }),
  email: fieldSchema.parse({ type: "email" }),
  address: fieldSchema.parse({ type: "address" }),
  wish: fieldSchema.parse({ type: "text", max_chars: 20 }),
} as const;

describe("a value from outside", () => {
  it.each<[keyof typeof fields, string]>([
    ["service", "haircut"],
    ["when", "2026-11-23T15:00"],
    // The owner's system knows of an appointment on a day and at an hour that no caller could choose.
    ["when", "2028-02-29T23:59"],
    ["name", "Мария Петровна"],
    ["code", "0042"],
    ["amount", "100"],
    ["weight", "-2.5"],
    ["phone", "+79120001427"],
    ["email", "anna.p+shop@mail.example.co.uk"],
    ["address", "ул. Ленина, д. 5, кв. 12"],
    ["wish", "у окна"],
  ])("is taken in the form a reader would give: %s = %s", (name, value) => {
    expect(canonicalFault(fields[name], value)).toBeNull();
  });

  it.each<[keyof typeof fields, string, RegExp]>([
    ["service", "стрижка", /haircut, manicure/],
    ["service", "", /haircut, manicure/],
    ["when", "2026-11-23", /2026-12-31T15:30/],
    ["when", "2026-11-23T15:00:00", /2026-12-31T15:30/],
    ["when", "2026-11-23T24:00", /2026-12-31T15:30/],
    ["when", "2026-02-30T15:00", /2026-12-31T15:30/],
    ["when", "завтра в три", /2026-12-31T15:30/],
    ["name", " ", /empty/],
    ["name", "a".repeat(101), /at most 100/],
    ["name", "Анна\nне Анна", /One line/],
    ["code", "123", /4 to 6 digits/],
    ["code", "12a4", /4 to 6 digits/],
    ["code", "١٢٣٤", /4 to 6 digits/],
    ["amount", "0", /at least 1/],
    ["amount", "101", /at most 100/],
    ["amount", "2.5", /whole number/],
    ["amount", "1e2", /figures/],
    ["amount", "007", /figures/],
    ["weight", "2.50", /figures/],
    ["weight", "Infinity", /figures/],
    ["phone", "89120001427", /\+12025550123/],
    ["phone", "+7 912 000-14-27", /\+12025550123/],
    ["email", "Anna@mail.ru", /lower case/],
    ["email", "anna@mail", /lower case/],
    ["email", "anna@-mail.ru", /lower case/],
    ["wish", "с видом на реку и лес", /at most 20/],
  ])("is told what it should be otherwise: %s = %j", (name, value, what) => {
    const fault = canonicalFault(fields[name], value);
    expect(fault?.en).toMatch(what);
    expect(fault?.ru).toMatch(/[а-я]/);
  });
});
