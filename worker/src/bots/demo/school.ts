/**
 * A language school's consultant, led by a model: free questions go to it, what callers ask most the flow answers
 * itself. So it also works with no model at all, and says then what it can tell.
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { fallbacks } from "./fallbacks.ts";

export const school: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: { ru: "Консультант школы иностранных языков «Полиглот».", en: "The consultant of the Polyglot language school." },
    style: { ru: "Дружелюбно, коротко, по делу. На «вы».", en: "Friendly, short, to the point." },
    safety_rules: [
      { ru: "Не обещай мест в группе и скидок: их называет сотрудник.", en: "Promise no places in a group and no discounts: a colleague does that." },
      { ru: "О здоровье, праве и политике не советуй.", en: "Give no advice on health, law or politics." },
    ],
    facts: [
      { ru: "Школа работает каждый день с девяти до девяти.", en: "The school is open every day from nine to nine." },
      { ru: "Адрес: Садовая улица, дом пять, второй этаж.", en: "The address is five Garden Street, second floor." },
      { ru: "Месяц занятий в группе стоит шесть тысяч рублей, занятие с преподавателем наедине — полторы тысячи.", en: "A month in a group costs six thousand roubles, a private lesson fifteen hundred." },
      { ru: "Есть английский, немецкий, испанский и китайский. Группы до восьми человек, два занятия в неделю.", en: "There is English, German, Spanish and Chinese, in groups of up to eight, twice a week." },
      { ru: "Первое занятие бесплатное, на нём определяют уровень.", en: "The first lesson is free and finds out your level." },
    ],
  },
  fields: {},
  intents: [
    { name: "hours", examples: { ru: ["часы работы", "когда вы работаете", "до скольки вы работаете", "во сколько вы открываетесь"], en: ["opening hours", "when are you open", "what time do you open", "what time do you close"] } },
    { name: "address", examples: { ru: ["ваш адрес", "где вы находитесь", "как вас найти", "как к вам добраться"], en: ["your address", "where are you", "how do I find you", "how do I get there"] } },
    { name: "prices", examples: { ru: ["сколько стоит", "какие цены", "сколько стоят занятия"], en: ["how much is it", "how much does it cost", "what are your prices"] } },
  ],
  flow: {
    type: "graph",
    start: "talk",
    states: {
      talk: {
        type: "talk",
        instructions: { ru: "Ответь на вопрос по фактам. Если спрашивают о записи, предложи, чтобы перезвонил сотрудник.", en: "Answer the question from the facts. If they want to enrol, offer that a colleague calls back." },
        say: { ru: "Что вам рассказать?", en: "What would you like to know?" },
        hint: { ru: "Могу рассказать, когда мы работаем, где находимся и сколько стоят занятия. Или скажите: оператор.", en: "I can tell you when we are open, where we are and what lessons cost. Or say: operator." },
      },
      more: {
        type: "talk",
        instructions: { ru: "Ответь на вопрос по фактам. Если спрашивают о записи, предложи, чтобы перезвонил сотрудник.", en: "Answer the question from the facts. If they want to enrol, offer that a colleague calls back." },
        say: { ru: "Что ещё рассказать?", en: "What else would you like to know?" },
        hint: { ru: "Могу рассказать, когда мы работаем, где находимся и сколько стоят занятия. Или скажите: оператор.", en: "I can tell you when we are open, where we are and what lessons cost. Or say: operator." },
      },
      hours: { type: "say", outcome: "answered", say: { ru: "Мы работаем каждый день с девяти утра до девяти вечера.", en: "We are open every day from nine in the morning to nine in the evening." } },
      address: { type: "say", outcome: "answered", say: { ru: "Мы на Садовой улице, дом пять, второй этаж.", en: "We are at five Garden Street, on the second floor." } },
      prices: { type: "say", outcome: "answered", say: { ru: "Месяц в группе стоит шесть тысяч рублей, занятие наедине полторы тысячи. Первое занятие бесплатное.", en: "A month in a group is six thousand roubles, a private lesson fifteen hundred. The first lesson is free." } },
      goodbye: { type: "end", outcome: "answered", say: { ru: "Спасибо за звонок. До свидания!", en: "Thank you for calling. Goodbye!" } },
      operator: { type: "end", outcome: "callback", say: { ru: "Хорошо, сотрудник перезвонит вам на этот номер. До свидания!", en: "Of course. A colleague will call you back on this number. Goodbye!" } },
    },
    transitions: [
      { from: "*", to: "hours", when: { intent: "hours" } },
      { from: "*", to: "address", when: { intent: "address" } },
      { from: "*", to: "prices", when: { intent: "prices" } },
      { from: "hours", to: "more", when: { done: true } },
      { from: "address", to: "more", when: { done: true } },
      { from: "prices", to: "more", when: { done: true } },
      { from: "talk", to: "goodbye", when: { intent: "goodbye" } },
      { from: "more", to: "goodbye", when: { intent: "no" } },
      { from: "*", to: "goodbye", when: { intent: "goodbye" } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "operator", when: { not_understood: 4 } },
    ],
  },
  agent: { handoff_criteria: [{ intent: "operator" }] },
  voice: {
    speech: {
      ru: { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" },
      en: { tts_provider: "embedded", tts_voice_id: "kate", stt_provider: "embedded" },
    },
    phrase_hints: { ru: ["Полиглот", "пробное занятие"], en: ["Polyglot", "trial lesson"] },
  },
  llm: { provider: "compatible", model: "qwen3-8b-instruct" },
  prompts: { greeting: { ru: "Школа «Полиглот», здравствуйте!", en: "Polyglot language school, hello!" } },
  fallbacks,
};
