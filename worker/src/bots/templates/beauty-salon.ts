/** A beauty salon: books an appointment into the salon's own calendar, answers what everybody asks. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { appointmentIntents, appointments } from "./appointments.ts";
import { anywhere, callerIs, fallbacks, hours, nameField, speech, t, unreached } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const service = (value: string, ru: [label: string, object: string, ...synonyms: string[]], en: [label: string, object: string, ...synonyms: string[]]) => ({
  value, label: t(ru[0], en[0]), object: t(ru[1], en[1]), synonyms: { ru: ru.slice(2), en: en.slice(2) },
});

const what = t("Что поправить: услугу, время или имя?", "What should I change: the service, the time, or the name?");
const booking = appointments({ asks: "service", of: "service", fields: ["service", "when", "name"], what, readBack: t("{service}, {when}, на имя {name}.", "{service}, {when}, under the name {name}.") });

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
        service("haircut", ["стрижка", "стрижку", "подстричься", "постричься", "подстричь", "постричь", "подровнять", "подравнять", "чёлку", "кончики"], ["haircut", "a haircut", "hair cut", "trim", "hair trimmed", "cut my hair", "fringe", "bangs", "ladies cut", "men's cut", "a cut"]),
        service("manicure", ["маникюр", "маникюр", "ногти", "гель-лак"], ["manicure", "a manicure", "nails", "nails done"]),
        service("pedicure", ["педикюр", "педикюр"], ["pedicure", "a pedicure"]),
        service("colouring", ["окрашивание", "окрашивание", "покраситься", "покрасить волосы", "покраска волос", "краску"], ["colouring", "hair colouring", "hair coloring", "dye my hair", "hair dyed", "colour my hair", "color my hair", "hair colour", "hair color"]),
        service("styling", ["укладка", "укладку", "причёска", "уложить волосы"], ["styling", "hair styling", "blow dry", "blowout", "hair done"]),
      ],
      carriers: { ru: ["на {object}", "хочу записаться на {object}"], en: ["{object}, please", "I'd like {object}"] },
    },
    when: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "10:00", to: "19:00", step_minutes: 30,
      ask_day: t("На какой день?", "For which day?"),
      ask_time: t("{value}. Во сколько вам удобно?", "{value}. What time suits you?"),
    },
    name: nameField,
    phone: { type: "phone", called: { ru: ["телефон", "номер"], en: ["the phone", "the number"] } },
  },
  intents: [
    {
      name: "address",
      examples: {
        ru: ["где вы находитесь", "какой у вас адрес", "как к вам добраться", "как до вас доехать", "на какой вы улице", "подскажите адрес", "куда ехать", "вы где территориально", "как вас найти", "как вас найти на карте"],
        en: ["where are you", "where are you located", "what is your address", "how do I find you", "how do I get there", "what street are you on", "can you give me the address", "where is the salon"],
      },
    },
    {
      name: "opening_hours",
      examples: {
        ru: ["до скольки вы работаете", "какой у вас график", "вы сегодня открыты", "со скольки вы открыты", "часы работы", "вы работаете в воскресенье", "когда вы закрываетесь", "во сколько открываетесь"],
        en: ["what are your opening hours", "when do you close", "are you open today", "when do you open", "how late are you open", "are you open on sundays", "what time do you close", "opening times"],
      },
    },
    {
      name: "services",
      examples: {
        ru: ["какие у вас услуги", "что вы делаете", "что у вас есть", "чем вы занимаетесь", "какие услуги есть", "перечислите услуги", "на что можно записаться", "а что можно сделать"],
        en: ["what services do you have", "what do you do", "what do you offer", "what can I have done", "list your services", "which treatments do you have", "what can I book", "what kind of services are there"],
      },
    },
    {
      name: "parking",
      examples: {
        ru: ["у вас есть парковка", "где припарковаться", "есть ли стоянка", "куда поставить машину", "парковка есть", "можно ли у вас припарковаться", "что с парковкой"],
        en: ["is there parking", "do you have parking", "where can I park", "is there a car park", "where do I leave my car", "can I park near you", "what about parking"],
      },
    },
    {
      name: "payment",
      examples: {
        ru: ["можно картой", "картой можно оплатить", "принимаете карты", "оплата наличными или картой", "можно расплатиться картой", "как у вас оплатить", "только наличные", "можно переводом"],
        en: ["do you take cards", "can I pay by card", "do you accept cards", "is it cash only", "how can I pay", "can I pay in cash", "card or cash", "do you take credit cards"],
      },
    },
    {
      name: "certificates",
      examples: {
        ru: ["есть подарочные сертификаты", "у вас есть сертификаты", "хочу купить сертификат", "подарочный сертификат", "продаёте подарочные сертификаты", "можно купить сертификат в подарок"],
        en: ["do you sell gift certificates", "gift card", "do you have gift cards", "I'd like to buy a gift certificate", "can I buy a gift voucher", "do you have gift vouchers"],
      },
    },
    {
      name: "which_master",
      examples: {
        ru: ["Оля завтра работает", "к какому мастеру", "хочу к своему мастеру", "можно поменять мастера", "кто из мастеров работает", "хочу поменять мастера", "какие у вас мастера"],
        en: ["is Anna working today", "can I change my stylist", "which stylists do you have", "who is working today", "can I have my usual stylist", "who would do it"],
      },
    },
    {
      name: "left_things",
      examples: {
        ru: ["я забыла у вас зонт", "оставила у вас вещи", "потеряла у вас серёжку", "я у вас шарф забыла", "не находили у вас телефон"],
        en: ["I left my umbrella at your place", "I lost an earring at your place", "I forgot my scarf at yours", "did you find a phone", "I left something behind"],
      },
    },
    {
      // Two chairs at once the calendar does not book: a person does.
      name: "party",
      examples: {
        ru: ["нас двоих", "нас двое", "на двоих", "меня и подругу", "мы вдвоём с подругой", "нас будет трое", "меня с дочкой", "меня с подругой", "мы с мамой вдвоём"],
        en: ["for two", "for two people", "there are two of us", "the two of us", "me and my friend", "for me and my daughter", "a party of two", "three of us", "both of us"],
      },
    },
    ...appointmentIntents,
  ],
  flow: {
    type: "graph",
    start: "service",
    states: {
      service: { type: "ask", field: "service", also: ["when", "name"], say: t("На какую услугу вас записать?", "What would you like to book?"), hint: t("У нас {service.options}. На что записать сначала?", "We offer: {service.options}. Which one first?") },
      when: { type: "ask", field: "when", also: ["service", "name"], say: t("На какой день и время?", "Which day and what time?"), hint: t("Мы открыты {hours}. Скажите, например: завтра в пять, или спросите, когда свободно.", "We are open {hours}. You can say, for example: tomorrow at five, or ask what is free.") },
      check: { type: "tool", tool: "calendar", function: "check_availability", arguments: { when: "{when}", service: "{service}" }, say: t("Секунду, смотрю.", "One moment, let me look.") },
      taken: { type: "say", say: t("На это время уже занято. {tool.offer}", "That time is taken already. {tool.offer}"), forget: ["when"] },
      not_then: { type: "say", say: t("{tool.refusal} {tool.offer}", "{tool.refusal} {tool.offer}"), forget: ["when"] },
      name: { type: "ask", field: "name", say: t("Свободно. Как вас зовут?", "It's free. May I have your name?"), hint: t("Скажите, например: меня зовут Анна.", "You can say, for example: my name is Anna.") },
      confirm: {
        type: "confirm", fields: ["service", "when", "name"],
        say: t("Проверим: {service}. {when}, на имя {name}. Всё верно?", "Let me check: {service.object}. {when}, under the name {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what,
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      // A chat, or a number that is withheld: nobody could be called back.
      phone: { type: "ask", field: "phone", say: t("Какой номер записать для связи?", "Which number can we reach you at?"), hint: t("Назовите номер по цифрам.", "Please say the number digit by digit.") },
      confirm_phone: {
        type: "confirm", fields: ["service", "when", "name", "phone"],
        say: t("Проверим: {service}. {when}, на имя {name}, телефон {phone}. Всё верно?", "Let me check: {service.object}. {when}, under the name {name}, the number is {phone}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: услугу, время, имя или номер?", "What should I change: the service, the time, the name, or the number?"),
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      book: { type: "tool", tool: "calendar", function: "book_appointment", arguments: { when: "{when}", service: "{service}", name: "{name}", phone: "{phone}" }, say: t("Секунду, записываю.", "One moment, I'm booking that.") },
      booked: { type: "end", outcome: "booked", say: t("Готово, {name}, вы записаны. {when}. Ждём вас, до свидания!", "You're all set, {name}. {when}. See you then, goodbye!") },
      not_booked: { type: "end", outcome: "callback", say: t("Сейчас календарь не отвечает, извините. Администратор перезвонит вам и запишет. До свидания!", "I'm sorry, our calendar doesn't answer just now. Our receptionist will call you back to book. Goodbye!") },
      not_certain: { type: "end", outcome: "callback", say: t("Заявка ушла, но подтверждения пока нет. Администратор перезвонит и подтвердит. До свидания!", "The request was sent, but it isn't confirmed yet. Our receptionist will call back to confirm. Goodbye!") },
      ...booking.states,
      operator: { type: "transfer", destination: "desk", say: t("Хорошо, соединяю с администратором.", "Of course, I'm putting you through to the receptionist.") },
      // Whoever is angry hears no "of course".
      upset: { type: "transfer", destination: "desk", say: t("Извините, пожалуйста. Соединяю с администратором.", "I'm sorry about that. I'm putting you through to the receptionist.") },
      nobody: { type: "end", outcome: "callback", say: t("Администратор перезвонит вам. До свидания!", "Our receptionist will call you back. Goodbye!") },
      declined: { type: "end", outcome: "refused", say: t("Хорошо, ничего не записываю. Спасибо за звонок, до свидания!", "All right, nothing is booked. Thank you for calling, goodbye!") },
      lost: { type: "transfer", destination: "desk", say: t("Извините, никак не пойму. Соединяю с администратором.", "I'm sorry, I can't follow. I'm putting you through to the receptionist.") },
    },
    transitions: [
      { from: "service", to: "when", when: { done: true }, say: t("{service}, хорошо.", "{service}, fine.") },
      { from: "service", to: "declined", when: { intent: "no" } },
      { from: "when", to: "check", when: { done: true } },
      { from: "check", to: "name", when: { tool: "ok" }, if: [{ tool_value: "free", is: "yes" }] },
      { from: "check", to: "not_then", when: { tool: "ok" }, if: [{ tool_value: "open", is: "no" }] },
      { from: "check", to: "taken", when: { tool: "ok" } },
      { from: "check", to: "not_booked", when: { tool: "failed" } },
      { from: "taken", to: "when", when: { done: true } },
      { from: "not_then", to: "when", when: { done: true } },
      { from: "not_then", to: "not_booked", when: { visits: 5 } },
      { from: "taken", to: "not_booked", when: { visits: 5 } },
      { from: "name", to: "confirm_move", when: { done: true }, if: [{ counter: "moving", at_least: 1 }] },
      { from: "name", to: "confirm_phone", when: { done: true }, if: [{ field: "phone", known: true }] },
      { from: "name", to: "confirm", when: { done: true }, if: [{ caller: "known" }] },
      { from: "name", to: "phone", when: { done: true } },
      { from: "phone", to: "confirm_phone", when: { done: true } },
      { from: "confirm", to: "book", when: { done: true } },
      { from: "confirm_phone", to: "book", when: { done: true } },
      { from: "confirm_phone", to: "declined", when: { intent: "cancel_booking" } },
      { from: "book", to: "booked", when: { tool: "ok" } },
      { from: "book", to: "not_then", when: { tool: "failed" }, if: [{ tool_value: "open", is: "no" }] },
      { from: "book", to: "taken", when: { tool: "failed" }, if: [{ tool_value: "free", is: "no" }] },
      { from: "book", to: "not_booked", when: { tool: "failed" } },
      { from: "book", to: "not_certain", when: { tool: "unknown" } },
      { from: "*", to: "operator", when: { intent: "left_things" } },
      { from: "*", to: "operator", when: { intent: "party" }, say: t("Нескольких сразу запишет администратор.", "My colleague books several people together.") },
      ...booking.transitions,
      ...["operator", "upset", "lost"].flatMap((from) => unreached(from, "nobody", t("Администратор сейчас не отвечает.", "Our receptionist can't answer just now."))),
      { from: "*", to: "declined", when: { intent: "cancel" } },
      { from: "*", to: "declined", when: { intent: "not_interested" } },
      ...anywhere({ operator: "operator", goodbye: "declined", lost: "lost" }),
    ],
  },
  objections: {
    kinds: [
      { intent: "price", limit: 5, answers: [t("Стрижка от полутора тысяч рублей, маникюр от двух тысяч.", "A haircut is from fifteen hundred roubles, a manicure from two thousand.")] },
      { intent: "objection_expensive", limit: 2, answers: [t("Понимаю. Дешевле всего стрижка, от полутора тысяч рублей.", "I understand. A haircut costs least, from fifteen hundred roubles.")] },
      { intent: "wants_booking", limit: 5, answers: [t("Конечно.", "Of course.")] },
      { intent: "services", limit: 5, answers: [t("У нас {service.options}.", "We offer: {service.options}.")] },
      { intent: "address", limit: 5, answers: [t("Мы на улице Садовой, дом восемь, вход со двора.", "We are at 8 Garden Street, entrance from the yard.")] },
      { intent: "opening_hours", limit: 5, answers: [t("Мы открыты {hours}.", "We are open {hours}.")] },
      { intent: "which_master", limit: 5, answers: [t("Мастера подскажет администратор, а на услугу и время запишу я.", "Our receptionist will tell you about the stylists, and I can book the service and the time.")] },
      { intent: "parking", limit: 5, answers: [t("Парковка во дворе, бесплатная.", "There is free parking in the yard.")] },
      { intent: "payment", limit: 5, answers: [t("Оплатить можно картой или наличными.", "You can pay by card or in cash.")] },
      { intent: "certificates", limit: 5, answers: [t("Да, подарочные сертификаты есть у администратора, на любую сумму.", "Yes, our receptionist has gift certificates for any sum.")] },
      { intent: "are_you_a_bot", limit: 5, answers: [t("Да, я голосовой помощник салона. С записью справлюсь сама.", "Yes, I'm the salon's voice assistant. I can book you in myself.")] },
    ],
    limit: 12,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { words: { ru: ["жалоба", "пожаловаться", "претензия"], en: ["complaint", "complain"] } }, { sentiment_below: -0.6 }],
    handoff_state: "upset",
    destinations: [{ name: "desk", description: t("Администратор салона.", "The salon's receptionist."), to: "200", kind: "warm" }],
    crm_field_mapping: { service: "service", when: "appointment_at", name: "contact_name", phone: "phone" },
  },
  tools: [{ type: "calendar", name: "calendar", description: t("Календарь салона.", "The salon's calendar."), config: { resource: "salon", slot_minutes: 60, step_minutes: 30, capacity: 2, hours: hours("10:00", "20:00", [1, 2, 3, 4, 5, 6, 7]), notice_minutes: 30 } }],
  voice: { speech: speech("anna", "alice") },
  prompts: { greeting: t("Салон красоты «Мята», здравствуйте!", "Mint beauty salon, hello!") },
  fallbacks: fallbacks(t("Извините, у меня не получается вам помочь. Перезвоните и скажите «администратор»: я соединю. До свидания!", "I'm sorry, I can't help you with this. Call again and say \"receptionist\", and I'll put you through. Goodbye!")),
};

const free = { status: "ok" as const, value: { free: "yes" } };
const offered = { ru: { value: { free: "yes", offer: "Свободно: завтра в час или в два." } }, en: { value: { free: "yes", offer: "These are free: tomorrow at one or at two." } } };
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
    { name: "что принято, то названо", language: "ru", turns: [{ says: "на стрижку", expect: { state: "when", says: "стрижка, хорошо" } }, { says: "во вторник", expect: { state: "when", says: ["во вторник, 24 ноября", "во сколько"] } }] },
    { name: "what was taken is said", language: "en", turns: [{ says: "a haircut on Tuesday", expect: { state: "when", says: ["haircut, fine", "on Tuesday, November 24", "what time"] } }] },
    { name: "на брань — без «хорошо»", language: "ru", turns: [{ says: "вы там идиоты что ли", expect: { transfer: "desk", says: "извините", not_says: "хорошо" } }] },
    { name: "an insult is no \"of course\"", language: "en", turns: [{ says: "you stupid machine", expect: { transfer: "desk", says: "sorry", not_says: "of course" } }] },
    {
      name: "предлагает другое время, когда занято", language: "ru",
      tools: { check_availability: [{ status: "ok", value: { free: "no", offer: "Свободно в шесть." } }, free] },
      turns: [
        { says: "на стрижку завтра в пять", expect: { state: "when", says: ["занято", "свободно в шесть"], fields: { when: null } } },
        { says: "тогда завтра в шесть", expect: { state: "name" } },
      ],
    },
    {
      name: "закрыто — не значит занято", language: "ru",
      tools: { check_availability: [{ status: "ok", value: { free: "no", open: "no", why: "closed", refusal: "В это время мы не работаем.", offer: "Свободно в шесть." } }, free] },
      turns: [{ says: "на стрижку завтра в пять", expect: { state: "when", says: ["не работаем", "свободно в шесть"], not_says: "занято", fields: { when: null } } }],
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
    { name: "отменяет запись по просьбе", language: "ru", tools: { cancel_appointment: [{ value: { said: "завтра в пять" } }] }, turns: [{ says: "хочу отменить запись", expect: { state: "drop", intent: "cancel_booking" } }, { says: "да", expect: { tool: { name: "cancel_appointment" }, says: "запись отменена: завтра в пять" } }] },
    { name: "no appointment to cancel: a person looks", language: "en", tools: { cancel_appointment: [{ status: "failed", value: { found: "none" } }] }, turns: [{ says: "I can't come to my appointment", expect: { state: "drop" } }, { says: "yes", expect: { says: "found no appointment", transfer: "desk", not_says: "cancelled" } }] },
    { name: "передумал с первых слов: отменять нечего", language: "ru", turns: [{ says: "я передумал, ничего не надо", expect: { ended: true, tool: null } }], end: { outcome: "refused" } },
    {
      name: "переносит запись: новое время, потом прежняя", language: "ru", tools: { check_availability: [free] },
      turns: [
        { says: "здравствуйте, хочу перенести запись", expect: { state: "service", says: "перенесём" } },
        { says: "маникюр, в понедельник в пять", expect: { state: "name" } },
        { says: "Мария", expect: { state: "confirm_move", says: "прежнюю запись отменю" } },
        { says: "да", expect: { tool: { name: "move_appointment", arguments: { when: "2026-11-23T17:00" } }, says: "вы записаны" } },
      ],
      end: { outcome: "booked" },
    },
    { name: "reschedules, and cancels nothing before a new time is agreed", language: "en", turns: [{ says: "I need to reschedule my appointment", expect: { state: "service", tool: null } }, { says: "a haircut", expect: { state: "when", tool: null } }] },
    { name: "две услуги: по одной за раз", language: "ru", turns: [{ says: "хочу подстричься и покраситься", expect: { state: "service", says: "на что записать сначала", fields: { service: null } } }, { says: "сначала стрижка", expect: { state: "when", fields: { service: "haircut" } } }] },
    { name: "two services: one at a time", language: "en", turns: [{ says: "a haircut and a manicure", expect: { state: "service", says: "which one first" } }] },
    { name: "спрашивает, когда свободно", language: "ru", tools: { check_availability: [offered.ru, free] }, turns: [{ says: "на стрижку" }, { says: "а когда у вас свободно", expect: { state: "pick", says: "завтра в час", tool: { name: "check_availability" } } }, { says: "завтра в час", expect: { state: "name", fields: { when: "2026-11-21T13:00" } } }] },
    ...["whenever", "you choose", "what times do you have"].map((says) => ({ name: `any time: ${says}`, language: "en" as const, tools: { check_availability: [offered.en, free] }, turns: [{ says: "a haircut please" }, { says, expect: { state: "pick", says: "tomorrow at one" } }] })),
    { name: "the price is told beside the answer", language: "en", turns: [{ says: "just a trim tomorrow, how much is that", expect: { state: "when", says: ["fifteen hundred", "what time"], fields: { service: "haircut" } } }] },
    { name: "цена вместе с услугой", language: "ru", turns: [{ says: "сколько стоит стрижка", expect: { state: "when", says: "полутора тысяч", fields: { service: "haircut" } } }] },
    { name: "for Bill, and then for Will", language: "en", tools: { check_availability: [free] }, turns: [{ says: "a manicure on Friday at three for Bill", expect: { state: "confirm", fields: { name: "Bill" } } }, { says: "no, Will", expect: { state: "confirm", fields: { name: "Will" } } }] },
    { name: "who does it is not who comes", language: "en", tools: { check_availability: [free] }, turns: [{ says: "a haircut with Kate next Friday at five", expect: { state: "name", fields: { name: null } } }] },
    { name: "мастер — не клиент", language: "ru", tools: { check_availability: [free] }, turns: [{ says: "на маникюр в пятницу в три к мастеру Ольге", expect: { state: "name", fields: { name: null } } }] },
    { name: "имя поправляют и посреди записи", language: "ru", tools: { check_availability: [free] }, turns: [{ says: "Марина", expect: { state: "service" } }, { says: "не Марина а Мария", expect: { state: "service", fields: { name: "Мария" } } }, { says: "на стрижку", expect: { state: "when" } }, { says: "не Мария, а Юля", expect: { state: "when", fields: { name: "Юля" } } }] },
    { name: "the name is put right in the middle of it", language: "en", turns: [{ says: "my name is Anna", expect: { state: "service" } }, { says: "not Anna, Julia", expect: { state: "service", fields: { name: "Julia" } } }] },
    { name: "не отменить, а перенести на пятницу", language: "ru", tools: { check_availability: [free] }, turns: [{ says: "отмените мою запись", expect: { state: "drop" } }, { says: "нет не отменяйте перенесите на пятницу", expect: { state: "service", says: "перенесём" } }, { says: "на стрижку", expect: { state: "when", says: "во сколько" } }, { says: "в двенадцать", expect: { state: "name", fields: { when: "2026-11-27T12:00" } } }] },
    { name: "move it to friday, rather than cancel", language: "en", turns: [{ says: "I need to cancel my appointment", expect: { state: "drop" } }, { says: "no don't cancel it, move it to Friday", expect: { state: "service", says: "new time" } }, { says: "a haircut", expect: { state: "when", says: "what time" } }] },
    { name: "чёлка тоже стрижка", language: "ru", turns: [{ says: "мне бы чёлку подровнять", expect: { state: "when", fields: { service: "haircut" } } }] },
    { name: "a trim is a haircut", language: "en", turns: [{ says: "just a quick trim", expect: { state: "when", fields: { service: "haircut" } } }] },
    { name: "хочу записаться", language: "ru", turns: [{ says: "здравствуйте, хочу записаться", expect: { state: "service", says: "конечно", not_says: "поняла" } }] },
    { name: "an appointment, please", language: "en", turns: [{ says: "hi, I'd like to make an appointment", expect: { state: "service", not_says: "sorry" } }] },
    { name: "не поняла трижды: человек", language: "ru", turns: [{ says: "шмыг абракадабра", expect: { says: "не совсем поняла", not_says: "не расслышала" } }, { says: "ыгыгы тыц", expect: { state: "service" } }, { says: "быр быр", expect: { transfer: "desk" } }] },
    { name: "переходит на английский", language: "ru", turns: [{ says: "sorry, do you speak English?", expect: { language: "en", says: "book" } }] },
    ...["когда у меня запись", "забыла, на какое время я записана", "опаздываю на двадцать минут"].map((says) => ({ name: `кто уже записан, тому администратор: ${says}`, language: "ru" as const, turns: [{ says, expect: { transfer: "desk", tool: null } }] })),
    ...["when is my appointment", "I'm running twenty minutes late"].map((says) => ({ name: `who has an appointment is put through: ${says}`, language: "en" as const, turns: [{ says, expect: { transfer: "desk", tool: null } }] })),
    ...([["у вас есть парковка", "во дворе"], ["а картой можно", "картой или наличными"], ["у вас есть подарочные сертификаты", "есть у администратора"]] as const).map(([says, answer]) => ({ name: `обычный вопрос: ${says}`, language: "ru" as const, turns: [{ says, expect: { state: "service", says: [answer, "на какую услугу"] } }] })),
    ...([["is there parking", "in the yard"], ["do you take cards", "by card"], ["do you sell gift certificates", "gift certificates"]] as const).map(([says, answer]) => ({ name: `an ordinary question: ${says}`, language: "en" as const, turns: [{ says, expect: { state: "service", says: [answer, "would you like to book"] } }] })),
    { name: "на один день — не на двоих", language: "ru", turns: [{ says: "запишите на стрижку в пятницу", expect: { state: "when", fields: { service: "haircut" }, not_says: "администратор" } }] },
    { name: "двоих запишет человек", language: "ru", turns: [{ says: "запишите нас с подругой, нас двое", expect: { transfer: "desk", says: "нескольких сразу" } }] },
    { name: "two people are booked by a person", language: "en", turns: [{ says: "there are two of us", expect: { transfer: "desk", says: "several people" } }] },
    ...["отмените запись на маникюр на завтра", "я на стрижку завтра не приду", "снимите меня с маникюра на пятницу"].map((says) => ({ name: `отменяет, и называет, что: ${says}`, language: "ru" as const, tools: { cancel_appointment: [{ value: { said: "завтра в пять" } }] }, turns: [{ says, expect: { state: "drop", tool: null, fields: { service: null, when: null } } }, { says: "да", expect: { tool: { name: "cancel_appointment" }, says: "запись отменена" } }] })),
    ...["cancel my haircut tomorrow", "I can't come to my manicure on Friday", "please cancel my pedicure on Monday at three"].map((says) => ({ name: `cancels, and says what: ${says}`, language: "en" as const, tools: { cancel_appointment: [{ value: { said: "tomorrow at five" } }] }, turns: [{ says, expect: { state: "drop", tool: null, fields: { service: null, when: null } } }, { says: "yes", expect: { tool: { name: "cancel_appointment" }, says: "is cancelled" } }] })),
    {
      name: "переносит с дня на день: прежняя отменяется", language: "ru", tools: { check_availability: [free] },
      turns: [
        { says: "перенесите мой маникюр с завтра на понедельник в три", expect: { state: "name", says: "перенесём", fields: { service: "manicure", when: "2026-11-23T15:00" } } },
        { says: "Мария", expect: { state: "confirm_move", says: "прежнюю запись отменю" } },
        { says: "да", expect: { tool: { name: "move_appointment" }, says: "вы записаны" } },
      ],
      end: { outcome: "booked" },
    },
    {
      name: "moves it from one day to another, and keeps no old one", language: "en", tools: { check_availability: [free] },
      turns: [
        { says: "can you move my haircut from tomorrow to Friday at three", expect: { state: "name", says: "move it", fields: { service: "haircut", when: "2026-11-27T15:00" } } },
        { says: "Anna", expect: { state: "confirm_move", says: "cancel the old" } },
        { says: "yes", expect: { tool: { name: "move_appointment" } } },
      ],
      end: { outcome: "booked" },
    },
    { name: "свободные окна на услугу и день", language: "ru", tools: { check_availability: [offered.ru] }, turns: [{ says: "какие есть свободные окна на педикюр завтра", expect: { state: "pick", says: "завтра в час", tool: { name: "check_availability" } } }] },
    { name: "записана, и забыла когда: не записывает снова", language: "ru", turns: [{ says: "я записана на маникюр, забыла на какое время", expect: { transfer: "desk", tool: null, fields: { service: null } } }] },
    { name: "перезаписаться", language: "ru", turns: [{ says: "можно мне перезаписаться", expect: { state: "service", says: "перенесём" } }] },
    { name: "other day instead: moved, and no second one", language: "en", tools: { check_availability: [free] }, turns: [{ says: "I can't come tomorrow, can I come on Friday instead?", expect: { state: "service", says: "new time" } }, { says: "a haircut", expect: { state: "when", says: "what time" } }, { says: "at five", expect: { state: "name", fields: { when: "2026-11-27T17:00" } } }, { says: "Anna", expect: { state: "confirm_move" } }] },
    { name: "в силе ли запись", language: "ru", turns: [{ says: "моя запись ещё в силе?", expect: { transfer: "desk" } }] },
    { name: "кто из мастеров", language: "ru", turns: [{ says: "хочу поменять мастера", expect: { state: "service", says: "подскажет администратор" } }] },
    { name: "is Anna in", language: "en", turns: [{ says: "hi, is Anna working today", expect: { state: "service", says: "our receptionist will tell you" } }] },
    { name: "забыла зонт", language: "ru", turns: [{ says: "я забыла у вас зонт", expect: { transfer: "desk" } }] },
    { name: "lost an earring", language: "en", turns: [{ says: "I lost an earring at your place yesterday", expect: { transfer: "desk" } }] },
    ...["сдвиньте мой маникюр на час позже", "поменяйте мне время, я на завтра на стрижку в два", "можно вместо завтра прийти в среду на стрижку"].map((says) => ({ name: `переносит, как и говорят: ${says}`, language: "ru" as const, turns: [{ says, expect: { says: "перенесём" } }] })),
    ...["can you push my haircut back an hour", "could I switch my appointment to next week", "I have a haircut booked tomorrow at two, can we do four"].map((says) => ({ name: `moves, as people say it: ${says}`, language: "en" as const, turns: [{ says, expect: { says: "let's move it" } }] })),
    { name: "не придёт в то, о чём договорились: другое время", language: "ru", tools: { check_availability: [free] }, turns: [{ says: "на стрижку завтра в пять, Анна", expect: { state: "confirm" } }, { says: "нет, не смогу завтра", expect: { state: "when", says: "другое время", fields: { when: null } } }] },
    { name: "cannot make what is read back: another time", language: "en", tools: { check_availability: [free] }, turns: [{ says: "a haircut tomorrow at five" }, { says: "Anna", expect: { state: "confirm" } }, { says: "actually I can't make it tomorrow", expect: { state: "when", says: "another time", fields: { when: null } } }] },
    ...(["brief", "chatty", "correcting", "unclear", "silent"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, tools: { check_availability: [free] }, persona: { who: "Хочет на стрижку.", manner, knows: knows.ru }, end: { outcome: "booked" as const } },
      { name: callerIs.en[manner], language: "en" as const, tools: { check_availability: [free] }, persona: { who: "Wants a haircut.", manner, knows: knows.en }, end: { outcome: "booked" as const } },
    ]),
  ],
}];

export const beautySalon: BotTemplateSource = {
  id: "beauty-salon",
  name: t("Салон красоты", "Beauty salon"),
  description: t("Записывает в календарь: услуга, день, время, имя. Отвечает про цены, адрес и часы.", "Books into a calendar: service, day, time, name. Tells prices, address and hours."),
  config, evals,
};
