/** What the flow says where a model's words were withheld or a tool takes its time. No word shows the bot's gender. */
import type { Text } from "@zvon/contract/bot-text.ts";
import type { WithheldRule } from "./safety.ts";

export const connecting: Text = { ru: "Соединяю с сотрудником, оставайтесь на линии.", en: "Putting you through to a colleague, please stay on the line." };
export const notDone: Text = { ru: "Пока это ещё не оформлено.", en: "That isn't done yet." };
export const notCertain: Text = { ru: "Система пока не ответила, получилось ли. Подтверждение придёт отдельно.", en: "The system hasn't answered yet whether that worked. You will get a confirmation separately." };

/** Before the state's own hint; null: the hint alone. */
export const insteadOf: Record<WithheldRule, Text | null> = {
  claim: notDone,
  never_say: { ru: "Об этом рассказать не получится.", en: "I can't tell you about that." },
  leak: { ru: "Об этом рассказать не получится.", en: "I can't tell you about that." },
  role: { ru: "С вами говорит голосовой помощник, робот.", en: "You are talking to a voice assistant, a robot." },
  number: { ru: "Точной цифры под рукой нет.", en: "I don't have the exact figure." },
  language: null,
  data: null,
  caller_part: null,
};
