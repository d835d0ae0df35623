/** A beauty salon that books an appointment, Russian and English. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { fallbacks } from "./fallbacks.ts";

const service = (value: string, ru: [label: string, object: string, ...synonyms: string[]], en: [label: string, object: string, ...synonyms: string[]]) => ({
  value,
  label: { ru: ru[0], en: en[0] },
  object: { ru: ru[1], en: en[1] },
  synonyms: { ru: ru.slice(2), en: en.slice(2) },
});

export const salon: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: { ru: "Администратор салона красоты «Аврора».", en: "The receptionist of the Aurora beauty salon." },
    style: { ru: "Тепло, коротко, по делу.", en: "Warm, short, to the point." },
    safety_rules: [{ ru: "Не обещать запись, пока она не сохранена.", en: "Never promise a booking before it is saved." }],
    facts: [{ ru: "Записываем с десяти до семи, каждый день.", en: "Appointments from ten to seven, every day." }],
  },
  fields: {
    service: {
      type: "choice",
      called: { ru: ["услуга", "другая услуга"], en: ["the service", "another service"] },
      options: [
        service("haircut", ["стрижка", "стрижку", "подстричься"], ["haircut", "a haircut"]),
        service("manicure", ["маникюр", "маникюр"], ["manicure", "a manicure"]),
        service("pedicure", ["педикюр", "педикюр"], ["pedicure", "a pedicure"]),
        service("colouring", ["окрашивание", "окрашивание", "покраска волос"], ["colouring", "hair colouring"]),
        service("styling", ["укладка", "укладку"], ["styling", "hair styling"]),
      ],
      carriers: { ru: ["на {object}", "хочу записаться на {object}"], en: ["{object}, please", "I'd like {object}"] },
    },
    when: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "10:00",
      to: "19:00",
      ask_day: { ru: "На какой день?", en: "For which day?" },
      ask_time: { ru: "Во сколько вам удобно?", en: "What time suits you?" },
    },
    name: {
      type: "name",
      called: { ru: ["имя", "другое имя"], en: ["the name", "another name"] },
      known: {
        ru: ["Анна", "Мария", "Елена", "Ольга", "Наталья", "Екатерина", "Татьяна", "Ирина", "Светлана", "Юлия", "Анастасия", "Дарья", "Виктория", "Полина", "Ксения", "Алиса", "Софья", "Вера", "Людмила", "Марина", "Александр", "Дмитрий", "Сергей", "Андрей", "Алексей", "Максим", "Иван", "Михаил", "Николай", "Павел"],
        en: ["Anna", "Mary", "Emma", "Olivia", "Sophia", "Emily", "Kate", "Laura", "Sarah", "Jessica", "Linda", "Susan", "Nancy", "Alice", "Grace", "Helen", "Julia", "Victoria", "Diana", "Rachel", "John", "James", "Robert", "Michael", "David", "William", "Thomas", "Peter", "George", "Daniel"],
      },
      carriers: { ru: ["меня зовут {name}"], en: ["my name is {name}"] },
    },
  },
  flow: {
    type: "graph",
    start: "service",
    states: {
      service: {
        type: "ask", field: "service", also: ["when"],
        say: { ru: "На какую услугу вас записать?", en: "What would you like to book?" },
        hint: { ru: "Скажите, например: стрижка или маникюр.", en: "You can say, for example: a haircut, or a manicure." },
      },
      when: {
        type: "ask", field: "when", also: ["service"],
        say: { ru: "На какой день и время?", en: "Which day and what time?" },
        hint: { ru: "Мы записываем {when.hours}. Скажите, например: завтра в пять.", en: "We take appointments {when.hours}. You can say, for example: tomorrow at five." },
      },
      name: {
        type: "ask", field: "name",
        say: { ru: "Как вас зовут?", en: "And your name, please?" },
        hint: { ru: "Скажите, например: меня зовут Анна.", en: "You can say, for example: my name is Anna." },
      },
      confirm: {
        type: "confirm", fields: ["service", "when", "name"],
        say: { ru: "Давайте проверим: запись на {service.object}. {when}, на имя {name}. Всё верно?", en: "Let me check: {service.object}. {when}, under the name {name}. Is that right?" },
        hint: { ru: "Скажите да или нет. Или нажмите один или два.", en: "Please say yes or no. Or press one or two." },
        what: { ru: "Что поправить: услугу, время или имя?", en: "What should I change: the service, the time, or the name?" },
        corrected: { ru: "Хорошо, меняю.", en: "All right, I've changed that." },
      },
      save: {
        type: "tool", tool: "save_booking",
        arguments: { service: "{service}", when: "{when}", name: "{name}" },
        say: { ru: "Секунду, сохраняю.", en: "One moment, I'm saving that." },
      },
      booked: {
        type: "end", outcome: "booked",
        say: { ru: "Готово, {name}, вы записаны. {when}. Ждём вас, до свидания!", en: "You're all set, {name}. {when}. See you then, goodbye!" },
      },
      not_saved: {
        type: "end", outcome: "callback",
        say: { ru: "Сейчас записать не получилось, извините. Администратор перезвонит вам и всё подтвердит. До свидания!", en: "I'm sorry, I couldn't save the booking just now. Our receptionist will call you back to confirm. Goodbye!" },
      },
      not_certain: {
        type: "end", outcome: "callback",
        say: { ru: "Запрос отправлен, но подтверждения пока нет. Администратор перезвонит вам и всё подтвердит. До свидания!", en: "Your request was sent, but it isn't confirmed yet. Our receptionist will call you back to confirm. Goodbye!" },
      },
      operator: {
        type: "end", outcome: "callback",
        say: { ru: "Хорошо, администратор перезвонит вам на этот номер. До свидания!", en: "Of course. Our receptionist will call you back on this number. Goodbye!" },
      },
      declined: {
        type: "end", outcome: "refused",
        say: { ru: "Хорошо, ничего не записываю. Спасибо за звонок, до свидания!", en: "All right, nothing is booked. Thank you for calling, goodbye!" },
      },
      lost: {
        type: "end", outcome: "not_understood",
        say: { ru: "Простите, никак не пойму. Администратор перезвонит вам. До свидания!", en: "I'm sorry, I can't follow. Our receptionist will call you back. Goodbye!" },
      },
    },
    transitions: [
      { from: "service", to: "when", when: { done: true } },
      { from: "when", to: "name", when: { done: true } },
      { from: "name", to: "confirm", when: { done: true } },
      { from: "confirm", to: "save", when: { done: true } },
      { from: "save", to: "booked", when: { tool: "ok" } },
      { from: "save", to: "not_saved", when: { tool: "failed" } },
      { from: "save", to: "not_certain", when: { tool: "unknown" } },
      { from: "service", to: "declined", when: { intent: "no" } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "declined", when: { intent: "cancel" } },
      { from: "*", to: "declined", when: { intent: "goodbye" } },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  agent: { handoff_criteria: [{ intent: "operator" }], crm_field_mapping: { service: "service", when: "appointment_at", name: "contact_name" } },
  tools: [{ type: "platform", name: "save_booking", effect: "write" }],
  voice: {
    speech: {
      ru: { tts_provider: "embedded", tts_voice_id: "anna", stt_provider: "embedded" },
      en: { tts_provider: "embedded", tts_voice_id: "alice", stt_provider: "embedded" },
    },
  },
  prompts: { greeting: { ru: "Салон красоты «Аврора», здравствуйте!", en: "Aurora beauty salon, hello!" } },
  fallbacks: {
    ...fallbacks,
    not_understood: [fallbacks.not_understood[0], fallbacks.not_understood[1], { ru: "Простите, никак не пойму. Перезвоните, пожалуйста. До свидания!", en: "I'm sorry, I can't follow. Please call again. Goodbye!" }],
  },
};
