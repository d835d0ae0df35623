/** A bot of tests, as small as one can be: whatever is not the matter of a test is the same everywhere. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig, BotConfigInput } from "@zvon/contract/bot-config.ts";

export const text = (ru: string, en = ru) => ({ ru, en });

const voice = { tts_provider: "embedded", stt_provider: "embedded" };
const unsaid = text("Не понимаю. {hint}", "I don't understand. {hint}");
const silent = text("Слышно? {hint}", "Are you there? {hint}");

const base: Omit<BotConfigInput, "flow"> = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: { role: text("Бот.", "A bot."), style: text("Кратко.", "Short.") },
  fields: {},
  agent: {},
  voice: { speech: { ru: { ...voice, tts_voice_id: "vera" }, en: { ...voice, tts_voice_id: "kate" } } },
  prompts: { greeting: text("Здравствуйте!", "Hello!") },
  fallbacks: {
    not_understood: [unsaid, unsaid, text("Не получилось.", "That did not work.")], silence: [silent, silent, text("Пока.", "Bye.")],
    unsure: text("{value}, верно?", "{value}, right?"), busy: text("Секунду.", "One moment."), lost_filler: text("Секунду.", "One moment."), lost_apology: text("Простите.", "Sorry."),
  },
};

export type SmallBot = Omit<Partial<BotConfigInput>, "flow"> & { flow: Omit<BotConfigInput["flow"], "type"> & { type?: "linear" | "graph" } };

export const smallBot = ({ flow, ...rest }: SmallBot): BotConfig => botConfigSchema.parse({ ...base, ...rest, flow: { type: "graph", ...flow } });

/** A question, and the states it may lead to. */
export const question = (say: string) => ({ type: "question" as const, say: text(say), hint: text("Скажите да или нет.", "Say yes or no.") });
export const end = (say: string, outcome: "answered" | "refused" | "callback" | "booked" = "answered") => ({ type: "end" as const, say: text(say), outcome });
