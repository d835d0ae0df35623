/** What the templates have in common: how they sound, and what they say where a talk gets stuck. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";

export const t = (ru: string, en: string): Required<Text> => ({ ru, en });

/** Voices that need no key; an owner chooses another on the voice page. */
export const speech = (ru: string, en: string): BotConfigInput["voice"]["speech"] => ({
  ru: { tts_provider: "embedded", tts_voice_id: ru, stt_provider: "embedded" },
  en: { tts_provider: "embedded", tts_voice_id: en, stt_provider: "embedded" },
});

/**
 * A caller was heard well as a rule, only not understood, so nobody blames the line.
 * @param lost the last words where no way of the flow is left: how to reach a person, or a plain apology; no promise that nobody keeps.
 * @param gone the last words to somebody who says nothing.
 */
export const fallbacks = (lost: Text, gone: Text = t("Вас не слышно. Перезвоните, когда будет удобно. До свидания!", "I can't hear you. Do call again when it suits you. Goodbye!")): BotConfigInput["fallbacks"] => ({
  not_understood: [t("Простите, не совсем поняла. {hint}", "Sorry, I didn't quite get that. {hint}"), t("Давайте ещё раз. {hint}", "Let's try once more. {hint}"), lost],
  silence: [t("Вы меня слышите? {hint}", "Are you still there? {hint}"), t("Я на линии. {hint}", "I'm still on the line. {hint}"), gone],
  unsure: t("{value}, верно?", "{value}, is that right?"),
  busy: t("Секунду, уже смотрю.", "One moment, I'm on it."),
  lost_filler: t("Секунду.", "One moment."),
  lost_apology: t("Извините за ожидание, у нас технические неполадки.", "I'm sorry for the wait, we're having a technical problem."),
});

/** First names that a closed list can hear; any name is understood from a vendor's recogniser. */
export const firstNames = {
  ru: ["Анна", "Мария", "Елена", "Ольга", "Наталья", "Екатерина", "Татьяна", "Ирина", "Светлана", "Юлия", "Дарья", "Марина", "Александр", "Дмитрий", "Сергей", "Андрей", "Алексей", "Максим", "Иван", "Михаил"],
  en: ["Anna", "Mary", "Emma", "Olivia", "Sophia", "Emily", "Kate", "Laura", "Sarah", "Helen", "John", "James", "Robert", "Michael", "David", "William", "Thomas", "Peter", "George", "Daniel"],
};
export const nameField = {
  type: "name" as const,
  called: { ru: ["имя", "другое имя"], en: ["the name", "another name"] },
  known: firstNames,
  carriers: { ru: ["меня зовут {name}"], en: ["my name is {name}"] },
};

/** Whoever is asked for a number means the one they call from, or not. */
export const numberIntents: NonNullable<BotConfigInput["intents"]> = [
  {
    name: "this_number",
    examples: {
      ru: ["на этот же номер", "на этот номер", "на этот", "этот", "этот же", "с этого", "с этого же", "на него", "с этого номера", "с которого звоню", "тот с которого я звоню", "номер с которого звоню", "мой номер у вас определился", "вы его видите", "запишите этот"],
      en: ["this number", "this one", "the same number", "the number I'm calling from", "the one I'm calling from", "you have my number", "you can see it", "use this number", "the one on your screen"],
    },
  },
  {
    name: "another_number",
    examples: {
      ru: ["другой номер", "на другой номер", "запишите другой", "номер другой", "другой телефон", "не этот номер", "другой", "поменять номер"],
      en: ["another number", "a different number", "a different one", "use another number", "not this number", "another one", "a different phone", "change the number"],
    },
  },
];

/** Every day of the week the same hours; `days` 1 Monday … 7 Sunday. */
export const hours = (from: string, to: string, days: readonly number[]): Record<string, { from: string; to: string }> => Object.fromEntries(days.map((day) => [String(day), { from, to }]));

/** Way out that every flow has: a person, a goodbye, nothing understood. */
export const anywhere = (to: { operator: string; goodbye: string; lost: string }): NonNullable<BotConfigInput["flow"]["transitions"]> => [
  { from: "*", to: to.operator, when: { intent: "operator" } },
  { from: "*", to: to.goodbye, when: { intent: "goodbye" } },
  { from: "*", to: to.lost, when: { not_understood: 3 } },
];

/**
 * A transfer that reaches nobody, however it failed, goes on at `to`.
 * @param say of somebody who was rung: where none could be, as in a chat, nobody "doesn't answer".
 */
export const unreached = (from: string, to: string, say?: Text): NonNullable<BotConfigInput["flow"]["transitions"]> =>
  (["busy", "refused", "no_answer", "failed"] as const).map((transfer) => ({ from, to, when: { transfer }, ...(say === undefined || transfer === "failed" ? {} : { say }) }));

/** Names of evals in which a persona calls, by its manner, in the language it speaks. */
export const callerIs = {
  ru: { brief: "говорит односложно", plain: "говорит просто", chatty: "говорит лишнее", correcting: "поправляет себя", doubting: "сомневается", unclear: "сначала говорит неразборчиво", silent: "сначала молчит" },
  en: { brief: "answers in a word", plain: "answers plainly", chatty: "says more than was asked", correcting: "puts things right", doubting: "has doubts first", unclear: "is not understood at first", silent: "says nothing at first" },
} as const;
