/** Who tells of a life in danger is heard, and who only speaks so is not. */
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { dangersIn } from "./danger.ts";
import { understandIntents } from "./understand-intents.ts";

const first = (text: string, language: Language) => understandIntents(text, { language, own: [] })[0]?.name ?? null;

describe("a danger to oneself", () => {
  it.each([
    ["en", "I don't see the point in living"], ["en", "I want to end it all"], ["en", "I don't want to live anymore"], ["en", "I dont want to live any more"], ["en", "I want to kill myself"], ["en", "there's no point in going on living"], ["en", "I wish I was dead"], ["en", "I'm feeling suicidal"],
    ["en", "I'm not joking, I'm going to kill myself"], ["en", "I have nothing to live for"], ["en", "I just want to die"], ["en", "life is not worth living"],
    ["ru", "жить не хочется"], ["ru", "не вижу смысла жить"], ["ru", "покончить с собой"], ["ru", "я не хочу больше жить"], ["ru", "хочу умереть"], ["ru", "я сейчас покончу с собой"], ["ru", "незачем жить"], ["ru", "думаю наложить на себя руки"], ["ru", "смысла в жизни больше нет"], ["ru", "лучше бы я умерла"], ["ru", "мне надоело жить"],
  ] as const)("is heard before anything else (%s: %s)", (language, text) => expect(first(text, language)).toBe("danger_to_self"));

  it.each([
    ["en", "I'm dying to see you"], ["en", "this cake is to die for"], ["en", "I don't want to live in this hotel"], ["en", "I don't want to die"], ["en", "I almost died laughing"], ["en", "I don't see the point in calling you"], ["en", "I live on Baker Street"], ["en", "I won't kill myself over a haircut"],
    ["ru", "умираю как хочу кофе"], ["ru", "жизни нет от этого шума"], ["ru", "не хочу жить в этой гостинице"], ["ru", "не хочу умирать от скуки"], ["ru", "не вижу смысла записываться"], ["ru", "я живу на Садовой"], ["ru", "хочу с этим покончить"], ["ru", "я чуть со смеху не умерла"],
  ] as const)("is not what is only said so (%s: %s)", (language, text) => expect(dangersIn(text, language)).toEqual([]));
});

describe("an emergency", () => {
  it.each([
    ["ru", "сердце прихватило"], ["ru", "кровь из носа идёт давно"], ["ru", "кровь не останавливается"], ["ru", "прищемило пальцы"], ["ru", "человека зажало"], ["ru", "станок горит"], ["ru", "горит станок"], ["ru", "оператору руку затянуло в станок"], ["ru", "муж не дышит"], ["ru", "боль в груди сильная"], ["ru", "у мамы инсульт похоже"], ["ru", "рука отнялась и речь путается"],
    ["ru", "вызовите скорую"], ["ru", "он потерял сознание"], ["ru", "из щита идёт дым"], ["ru", "пожар в цехе"], ["ru", "ударило током"], ["ru", "рабочий пострадал"], ["ru", "я задыхаюсь"], ["ru", "у меня грудь не болит, но дышать тяжело"],
    ["en", "my heart is racing and my left arm is numb"], ["en", "chest pain"], ["en", "I can't breathe"], ["en", "he's not breathing"], ["en", "the bleeding won't stop"], ["en", "she passed out"], ["en", "his face is drooping and he is slurring"], ["en", "a man is trapped in the machine"], ["en", "his hand got caught in the press"], ["en", "the machine is on fire"],
    ["en", "there's smoke coming out of it"], ["en", "someone is badly hurt"], ["en", "call an ambulance"], ["en", "I think he's having a stroke"], ["en", "my nose has been bleeding for an hour"],
  ] as const)("is heard (%s: %s)", (language, text) => expect(first(text, language)).toBe("emergency"));

  it.each([
    ["en", "no chest pain, just a cough"], ["en", "I don't have any chest pain"], ["en", "he is not bleeding"], ["en", "nobody is hurt"], ["en", "there's no fire"], ["en", "the red light is on"], ["en", "I had a stroke two years ago"], ["en", "I'm stuck in traffic"], ["en", "are you going to fire me"], ["en", "the software is not responding"], ["en", "the specimen is stuck in the grips"], ["en", "can't breathe through my nose"], ["en", "my tooth hurts"],
    ["ru", "в груди не болит, кашель"], ["ru", "боли в груди нет"], ["ru", "крови нет"], ["ru", "никто не пострадал"], ["ru", "пострадавших нет"], ["ru", "горит красная лампочка на станке"], ["ru", "сроки горят"], ["ru", "образец зажало в захвате"], ["ru", "хочу сдать кровь на анализ"], ["ru", "нужен врач после инфаркта"], ["ru", "приготовила на скорую руку"], ["ru", "зуб болит, ужасно"], ["ru", "сердечное спасибо"], ["ru", "он упал в цене"], ["ru", "программа не реагирует"],
  ] as const)("is not what only sounds like one (%s: %s)", (language, text) => expect(dangersIn(text, language)).toEqual([]));
});
