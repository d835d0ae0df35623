/** The smallest bot that can be called: it greets, asks one question, and says goodbye. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { fallbacks } from "./demo/fallbacks.ts";

export const emptyBot: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: { role: { ru: "Помощник компании.", en: "The company's assistant." }, style: { ru: "Вежливо и коротко.", en: "Polite and short." } },
  fields: {},
  flow: {
    type: "graph",
    start: "help",
    states: {
      help: { type: "question", say: { ru: "Передать сотруднику, чтобы вам перезвонили?", en: "Shall I ask a colleague to call you back?" }, hint: { ru: "Скажите да или нет.", en: "Please say yes or no." } },
      callback: { type: "end", outcome: "callback", say: { ru: "Хорошо, вам перезвонят. До свидания!", en: "All right, we will call you back. Goodbye!" } },
      goodbye: { type: "end", outcome: "answered", say: { ru: "Спасибо за звонок. До свидания!", en: "Thank you for calling. Goodbye!" } },
    },
    transitions: [
      { from: "help", to: "callback", when: { intent: "yes" } },
      { from: "help", to: "goodbye", when: { intent: "no" } },
      { from: "*", to: "callback", when: { intent: "operator" } },
      { from: "*", to: "goodbye", when: { intent: "goodbye" } },
      { from: "*", to: "callback", when: { not_understood: 3 } },
    ],
  },
  agent: {},
  voice: {
    speech: {
      ru: { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" },
      en: { tts_provider: "embedded", tts_voice_id: "kate", stt_provider: "embedded" },
    },
  },
  prompts: { greeting: { ru: "Здравствуйте!", en: "Hello!" } },
  fallbacks,
};
