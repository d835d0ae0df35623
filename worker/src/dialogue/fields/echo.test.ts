/** What the bot reads back, said again by the caller, is the same value. */
import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { addDays, timeOf } from "../../language/calendar.ts";
import { dayInWords, hoursInWords, timeInWords } from "../../language/time-speech.ts";
import { tokens } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readMoment, whenOf } from "./moment/moment.ts";
import { readField } from "./read.ts";
import { spokenField } from "./spoken.ts";

const now = { date: "2026-11-20", time: "10:00" };
const languages: readonly Language[] = ["ru", "en"];

describe("what is read back and said again", () => {
  it("is the same day and hour, for a month ahead and all hours of business", () => {
    const wrong: string[] = [];
    for (const language of languages) {
      for (let ahead = 1; ahead <= 31; ahead += 1) {
        const date = addDays(now.date, ahead);
        const day = dayInWords(date, now.date, language);
        for (let minutes = 8 * 60; minutes < 19 * 60; minutes += 35) {
          const time = timeOf(minutes);
          const said = `${day.voice}, ${timeInWords(time, language)}`;
          for (const text of [said, said.replaceAll(",", "")]) {
            const read = whenOf(readMoment(text, language, now), now)?.when;
            if (read !== `${date}T${time}`) wrong.push(`${text}: ${read ?? "nothing"}, not ${date}T${time}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("are the same hours", () => {
    expect(readMoment(hoursInWords("10:00", "19:00", "ru"), "ru", now)).toMatchObject({ from: "10:00", to: "19:00" });
    expect(readMoment(hoursInWords("14:00", "16:30", "en"), "en", now)).toMatchObject({ from: "14:00", to: "16:30" });
  });

  it.each([
    ["number", {}, ["0", "7", "12", "21", "100", "345", "1000", "2500", "18450", "1000000", "250000"]],
    ["number", { integer: false }, ["2.5", "0.5", "10.5"]],
    ["phone", {}, ["+79123456789", "+78002000600", "+79990000001"]],
    ["email", {}, ["ivan@yandex.ru", "a.b@mail.ru", "x_y-z7@gmail.com", "anna@acme.co.uk"]],
    ["address", {}, ["ул. Ленина, д. 5, кв. 12", "ул. 8 Марта, д. 7", "пр-т Мира, д. 12, к. 3", "г. Казань, ул. Баумана, д. 7"]],
  ] as const)("is the same %s", (type, more, values) => {
    const field: Field = fieldSchema.parse({ type, ...more });
    for (const value of values) {
      for (const language of type === "address" ? (["ru"] as const) : languages) {
        const { voice } = spokenField(field, value, language);
        expect([language, voice, readField(field, affirmed(tokens(voice), language), { language, now, expected: true, denies: false, text: voice, parts: null })]).toEqual([language, voice, { kind: "value", value }]);
      }
    }
  });
});
