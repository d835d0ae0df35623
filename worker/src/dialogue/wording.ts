/** Sentences every bot shares, where the owner has nothing to decide. No word shows the bot's gender. */
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Refusal } from "./fields/reading.ts";
import type { Danger } from "./understanding/danger.ts";

export const refusals: Record<Refusal, Text> = {
  closed: { ru: "В это время мы не работаем.", en: "We are closed at that time." },
  past: { ru: "Это время уже прошло.", en: "That time has already passed." },
  too_far: { ru: "Так далеко вперёд записи пока нет.", en: "We don't book that far ahead yet." },
  step: { ru: "На это время записи нет.", en: "That exact time is not offered." },
  length: { ru: "Цифр не хватает или они лишние.", en: "That is not the right number of digits." },
  several: { ru: "Прозвучало несколько вариантов, а взять можно один.", en: "I heard more than one, and I can take one at a time." },
  range: { ru: "Такое число не подходит.", en: "That number does not fit." },
};
/** Where the hours are known. */
export const closedThen: Text = { ru: "В это время мы не работаем, мы открыты {hours}.", en: "We are closed at that time, we are open {hours}." };
export const notInChats: Text = { ru: "В чате соединить не могу, но просьба записана.", en: "I can't put you through in a chat, but your request is noted." };
export const waiting: Text = { ru: "Хорошо, жду.", en: "Sure, take your time." };
export const yesOrNo: Text = { ru: "Скажите, пожалуйста, да или нет.", en: "Please say yes or no." };
export const farewell: Text = { ru: "Извините, продолжить разговор не получается. Перезвоните, пожалуйста. До свидания.", en: "Sorry, we can't go on with this call. Please call again. Goodbye." };
export const goodbye: Text = { ru: "Спасибо за звонок. До свидания!", en: "Thank you for calling. Goodbye!" };
/** To who wants no more calls, where the flow has no way for it. */
export const troubled: Text = { ru: "Извините за беспокойство. До свидания!", en: "Sorry to have troubled you. Goodbye!" };
/** `{value}`: the hours that were named. */
export const exactTime: Text = { ru: "Во сколько именно, {value}?", en: "What time exactly, {value}?" };
/** `{value}`: «на следующей неделе». */
export const whichDay: Text = { ru: "А в какой день {value}?", en: "Which day {value}?" };
/** After the first half of a phone number. */
export const goOn: Text = { ru: "Так, слушаю дальше.", en: "Yes, go on." };
/** `{value}`: what was changed by the way. */
export const noted: Text = { ru: "Хорошо, {value}.", en: "All right, {value}." };
/** Two were named: `{value}` is the first. */
export const oneAtATime: Text = { ru: "Возьмём по одному, сначала {value}.", en: "One at a time, so {value} first." };
/** Of a time that was changed, where the flow's own words for it are not said again. */
export const stillFree: Text = { ru: "Это время свободно.", en: "That time is free." };
export const notConnected: Text = { ru: "Соединить сейчас не получилось.", en: "I couldn't put you through just now." };
export const notConnectedGoodbye: Text = { ru: "Соединить сейчас не получилось. Перезвоните, пожалуйста, позже. До свидания.", en: "I couldn't put you through just now. Please call again later. Goodbye." };
export const summaryWords = {
  nothing: { ru: "Собеседник пока ничего о себе не сообщил.", en: "The caller has not told anything yet." },
  asked: { ru: "Последний вопрос бота:", en: "The bot last asked:" },
} satisfies Record<string, Text>;
/** After one of the team has talked to the caller. */
export const backAgain: Text = { ru: "Я снова с вами.", en: "I'm back with you." };
/** To a caller who begins with a greeting and says nothing else. */
export const greeting: Text = { ru: "Здравствуйте!", en: "Hello!" };
/** To who tells of a life in danger, where the flow has no way for it; a person is called where one can be. Never a goodbye. */
export const inDanger: Record<Danger, Text> = {
  danger_to_self: { ru: "Мне очень жаль, что вам так тяжело. Вы не одни. Пожалуйста, позвоните прямо сейчас по номеру сто двенадцать, там помогут.", en: "I'm so sorry that you are going through this. You are not alone. Please call your local emergency number, for example one one two, right now: they can help." },
  emergency: { ru: "Пожалуйста, прямо сейчас звоните по номеру сто двенадцать.", en: "Please call your local emergency number, for example one one two, right now." },
};
/** By intent: what any bot answers where its flow has no way, and asks its question again. */
export const courtesies: Partial<Record<string, Text>> = {
  are_you_a_bot: { ru: "Да, это голосовой помощник, программа.", en: "Yes, this is a voice assistant, a computer program." },
  operator: { ru: "Соединить с сотрудником сейчас не получится.", en: "I can't put you through to a person right now." },
  who_is_this: { ru: "Это голосовой помощник.", en: "This is a voice assistant." },
  thanks: { ru: "Пожалуйста!", en: "You're welcome!" },
};
