/** A clinic whose talk is led by a model, with a tool of every kind. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { fallbacks } from "../../bots/demo/fallbacks.ts";

const url = "https://api.example.com/x";
export const clinic = botConfigSchema.parse({
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: { ru: "Администратор клиники «Здоровье».", en: "The receptionist of the Health clinic." },
    style: { ru: "Спокойно, коротко, на «вы».", en: "Calm and short." },
    safety_rules: [{ ru: "Не ставь диагнозов и не советуй лекарств ни при каких обстоятельствах и никому.", en: "Never make a diagnosis or recommend a medicine under any circumstances to anybody." }],
    never_say: { ru: ["гарантируем"], en: ["guarantee"] },
    facts: [{ ru: "Приём врача стоит две тысячи рублей.", en: "A visit costs two thousand roubles." }, { ru: "Клиника на Садовой, дом пять.", en: "The clinic is at five Garden Street." }],
  },
  fields: {
    name: { type: "name", called: { ru: ["имя"], en: ["name"] }, known: { ru: ["Анна", "Иван"], en: ["Anna", "John"] }, carriers: {} },
    service: { type: "choice", called: { ru: ["услуга"], en: ["service"] }, options: [{ value: "doctor", label: { ru: "врач", en: "doctor" }, object: {}, synonyms: { ru: ["доктор", "терапевт"], en: ["physician"] } }, { value: "massage", label: { ru: "массаж", en: "massage" } }] },
  },
  flow: {
    type: "graph",
    start: "talk",
    states: {
      talk: { type: "talk", instructions: { ru: "Помоги записаться, отменить запись или узнать о клинике.", en: "Help to book, cancel or learn about the clinic." }, say: { ru: "Чем помочь?", en: "How can I help?" }, hint: { ru: "Могу записать, отменить запись или рассказать о клинике.", en: "I can book a visit, cancel it or tell you about the clinic." } },
      goodbye: { type: "end", outcome: "answered", say: { ru: "Всего доброго!", en: "Goodbye!" } },
    },
    transitions: [{ from: "*", to: "goodbye", when: { intent: "goodbye" } }, { from: "*", to: "goodbye", when: { not_understood: 4 } }],
  },
  agent: { destinations: [{ name: "doctor_on_duty", description: { ru: "Дежурный врач", en: "The doctor on duty" }, to: "+74950000001" }, { name: "office", description: { ru: "Администратор", en: "The office" }, to: "+74950000002", kind: "warm" }] },
  tools: [
    { type: "calendar", name: "diary", description: { ru: "Запись на приём.", en: "Appointments." }, config: {} },
    { type: "http", name: "new_order", description: { ru: "Оформляет заказ справки.", en: "Orders a certificate." }, effect: "write", config: { url, parameters: { what: { description: { ru: "Какая справка.", en: "Which certificate." } }, comment: { required: false } } } },
    { type: "http", name: "find_result", description: { ru: "Ищет результат анализа.", en: "Finds a test result." }, effect: "read", config: { url, parameters: { number: { type: "integer", description: { ru: "Номер.", en: "The number." } } } } },
    { type: "message", name: "sms", description: { ru: "Отправляет SMS с адресом.", en: "Sends a text with the address." }, config: { channel: "sms", url, text: { ru: "Клиника: {text}", en: "Clinic: {text}" } } },
    { type: "table", name: "prices", description: { ru: "Цены.", en: "Prices." }, effect: "read", config: { key: "service", rows: { doctor: { price: { ru: "две тысячи рублей", en: "two thousand roubles" } } } } },
    { type: "http", name: "secret_tool", effect: "write", config: { url } },
  ],
  voice: { speech: { ru: { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" }, en: { tts_provider: "embedded", tts_voice_id: "kate", stt_provider: "embedded" } } },
  llm: { provider: "compatible", model: "qwen3-8b-instruct" },
  prompts: { greeting: { ru: "Клиника «Здоровье», здравствуйте!", en: "Health clinic, hello!" }, system: { ru: "Говори о ценах только то, что стоит в фактах клиники, и ничего не прибавляй.", en: "Of prices tell only what stands in the facts of the clinic and add nothing to them." } },
  fallbacks,
});
