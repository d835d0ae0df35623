/** Readers beside each other: each takes its own of a phrase, and none fails on anything. */
import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import { spokenField } from "./spoken.ts";

const now = { date: "2026-11-20", time: "10:00" };
const fields: Record<string, Field> = {
  when: fieldSchema.parse({ type: "day_time", from: "09:00", to: "20:00", step_minutes: 5, ask_day: { ru: "День?" }, ask_time: { ru: "Время?" } }),
  name: fieldSchema.parse({ type: "name", known: {} }),
  phone: fieldSchema.parse({ type: "phone" }),
  email: fieldSchema.parse({ type: "email" }),
  address: fieldSchema.parse({ type: "address" }),
  guests: fieldSchema.parse({ type: "number", called: { ru: ["гостей", "человек"], en: ["people", "guests"] } }),
  service: fieldSchema.parse({ type: "choice", options: [{ value: "haircut", label: { ru: "стрижка", en: "haircut" } }, { value: "manicure", label: { ru: "маникюр", en: "manicure" } }] }),
};
function readAll(text: string, language: Language, expected: boolean): Record<string, string> {
  const list = affirmed(tokens(text), language);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]): [string, string][] => {
      const reading = readField(field, list, { language, now, expected, denies: list.length < words(text).length, text, parts: null });
      return reading.kind === "value" ? [[name, reading.value]] : [];
    }),
  );
}

describe("several fields in one phrase", () => {
  it.each([
    ["на завтра на пять меня зовут Анна", { when: "2026-11-21T17:00", name: "Анна" }],
    ["запишите на стрижку в среду в половине третьего меня зовут Пётр телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", { service: "haircut", when: "2026-11-25T14:30", name: "Пётр", phone: "+79123456789" }],
    ["нас будет шесть человек завтра в семь", { when: "2026-11-21T19:00", guests: "6" }],
    ["доставьте на улицу Ленина дом пять квартира двенадцать завтра после обеда в три", { when: "2026-11-21T15:00", address: "ул. Ленина, д. 5, кв. 12" }],
    ["моя почта анна точка к собака мейл точка ру запишите на маникюр двадцать пятого в десять", { service: "manicure", when: "2026-11-25T10:00", email: "anna.k@mail.ru" }],
    ["не на стрижку а на маникюр и не в пять а в шесть завтра", { service: "manicure", when: "2026-11-21T18:00" }],
    ["мой номер 8 912 345 67 89", { phone: "+79123456789" }],
  ])("«%s»", (text, found) => expect(readAll(text, "ru", false)).toEqual(found));

  it.each([
    ["a haircut tomorrow at five, my name is John Smith", { service: "haircut", when: "2026-11-21T17:00", name: "John Smith" }],
    ["there will be six guests on friday the twenty seventh at seven thirty p m", { when: "2026-11-27T19:30", guests: "6" }],
    ["send it to 5 oak street apartment 12 by noon tomorrow", { when: "2026-11-21T12:00", address: "5 Oak Street, apt 12" }],
    ["not a haircut but a manicure, and not on tuesday but on wednesday at two", { service: "manicure", when: "2026-11-25T14:00" }],
  ])("'%s'", (text, found) => expect(readAll(text, "en", false)).toEqual(found));
});

describe("anything at all", () => {
  /** Uniform in [0, 1), the same every run. */
  const createRandom = (seed: number) => () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const scraps = "в на к с до не нет а и без пол через пять двадцать пятого третьего час часов минут утра завтра среду неделе собака точка ру улица дом плюс double at the of a half past quarter to five twenty fifth december in an hour next wednesday dot com not no my name is street apartment point hundred million 5 12 17:30 05.12 12/24 2026-12-05 1 000 000 $ , . ? 🙂 ё \u0301 \u0000".split(" ");
  it("is read without a fault by every reader, and what is read can be said", () => {
    const random = createRandom(4);
    for (let round = 0; round < 200; round += 1) {
      const text = Array.from({ length: 1 + Math.floor(random() * 12) }, () => scraps[Math.floor(random() * scraps.length)] ?? "").join(random() < 0.8 ? " " : "");
      for (const language of ["ru", "en"] as const) {
        for (const [name, value] of Object.entries(readAll(text, language, random() < 0.5))) {
          const field = fields[name];
          expect(value, text).not.toMatch(/undefined|NaN|null/);
          if (field !== undefined) expect(spokenField(field, value, language).voice, text).not.toMatch(/undefined|NaN/);
        }
      }
    }
  });
  it("is read soon, however long", () => {
    for (const text of ["собака точка ру ".repeat(250), "двадцать пять ".repeat(285), "dot com at ".repeat(360), "улица дом пять ".repeat(260), "a ".repeat(2000), "🙂".repeat(2000)]) {
      for (const language of ["ru", "en"] as const) expect(() => readAll(text.slice(0, 4000), language, true)).not.toThrow();
    }
  });
});
