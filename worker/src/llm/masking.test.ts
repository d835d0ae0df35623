import { describe, expect, it } from "vitest";
import { createUnmasker, maskMessages, maskText, unmask, unmaskJson } from "./masking.ts";
import type { KnownValue } from "./masking.ts";

const mask = (text: string, known: KnownValue[] = []) => maskText(text, {}, known);

describe("personal data before a foreign model", () => {
  it("hides phone numbers however they are written, e-mails and cards", () => {
    const { text, masks } = mask("Мой номер +7 (912) 345-67-89, или 8 495 123 45 67, почта i.petrov@mail.example.ru, карта 4111 1111 1111 1111.");
    expect(text).toBe("Мой номер [phone_1], или [phone_2], почта [email_1], карта [card_1].");
    expect(masks).toEqual({ phone_1: "+7 (912) 345-67-89", phone_2: "8 495 123 45 67", email_1: "i.petrov@mail.example.ru", card_1: "4111 1111 1111 1111" });
  });
  it("leaves amounts, dates, times and short codes to the model", () => {
    for (const text of ["стоит 1 500 000 000 рублей", "21.11.2026 в 12:30", "с 10 до 18, в 12 13 14 15 16 часов", "заказ 1428", "код 90210"]) expect(mask(text).text).toBe(text);
  });
  it("knows one number in two spellings, in all messages and over the turns of a call", () => {
    const first = maskMessages([{ role: "user", content: "запишите 89123456789" }, { role: "assistant", content: "Записала +7 912 345-67-89." }], {}, []);
    expect(first.messages.map((message) => message.content)).toEqual(["запишите [phone_1]", "Записала [phone_1]."]);
    const later = maskText("нет, лучше 8 999 000 11 22 вместо 89123456789", first.masks, []);
    expect(later.text).toBe("нет, лучше [phone_2] вместо [phone_1]");
  });
  it("hides them in what tools were given and what they brought, where JSON stays JSON", () => {
    const { messages, masks } = maskMessages([
      { role: "assistant", content: "", calls: [{ id: "1", name: "book", arguments: '{"phone":79123456789,"name":"Марк","hour":15}' }, { id: "2", name: "book", arguments: '{"phone": +79123456789' }] },
      { role: "tool", callId: "1", name: "book", content: '{"status":"ok","manager":"+7 912 345-67-89"}' },
    ], {}, [{ kind: "name", value: "Марк" }]);
    expect(messages).toEqual([
      { role: "assistant", content: "", calls: [{ id: "1", name: "book", arguments: '{"phone":"[phone_1]","name":"[name_1]","hour":15}' }, { id: "2", name: "book", arguments: '{"phone": [phone_1]' }] },
      { role: "tool", callId: "1", name: "book", content: '{"status":"ok","manager":"[phone_1]"}' },
    ]);
    expect(masks).toEqual({ phone_1: "79123456789", name_1: "Марк" });
  });
  it("hides a known name in its cases and whole values, and nothing that only resembles them", () => {
    const known: KnownValue[] = [{ kind: "name", value: "Марк" }, { kind: "value", value: "Ленина 5" }, { kind: "name", value: "Алёна" }];
    expect(mask("Передайте Марку и алене: ленина 5, а марка машины и Ленина 55 ни при чём", known).text).toBe("Передайте [name_2] и [name_1]: [value_1], а марка машины и Ленина 55 ни при чём");
  });
  it("hides the digits of a known number however the recogniser grouped them", () => {
    const known: KnownValue[] = [{ kind: "value", value: "450612" }];
    for (const said of ["450612", "45 06 12", "450 612", "45-06-12", "4 5 0 6 1 2"]) expect(mask(`полис ${said}.`, known).text).toBe("полис [value_1].");
    expect(mask("полис 1450612 и 4506123", known).text).toBe("полис 1450612 и 4506123");
  });
  it("says nothing of a placeholder that broke off", () => {
    const stream = createUnmasker({ phone_1: "+79123456789" });
    expect(stream.push("Позвоню на [phone_1") + stream.end()).toBe("Позвоню на ");
  });
  it("gives the values back, whole or inside a tool's JSON", () => {
    const masks = { name_1: 'Анна "Аня"', phone_1: "+79123456789" };
    expect(unmask("Спасибо, [Name_1], [phone_1] записан, [phone_9].", masks)).toBe('Спасибо, Анна "Аня", +79123456789 записан, .');
    expect(JSON.parse(unmaskJson('{"to":"[phone_1]","who":"[name_1]"}', masks))).toEqual({ to: "+79123456789", who: 'Анна "Аня"' });
  });
  it("gives them back in a stream wherever the placeholder is cut", () => {
    const reply = "Да, [name_1]! Перезвоню на [phone_1], [подождите] a[0] [x";
    for (let size = 1; size <= reply.length; size += 1) {
      const stream = createUnmasker({ name_1: "Анна", phone_1: "+79123456789" });
      let said = "";
      for (let at = 0; at < reply.length; at += size) said += stream.push(reply.slice(at, at + size));
      expect(said + stream.end()).toBe("Да, Анна! Перезвоню на +79123456789, [подождите] a[0] [x");
    }
  });
});

/** Recognisers without a formatter write what they hear: each of these went to the vendor as it stands. */
describe("personal data in a recogniser's words", () => {
  it.each([
    ["мой номер восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять запишите", "мой номер [phone_1] запишите"],
    ["плюс семь девятьсот двенадцать, триста сорок пять, шестьдесят семь, восемьдесят девять.", "[phone_1]."],
    ["Триста сорок пять шестьдесят семь ноль девять", "[phone_1]"],
    ["восемь 912 триста сорок пять 67 89", "[phone_1]"],
    ["it's four one five five five five oh one double two", "it's [phone_1]"],
    ["one eight hundred five five five zero one ninety nine, please", "[phone_1], please"],
    ["карта четыре тысячи, нет: сорок один одиннадцать одиннадцать одиннадцать одиннадцать одиннадцать одиннадцать одиннадцать", "карта четыре тысячи, нет: [card_1]"],
    ["пишите на иван собака почта точка ру или потом", "пишите на [email_1] или потом"],
    ["почта иван точка петров восемьдесят пять собака джи мейл точка ком", "почта [email_1]"],
    ["john at example dot com", "[email_1]"],
    ["my mail is john underscore smith at mail dot example dot co dot uk thanks", "my mail is [email_1] thanks"],
    ["Иван собака mail.ru", "[email_1]"],
  ])("%s", (said, hidden) => {
    expect(mask(said).text).toBe(hidden);
    expect(unmask(mask(said).text, mask(said).masks)).toBe(said);
  });
  it.each([
    ["<caller>здравствуйте меня зовут иван петров хочу записаться</caller>", "<caller>здравствуйте меня зовут [name_1] [name_2] хочу записаться</caller>"],
    ["Меня зовут Газиз, мне нужна стрижка", "Меня зовут [name_1], мне нужна стрижка"],
    ["запишите на имя анна на завтра", "запишите на имя [name_1] на завтра"],
    ["алло это сергей я по поводу записи", "алло это [name_1] я по поводу записи"],
    ["Алло, это Газиз.", "Алло, это [name_1]."],
    ["<caller>Анна Петрова.</caller>", "<caller>[name_1] [name_2].</caller>"],
    ["my name is john smith and i need a haircut", "my name is [name_1] [name_2] and i need a haircut"],
    ["hi this is mary", "hi this is [name_1]"],
    ["My last name is O’Hara.", "My last name is [name_1]."],
  ])("%s", (said, hidden) => {
    expect(mask(said).text).toBe(hidden);
  });
  it("leaves amounts, hours, counts and everyday words to the model", () => {
    for (const text of [
      "сто рублей", "сто двадцать пять тысяч триста сорок пять рублей", "в десять одиннадцать двенадцать тринадцать", "с девяти до восемнадцати тридцати", "двадцать первого в пять двадцать",
      "две тысячи двадцать шестого года", "раз два три четыре", "моя собака упала точка", "это хорошо", "это завтра", "я хочу записаться", "Это вопрос",
      "i'm looking for a haircut", "it's nine thirty", "call me back", "this is perfect", "one or two days", "look at example.com", "meet me at noon", "my name is not important", "one hundred and five dollars",
    ]) expect(mask(text).text).toBe(text);
  });
  it("knows a number in words and in digits for one, and hides a name that was told in whatever is said after", () => {
    const talk = maskMessages([
      { role: "system", content: "Тебя зовут Вера. Это школа." },
      { role: "user", content: "<caller>меня зовут иван, телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять</caller>" },
      { role: "assistant", content: "Очень приятно, Иван! Записала: 8 912 345-67-89. Ивану перезвонят." },
    ], {}, []);
    expect(talk.messages.map((message) => message.content)).toEqual([
      "Тебя зовут Вера. Это школа.",
      "<caller>меня зовут [name_1], телефон [phone_1]</caller>",
      "Очень приятно, [name_1]! Записала: [phone_1]. [name_1] перезвонят.",
    ]);
    expect(unmask("Спасибо, [name_1]! Перезвоню на [phone_1].", talk.masks)).toBe("Спасибо, Иван! Перезвоню на восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять.");
  });
});
