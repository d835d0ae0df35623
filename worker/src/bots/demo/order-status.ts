/** An online shop that tells where an order is: four digits by voice or keys, Russian and English. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { fallbacks } from "./fallbacks.ts";

const order = (ru: string, en: string) => ({ status: { ru, en } });

export const orderStatus: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: { ru: "Помощник интернет-магазина «Полка».", en: "The assistant of the Shelf online shop." },
    style: { ru: "Спокойно, коротко, по делу.", en: "Calm, short, to the point." },
  },
  fields: {
    number: { type: "digits", called: { ru: ["номер"], en: ["the number"] }, length: { min: 4, max: 4 } },
  },
  flow: {
    type: "graph",
    start: "number",
    states: {
      number: {
        type: "ask", field: "number",
        say: { ru: "Назовите четыре цифры номера заказа или наберите их на телефоне.", en: "Please say the four digits of your order number, or key them in." },
        hint: { ru: "Назовите четыре цифры по одной, например: один, два, три, четыре.", en: "Please say four digits one by one, for example: one, two, three, four." },
      },
      look_up: { type: "tool", tool: "order_status" },
      answer: { type: "say", outcome: "answered", say: { ru: "Заказ {number}. {tool.status}", en: "Order {number}. {tool.status}" } },
      missing: { type: "say", say: { ru: "Заказа {number} у нас нет.", en: "There is no order {number}." }, forget: ["number"] },
      anything_else: {
        type: "question", fields: ["number"],
        say: { ru: "Проверить ещё один заказ?", en: "Shall I check another order?" },
        hint: { ru: "Скажите да или нет.", en: "Please say yes or no." },
      },
      another: { type: "say", say: { ru: "Хорошо.", en: "Sure." }, forget: ["number"] },
      goodbye: { type: "end", outcome: "answered", say: { ru: "Спасибо за звонок. До свидания!", en: "Thank you for calling. Goodbye!" } },
      goodbye_early: { type: "end", outcome: "refused", say: { ru: "Хорошо. Спасибо за звонок, до свидания!", en: "All right. Thank you for calling, goodbye!" } },
      operator: { type: "end", outcome: "callback", say: { ru: "Хорошо, сотрудник перезвонит вам на этот номер. До свидания!", en: "Of course. A colleague will call you back on this number. Goodbye!" } },
      lost: { type: "end", outcome: "not_understood", say: { ru: "Извините, помочь не получилось. Сотрудник перезвонит вам. До свидания!", en: "I'm sorry, I couldn't help this time. A colleague will call you back. Goodbye!" } },
    },
    transitions: [
      { from: "number", to: "look_up", when: { done: true } },
      { from: "look_up", to: "answer", when: { tool: "ok" } },
      { from: "look_up", to: "missing", when: { tool: "failed" } },
      { from: "answer", to: "anything_else", when: { done: true } },
      { from: "missing", to: "number", when: { done: true } },
      { from: "missing", to: "lost", when: { visits: 3 } },
      { from: "anything_else", to: "look_up", when: { done: true } },
      { from: "anything_else", to: "another", when: { intent: "yes" } },
      { from: "anything_else", to: "goodbye", when: { intent: "no" } },
      { from: "anything_else", to: "goodbye", when: { intent: "thanks" } },
      { from: "anything_else", to: "goodbye", when: { intent: "goodbye" } },
      { from: "another", to: "number", when: { done: true } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "goodbye_early", when: { intent: "goodbye" } },
      { from: "*", to: "goodbye_early", when: { intent: "cancel" } },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  agent: { handoff_criteria: [{ intent: "operator" }], crm_field_mapping: { number: "order_number" } },
  tools: [
    {
      type: "table", name: "order_status", effect: "read",
      config: {
        key: "number",
        rows: {
          "1234": order("Он в пути, курьер привезёт его завтра.", "It is on its way, the courier brings it tomorrow."),
          "5678": order("Он собран и ждёт вас в пункте выдачи.", "It is packed and waiting for you at the pick-up point."),
          "4071": order("Он доставлен вчера.", "It was delivered yesterday."),
          "2580": order("Мы его собираем, отправим сегодня вечером.", "We are packing it and will send it this evening."),
          "9036": order("Он отменён, деньги вернутся в течение трёх дней.", "It was cancelled, your money comes back within three days."),
        },
      },
    },
  ],
  voice: {
    speech: {
      ru: { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" },
      en: { tts_provider: "embedded", tts_voice_id: "kate", stt_provider: "embedded" },
    },
    endpointing: { digits_silence_ms: 1200 },
  },
  prompts: { greeting: { ru: "Магазин «Полка», здравствуйте!", en: "Shelf online shop, hello!" } },
  fallbacks,
};
