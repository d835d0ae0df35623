import { startCallSchema } from "@zvon/contract/api.ts";
import { postChatSchema } from "@zvon/contract/chat.ts";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { languageOf } from "./request-language.ts";
import { refusalOf } from "./problem.ts";

function refused(schema: z.ZodType, value: unknown, target = "json") {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error("it fits");
  return refusalOf(parsed.error, target, value);
}

describe("a request that does not fit", () => {
  it.each<[unknown, { pointer: string; detail: { ru: string; en: string } }]>([
    [{ via: "browser" }, { pointer: "/bot", detail: { ru: "Не заполнено.", en: "This is missing." } }],
    [{ bot: 5, via: "browser" }, { pointer: "/bot", detail: { ru: "Здесь должно быть: текст.", en: "Here must be text." } }],
    [{ bot: "salon", via: "pigeon" }, { pointer: "/via", detail: { ru: "Такого варианта нет. Есть: sip, rtp, browser.", en: "There is no such choice. There are: sip, rtp, browser." } }],
    [{ bot: "salon", via: "sip" }, { pointer: "/to", detail: { ru: "Для звонка по SIP нужен номер.", en: "A SIP call needs the number to dial." } }],
    [{ bot: "salon", via: "rtp", rtp: { host: "localhost", port: 1 } }, { pointer: "/rtp/host", detail: { ru: "Нужен адрес IPv4 или IPv6, а не имя.", en: "An IPv4 or IPv6 address, not a name." } }],
    [{ bot: "salon", via: "browser", "lan/guage": "en" }, { pointer: "/lan~1guage", detail: { ru: "Такого параметра здесь нет: «lan/guage».", en: 'There is no such setting here: "lan/guage".' } }],
    [{ bot: "salon", via: "sip", to: "1", ringTimeoutMs: 1 }, { pointer: "/ringTimeoutMs", detail: { ru: "Число должно быть не меньше 5000.", en: "The number must be at least 5000." } }],
    [{ bot: "salon", via: "browser", fields: { name: 5 } }, { pointer: "/fields/name", detail: { ru: "Здесь должно быть: текст.", en: "Here must be text." } }],
  ])("is told where and what, in two languages: %j", (value, fault) => {
    expect(refused(startCallSchema, value).errors).toContainEqual(fault);
  });

  it("names a query's parameter by its name, and tells nothing of a path's", () => {
    expect(refused(postChatSchema, { text: "да", keys: "1" }, "query").errors).toEqual([{ pointer: "?text", detail: { ru: "За раз — что-то одно: text, keys, silence или hangup.", en: "One of text, keys, silence and hangup at a time." } }]);
    expect(refused(startCallSchema, {}, "param")).toMatchObject({ status: 404, errors: undefined });
  });

  it("says in no language what the parser says to programmers", () => {
    for (const value of [null, [], "text", {}, { bot: {}, via: [], rtp: null, fields: 5 }]) {
      for (const { detail } of refused(startCallSchema, value).errors ?? []) expect(JSON.stringify(detail)).not.toMatch(/Invalid|expected|received|undefined/);
    }
  });
});

it("is read in Russian by whoever wants Russian first", () => {
  expect(["ru", "ru-RU,ru;q=0.9,en;q=0.8", "RU", "en-US,ru;q=0.9", "rumantsch", "", undefined].map(languageOf)).toEqual(["ru", "ru", "ru", "en", "en", "en", "en"]);
});
