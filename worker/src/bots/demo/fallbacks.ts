/** What the demo bots say where a talk gets stuck: patient, with an example of what could be said, and never for ever. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";

export const fallbacks: BotConfigInput["fallbacks"] = {
  not_understood: [
    { ru: "Простите, не получилось разобрать. {hint}", en: "Sorry, I didn't get that. {hint}" },
    { ru: "Пожалуйста, ещё раз. {hint}", en: "Could you try once more? {hint}" },
    { ru: "Извините, помочь не получилось. До свидания!", en: "I'm sorry, I couldn't help this time. Goodbye!" },
  ],
  silence: [
    { ru: "Вы меня слышите? {hint}", en: "Are you still there? {hint}" },
    { ru: "Я на линии и слушаю вас. {hint}", en: "I'm still here and listening. {hint}" },
    { ru: "Вас не слышно. Перезвоните, пожалуйста. До свидания!", en: "I can't hear you. Please call again. Goodbye!" },
  ],
  unsure: { ru: "{value}, верно?", en: "{value}, is that right?" },
  busy: { ru: "Секунду, пожалуйста.", en: "One moment, please." },
  lost_filler: { ru: "Секунду, пожалуйста.", en: "One moment, please." },
  lost_apology: { ru: "Извините за ожидание, у нас технические неполадки.", en: "I'm sorry for the wait, we have a technical problem." },
};
