import { describe, expect, it } from "vitest";
import { understandIntents } from "./understand-intents.ts";

const own = [
  { name: "delivery", examples: { ru: ["когда привезут заказ", "сколько идёт доставка", "где мой курьер"], en: ["when will my order arrive", "how long is delivery"] } },
  { name: "warranty", examples: { ru: ["какая у вас гарантия", "что делать по гарантии"], en: ["is there a warranty"] } },
  { name: "no_contract", examples: { ru: ["у меня нет договора"] } },
];
const names = (text: string, language: "ru" | "en" = "ru") => understandIntents(text, { language, own }).map(({ name }) => name);

describe("a tenant's own intents", () => {
  it.each([["а когда заказ привезут", "delivery"], ["где курьер мой", "delivery"], ["сколько же идёт ваша доставка", "delivery"], ["расскажите про гарантию, какая у вас гарантия", "warranty"], ["у меня нет с собой договора", "no_contract"]])("«%s» is %s, in any form and order", (text, intent) => {
    expect(names(text)[0]).toBe(intent);
  });
  it("are certain where an example is said word for word, be its words ever so rare among the others", () => {
    const wrong = [{ name: "wrong_person", examples: { en: ["wrong number", "I did not book anything", "that's not me", "there is nobody of that name here", "I never made an appointment"] } }];
    for (const text of ["I did not book anything", "I never made an appointment"]) expect(understandIntents(text, { language: "en", own: wrong })[0]).toEqual({ name: "wrong_person", confidence: 0.97 });
  });
  it("are known by the language that is spoken", () => {
    expect(names("when will the order arrive", "en")).toContain("delivery");
    expect(names("when will the order arrive", "ru")).not.toContain("delivery");
  });
  it.each(["не надо доставку", "какая сегодня погода", "запишите меня на завтра", "а где вы"])("«%s» is none of them", (text) => {
    for (const { name } of own) expect(names(text)).not.toContain(name);
  });
  it.each([["ru", "нет"], ["ru", "ну нет"], ["en", "no"]] as const)("are not heard of a bare no, though an example holds one (%s: %s)", (language, text) => {
    const bot = [{ name: "not_in", examples: { ru: ["его нет", "нет на месте"], en: ["no one is in", "no, he is out"] } }];
    expect(understandIntents(text, { language, own: bot, expects: "yes_no" }).map(({ name }) => name)).toEqual(["no"]);
  });
  it("that deny something are heard of a caller who denies too", () => {
    const bot = [{ name: "not_ordered", examples: { ru: ["я ничего не заказывал", "это не мой заказ"] } }];
    const heard = (text: string) => understandIntents(text, { language: "ru", own: bot }).map(({ name }) => name);
    expect(heard("а что там в заказе")).not.toContain("not_ordered");
    expect(heard("я такого не заказывала")).toContain("not_ordered");
  });
  it.each(["не оставляйте у двери", "у двери оставлять не надо", "не надо у двери", "do not leave it at the door", "don't move my appointment"])("without a not are never heard of who denies: «%s»", (text) => {
    const bot = [{ name: "at_door", examples: { ru: ["оставьте у двери", "можно у двери оставить"], en: ["leave it at the door", "put it at my door"] } }, { name: "reschedule", examples: { en: ["another day please", "move my appointment"] } }];
    const heard = understandIntents(text, { language: /[а-я]/.test(text) ? "ru" : "en", own: bot }).map(({ name }) => name);
    for (const { name } of bot) expect(heard).not.toContain(name);
  });
  it.each(["нет, не надо переносить, я приду", "нет не надо переносить я приду", "не переносите, я буду", "no, don't move it, I'll come", "no need to move it, I'll be there", "don't cancel, I'm coming"])("are heard beside a wish that is refused: «%s»", (text) => {
    const bot = [
      { name: "move", examples: { ru: ["перенести", "перенесите запись", "можно перенести"], en: ["move it", "can we move it", "move my appointment"] } },
      { name: "will_come", examples: { ru: ["я приду", "я буду", "обязательно приду"], en: ["I'll come", "I'll be there", "I'm coming"] } },
      { name: "cannot_come", examples: { ru: ["я не приду", "не смогу", "не буду"], en: ["I can't come", "I can't", "I'm not coming", "I won't be there"] } },
    ];
    const heard = understandIntents(text, { language: /[а-я]/.test(text) ? "ru" : "en", own: bot }).map(({ name }) => name);
    expect(bot.map(({ name }) => name).filter((name) => heard.includes(name))).toEqual(["will_come"]);
  });
  it("go before what everybody may mean, unless that is certain", () => {
    const bot = [{ name: "reschedule", examples: { en: ["another day please", "move my appointment"] } }];
    const heard = (text: string) => understandIntents(text, { language: "en", own: bot })[0]?.name;
    expect(heard("could we do another day")).toBe("reschedule");
    expect(heard("cancel my appointment")).toBe("cancel");
  });
  it("are known by words that begin alike, and by what all examples share", () => {
    const bot = [{ name: "table", examples: { en: ["make a reservation for two", "i need a reservation tonight", "reservation for six people please"] } }, { name: "hours", examples: { en: ["when do you open", "are you open on sunday"] } }];
    expect(understandIntents("can i reserve for my family", { language: "en", own: bot }).map(({ name }) => name)).toContain("table");
  });
  it("without examples in the language are never heard", () => {
    expect(understandIntents("hello there", { language: "en", own: [{ name: "empty", examples: { en: [] } }] }).map(({ name }) => name)).not.toContain("empty");
  });
});
