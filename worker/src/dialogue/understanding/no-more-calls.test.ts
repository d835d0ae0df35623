import { describe, expect, it } from "vitest";
import { asksForNoMoreCalls } from "./no-more-calls.ts";
import { understandIntents } from "./understand-intents.ts";

const intents = (text: string) => understandIntents(text, { language: /[а-я]/.test(text) ? "ru" : "en", own: [] }).map(({ name }) => name);

describe("who wants no more calls", () => {
  it.each([
    "больше не звоните", "дорого, больше не звоните мне", "у нас есть поставщик, больше мне не звоните", "уберите мой номер из базы", "удалите меня из базы и не звоните больше", "не звоните мне сюда никогда", "хватит мне звонить", "нет времени, не звоните больше", "я подумаю, но больше мне не звоните",
    "stop calling me", "it's too expensive, please don't call again", "take me off your list", "remove my number, we already have a supplier", "never call this number again", "do not call me anymore, I have no time", "no more calls please, I'll think about it",
  ])("«%s» is argued with no more, whatever reason stands beside it", (text) => expect(intents(text)).toEqual(["not_interested"]));

  it.each(["не звоните сейчас, лучше завтра", "больше не звоните до вечера", "don't call me now, call tomorrow", "don't call again before noon"])("«%s» may be called another time", (text) => {
    expect(asksForNoMoreCalls(text, /[а-я]/.test(text) ? "ru" : "en")).toBe(false);
  });

  it.each([
    "please remove my appointment from your system", "take this item off the list please", "take my name off the waiting list", "I'd like to remove my number and add another one", "remove me from the list for tomorrow",
    "удалите мой номер и запишите другой", "удалите меня из записи на завтра", "исключите меня с пятницы", "уберите меня из списка на завтра", "не звоните на этот номер больше, звоните на другой",
  ])("«%s» is of a client who stays", (text) => expect(asksForNoMoreCalls(text, /[а-я]/.test(text) ? "ru" : "en")).toBe(false));
  it.each(["take my phone number off your calling list", "remove our details from your database", "вычеркните наш телефон из вашей базы", "исключите нас из списка обзвона", "удалите меня с рассылки"])("«%s» is of one who does not", (text) => {
    expect(asksForNoMoreCalls(text, /[а-я]/.test(text) ? "ru" : "en")).toBe(true);
  });
});
