/** A beauty salon: books an appointment into the salon's own calendar, answers what everybody asks. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { anywhere, fallbacks, hours, nameField, speech, t } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const service = (value: string, ru: [label: string, object: string, ...synonyms: string[]], en: [label: string, object: string, ...synonyms: string[]]) => ({
  value, label: t(ru[0], en[0]), object: t(ru[1], en[1]), synonyms: { ru: ru.slice(2), en: en.slice(2) },
});

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  language_switch: "follow",
  context: {
    role: t("Администратор салона красоты «Мята».", "The receptionist of the Mint beauty salon."),
    style: t("Тепло и коротко, на «вы».", "Warm and short."),
    safety_rules: [t("Не обещать запись, пока календарь её не подтвердил.", "Never promise a booking before the calendar has confirmed it.")],
    facts: [t("Салон открыт каждый день с десяти до восьми.", "The salon is open every day from ten to eight."), t("Адрес: улица Садовая, дом восемь, вход со двора.", "The address is 8 Garden Street, entrance from the yard.")],
  },
  fields: {
    service: {
      type: "choice",
      called: { ru: ["услуга", "другая услуга"], en: ["the service", "another service"] },
      options: [
        service("haircut", ["стрижка", "стрижку", "подстричься", "постричься"], ["haircut", "a haircut", "a trim"]),
        service("manicure", ["маникюр", "маникюр", "ногти"], ["manicure", "a manicure", "nails"]),
        service("pedicure", ["педикюр", "педикюр"], ["pedicure", "a pedicure"]),
        service("colouring", ["окрашивание", "окрашивание", "покраситься", "покраска волос"], ["colouring", "hair colouring", "dye my hair"]),
        service("styling", ["укладка", "укладку", "причёска"], ["styling", "hair styling", "a blow dry"]),
      ],
      carriers: { ru: ["на {object}", "хочу записаться на {object}"], en: ["{object}, please", "I'd like {object}"] },
    },
    when: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "10:00", to: "19:00", step_minutes: 30,
      ask_day: t("На какой день?", "For which day?"),
      ask_time: t("Во сколько вам удобно?", "What time suits you?"),
    },
    name: nameField,
  },
  intents: [
    { name: "address", examples: { ru: ["где вы находитесь", "какой у вас адрес", "как к вам добраться"], en: ["where are you", "what is your address", "how do I find you"] } },
    { name: "opening_hours", examples: { ru: ["до скольки вы работаете", "какой у вас график", "вы сегодня открыты"], en: ["what are your opening hours", "when do you close", "are you open today"] } },
  ],
  flow: {
    type: "graph",
    start: "service",
    states: {
      service: { type: "ask", field: "service", also: ["when", "name"], say: t("На какую услугу вас записать?", "What would you like to book?"), hint: t("Скажите, например: стрижка или маникюр.", "You can say, for example: a haircut, or a manicure.") },
      when: { type: "ask", field: "when", also: ["service", "name"], say: t("На какой день и время?", "Which day and what time?"), hint: t("Мы записываем {when.hours}. Скажите, например: завтра в пять.", "We take appointments {when.hours}. You can say, for example: tomorrow at five.") },
      check: { type: "tool", tool: "calendar", function: "check_availability", arguments: { when: "{when}", service: "{service}" }, say: t("Секунду, смотрю.", "One moment, let me look.") },
      taken: { type: "say", say: t("На это время уже занято. {tool.offer}", "That time is taken already. {tool.offer}"), forget: ["when"] },
      name: { type: "ask", field: "name", say: t("Свободно. Как вас зовут?", "It's free. May I have your name?"), hint: t("Скажите, например: меня зовут Анна.", "You can say, for example: my name is Anna.") },
      confirm: {
        type: "confirm", fields: ["service", "when", "name"],
        say: t("Проверим: {service}. {when}, на имя {name}. Всё верно?", "Let me check: {service.object}. {when}, under the name {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: услугу, время или имя?", "What should I change: the service, the time, or the name?"),
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      book: { type: "tool", tool: "calendar", function: "book_appointment", arguments: { when: "{when}", service: "{service}", name: "{name}" }, say: t("Секунду, записываю.", "One moment, I'm booking that.") },
      booked: { type: "end", outcome: "booked", say: t("Готово, {name}, вы записаны. {when}. Ждём вас, до свидания!", "You're all set, {name}. {when}. See you then, goodbye!") },
      not_booked: { type: "end", outcome: "callback", say: t("Сейчас календарь не отвечает, извините. Администратор перезвонит вам и запишет. До свидания!", "I'm sorry, our calendar doesn't answer just now. Our receptionist will call you back to book. Goodbye!") },
      not_certain: { type: "end", outcome: "callback", say: t("Заявка ушла, но подтверждения пока нет. Администратор перезвонит и подтвердит. До свидания!", "The request was sent, but it isn't confirmed yet. Our receptionist will call back to confirm. Goodbye!") },
      drop: {
        type: "question",
        say: t("Отменить запись, которая на вас уже есть?", "Shall I cancel the appointment that you have?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
      },
      cancel: { type: "tool", tool: "calendar", function: "cancel_appointment", say: t("Секунду.", "One moment.") },
      cancelled: { type: "end", outcome: "refused", say: t("Запись отменена. Будем рады вас видеть в другой раз, до свидания!", "Your appointment is cancelled. We'd be glad to see you another time, goodbye!") },
      which: { type: "say", say: t("У вас несколько записей: {tool.near}. Администратор отменит нужную.", "You have several appointments: {tool.near}. Our receptionist will cancel the right one.") },
      not_cancelled: { type: "say", say: t("Записи на ваш номер я не нашла.", "I found no appointment under your number.") },
      operator: { type: "transfer", destination: "desk", say: t("Хорошо, соединяю с администратором.", "Of course, I'm putting you through to the receptionist.") },
      nobody: { type: "end", outcome: "callback", say: t("Администратор сейчас занят и перезвонит вам. До свидания!", "Our receptionist is busy and will call you back. Goodbye!") },
      declined: { type: "end", outcome: "refused", say: t("Хорошо, ничего не записываю. Спасибо за звонок, до свидания!", "All right, nothing is booked. Thank you for calling, goodbye!") },
      lost: { type: "end", outcome: "not_understood", say: t("Извините, связь подводит. Администратор перезвонит вам. До свидания!", "I'm sorry, I'm having trouble hearing you. Our receptionist will call you back. Goodbye!") },
    },
    transitions: [
      { from: "service", to: "when", when: { done: true } },
      { from: "service", to: "declined", when: { intent: "no" } },
      { from: "service", to: "drop", when: { intent: "cancel" } },
      { from: "when", to: "check", when: { done: true } },
      { from: "check", to: "name", when: { tool: "ok" }, if: [{ tool_value: "free", is: "yes" }] },
      { from: "check", to: "taken", when: { tool: "ok" } },
      { from: "check", to: "not_booked", when: { tool: "failed" } },
      { from: "taken", to: "when", when: { done: true } },
      { from: "taken", to: "not_booked", when: { visits: 5 } },
      { from: "name", to: "confirm", when: { done: true } },
      { from: "confirm", to: "book", when: { done: true } },
      { from: "book", to: "booked", when: { tool: "ok" } },
      { from: "book", to: "taken", when: { tool: "failed" }, if: [{ tool_value: "free", is: "no" }] },
      { from: "book", to: "not_booked", when: { tool: "failed" } },
      { from: "book", to: "not_certain", when: { tool: "unknown" } },
      { from: "drop", to: "cancel", when: { intent: "yes" } },
      { from: "drop", to: "service", when: { intent: "no" } },
      { from: "cancel", to: "cancelled", when: { tool: "ok" } },
      { from: "cancel", to: "not_certain", when: { tool: "unknown" } },
      { from: "cancel", to: "which", when: { tool: "failed" }, if: [{ tool_value: "found", is: "several" }] },
      { from: "cancel", to: "not_cancelled", when: { tool: "failed" } },
      { from: "which", to: "operator", when: { done: true } },
      { from: "not_cancelled", to: "declined", when: { done: true } },
      { from: "operator", to: "nobody", when: { transfer: "busy" } },
      { from: "operator", to: "nobody", when: { transfer: "refused" } },
      { from: "operator", to: "nobody", when: { transfer: "no_answer" } },
      { from: "operator", to: "nobody", when: { transfer: "failed" } },
      { from: "*", to: "declined", when: { intent: "cancel" } },
      { from: "*", to: "declined", when: { intent: "not_interested" } },
      ...anywhere({ operator: "operator", goodbye: "declined", lost: "lost" }),
    ],
  },
  objections: {
    kinds: [
      { intent: "price", limit: 5, answers: [t("Стрижка от полутора тысяч рублей, маникюр от двух тысяч.", "A haircut is from fifteen hundred roubles, a manicure from two thousand.")] },
      { intent: "address", limit: 5, answers: [t("Мы на улице Садовой, дом восемь, вход со двора.", "We are at 8 Garden Street, entrance from the yard.")] },
      { intent: "opening_hours", limit: 5, answers: [t("Мы открыты каждый день с десяти до восьми.", "We are open every day from ten to eight.")] },
      { intent: "are_you_a_bot", limit: 5, answers: [t("Да, я голосовой помощник салона. С записью справлюсь сама.", "Yes, I'm the salon's voice assistant. I can book you in myself.")] },
    ],
    limit: 12,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { sentiment_below: -0.6 }],
    handoff_state: "operator",
    destinations: [{ name: "desk", description: t("Администратор салона.", "The salon's receptionist."), to: "200", kind: "warm" }],
    crm_field_mapping: { service: "service", when: "appointment_at", name: "contact_name" },
  },
  tools: [{ type: "calendar", name: "calendar", description: t("Календарь салона.", "The salon's calendar."), config: { resource: "salon", slot_minutes: 60, step_minutes: 30, capacity: 2, hours: hours("10:00", "20:00", [1, 2, 3, 4, 5, 6, 7]), notice_minutes: 30 } }],
  voice: { speech: speech("anna", "alice") },
  prompts: { greeting: t("Салон красоты «Мята», здравствуйте!", "Mint beauty salon, hello!") },
  fallbacks: fallbacks(t("Извините, связь подводит. До свидания!", "I'm sorry, I'm having trouble hearing you. Goodbye!")),
};

const free = { status: "ok" as const, value: { free: "yes" } };
const knows = { ru: { service: "стрижка", when: "завтра в пять", name: "меня зовут Анна" }, en: { service: "a haircut", when: "tomorrow at five", name: "my name is Anna" } };

const evals: EvalSuiteInput[] = [{
  name: "booking",
  cases: [
    {
      name: "записывает за одну фразу", language: "ru", tools: { check_availability: [free] },
      opening: { state: "service", says: "мята" },
      turns: [
        { says: "здравствуйте, запишите на маникюр послезавтра в полтретьего, Мария", expect: { state: "confirm", fields: { service: "manicure", when: "2026-11-22T14:30", name: "Мария" }, tool: { name: "check_availability" } } },
        { says: "да, всё верно", expect: { tool: { name: "book_appointment", arguments: { when: "2026-11-22T14:30" } }, says: "вы записаны" } },
      ],
      end: { ended: true, outcome: "booked" },
    },
    {
      name: "books step by step, with a correction", language: "en", tools: { check_availability: [free] },
      turns: [
        { says: "I'd like a haircut please", expect: { state: "when", fields: { service: "haircut" } } },
        { says: "how much is it", expect: { state: "when", says: "fifteen hundred" } },
        { says: "tomorrow at five", expect: { state: "name" } },
        { says: "my name is Anna", expect: { state: "confirm" } },
        { says: "no, not at five, at six", expect: { state: "confirm", fields: { when: "2026-11-21T18:00" } } },
        { says: "yes", expect: { tool: { name: "book_appointment", arguments: { when: "2026-11-21T18:00", name: "Anna" } } } },
      ],
      end: { outcome: "booked" },
    },
    {
      name: "предлагает другое время, когда занято", language: "ru",
      tools: { check_availability: [{ status: "ok", value: { free: "no", offer: "Свободно в шесть." } }, free] },
      turns: [
        { says: "на стрижку завтра в пять", expect: { state: "when", says: ["занято", "свободно в шесть"], fields: { when: null } } },
        { says: "тогда завтра в шесть", expect: { state: "name" } },
      ],
    },
    {
      name: "не говорит «записаны», если календарь молчит", language: "ru", tools: { check_availability: [free], book_appointment: [{ status: "unknown", value: {} }] },
      persona: { who: "Хочет на стрижку.", knows: knows.ru }, end: { outcome: "callback", not_says: "вы записаны", says: "перезвонит" },
    },
    {
      name: "предлагает другое время, когда его заняли, пока говорили", language: "ru",
      tools: { check_availability: [free], book_appointment: [{ status: "failed", value: { free: "no", offer: "Свободно в шесть." } }, { status: "ok", value: {} }] },
      turns: [
        { says: "на стрижку завтра в пять, Мария", expect: { state: "confirm" } },
        { says: "да", expect: { state: "when", says: ["занято", "свободно в шесть"] } },
        { says: "тогда завтра в шесть", expect: { state: "confirm" } },
        { says: "да", expect: { says: "вы записаны" } },
      ],
      end: { outcome: "booked" },
    },
    { name: "не гадает, какую из записей отменить", language: "ru", tools: { cancel_appointment: [{ status: "failed", value: { found: "several", near: "завтра в пять или послезавтра в шесть" } }] }, turns: [{ says: "хочу отменить запись" }, { says: "да", expect: { says: "несколько записей", transfer: "desk" } }] },
    { name: "a busy calendar leads to a call back", language: "en", tools: { check_availability: [{ status: "failed", value: {} }] }, persona: { who: "Wants a haircut.", knows: knows.en }, end: { outcome: "callback", not_says: "all set" } },
    { name: "соединяет с администратором", language: "ru", turns: [{ says: "соедините с администратором", expect: { transfer: "desk" } }], end: { outcome: "transferred" } },
    { name: "nobody at the desk", language: "en", transfers: { desk: "no_answer" }, turns: [{ says: "I want to talk to a person", expect: { transfer: "desk", says: "call you back" } }], end: { outcome: "callback" } },
    { name: "отменяет запись по просьбе", language: "ru", turns: [{ says: "хочу отменить запись", expect: { state: "drop" } }, { says: "да", expect: { tool: { name: "cancel_appointment" }, says: "отменена" } }] },
    { name: "goes over to English", language: "ru", turns: [{ says: "sorry, do you speak English?", expect: { language: "en", says: "book" } }] },
    ...(["brief", "chatty", "correcting", "unclear", "silent"] as const).flatMap((manner) => [
      { name: `${manner}, по-русски`, language: "ru" as const, tools: { check_availability: [free] }, persona: { who: "Хочет на стрижку.", manner, knows: knows.ru }, end: { outcome: "booked" as const } },
      { name: `${manner}, in English`, language: "en" as const, tools: { check_availability: [free] }, persona: { who: "Wants a haircut.", manner, knows: knows.en }, end: { outcome: "booked" as const } },
    ]),
  ],
}];

export const beautySalon: BotTemplateSource = {
  id: "beauty-salon",
  name: t("Салон красоты", "Beauty salon"),
  description: t("Записывает в календарь: услуга, день, время, имя. Отвечает про цены, адрес и часы.", "Books into a calendar: service, day, time, name. Tells prices, address and hours."),
  config, evals,
};
