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
    ["иван точка петров собака яндекс ру, ой, собака мейл ру", "ivan.petrov@mail.ru"],
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

  it.each([
    ["м как мама а н н а собака мейл точка ру", "manna@mail.ru"], ["эс как доллар ю эн собака бк ру", "sun@bk.ru"], ["b as in boy o b at gmail dot com", "bob@gmail.com"], ["a for apple n n a at yahoo dot com", "anna@yahoo.com"], ["d like david a n at example dot org", "dan@example.org"],
    ["анна маленькими буквами собака яндекс точка ру", "anna@yandex.ru"],
  ])("spelled by words is its letters: «%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([
    ["ivan.petrov@mail.ru", "нет, не mail, а gmail", "ivan.petrov@gmail.com"], ["ivan.petrov@mail.ru", "не мейл, а джимейл", "ivan.petrov@gmail.com"], ["ivan@mail.ru", "нет, собака яндекс точка ру", "ivan@yandex.ru"], ["ivan@yandex.ru", "не ру, а ком", "ivan@yandex.com"], ["ivan@yandex.com", "точка ру, а не точка ком", "ivan@yandex.ru"],
    ["ivan.petrov@mail.ru", "не петров, а петрова", "ivan.petrova@mail.ru"], ["ivan.petrov@mail.ru", "через нижнее подчеркивание, а не точка", "ivan_petrov@mail.ru"], ["ivan.petrov@mail.ru", "без точки", "ivanpetrov@mail.ru"], ["dan@mail.ru", "нет, бэ как борис, не дэ", "ban@mail.ru"],
    ["dan@hotmail.com", "no, it's gmail", "dan@gmail.com"], ["dan@gmail.com", "not gmail, yahoo", "dan@yahoo.com"], ["dan@gmail.com", "no, b as in boy", "ban@gmail.com"], ["dan@gmail.com", "no, not d, b as in boy", "ban@gmail.com"], ["dan.smith@gmail.com", "not dot, underscore", "dan_smith@gmail.com"], ["dan@example.org", "dot com not dot org", "dan@example.com"],
  ])("%s is put right by «%s»: %s", (known, text, value) => expect(read(text, {}, { known, expected: false })).toEqual({ kind: "value", value }));

  it.each([["anna@mail.ru", "не Анна, а Яна"], ["anna@mail.ru", "нет"], ["ivan@mail.ru", "нет, завтра в пять"], ["ivan@mail.ru", "да, всё верно"], ["deb@mail.ru", "no, b as in boy"], ["john@gmail.com", "not John, Jane"]])("%s stays what it is at «%s»", (known, text) => expect(read(text, {}, { known, expected: false })).toEqual(none));

  it.each([["не помню"], ["у меня собака"], ["see you at five"], ["meet me at the corner"]])("«%s» is none", (text) => expect(read(text)).toEqual(none));

  it("is spelled when it is read back", () => {
    const field = fieldSchema.parse({ type: "email" });
    expect(spokenField(field, "ivan_p@yandex.ru", "ru").voice).toBe("и, вэ, а, эн подчёркивание пэ собака яндекс точка ру");
    expect(spokenField(field, "bob.lee7@gmail.com", "en").voice).toBe("b, o, b dot l, e, e, seven at gmail dot com");
  });
});
