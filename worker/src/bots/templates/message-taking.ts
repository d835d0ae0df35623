/**
 * Takes messages when nobody is there (PRODUCT F3): what to pass on, from whom, on which number and when to call back.
 * Meant for a number's hours after work.
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs, fallbacks, nameField, numberIntents, speech, t } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: t("Принимает сообщения, когда никого нет на месте.", "Takes messages when nobody is in."),
    style: t("Вежливо и коротко.", "Polite and short."),
    safety_rules: [t("Ничего не обещать, кроме того, что сообщение передадут.", "Promise nothing but that the message is passed on.")],
    facts: [t("Часы работы: по будням с девяти до шести.", "Office hours: weekdays from nine to six.")],
  },
  fields: {
    message: { type: "text", called: { ru: ["сообщение", "текст"], en: ["the message"] } },
    name: nameField,
    phone: { type: "phone", called: { ru: ["телефон", "номер"], en: ["the phone", "the number"] } },
    // In the caller's own words: «завтра после обеда», «когда угодно».
    when_to_call: { type: "text", called: { ru: ["время", "когда перезвонить"], en: ["the time", "when to call"] }, max_chars: 120 },
  },
  intents: [
    ...numberIntents,
    {
      name: "working_hours",
      examples: {
        ru: ["когда вы работаете", "до скольки вы работаете", "какой график", "часы работы", "когда откроетесь", "во сколько открываетесь", "вы завтра работаете", "когда кто-нибудь будет", "кто-нибудь будет завтра", "завтра кто-нибудь будет", "когда будет кто-нибудь из людей", "а когда будете", "когда вы будете", "а Иван когда будет"],
        en: ["what are your hours", "when do you open", "when are you open", "are you open tomorrow", "what time do you open", "when will somebody be in", "when do you close", "what are your working hours", "when will John be in"],
      },
    },
    {
      name: "just_hello",
      examples: {
        ru: ["здравствуйте", "добрый день", "добрый вечер", "доброе утро", "привет", "алло здравствуйте"],
        en: ["hello", "hi", "hi there", "hello there", "good morning", "good afternoon", "good evening"],
      },
    },
    {
      name: "who_answers",
      examples: {
        ru: ["кто это", "а кто это", "вы кто", "с кем я говорю", "куда я попал", "это кто"],
        en: ["who is this", "who are you", "who am I speaking to", "who am I talking to", "what is this"],
      },
    },
    {
      // A message in itself, and no goodbye.
      name: "have_them_call",
      examples: {
        ru: ["скажите пусть перезвонит", "пусть мне перезвонят", "попросите перезвонить", "пусть он мне перезвонит", "попросите его мне позвонить"],
        en: ["tell him to call me", "have her call me back", "ask him to call me", "please have somebody call me", "get them to call me back"],
      },
    },
    {
      name: "no_name",
      examples: {
        ru: ["не скажу", "не хочу говорить", "не хочу называть", "без имени", "анонимно", "аноним", "неважно кто", "неважно", "не буду говорить", "можно без этого"],
        en: ["I'd rather not say", "I'd rather not", "I don't want to say", "anonymous", "it doesn't matter who", "no name", "I won't say", "I'd prefer not to say", "never mind who"],
      },
    },
    // Said before the message itself, and none.
    {
      name: "leave_message",
      examples: {
        ru: ["хочу оставить сообщение", "можно оставить сообщение", "примите сообщение", "запишите сообщение", "хотел бы оставить сообщение", "хочу кое-что передать"],
        en: ["I'd like to leave a message", "can I leave a message", "take a message please", "could you take a message", "I want to leave a message"],
      },
    },
    {
      name: "no_message",
      examples: {
        ru: ["ничего не надо", "ничего передавать не надо", "не надо ничего передавать", "я сам перезвоню", "я сама перезвоню", "я перезвоню сам", "перезвоню позже", "потом перезвоню", "спасибо, не надо", "ошибся номером", "я не туда попала"],
        en: ["no message", "no message thanks", "I'll call back", "I'll call again later", "I'll ring again", "don't pass on anything", "nothing, I'll call later", "never mind, I'll call again", "wrong number", "sorry, wrong number"],
      },
    },
  ],
  flow: {
    type: "graph",
    start: "message",
    states: {
      message: { type: "ask", field: "message", also: ["name"], say: t("Сейчас никого нет, но я всё передам. Что передать?", "Nobody is in just now, but I'll pass on your message. What shall I say?"), hint: t("Скажите в двух словах, о чём звоните.", "Please say briefly what it is about.") },
      name: { type: "ask", field: "name", say: t("От кого сообщение? Скажите, пожалуйста, ваше имя.", "Who is it from? May I have your name, please?"), hint: t("Скажите имя.", "Please say your name.") },
      phone: { type: "ask", field: "phone", say: t("Перезвонить на номер, с которого вы звоните, или на другой?", "Shall we call back the number you're calling from, or another one?"), hint: t("Скажите «на этот» или назовите номер.", "Please say \"this number\", or say the number.") },
      other_phone: { type: "ask", field: "phone", say: t("Назовите номер.", "Please say the number."), hint: t("Назовите номер или наберите его на телефоне.", "Please say the number, or key it in.") },
      check_phone: {
        type: "confirm", fields: ["phone"],
        say: t("Номер {phone}, верно?", "The number is {phone}, is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Назовите номер ещё раз.", "Please say the number again."),
        corrected: t("Поправила.", "I've changed that."),
      },
      when: { type: "ask", field: "when_to_call", say: t("Когда вам лучше перезвонить?", "When is a good time to call you back?"), hint: t("Скажите, например: завтра утром, или в любое время.", "You can say, for example: tomorrow morning, or any time.") },
      confirm: {
        type: "confirm", fields: ["message", "when_to_call"],
        say: t("Записала: {message}. Когда перезвонить: {when_to_call}. Всё верно?", "I have noted: {message}. When to call back: {when_to_call}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: сообщение или время?", "What should I change: the message or the time?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      // Who keeps the number to themselves is asked for no hour either.
      confirm_message: {
        type: "confirm", fields: ["message"],
        say: t("Записала: {message}. Всё верно?", "I have noted: {message}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Скажите сообщение ещё раз.", "Please say the message again."),
        corrected: t("Поправила.", "I've changed that."),
      },
      taken_unnamed: { type: "end", outcome: "callback", say: t("Спасибо, всё передам. До свидания!", "Thank you, I'll pass it on. Goodbye!") },
      taken: { type: "end", outcome: "callback", say: t("Спасибо, {name}, всё передам. До свидания!", "Thank you, {name}, I'll pass it on. Goodbye!") },
      // A question is no message.
      hours: { type: "say", say: t("Мы работаем по будням с девяти до шести.", "We are open on weekdays from nine to six."), forget: ["message"] },
      hello: { type: "say", say: t("Здравствуйте!", "Hello!"), forget: ["message"] },
      assistant: { type: "say", say: t("Это голосовой помощник, я принимаю сообщения.", "This is a voice assistant, I take messages."), forget: ["message"] },
      listening: { type: "say", say: t("Да, конечно.", "Yes, of course."), forget: ["message"] },
      nobody: { type: "say", say: t("Сейчас соединить не с кем.", "I can't put you through to anybody.") },
      goodbye: { type: "end", outcome: null, say: t("Спасибо за звонок, до свидания!", "Thank you for calling, goodbye!") },
      lost: { type: "end", outcome: "callback", say: t("Извините, плохо разбираю. Передам, что вы звонили. До свидания!", "I'm sorry, I can't follow. I'll pass on that you called. Goodbye!") },
    },
    transitions: [
      { from: "message", to: "name", when: { done: true } },
      // A chat, or a number that is withheld: there is no "this one".
      { from: "name", to: "other_phone", when: { done: true }, if: [{ caller: "hidden" }] },
      { from: "name", to: "phone", when: { done: true } },
      { from: "name", to: "other_phone", when: { intent: "no_name" }, if: [{ caller: "hidden" }] },
      { from: "name", to: "phone", when: { intent: "no_name" } },
      { from: "phone", to: "confirm_message", when: { intent: "no_name" } },
      { from: "other_phone", to: "confirm_message", when: { intent: "no_name" } },
      { from: "other_phone", to: "confirm_message", when: { intent: "no" } },
      { from: "confirm_message", to: "taken", when: { done: true }, if: [{ field: "name", known: true }] },
      { from: "confirm_message", to: "taken_unnamed", when: { done: true } },
      { from: "phone", to: "check_phone", when: { done: true } },
      { from: "phone", to: "when", when: { intent: "this_number" } },
      { from: "phone", to: "when", when: { intent: "yes" } },
      { from: "phone", to: "other_phone", when: { intent: "another_number" } },
      { from: "phone", to: "other_phone", when: { intent: "no" } },
      { from: "other_phone", to: "check_phone", when: { done: true } },
      { from: "other_phone", to: "when", when: { intent: "this_number" }, if: [{ caller: "known" }] },
      { from: "check_phone", to: "when", when: { done: true } },
      { from: "when", to: "confirm", when: { done: true } },
      // "Later", "talk to you tomorrow": the message is there, and is passed on.
      { from: "when", to: "taken", when: { intent: "goodbye" }, if: [{ field: "name", known: true }] },
      { from: "when", to: "taken_unnamed", when: { intent: "goodbye" } },
      { from: "when", to: "confirm_message", when: { intent: "no_name" } },
      { from: "confirm", to: "taken", when: { done: true }, if: [{ field: "name", known: true }] },
      { from: "confirm", to: "taken_unnamed", when: { done: true } },
      { from: "message", to: "hours", when: { intent: "working_hours" } },
      { from: "hours", to: "message", when: { done: true } },
      { from: "nobody", to: "message", when: { done: true } },
      { from: "message", to: "listening", when: { intent: "leave_message" }, count: "announced", if: [{ counter: "announced", below: 1 }] },
      { from: "listening", to: "message", when: { done: true } },
      { from: "message", to: "hello", when: { intent: "just_hello" }, count: "greeted", if: [{ counter: "greeted", below: 2 }] },
      { from: "hello", to: "message", when: { done: true } },
      { from: "message", to: "assistant", when: { intent: "who_answers" }, count: "asked_who", if: [{ counter: "asked_who", below: 2 }] },
      { from: "message", to: "assistant", when: { intent: "are_you_a_bot" }, count: "asked_who", if: [{ counter: "asked_who", below: 2 }] },
      { from: "assistant", to: "message", when: { done: true } },
      { from: "message", to: "goodbye", when: { intent: "no_message" }, outcome: "refused", if: [{ not: { heard: "have_them_call" } }] },
      // The message is there; who it is from they will say themselves.
      ...["name", "phone", "other_phone"].map((from) => ({ from, to: "taken_unnamed", when: { intent: "no_message" } })),
      { from: "message", to: "goodbye", when: { intent: "no" }, outcome: "refused" },
      { from: "message", to: "nobody", when: { intent: "operator" }, count: "asked_person", if: [{ counter: "asked_person", below: 1 }] },
      { from: "*", to: "goodbye", when: { intent: "goodbye" }, outcome: "abandoned" },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "working_hours", limit: 3, answers: [t("Мы работаем по будням с девяти до шести.", "We are open on weekdays from nine to six.")] },
      { intent: "are_you_a_bot", limit: 3, answers: [t("Да, я голосовой помощник, принимаю сообщения.", "Yes, I'm a voice assistant, I take messages.")] },
    ],
    limit: 6,
  },
  agent: { crm_field_mapping: { message: "message", name: "contact_name", phone: "phone", when_to_call: "call_back" } },
  voice: { speech: speech("vera", "kate") },
  prompts: { greeting: t("Здравствуйте!", "Hello!"), recording_notice: t("Разговор записывается.", "This call is recorded."), time_warning: t("У нас осталась одна минута.", "We have one minute left.") },
  fallbacks: fallbacks(t("Извините, плохо разбираю. Передам, что вы звонили. До свидания!", "I'm sorry, I can't follow. I'll pass on that you called. Goodbye!")),
  // Long enough for any message.
  limits: { max_call_minutes: 5 },
  analysis: { success: t("Сообщение принято.", "A message was taken."), success_outcomes: ["callback"] },
};

const phone = { ru: "девятьсот двенадцать ноль ноль ноль четырнадцать двадцать семь", en: "plus seven nine one two zero zero zero one four two seven" };
const knows = {
  ru: { message: "хочу узнать готов ли мой заказ", name: "меня зовут Сергей", phone: phone.ru, when_to_call: "завтра утром" },
  en: { message: "please tell them that the parcel has come", name: "my name is Peter", phone: phone.en, when_to_call: "tomorrow morning" },
};

const evals: EvalSuiteInput[] = [{
  name: "messages",
  cases: [
    {
      name: "сообщение, имя, другой номер, когда", language: "ru", opening: { says: "что передать" },
      turns: [
        { says: "хочу узнать готов ли мой заказ", expect: { state: "name", fields: { message: "хочу узнать готов ли мой заказ" } } },
        { says: "Сергей", expect: { state: "phone" } },
        { says: "на другой", expect: { state: "other_phone" } },
        { says: phone.ru, expect: { state: "check_phone", fields: { phone: "+79120001427" } } },
        { says: "да", expect: { state: "when" } },
        { says: "завтра после обеда", expect: { state: "confirm", says: ["готов ли мой заказ", "завтра после обеда"], fields: { when_to_call: "завтра после обеда" } } },
        { says: "верно", expect: { ended: true, says: "передам" } },
      ],
      end: { outcome: "callback" },
    },
    {
      name: "this number, any time", language: "en", opening: { says: "pass on your message" },
      turns: [
        { says: "please tell them that the parcel has come", expect: { state: "name" } },
        { says: "Mary", expect: { state: "phone" } },
        { says: "this number", expect: { state: "when" } },
        { says: "any time tomorrow", expect: { state: "confirm", says: ["parcel has come", "any time tomorrow"] } },
        { says: "yes", expect: { ended: true, says: "pass it on" } },
      ],
      end: { outcome: "callback" },
    },
    { name: "нужен человек: никого нет, но передаст", language: "ru", turns: [{ says: "соедините с оператором", expect: { state: "message", says: "соединить не с кем" } }, { says: "у меня сломался замок", expect: { state: "name" } }] },
    { name: "сначала говорит, что хочет оставить сообщение", language: "ru", turns: [{ says: "здравствуйте, хочу оставить сообщение", expect: { state: "message", says: "что передать", fields: { message: null } } }, { says: "у меня сломался замок", expect: { state: "name", fields: { message: "у меня сломался замок" } } }] },
    { name: "announces a message, and ends with a later", language: "en", turns: [{ says: "hi, can I leave a message", expect: { state: "message", fields: { message: null } } }, { says: "tell them that the parcel has come", expect: { state: "name" } }, { says: "Mary" }, { says: "this number", expect: { state: "when" } }, { says: "later", expect: { ended: true, says: "pass it on" } }], end: { outcome: "callback" } },
    { name: "ничего не надо", language: "ru", turns: [{ says: "ничего не надо, я сам перезвоню", expect: { ended: true } }], end: { outcome: "refused" } },
    { name: "no message", language: "en", turns: [{ says: "no message, I'll call back", expect: { ended: true } }], end: { outcome: "refused" } },
    { name: "когда работаете", language: "ru", turns: [{ says: "а когда вы работаете", expect: { state: "message", says: ["по будням", "что передать"] } }] },
    { name: "when do you open", language: "en", turns: [{ says: "when do you open", expect: { state: "message", says: "weekdays" } }] },
    { name: "молчит: прощается", language: "ru", turns: [{ silent: true }, { silent: true }, { silent: true, expect: { ended: true } }], end: { outcome: "abandoned" } },
    ...["здравствуйте", "добрый день"].map((says) => ({ name: `приветствие — не сообщение: ${says}`, language: "ru" as const, turns: [{ says, expect: { state: "message", says: "что передать", fields: { message: null } } }, { says: "здравствуйте, у меня сломался замок", expect: { state: "name", fields: { message: "здравствуйте, у меня сломался замок" } } }] })),
    { name: "a greeting is no message", language: "en", turns: [{ says: "hi there", expect: { state: "message", fields: { message: null } } }, { says: "the parcel has come", expect: { state: "name" } }] },
    { name: "а кто это — не сообщение", language: "ru", turns: [{ says: "а кто это", expect: { state: "message", says: ["голосовой помощник", "что передать"], fields: { message: null } } }] },
    { name: "who is this is no message", language: "en", turns: [{ says: "who is this", expect: { state: "message", says: "voice assistant", fields: { message: null } } }] },
    { name: "будет ли кто-нибудь", language: "ru", turns: [{ says: "а кто-нибудь будет завтра", expect: { state: "message", says: "по будням", fields: { message: null } } }] },
    { name: "when somebody is in", language: "en", turns: [{ says: "when will somebody be in", expect: { state: "message", says: "weekdays", fields: { message: null, name: null } } }] },
    { name: "назвалась сразу: имя не спрашивает", language: "ru", turns: [{ says: "это Катя, скажите Ивану, что я перезвоню завтра", expect: { state: "phone", fields: { name: "Катя" } } }] },
    { name: "who says their name at once is not asked for it", language: "en", turns: [{ says: "it's Kate, tell Ivan that I'll call tomorrow", expect: { state: "phone", fields: { name: "Kate" } } }] },
    { name: "имени не скажет, и номера тоже", language: "ru", turns: [{ says: "передайте, что машина готова" }, { says: "не скажу", expect: { state: "phone" } }, { says: "не скажу", expect: { state: "confirm_message", says: "машина готова" } }, { says: "да", expect: { ended: true, says: "всё передам" } }], end: { outcome: "callback" } },
    { name: "would rather not say who it is", language: "en", turns: [{ says: "tell them that the parcel has come" }, { says: "I'd rather not say", expect: { state: "phone" } }, { says: "this number", expect: { state: "when" } }, { says: "any time", expect: { state: "confirm" } }, { says: "yes", expect: { ended: true, says: "pass it on" } }], end: { outcome: "callback" } },
    ...["tell John his car is ready", "can I talk to John"].map((says) => ({ name: `another's name is not the caller's: ${says}`, language: "en" as const, turns: [{ says, expect: { state: "name", fields: { name: null } } }] })),
    { name: "чужое имя — не имя звонящего", language: "ru", turns: [{ says: "мне нужен Сергей", expect: { state: "name", fields: { name: null } } }] },
    { name: "пусть перезвонит — это сообщение", language: "ru", turns: [{ says: "скажите, пусть перезвонит", expect: { state: "name", fields: { message: "скажите, пусть перезвонит" } } }] },
    { name: "have them call is a message", language: "en", turns: [{ says: "ask him to call me", expect: { state: "name" } }] },
    { name: "сообщение оставил, а имени не ждёт: передаст", language: "ru", turns: [{ says: "передайте, что машина готова", expect: { state: "name" } }, { says: "ладно, я сам перезвоню", expect: { ended: true, says: "всё передам" } }], end: { outcome: "callback" } },
    { name: "ошибся номером", language: "ru", turns: [{ says: "ой, ошибся номером", expect: { ended: true, says: "до свидания" } }], end: { outcome: "refused" } },
    { name: "a wrong number is no message", language: "en", turns: [{ says: "sorry, wrong number", expect: { ended: true, says: "goodbye" } }], end: { outcome: "refused" } },
    ...(["plain", "brief", "unclear", "silent"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, persona: { who: "Оставляет сообщение.", manner, knows: knows.ru }, end: { outcome: "callback" as const } },
      { name: callerIs.en[manner], language: "en" as const, persona: { who: "Leaves a message.", manner, knows: knows.en }, end: { outcome: "callback" as const } },
    ]),
  ],
}];

export const messageTaking: BotTemplateSource = {
  id: "message-taking",
  name: t("Приём сообщений", "Message taking"),
  description: t("Когда никого нет: берёт сообщение, имя, номер и время, когда перезвонить.", "When nobody is in: takes the message, the name, the number and when to call back."),
  config, evals,
};
