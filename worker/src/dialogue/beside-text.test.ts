import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { describe, expect, it } from "vitest";
import { equipmentSupport } from "../bots/templates/equipment-support.ts";
import { introduces } from "./beside-text.ts";
import { startTalk } from "./testing.ts";
import type { Language } from "@zvon/contract/call-link.ts";

const parsed = parseBotConfig(equipmentSupport.config);
if (!parsed.ok) throw new Error("the template has faults");
const { bot } = parsed;

describe("free words beside an answer", () => {
  it.each([
    ["ru", "пресс встал, ошибка двенадцать, масло течёт"], ["en", "the press stopped, error twelve, oil is leaking"],
  ] as [Language, string][])("that tell the trouble with its kind are the trouble, and it is not asked for (%s)", (language, text) => {
    const said = startTalk(bot, language).say(text);
    expect(said.flowState).toBe("serial");
    expect(said.state.fields).toMatchObject({ kind: "breakdown", trouble: text });
  });

  it.each([["ru", "у нас поломка"], ["ru", "машина не включается"], ["en", "it's broken"], ["en", "the machine will not start"]] as [Language, string][])("are asked for where there are hardly any: %s «%s»", (language, text) => {
    expect(startTalk(bot, language).say(text)).toMatchObject({ flowState: "trouble" });
  });

  it.each([
    ["ru", "поломка", "модель ИП-500, номер четыре ноль семь один", "4071"], ["ru", "поломка", "заводской номер 4071", "4071"],
    ["en", "breakdown", "the model is IP 500, the serial number is four oh seven one", "4071"], ["en", "breakdown", "the model is IP 500", undefined],
  ] as [Language, string, string, string | undefined][])("are no number of a machine: %s «%s», «%s»", (language, kind, text, serial) => {
    const talk = startTalk(bot, language);
    talk.say(kind);
    const said = talk.say(text);
    expect(said.flowState).toBe("trouble");
    expect(said.state.fields["trouble"]).toBeUndefined();
    expect(said.state.fields["serial"]).toBe(serial);
  });

  it.each([["ru", "поломка", "не включается"], ["ru", "поломка", "ошибка двенадцать"], ["en", "breakdown", "it won't start"], ["en", "breakdown", "error twelve"]] as [Language, string, string][])("are taken though they deny something or hold a number: %s «%s», «%s»", (language, kind, text) => {
    const talk = startTalk(bot, language);
    talk.say(kind);
    expect(talk.say(text).state.fields["trouble"]).toBe(text);
  });
});

describe("a name amid free words", () => {
  it.each([
    ["ru", "это Катя, скажите Ивану, что я приеду", "Катя"], ["ru", "Катя беспокоит, перезвоните мне", "Катя"], ["ru", "меня зовут Сергей, машина готова", "Сергей"],
    ["en", "it's Kate, tell John that I'm late", "Kate"], ["en", "Kate here, tell John I'm late", "Kate"],
  ] as [Language, string, string][])("is the caller's where they say so: %s «%s»", (language, text, name) => expect(introduces(text, name, language)).toBe(true));

  it.each([
    ["ru", "скажите Ивану, что это срочно", "Иван"], ["ru", "мне нужен Сергей", "Сергей"], ["ru", "передайте Кате, что это Иван", "Катя"],
    ["en", "tell John his car is ready", "John"], ["en", "is John there", "John"],
  ] as [Language, string, string][])("is somebody else's where they do not: %s «%s»", (language, text, name) => expect(introduces(text, name, language)).toBe(false));
});
