/** Confirms a delivery: day, hours, address. The order and its address come with the call. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs, fallbacks, nameField, speech, t, unreached } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: t("Служба доставки магазина.", "The delivery service of a shop."),
    style: t("Вежливо и коротко.", "Polite and short."),
    safety_rules: [t("Не говорить, что в заказе.", "Never say what is in the order.")],
    facts: [t("Курьер звонит за час.", "The courier calls an hour before.")],
  },
  fields: {
    name: nameField,
    order: { type: "digits", length: { min: 3, max: 10 } },
    address: { type: "address", called: { ru: ["адрес", "другой адрес"], en: ["the address", "another address"] } },
    day: { type: "text", max_chars: 60 },
    hours: { type: "text", max_chars: 60 },
    leave_at: {
      type: "choice",
      called: { ru: ["место"], en: ["the place"] },
      options: [
        { value: "door", label: t("у двери", "at the door"), synonyms: { ru: ["под дверью", "за дверью", "перед дверью"], en: ["outside the door", "by the door", "on the doorstep", "outside", "on the porch"] } },
        { value: "neighbour", label: t("у соседей", "with a neighbour"), synonyms: { ru: ["соседке", "соседу", "соседям"], en: ["neighbor", "neighbour", "next door"] } },
        { value: "reception", label: t("на проходной", "at the reception"), synonyms: { ru: ["консьержу", "консьержке", "охране", "на ресепшене"], en: ["reception", "concierge", "front desk", "doorman", "porter"] } },
      ],
    },
    new_when: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "10:00", to: "21:00", step_minutes: 30,
      ask_day: t("На какой день?", "Which day?"),
      ask_time: t("К какому часу?", "By what time?"),
    },
  },
  intents: [
    {
      name: "another_time",
      examples: {
        ru: ["в другой день", "на другой день", "другое время", "можно в другое время", "перенесите доставку", "перенести доставку", "можно перенести", "давайте перенесём", "можно попозже", "можно пораньше", "можно вечером", "лучше вечером", "можно после семи", "не раньше часа", "давайте не раньше часа", "привезите лучше сегодня", "не завтра, в любой другой день"],
        en: ["another day", "another day please", "another time", "can you come another time", "move the delivery", "can you move it", "reschedule the delivery", "can you come later", "can you come earlier", "can you come in the evening", "in the evening please", "can you come after seven", "not before one", "bring it today instead", "bring it on Monday instead", "not tomorrow, any other day", "any other day"],
      },
    },
    {
      name: "does_not_suit",
      examples: {
        ru: ["завтра не могу", "в этот день не могу", "завтра не получится", "мне неудобно", "не подходит", "это время не подходит", "завтра никак", "в это время не могу"],
        en: ["tomorrow doesn't work", "that doesn't work for me", "I can't tomorrow", "that doesn't suit me", "that time is no good", "it's not convenient", "I can't do tomorrow", "not tomorrow"],
      },
    },
    {
      name: "not_home",
      examples: {
        ru: ["не буду дома", "меня не будет дома", "никого не будет дома", "дома никого не будет", "нас не будет дома", "некому принять", "некому открыть"],
        en: ["I won't be home", "nobody will be home", "nobody will be in", "there won't be anybody home", "I won't be at home", "we won't be home", "no one is home then"],
      },
    },
    {
      name: "another_address",
      examples: {
        ru: ["другой адрес", "привезите по другому адресу", "адрес неверный", "адрес поменялся", "на другой адрес", "я переехал", "адрес не тот", "поменяйте адрес"],
        en: ["another address", "the address is wrong", "deliver to another address", "a different address", "wrong address", "change the address", "I have moved house", "not this address"],
      },
    },
    {
      name: "not_ordered",
      examples: {
        ru: ["я ничего не заказывал", "я ничего не заказывала", "это не мой заказ", "мы ничего не заказывали", "я такого не заказывал", "никакого заказа не было", "заказывал не я", "вы ошиблись номером", "это не мой номер", "вы не туда попали"],
        en: ["I did not order anything", "that's not my order", "I didn't order that", "we never ordered anything", "I have not ordered", "it is not my order", "you have the wrong number", "it wasn't me who ordered", "wrong number", "this is not my order"],
      },
    },
    {
      name: "what_is_in_it",
      examples: {
        ru: ["что в заказе", "а что там", "что за заказ", "что вы везёте", "какой заказ", "что я заказывал", "что внутри", "напомните, что там"],
        en: ["what is in the order", "what's in it", "what did I order", "what are you bringing", "which order is it", "what is it", "what's inside", "remind me what it is"],
      },
    },
    {
      name: "courier_call",
      examples: {
        ru: ["курьер позвонит", "курьер перед приездом позвонит", "а курьер предупредит", "когда позвонит курьер", "он позвонит заранее"],
        en: ["will the courier call", "does the courier ring first", "when will the courier call", "will he call before", "will the driver call me"],
      },
    },
    {
      name: "exact_time",
      examples: {
        ru: ["а точнее во сколько", "во сколько точно", "в какое время точно", "можно поточнее", "во сколько именно", "во сколько точно приедет курьер", "когда точно привезут", "а точное время"],
        en: ["what time exactly", "when exactly", "can you be more exact", "what time exactly will the courier come", "can you give me an exact time", "any idea what time", "can you be more precise"],
      },
    },
    {
      name: "bring_it",
      examples: {
        ru: ["нет, привозите", "привозите", "пусть везут", "везите", "оставьте заказ", "всё-таки привезите", "нет, заказ нужен", "не отменяйте", "не надо отменять"],
        en: ["bring it", "actually no, bring it", "no, do bring it", "keep the order", "I still want it", "I do want it", "deliver it after all", "don't cancel it"],
      },
    },
    {
      name: "already_here",
      examples: {
        ru: ["заказ уже получил", "я уже получила заказ", "мне его уже привезли", "уже доставили", "вчера уже привезли", "он уже у меня"],
        en: ["I already got it", "I've already got it", "I already have it", "it's already been delivered", "it came yesterday", "you already brought it"],
      },
    },
    {
      name: "pick_up",
      examples: {
        ru: ["можно я сам заберу", "самовывоз", "в пункт выдачи можно", "хочу забрать сам", "сама заберу со склада", "можно забрать самой"],
        en: ["can I pick it up myself", "I'll pick it up", "I'd rather collect it", "can I collect it", "where can I pick it up", "pick up point"],
      },
    },
    {
      name: "someone_home",
      examples: {
        ru: ["жена примет", "муж будет дома", "дома будет мама", "меня не будет, жена примет", "сын откроет", "кто-нибудь примет"],
        en: ["my wife will be home", "my husband will take it", "I'm not home but my wife is", "somebody will be home", "my son will be there", "my mother will be in"],
      },
    },
    {
      name: "courier_matters",
      examples: {
        ru: ["домофон не работает", "поднимете на этаж", "позвоните за полчаса", "код домофона", "оплатить картой можно", "лифта нет", "вход со двора"],
        en: ["the buzzer doesn't work", "does he carry it upstairs", "ring me half an hour before", "the door code", "can I pay by card", "there is no lift", "the entrance is from the yard"],
      },
    },
    {
      name: "leave_there",
      examples: {
        ru: ["оставьте у двери", "оставьте соседке", "оставьте на проходной", "пусть оставит у двери", "можно оставить у консьержа", "оставьте под дверью"],
        en: ["leave it at the door", "leave it with the neighbour", "leave it at the reception", "just leave it outside", "can he leave it at the door", "leave it with the concierge"],
      },
    },
  ],
  flow: {
    type: "graph",
    start: "offer",
    states: {
      offer: {
        // A time that is named at once needs no wish in words: «а можно вечером после семи».
        type: "question", fields: ["new_when"],
        say: t("Заказ {order} привезём {day}, {hours}. Вам удобно?", "Order {order} comes {day}, {hours}. Does that suit you?"),
        hint: t("Скажите «да», «в другой день» или «не нужно».", "Please say yes, another day, or no longer needed."),
      },
      check_address: {
        // A new address, or a part of it, is taken at once: «нет, дом двенадцать».
        type: "confirm", fields: ["address"],
        say: t("Адрес: {address}. Верно?", "The address is {address}. Is that right?"),
        hint: t("Скажите да или нет, или назовите верный адрес.", "Please say yes or no, or the right address."),
        what: t("Назовите верный адрес.", "Please say the right address."),
        corrected: t("Поправила.", "I've changed that."),
      },
      contents: { type: "say", say: t("Состав заказа мне не виден, его назовёт курьер.", "I can't see what is in the order, the courier will tell you.") },
      leave_where: { type: "ask", field: "leave_at", say: t("Где оставить: у двери, у соседей или на проходной?", "Where shall he leave it: at the door, with a neighbour, or at the reception?"), hint: t("Скажите, например: у двери.", "You can say, for example: at the door.") },
      left_there: { type: "say", say: t("Хорошо, передам курьеру: {leave_at}.", "All right, I'll tell the courier: {leave_at}.") },
      forget_address: { type: "say", say: t("Хорошо.", "All right."), forget: ["address"] },
      address: { type: "ask", field: "address", say: t("Назовите улицу, дом и квартиру.", "Please say the street, the house and the flat."), hint: t("Например: улица Ленина, дом пять, квартира двенадцать.", "For example: 5 Oak Street, flat twelve.") },
      and_the_day: { type: "question", fields: ["new_when"], say: t("Адрес записала. А {day}, {hours}, вам удобно?", "I have the address. And does {day}, {hours}, suit you?"), hint: t("Скажите «да» или «в другой день».", "Please say yes, or another day.") },
      new_when: { type: "ask", field: "new_when", say: t("На какой день и к какому часу привезти?", "Which day, and by what time?"), hint: t("Мы возим {new_when.hours}. Скажите, например: в субботу к двенадцати.", "We deliver {new_when.hours}. You can say, for example: on Saturday at noon.") },
      check_all: {
        type: "confirm", fields: ["new_when", "address"],
        say: t("Новое время: {new_when}. Адрес: {address}. Верно?", "The new time: {new_when}. The address: {address}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: время или адрес?", "What should I change: the time or the address?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      sure_refuse: { type: "question", say: t("Отказаться от заказа совсем?", "Shall we cancel the order altogether?"), hint: t("Скажите да или нет.", "Please say yes or no.") },
      confirmed: { type: "end", outcome: "answered", say: t("Спасибо. Курьер позвонит за час. До свидания!", "Thank you. The courier will call an hour before. Goodbye!") },
      confirmed_there: { type: "end", outcome: "answered", say: t("Спасибо. Просьбу оставить {leave_at} передам, курьер позвонит за час. До свидания!", "Thank you. I'll pass on that it may be left {leave_at}, and the courier will call an hour before. Goodbye!") },
      asked_to_move: { type: "end", outcome: "callback", say: t("Пожелание приняли, оператор подтвердит. До свидания!", "We have your wish, and an operator will confirm it. Goodbye!") },
      refused: { type: "end", outcome: "refused", say: t("Отказ приняли, оператор подтвердит отмену. До свидания!", "We have your refusal, and an operator will confirm the cancellation. Goodbye!") },
      delivered: { type: "end", outcome: "answered", say: t("Поняла, передам оператору. Извините за звонок, до свидания!", "I see, I'll tell our operator. Sorry to have called, goodbye!") },
      wrong: { type: "end", outcome: "refused", say: t("Извините за беспокойство, мы проверим номер. До свидания!", "Sorry to have troubled you, we'll check the number. Goodbye!") },
      operator: { type: "transfer", destination: "desk", say: t("Соединяю с оператором.", "I'm putting you through to an operator.") },
      later: { type: "end", outcome: "callback", say: t("Оператор перезвонит вам. До свидания!", "An operator will call you back. Goodbye!") },
      machine: { type: "end", outcome: "voicemail", say: t("Заказ {order} привезём {day}, {hours}. До свидания!", "Order {order} comes {day}, {hours}. Goodbye!") },
      lost: { type: "end", outcome: "callback", say: t("Извините, никак не пойму. Оператор перезвонит вам. До свидания!", "I'm sorry, I can't follow. An operator will call you. Goodbye!") },
    },
    transitions: [
      { from: "offer", to: "check_address", when: { intent: "yes" } },
      { from: "offer", to: "check_address", when: { intent: "bring_it" } },
      { from: "offer", to: "check_address", when: { intent: "someone_home" } },
      ...["offer", "check_address"].flatMap((from) => [
        { from, to: "delivered", when: { intent: "already_here" } },
        { from, to: "wrong", when: { intent: "not_ordered" } },
      ]),
      { from: "*", to: "operator", when: { intent: "pick_up" } },
      // «А что там» is also what people say who have not heard.
      { from: "offer", to: "contents", when: { intent: "what_is_in_it" }, count: "asked_contents", if: [{ counter: "asked_contents", below: 3 }] },
      { from: "contents", to: "offer", when: { done: true } },
      { from: "offer", to: "leave_where", when: { intent: "leave_there" } },
      { from: "check_address", to: "leave_where", when: { intent: "leave_there" }, if: [{ field: "leave_at", known: false }] },
      { from: "leave_where", to: "left_there", when: { done: true } },
      { from: "leave_where", to: "check_address", when: { intent: "no" } },
      { from: "leave_where", to: "check_address", when: { not_understood: 2 }, say: t("Скажите об этом курьеру, он позвонит за час.", "Please tell the courier, he will call an hour before.") },
      { from: "left_there", to: "check_address", when: { done: true } },
      { from: "offer", to: "new_when", when: { intent: "another_time" } },
      { from: "offer", to: "new_when", when: { intent: "not_home" } },
      { from: "offer", to: "new_when", when: { intent: "does_not_suit" } },
      { from: "offer", to: "new_when", when: { done: true } },
      { from: "offer", to: "new_when", when: { intent: "maybe" } },
      // The day is still open: it is asked about once the address is there, and nothing is confirmed for it before.
      { from: "offer", to: "forget_address", when: { intent: "another_address" }, count: "day_open" },
      { from: "offer", to: "new_when", when: { intent: "no" } },
      { from: "offer", to: "sure_refuse", when: { intent: "cancel" } },
      { from: "check_address", to: "new_when", when: { intent: "another_time" } },
      { from: "check_address", to: "new_when", when: { intent: "not_home" } },
      { from: "check_address", to: "new_when", when: { intent: "does_not_suit" } },
      { from: "check_address", to: "confirmed_there", when: { intent: "yes" }, if: [{ field: "leave_at", known: true }] },
      { from: "check_address", to: "confirmed", when: { intent: "yes" } },
      { from: "check_address", to: "forget_address", when: { intent: "no" } },
      { from: "check_address", to: "forget_address", when: { intent: "another_address" } },
      { from: "forget_address", to: "address", when: { done: true } },
      { from: "address", to: "check_all", when: { done: true }, if: [{ field: "new_when", known: true }] },
      { from: "address", to: "and_the_day", when: { done: true }, if: [{ counter: "day_open", at_least: 1 }, { counter: "day_settled", below: 1 }] },
      { from: "and_the_day", to: "check_address", when: { intent: "yes" }, count: "day_settled" },
      { from: "and_the_day", to: "check_address", when: { intent: "bring_it" }, count: "day_settled" },
      ...(["another_time", "not_home", "does_not_suit", "maybe", "no"] as const).map((intent) => ({ from: "and_the_day", to: "new_when", when: { intent } })),
      { from: "and_the_day", to: "new_when", when: { done: true } },
      { from: "address", to: "check_address", when: { done: true } },
      { from: "new_when", to: "check_all", when: { done: true } },
      { from: "check_all", to: "asked_to_move", when: { done: true } },
      { from: "sure_refuse", to: "offer", when: { intent: "bring_it" } },
      { from: "sure_refuse", to: "refused", when: { intent: "yes" } },
      { from: "sure_refuse", to: "refused", when: { intent: "cancel" } },
      { from: "sure_refuse", to: "offer", when: { intent: "no" } },
      { from: "new_when", to: "sure_refuse", when: { intent: "no" }, count: "unwilling", if: [{ counter: "unwilling", below: 2 }] },
      { from: "sure_refuse", to: "new_when", when: { intent: "another_time" } },
      ...unreached("operator", "later"),
      { from: "*", to: "wrong", when: { intent: "not_ordered" } },
      { from: "*", to: "machine", when: { intent: "answering_machine" } },
      { from: "*", to: "later", when: { intent: "busy" } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "sure_refuse", when: { intent: "cancel" } },
      { from: "*", to: "later", when: { intent: "goodbye" } },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "what_is_in_it", limit: 3, answers: [t("Состав заказа мне не виден, его назовёт курьер.", "I can't see what is in the order, the courier will tell you.")] },
      { intent: "exact_time", limit: 3, answers: [t("Точнее пока не скажу: {day}, {hours}, а за час позвонит курьер.", "I can't say more exactly yet: {day}, {hours}, and the courier calls an hour before.")] },
      { intent: "courier_call", limit: 3, answers: [t("Курьер позвонит за час.", "The courier will call an hour before.")] },
      { intent: "courier_matters", limit: 3, answers: [t("Скажите об этом курьеру, он позвонит за час.", "Please tell the courier, he will call an hour before.")] },
      { intent: "who_is_this", limit: 3, answers: [t("Это служба доставки, я голосовой помощник.", "This is the delivery service, I'm the voice assistant.")] },
      { intent: "are_you_a_bot", limit: 3, answers: [t("Да, я голосовой помощник доставки.", "Yes, I'm the delivery's voice assistant.")] },
      { intent: "price", limit: 3, answers: [t("Сумму назовёт курьер, оплата картой или наличными.", "The courier will name the sum; you can pay by card or cash.")] },
    ],
    limit: 6,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { misunderstood: 4 }],
    handoff_state: "operator",
    destinations: [{ name: "desk", description: t("Оператор доставки.", "A delivery operator."), to: "210", kind: "cold" }],
    crm_field_mapping: { order: "order_number", address: "address", new_when: "wanted_at", leave_at: "leave_at" },
  },
  voice: { speech: speech("vera", "kate") },
  answering_machine: { action: "leave_message", message: t("Здравствуйте, это доставка. Заказ {order} привезём {day}, {hours}. Если вам неудобно, пожалуйста, перезвоните нам. До свидания!", "Hello, this is the delivery service. Order {order} comes {day}, {hours}. If that doesn't suit you, please call us back. Goodbye!") },
  prompts: { greeting: t("Здравствуйте, это доставка.", "Hello, this is the delivery service.") },
  fallbacks: fallbacks(t("Извините, никак не пойму. Всего доброго!", "I'm sorry, I can't follow. Goodbye!"), t("Вас не слышно. Заказ {order} привезём {day}, {hours}. Всего доброго!", "I can't hear you. Order {order} comes {day}, {hours}. Goodbye!")),
  analysis: { success: t("Понятно, когда и куда везти.", "It is clear when and where to deliver."), success_outcomes: ["answered", "callback"] },
};

const known = { order: "4071", address: "ул. Ленина, д. 5, кв. 12", day: "завтра", hours: "с десяти до двух" };
const knownEn = { order: "4071", address: "5 Oak Street, flat 12", day: "tomorrow", hours: "from ten to two" };

const evals: EvalSuiteInput[] = [{
  name: "delivery",
  cases: [
    { name: "удобно, адрес верный", language: "ru", fields: known, opening: { says: ["4071", "завтра"] }, turns: [{ says: "да, удобно", expect: { state: "check_address", says: "ленина" } }, { says: "верно", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "another day", language: "en", fields: knownEn, turns: [{ says: "I won't be home tomorrow", expect: { state: "new_when" } }, { says: "on saturday at noon", expect: { state: "check_all", fields: { new_when: "2026-11-21T12:00" } } }, { says: "yes", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "вечером после семи: спросит, в какой день", language: "ru", fields: known, turns: [{ says: "а можно вечером после семи", expect: { state: "new_when", says: "на какой день" } }, { says: "в субботу", expect: { state: "new_when" } }, { says: "в восемь вечера", expect: { state: "check_all", fields: { new_when: "2026-11-21T20:00" } } }] },
    { name: "в субботу в семь", language: "ru", fields: known, turns: [{ says: "лучше в субботу в семь вечера", expect: { state: "check_all", fields: { new_when: "2026-11-21T19:00" } } }, { says: "да", expect: { ended: true, says: "оператор подтвердит" } }], end: { outcome: "callback" } },
    { name: "перенесите на понедельник в час", language: "ru", fields: known, turns: [{ says: "перенесите на понедельник на час дня", expect: { state: "check_all", fields: { new_when: "2026-11-23T13:00" } } }] },
    { name: "да, завтра удобно — это да", language: "ru", fields: known, turns: [{ says: "да, завтра удобно", expect: { state: "check_address" } }] },
    { name: "завтра не могу: какой день тогда", language: "ru", fields: known, turns: [{ says: "завтра не могу, давайте в другой день", expect: { state: "new_when", says: "на какой день и к какому часу" } }] },
    ...[["не туда, улица Гагарина дом семь", "ул. Гагарина, д. 7"], ["улица Гагарина дом семь", "ул. Гагарина, д. 7"], ["нет, дом двенадцать", "ул. Ленина, д. 12, кв. 12"]].map(([says, address]) => ({ name: `другой адрес сразу: ${says}`, language: "ru" as const, fields: known, turns: [{ says: "да" }, { says: says ?? "", expect: { state: "check_address", fields: { address: address ?? "" } } }, { says: "да", expect: { ended: true } }] })),
    ...[["wrong street, it's 12 Main Street apartment four", "12 Main Street, apt 4"], ["no, flat 9, house 15", "15 Oak Street, flat 9"]].map(([says, address]) => ({ name: `another address at once: ${says}`, language: "en" as const, fields: knownEn, turns: [{ says: "yes" }, { says: says ?? "", expect: { state: "check_address", fields: { address: address ?? "" } } }, { says: "yes", expect: { ended: true } }] })),
    { name: "имя поправляют и у адреса", language: "ru", fields: { ...known, name: "Анна" }, turns: [{ says: "да" }, { says: "не Анна, а Яна", expect: { state: "check_address", fields: { name: "Яна" } } }, { says: "да", expect: { ended: true } }] },
    { name: "завтра не могу, и сразу другой день", language: "ru", fields: known, turns: [{ says: "завтра не могу, в понедельник в три", expect: { state: "check_all", fields: { new_when: "2026-11-23T15:00" } } }] },
    { name: "not tomorrow, and another day at once", language: "en", fields: knownEn, turns: [{ says: "not tomorrow, Monday at three", expect: { state: "check_all", fields: { new_when: "2026-11-23T15:00" } } }] },
    { name: "why it does not suit is no other time", language: "en", fields: knownEn, turns: [{ says: "no, I work until six", expect: { state: "new_when", says: "which day, and by what time" } }] },
    { name: "nobody will be home", language: "en", fields: knownEn, turns: [{ says: "nobody will be home", expect: { state: "new_when" } }] },
    { name: "sunday afternoon", language: "en", fields: knownEn, turns: [{ says: "sunday afternoon would be better", expect: { state: "new_when", says: "what time exactly" } }, { says: "at three", expect: { state: "check_all", fields: { new_when: "2026-11-22T15:00" } } }] },
    { name: "not followed three times: a call back, and said so", language: "en", fields: knownEn, turns: [{ says: "brm shm" }, { says: "khe shm" }, { says: "shm khe", expect: { ended: true, says: "will call you" } }], end: { outcome: "callback" } },
    { name: "другой адрес", language: "ru", fields: known, turns: [{ says: "да", expect: { state: "check_address" } }, { says: "нет, адрес другой", expect: { state: "address" } }, { says: "улица Гагарина дом семь квартира три", expect: { state: "check_address", says: "гагарина" } }, { says: "да", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "отказ с переспросом", language: "ru", fields: known, turns: [{ says: "отмените заказ, передумал", expect: { state: "sure_refuse" } }, { says: "да", expect: { ended: true, not_says: "заказ отменён" } }], end: { outcome: "refused" } },
    { name: "nothing was ordered", language: "en", fields: knownEn, turns: [{ says: "I did not order anything", expect: { ended: true } }], end: { outcome: "refused" } },
    { name: "автоответчик", language: "ru", fields: known, turns: [{ says: "вас приветствует автоответчик, оставьте сообщение", expect: { ended: true } }], end: { outcome: "voicemail" } },
    { name: "не говорит, что в заказе", language: "ru", fields: known, turns: [{ says: "а что там в заказе", expect: { state: "offer", says: "назовёт курьер", not_says: "не совсем поняла" } }] },
    { name: "отказался и передумал: снова спрашивает, удобно ли", language: "ru", fields: known, turns: [{ says: "отмените", expect: { state: "sure_refuse" } }, { says: "нет, привозите", expect: { state: "offer", says: "вам удобно" } }] },
    { name: "cancels, and wants it after all", language: "en", fields: knownEn, turns: [{ says: "cancel it", expect: { state: "sure_refuse" } }, { says: "actually no, bring it", expect: { state: "offer", says: "does that suit you" } }] },
    {
      name: "и день, и адрес не те: завтра не подтверждает", language: "ru", fields: known,
      turns: [
        { says: "завтра не могу, и адрес другой", expect: { state: "address" } },
        { says: "улица Гагарина дом семь", expect: { state: "and_the_day", says: "удобно" } },
        { says: "нет, давайте в понедельник в три", expect: { state: "check_all", fields: { address: "ул. Гагарина, д. 7", new_when: "2026-11-23T15:00" } } },
        { says: "да", expect: { ended: true, says: "оператор подтвердит" } },
      ],
      end: { outcome: "callback" },
    },
    {
      name: "the day is wrong and so is the address", language: "en", fields: knownEn,
      turns: [
        { says: "tomorrow's no good and the address is different", expect: { state: "address" } },
        { says: "12 Main Street", expect: { state: "and_the_day", says: "suit you" } },
        { says: "no, on Monday at three", expect: { state: "check_all", fields: { address: "12 Main Street", new_when: "2026-11-23T15:00" } } },
      ],
    },
    { name: "точнее не обещает", language: "ru", fields: known, turns: [{ says: "а точнее во сколько", expect: { state: "offer", says: ["точнее пока не скажу", "с десяти до двух"], not_says: "сумму" } }] },
    { name: "what time exactly is answered honestly", language: "en", fields: knownEn, turns: [{ says: "what time exactly", expect: { state: "offer", says: ["can't say more exactly", "from ten to two"] } }] },
    { name: "а что там", language: "ru", fields: known, turns: [{ says: "а что там", expect: { state: "offer", says: "назовёт курьер" } }] },
    { name: "what is in it", language: "en", fields: knownEn, turns: [{ says: "what's in it", expect: { state: "offer", says: "the courier will tell you" } }] },
    { name: "просят оставить у двери", language: "ru", fields: known, turns: [{ says: "да, и оставьте у двери", expect: { state: "check_address", fields: { leave_at: "door" }, says: "передам курьеру у двери" } }, { says: "да", expect: { ended: true, says: "просьбу оставить у двери передам" } }], end: { outcome: "answered" } },
    { name: "leave it with a neighbour", language: "en", fields: knownEn, turns: [{ says: "leave it with the neighbour", expect: { state: "check_address", fields: { leave_at: "neighbour" } } }, { says: "yes", expect: { ended: true, says: "with a neighbour" } }], end: { outcome: "answered" } },
    { name: "не раньше часа: время взято", language: "ru", fields: known, turns: [{ says: "давайте завтра, но не раньше часа", expect: { state: "new_when", says: "во сколько именно", not_says: "перезвонит" } }] },
    { name: "in the evening after seven", language: "en", fields: knownEn, turns: [{ says: "can you come in the evening after seven", expect: { state: "new_when", not_says: "call you back" } }] },
    { name: "today instead of tomorrow", language: "en", fields: knownEn, turns: [{ says: "bring it today instead", expect: { state: "new_when" } }, { says: "at seven in the evening", expect: { state: "check_all", fields: { new_when: "2026-11-20T19:00" } } }] },
    { name: "заказ уже получен", language: "ru", fields: known, turns: [{ says: "я уже получила заказ вчера", expect: { ended: true, says: "извините за звонок" } }] },
    { name: "it is here already", language: "en", fields: knownEn, turns: [{ says: "I already got it", expect: { ended: true, says: "sorry to have called" } }] },
    { name: "заберёт сам: оператор", language: "ru", fields: known, turns: [{ says: "можно я сам заберу", expect: { transfer: "desk" } }] },
    { name: "picks it up: an operator", language: "en", fields: knownEn, turns: [{ says: "can I pick it up myself", expect: { transfer: "desk" } }] },
    { name: "примет жена", language: "ru", fields: known, turns: [{ says: "меня не будет, жена примет", expect: { state: "check_address" } }] },
    { name: "my wife is home", language: "en", fields: knownEn, turns: [{ says: "I'm not home but my wife is", expect: { state: "check_address" } }] },
    { name: "домофон — курьеру", language: "ru", fields: known, turns: [{ says: "домофон не работает", expect: { state: "offer", says: "скажите об этом курьеру" } }] },
    { name: "the buzzer is for the courier", language: "en", fields: knownEn, turns: [{ says: "the buzzer doesn't work", expect: { state: "offer", says: "tell the courier" } }] },
    { name: "не его номер", language: "ru", fields: known, turns: [{ says: "это не мой номер", expect: { ended: true, says: "проверим номер" } }], end: { outcome: "refused" } },
    ...(["plain", "unclear", "silent"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, fields: known, persona: { who: "Ждёт заказ.", manner }, end: { outcome: "answered" as const } },
      { name: callerIs.en[manner], language: "en" as const, fields: knownEn, persona: { who: "Waits for the order.", manner }, end: { outcome: "answered" as const } },
    ]),
  ],
}];

export const deliveryConfirmation: BotTemplateSource = {
  id: "delivery-confirmation",
  name: t("Подтверждение доставки", "Delivery confirmation"),
  description: t("Подтверждает день, часы и адрес; переносит и принимает отказ. Заказ приходит со звонком.", "Confirms day, hours and address; moves it, takes a refusal. The order comes with the call."),
  config, evals,
};
