import { describe, expect, it } from "vitest";
import { createSegmenter, defaultSegmentLimits } from "./segments.ts";
import { spoken } from "./spoken.ts";

function segments(text: string, tokenSize = 3): string[] {
  const segmenter = createSegmenter();
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += tokenSize) pieces.push(...segmenter.push(text.slice(at, at + tokenSize)));
  return [...pieces, ...segmenter.end()];
}

describe("a model's text in pieces", () => {
  it("begins with the first clause and goes on by sentences", () => {
    expect(segments("Да, конечно, я запишу вас на завтра, на утро. Мастер свободен с девяти. Какое время вам удобно?")).toEqual(["Да, конечно,", "я запишу вас на завтра, на утро.", "Мастер свободен с девяти.", "Какое время вам удобно?"]);
    expect(segments("Sure, I can help with that. We open at nine, and close at six. What day suits you?")).toEqual(["Sure, I can help with that.", "We open at nine, and close at six.", "What day suits you?"]);
  });
  it("ends a piece at the mark at once, without waiting for what follows", () => {
    const segmenter = createSegmenter();
    expect(segmenter.push("Минуту|")).toEqual(["Минуту"]);
    expect(segmenter.push(" смотрю расписание| на вторник")).toEqual(["смотрю расписание"]);
    expect(segmenter.end()).toEqual(["на вторник"]);
  });
  it("gives the first piece as soon as what follows the boundary is known", () => {
    const segmenter = createSegmenter();
    expect(segmenter.push("Здравствуйте!")).toEqual([]);
    expect(segmenter.push(" Ч")).toEqual(["Здравствуйте!"]);
  });
  it.each([
    ["в 12:30 и 3,5 часа, цена 1,000.50 за всё вместе, да", ["в 12:30 и 3,5 часа,", "цена 1,000.50 за всё вместе, да"]],
    ["Адрес: ул. Ленина, д. 5, корп. 2, кв. 12. Ждём вас!", ["Адрес: ул. Ленина,", "д. 5, корп. 2, кв. 12. Ждём вас!"]],
    ["Мастер А. С. Пушкина и т. д. и т. п. ждёт вас в зале", ["Мастер А. С. Пушкина и т. д. и т. п. ждёт вас в зале"]],
    ["Пишите на info@salon.example.ru или https://salon.example.ru/a?b=1. Спасибо большое!", ["Пишите на info@salon.example.ru или https://salon.example.ru/a?b=1.", "Спасибо большое!"]],
    ["Bring documents e.g. a passport to Dr. Smith at 5 p.m. on Friday", ["Bring documents e.g. a passport to Dr. Smith at 5 p.m. on Friday"]],
    ["Подождите... сейчас посмотрю?! Да.", ["Подождите...", "сейчас посмотрю?! Да."]],
    ["Он сказал: «Приду завтра.» Потом ушёл домой совсем", ["Он сказал: «Приду завтра.»", "Потом ушёл домой совсем"]],
    ["Хорошо, записываю — завтра утром в девять", ["Хорошо, записываю —", "завтра утром в девять"]],
    ["Ваш дом, да, 12. Верно ли я понял вас сейчас?", ["Ваш дом, да,", "12. Верно ли я понял вас сейчас?"]],
  ])("cuts no number, time, abbreviation or address: %s", (text, pieces) => {
    expect(segments(text)).toEqual(pieces);
  });
  it("gives the same pieces however the stream was cut into tokens", () => {
    const text = "**Конечно**, я *вздыхает* запишу вас 😀👍🏽 на 12:30| к мастеру.\n1. Стрижка\n2. Маникюр\n\nЧто ещё? (улыбается) Могу [прайс](https://a.b/c) прислать на 5 руб. дешевле, напр. завтра.";
    const whole = segments(text, text.length);
    for (let size = 1; size < 20; size += 1) expect(segments(text, size)).toEqual(whole);
    expect(whole).toEqual(["Конечно, я запишу вас на 12:30", "к мастеру. Стрижка, Маникюр", "Что ещё? Могу прайс прислать на 5 руб. дешевле, напр. завтра."]);
  });
  it("loses no word and adds none, whatever is said", () => {
    const words = "да нет 12:30 ул. т. д. — конечно, приду! (завтра) 3,5 «так» e.g. now; then | и\nещё… раз".split(" ");
    let seed = 7;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 1 + Math.floor(random() * 60) }, () => words[Math.floor(random() * words.length)] ?? "").join(" ");
      expect(bare(segments(text, 1 + Math.floor(random() * 9)).join(" "))).toBe(bare(text));
    }
  });
  it("bounds a piece that has no boundary, at a space", () => {
    const pieces = segments("слово ".repeat(200));
    expect(pieces.every((piece) => piece.length <= defaultSegmentLimits.maxChars && /^(слово ?)+$/.test(piece))).toBe(true);
    expect(pieces.join(" ").split(" ")).toHaveLength(200);
  });
  it("says nothing for a text without a word", () => {
    expect(segments(" 😀 | *вздыхает* … — ")).toEqual([]);
  });
});

describe("an answer that broke off", () => {
  it.each([
    ["Мы открыты. И по субб", ["Мы открыты."]],
    ["Мы открыты. ", ["Мы открыты."]],
    ["Да, конечно", []],
    ["Он сказал: «Приходите завтра утром.»", ["Он сказал: «Приходите завтра утром.»"]],
    // What is left may be the first half of «3.5» or of «ул. Садовая».
    ["Это рядом. Стоит 3.", ["Это рядом."]],
    ["Мы рядом. Наш адрес: ул.", ["Мы рядом."]],
  ])("%j is said as %j", (text, said) => {
    const segmenter = createSegmenter({ ...defaultSegmentLimits, firstMinChars: 100 });
    expect([...segmenter.push(text), ...segmenter.breakOff()]).toEqual(said);
  });
});

describe("what a voice says of a text", () => {
  it.each([
    ["# Цены\n- стрижка: **1500** руб.\n- `маникюр`: _дёшево_", "Цены, стрижка: 1500 руб. маникюр: дёшево"],
    ["5*3*2 и snake_case_name, 2 * 2", "5*3*2 и snake_case_name, 2 * 2"],
    ["(понедельник — выходной) -5 градусов", "(понедельник — выходной) -5 градусов"],
    ["1. Москва\n2. Тула", "Москва, Тула"],
    ["12. Это номер дома", "12. Это номер дома"],
    ["(softly) Hello 🇬🇧 there 👨‍👩‍👧!", "Hello there!"],
  ])("%j → %j", (text, said) => {
    expect(spoken(text)).toBe(said);
  });
});
