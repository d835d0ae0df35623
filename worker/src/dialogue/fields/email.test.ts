import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { spokenField } from "./spoken.ts";

const read = (text: string, more: Record<string, unknown> = {}, context: Partial<ReadingContext> = {}): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse({ type: "email", ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };

describe("an e-mail address", () => {
  it.each([
    ["иван точка петров собака яндекс точка ру", "ivan.petrov@yandex.ru"],
    ["моя почта анна собака мейл точка ру", "anna@mail.ru"],
    ["anna@mail.ru", "anna@mail.ru"],
    ["Пишите на Anna.K@Mail.ru", "anna.k@mail.ru"],
    ["иванов двенадцать собака джимейл точка ком", "ivanov12@gmail.com"],
    ["эй би си собака гмейл ком", "abc@gmail.com"],
    ["и в а н нижнее подчеркивание п собака рамблер ру", "ivan_p@rambler.ru"],
    ["инфо собака салон тире красоты точка ру", "info@salon-krasoty.ru"],
    ["петрова собака яндекс", "petrova@yandex.ru"],
    ["ivan petrov собака yandex точка ru", "ivanpetrov@yandex.ru"],
    ["записывайте марина восемьдесят пять собака майл ру", "marina85@mail.ru"],
    ["эн точка смирнова собака бк точка ру", "n.smirnova@bk.ru"],
    ["john dot smith at gmail dot com", "john.smith@gmail.com"],
    ["my email is john smith at gmail dot com", "johnsmith@gmail.com"],
    ["j o h n at example dot co dot uk", "john@example.co.uk"],
    ["it's sarah underscore lee twenty two at yahoo dot com", "sarah_lee22@yahoo.com"],
    ["a b c dash d at outlook dot com", "abc-d@outlook.com"],
    ["jsmith at gmail", "jsmith@gmail.com"],
    ["write to info at acme dot io please", "info@acme.io"],
    ["john at g mail dot com", "john@gmail.com"],
    ["mary dot jones at my company dot com", "mary.jones@mycompany.com"],
    ["my e mail is bob at aol dot com", "bob@aol.com"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([["не помню"], ["у меня собака"], ["see you at five"], ["meet me at the corner"]])("«%s» is none", (text) => expect(read(text)).toEqual(none));

  it("is spelled when it is read back", () => {
    const field = fieldSchema.parse({ type: "email" });
    expect(spokenField(field, "ivan_p@yandex.ru", "ru").voice).toBe("и, вэ, а, эн подчёркивание пэ собака яндекс точка ру");
    expect(spokenField(field, "bob.lee7@gmail.com", "en").voice).toBe("b, o, b dot l, e, e, seven at gmail dot com");
  });
});
