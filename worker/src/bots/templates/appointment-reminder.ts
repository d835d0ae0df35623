/** Reminds of an appointment: confirmed, moved or cancelled. Name, time and place come with the call. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { fallbacks, nameField, speech, t } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const when = { type: "day_time" as const, from: "08:00", to: "20:00", step_minutes: 15, ask_day: t("На какой день перенести?", "Which day would suit you?"), ask_time: t("На какое время?", "What time?") };

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: t("Напоминает о записи.", "Reminds of an appointment."),
    style: t("Приветливо и очень коротко.", "Friendly and very short."),
    safety_rules: [t("О цели визита говорить только тому, на кого запись.", "Speak of the visit only with the person it is booked for.")],
  },
  fields: {
    name: nameField,
    company: { type: "text", max_chars: 80 },
    place: { type: "text", max_chars: 120 },
    when: { ...when, called: { ru: ["время", "день"], en: ["the time", "the day"] } },
    new_when: { ...when, called: { ru: ["время", "день"], en: ["the time", "the day"] } },
  },
  intents: [
    { name: "reschedule", examples: { ru: ["перенести запись", "можно в другой день", "давайте на другое время", "не смогу в это время"], en: ["reschedule", "another day please", "could we do another day", "can we make it another time", "move my appointment", "I can't make it at that time"] } },
    { name: "address", examples: { ru: ["куда приходить", "какой адрес"], en: ["where do I go", "what is the address"] } },
    { name: "wrong_person", examples: { ru: ["вы ошиблись номером", "я не записывался", "это не я"], en: ["wrong number", "I did not book anything", "that's not me"] } },
  ],
  flow: {
    type: "graph",
    start: "remind",
    states: {
      remind: {
        type: "question",
        say: t("{name}, напоминаем о записи {when}. Вы придёте?", "{name}, this is a reminder of your appointment {when}. Will you come?"),
        hint: t("Скажите «да», «перенести» или «отменить».", "Please say yes, reschedule, or cancel."),
      },
      new_when: { type: "ask", field: "new_when", say: t("На какой день и время перенести?", "Which day and time would suit you?"), hint: t("Скажите, например: в пятницу в три.", "You can say, for example: on Friday at three.") },
      check_new: {
        type: "confirm", fields: ["new_when"],
        say: t("Перенести на {new_when}, верно?", "Move it to {new_when}, is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("На какое время?", "To what time?"),
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      sure_cancel: { type: "question", say: t("Отменить запись совсем?", "Shall I cancel the appointment altogether?"), hint: t("Скажите да или нет.", "Please say yes or no.") },
      confirmed: { type: "end", outcome: "answered", say: t("Отлично, ждём вас. До свидания!", "Great, see you then. Goodbye!") },
      asked_to_move: { type: "end", outcome: "callback", say: t("Просьбу приняли, администратор подтвердит новое время. До свидания!", "We have your request, and our receptionist will confirm the new time. Goodbye!") },
      asked_to_cancel: { type: "end", outcome: "refused", say: t("Просьбу об отмене приняли. Всего доброго!", "We have your request to cancel. Goodbye!") },
      wrong: { type: "end", outcome: "refused", say: t("Извините за беспокойство, до свидания!", "Sorry to have troubled you, goodbye!") },
      operator: { type: "transfer", destination: "desk", say: t("Соединяю с администратором.", "I'm putting you through to the receptionist.") },
      later: { type: "end", outcome: "callback", say: t("Администратор перезвонит вам. До свидания!", "Our receptionist will call you back. Goodbye!") },
      machine: { type: "end", outcome: "voicemail", say: t("Напоминаем о записи {when}. До свидания!", "This is a reminder of your appointment {when}. Goodbye!") },
      lost: { type: "end", outcome: "not_understood", say: t("Извините, не расслышала. Администратор перезвонит. До свидания!", "I'm sorry, I didn't catch that. Our receptionist will call you. Goodbye!") },
    },
    transitions: [
      { from: "remind", to: "confirmed", when: { intent: "yes" } },
      { from: "remind", to: "new_when", when: { intent: "reschedule" } },
      { from: "remind", to: "sure_cancel", when: { intent: "no" } },
      { from: "remind", to: "sure_cancel", when: { intent: "cancel" } },
      { from: "remind", to: "new_when", when: { intent: "maybe" }, say: t("Можно перенести.", "We can move it.") },
      { from: "sure_cancel", to: "asked_to_cancel", when: { intent: "yes" } },
      { from: "sure_cancel", to: "asked_to_cancel", when: { intent: "cancel" } },
      { from: "sure_cancel", to: "new_when", when: { intent: "reschedule" } },
      { from: "sure_cancel", to: "new_when", when: { intent: "no" } },
      { from: "new_when", to: "check_new", when: { done: true } },
      { from: "check_new", to: "asked_to_move", when: { done: true } },
      { from: "operator", to: "later", when: { transfer: "busy" } },
      { from: "operator", to: "later", when: { transfer: "refused" } },
      { from: "operator", to: "later", when: { transfer: "no_answer" } },
      { from: "operator", to: "later", when: { transfer: "failed" } },
      { from: "*", to: "wrong", when: { intent: "wrong_person" } },
      { from: "*", to: "machine", when: { intent: "answering_machine" } },
      { from: "*", to: "later", when: { intent: "busy" } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "asked_to_cancel", when: { intent: "cancel" } },
      { from: "*", to: "later", when: { intent: "goodbye" } },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "address", limit: 3, answers: [t("Адрес: {place}.", "The address is {place}.")] },
      { intent: "who_is_this", limit: 3, answers: [t("Это {company}, я голосовой помощник.", "This is {company}, I'm the voice assistant.")] },
      { intent: "are_you_a_bot", limit: 3, answers: [t("Да, я голосовой помощник.", "Yes, I'm a voice assistant.")] },
    ],
    limit: 6,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }],
    handoff_state: "operator",
    destinations: [{ name: "desk", description: t("Администратор.", "The receptionist."), to: "200", kind: "cold" }],
    crm_field_mapping: { name: "contact_name", when: "appointment_at", new_when: "wanted_at" },
  },
  voice: { speech: speech("anna", "kate") },
  prompts: { greeting: t("Здравствуйте!", "Hello!") },
  fallbacks: fallbacks(t("Извините, не расслышала. До свидания!", "I'm sorry, I didn't catch that. Goodbye!")),
  analysis: { success: t("Человек сказал, придёт ли он.", "The person said whether they will come."), success_outcomes: ["answered", "callback", "refused"] },
};

const known = { name: "Мария", company: "салон «Мята»", place: "улица Садовая, дом восемь", when: "2026-11-23T15:00" };
const knownEn = { name: "Mary", company: "the Mint salon", place: "8 Garden Street", when: "2026-11-23T15:00" };

const evals: EvalSuiteInput[] = [{
  name: "reminder",
  cases: [
    { name: "приду", language: "ru", fields: known, opening: { says: ["мария", "15:00"] }, turns: [{ says: "да, буду", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "moves it", language: "en", fields: knownEn, turns: [{ says: "could we do another day", expect: { state: "new_when" } }, { says: "on friday at three", expect: { state: "check_new", fields: { new_when: "2026-11-27T15:00" } } }, { says: "yes", expect: { ended: true, not_says: "moved|is booked" } }], end: { outcome: "callback" } },
    { name: "отменяет после переспроса", language: "ru", fields: known, turns: [{ says: "нет, не получится", expect: { state: "sure_cancel" } }, { says: "да, отменяйте", expect: { ended: true } }], end: { outcome: "refused" } },
    { name: "куда приходить", language: "ru", fields: known, turns: [{ says: "а куда приходить", expect: { state: "remind", says: "садовая" } }, { says: "хорошо, приду", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "wrong number", language: "en", fields: knownEn, turns: [{ says: "you have the wrong number", expect: { ended: true, says: "sorry" } }] },
    { name: "автоответчик слышит напоминание", language: "ru", fields: known, turns: [{ says: "оставьте сообщение после сигнала", expect: { ended: true, says: "напоминаем" } }], end: { outcome: "voicemail" } },
    { name: "who is this", language: "en", fields: knownEn, turns: [{ says: "who is this", expect: { says: "mint", state: "remind" } }] },
    { name: "занят", language: "ru", fields: known, turns: [{ says: "я на совещании, перезвоните", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "unclear caller, in English", language: "en", fields: knownEn, persona: { who: "Will come.", manner: "unclear" }, end: { outcome: "answered" } },
    { name: "молчит, потом приходит", language: "ru", fields: known, persona: { who: "Придёт.", manner: "silent" }, end: { outcome: "answered" } },
  ],
}];

export const appointmentReminder: BotTemplateSource = {
  id: "appointment-reminder",
  name: t("Напоминание о записи", "Appointment reminder"),
  description: t("Звонит накануне: придёт, перенести или отменить. Имя и время приходят со звонком.", "Calls the day before: coming, moving or cancelling. Name and time come with the call."),
  config, evals,
};
