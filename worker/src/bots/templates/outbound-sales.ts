/**
 * Outbound sales: dialing, greeting, identification, offer, question, objection, qualification, an address for what is
 * to be sent, callback, confirmation, transfer, farewell. The bot sends nothing itself: an engineer does, and it says so. What a call came to is said by the transition that ends it.
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs, fallbacks, nameField, speech, t, unreached } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: t("Голосовой помощник компании «Импульс», испытательные машины для лабораторий.", "The voice assistant of Impulse, testing machines for laboratories."),
    style: t("Уважительно, коротко; отказ принимать с первого раза.", "Respectful and short; take a refusal the first time."),
    safety_rules: [t("Не называть скидок и сроков, которых нет в фактах.", "Name no discounts or dates that are not among the facts."), t("На вопрос, робот ли это, отвечать прямо.", "Say plainly that you are a voice assistant when asked.")],
    facts: [t("Машины от одного до двух тысяч килоньютон, поставка от шести недель, гарантия два года.", "Machines from one to two thousand kilonewtons, delivery from six weeks, two years of guarantee.")],
  },
  fields: {
    name: nameField,
    need: {
      type: "choice",
      called: { ru: ["задача"], en: ["the need"] },
      options: [
        { value: "new_machine", label: t("новая машина", "a new machine"), synonyms: { ru: ["новую", "купить", "закупка", "нужна машина"], en: ["new", "a new one", "new one", "buy", "purchase", "need a machine"] } },
        { value: "upgrade", label: t("модернизация", "an upgrade"), synonyms: { ru: ["модернизировать", "обновить", "обновить старую", "апгрейд"], en: ["upgrade", "modernise", "modernize", "update the old one"] } },
        { value: "service", label: t("обслуживание", "service"), synonyms: { ru: ["сервис", "ремонт", "поверка"], en: ["service", "repair", "calibration"] } },
      ],
    },
    force: { type: "number", called: { ru: ["усилие"], en: ["the force"] }, min: 1, max: 2000 },
    phone: { type: "phone", called: { ru: ["телефон"], en: ["the phone"] } },
    email: { type: "email", called: { ru: ["почта", "адрес"], en: ["the e-mail", "the address"] } },
    callback_at: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "09:00", to: "18:00", step_minutes: 15, weekdays: [1, 2, 3, 4, 5],
      ask_day: t("На какой день?", "Which day?"),
      ask_time: t("В какое время?", "What time?"),
    },
  },
  intents: [
    {
      name: "delivery_time",
      examples: {
        ru: ["какие сроки", "сколько ждать поставку", "когда привезёте", "какой срок поставки", "как быстро поставите", "долго ли ждать", "за сколько привезёте", "что по срокам"],
        en: ["how long is delivery", "when can you deliver", "what are your delivery times", "how soon can we have it", "how long would it take", "what is the lead time", "how fast do you deliver", "when would it arrive"],
      },
    },
    {
      // Beside what is known without a word of ours, under the same name: "how much" is not "how soon".
      name: "price",
      examples: {
        ru: ["сколько стоит", "какая цена", "почём", "сколько это стоит"],
        en: ["how much", "how much is it", "what does it cost", "what is the price", "how much are they"],
      },
    },
    {
      name: "guarantee",
      examples: {
        ru: ["какая гарантия", "что по гарантии", "сколько лет гарантии", "гарантия есть", "на сколько гарантия", "гарантию даёте", "а если сломается", "какой гарантийный срок"],
        en: ["what is the guarantee", "is there a warranty", "how long is the warranty", "what about warranty", "what if it breaks", "do you give a guarantee", "how many years of warranty", "what does the warranty cover"],
      },
    },
    {
      name: "what_machines",
      examples: {
        ru: ["что вы предлагаете", "какие машины вы делаете", "расскажите подробнее", "расскажите", "что вы продаёте", "что за машины вы предлагаете", "чем вы занимаетесь", "что у вас есть", "что именно вы делаете", "о чём речь", "ну рассказывайте"],
        en: ["what do you offer", "what machines do you have", "tell me more", "what do you sell", "what do you do", "what is it about", "what exactly is it", "what are you selling", "which machines do you make", "go on and tell me", "what kind of machines"],
      },
    },
    {
      name: "number_source",
      examples: {
        ru: ["откуда у вас мой номер", "кто дал вам номер", "где вы взяли номер", "откуда вы знаете телефон", "кто вам дал мой телефон", "откуда номер", "где взяли мой телефон", "как вы меня нашли"],
        en: ["who gave you this number", "where did you get my number", "how did you get this number", "who gave you my phone number", "where is my number from", "how do you have my number", "how did you find me", "why do you have my number"],
      },
    },
    {
      name: "it_is_me",
      examples: {
        ru: ["я", "ну я", "это я", "да, я", "я и занимаюсь", "это ко мне", "да, ко мне", "со мной можно говорить"],
        en: ["me", "that's me", "that would be me", "it's me", "that'd be me", "you're talking to him", "you're speaking to her", "I do"],
      },
    },
    {
      name: "wants_machine",
      examples: {
        ru: ["хотим купить машину", "мы как раз выбираем машину", "нам нужна машина", "нам как раз нужна новая", "хочу заказать машину"],
        en: ["I want to buy a new machine", "we're looking for a machine", "we need a new machine", "we'd like to order a machine"],
      },
    },
    {
      name: "certified",
      examples: {
        ru: ["машины сертифицированы", "есть сертификаты", "в госреестре есть", "вы сертифицированы", "есть свидетельство о поверке"],
        en: ["are you certified", "are the machines certified", "do you have certificates", "are they calibrated", "which standards do you meet"],
      },
    },
    {
      name: "not_me",
      examples: {
        ru: ["это не я", "нет, не я", "не я", "не ко мне", "это не ко мне", "меня это не касается", "я этим не занимаюсь"],
        en: ["that's not me", "no, that's not me", "not me", "it's not me", "I don't", "no, I don't", "it's none of my business", "I don't deal with that"],
      },
    },
    {
      name: "engineer",
      examples: {
        ru: ["давайте сразу инженера", "можно инженера", "соедините с инженером", "позовите инженера", "дайте инженера", "переключите на инженера", "мне бы инженера"],
        en: ["get me an engineer", "can I talk to an engineer", "put me through to an engineer", "an engineer please", "let me talk to an engineer", "give me an engineer", "connect me with an engineer"],
      },
    },
    {
      name: "wrong_number",
      examples: {
        ru: ["вы ошиблись номером", "вы ошиблись, это частная квартира", "это частная квартира", "это квартира", "это домашний телефон", "вы не туда попали", "вы не туда звоните"],
        en: ["wrong number", "you have the wrong number", "you've got the wrong number", "this is a private home", "this is a private number", "this is a home number", "I think you have the wrong number"],
      },
    },
    {
      // Somebody picks up for the right person: that is no refusal. One thought an intent, for what its examples share counts most.
      name: "secretary",
      examples: {
        ru: ["это его секретарь", "это секретарь", "я секретарь", "секретарь слушает", "это помощник директора", "я его помощник", "я помощница", "это приёмная"],
        en: ["this is his secretary", "this is her secretary", "I'm the secretary", "secretary speaking", "I'm his assistant", "I'm her assistant", "this is the assistant", "this is the front desk"],
      },
    },
    {
      name: "not_in",
      examples: {
        ru: ["его нет", "его сейчас нет", "её нет", "его нет на месте", "нет на месте", "начальника нет на месте", "его нет в офисе", "он в отпуске", "он в командировке", "он на больничном", "её сегодня нет на работе", "она в декрете", "он вышел", "она уволилась", "он здесь больше не работает"],
        en: ["he is not in", "he's not in", "she is not in", "he is not in the office", "she is not in the office today", "he is out of the office", "my boss is not in today", "she is away today", "he is on holiday", "he is on a business trip", "she is off sick", "she is on maternity leave", "he has left the company", "he doesn't work here any more"],
      },
    },
    {
      name: "somebody_else",
      examples: {
        ru: ["это не ко мне, это к главному инженеру", "этим занимается другой человек", "этим занимаюсь не я", "вам нужен главный инженер", "вам нужен заведующий", "это к начальнику", "вам к другому человеку", "оборудованием занимается другой", "это к завлабу", "я бухгалтер, это к завлабу", "перезвоните моему заму", "позвоните в лабораторию", "вам к Ивану Петровичу надо", "вам надо к Ивану Петровичу", "вам к Ивану", "этим занимается Иван Петрович"],
        en: ["you need to speak to my boss", "you need to talk to somebody else", "you should speak to the head of the laboratory", "somebody else does that", "that would be my colleague", "my colleague looks after that", "you want someone else", "talk to my boss", "call my deputy", "call the laboratory", "you'd want Mr Brown", "you want Mr Brown", "that would be Mr Brown", "you'd need Mrs Brown", "ask for Mr Brown"],
      },
    },
  ],
  flow: {
    type: "graph",
    start: "dialing",
    states: {
      dialing: { type: "question", say: t("Вы меня слышите?", "Can you hear me?"), hint: t("Это компания «Импульс».", "This is Impulse.") },
      greeting: { type: "say", say: t("Это голосовой помощник компании «Импульс», мы делаем испытательные машины для лабораторий.", "This is the voice assistant of Impulse, we make testing machines for laboratories.") },
      identification: { type: "question", say: t("Вы занимаетесь оборудованием лаборатории?", "Are you the person who looks after the laboratory's equipment?"), hint: t("Оборудование лаборатории на вас?", "Is the laboratory's equipment yours to look after?") },
      offer: { type: "question", fields: ["need", "force"], say: t("Сейчас мы бесплатно подбираем машину под ваши образцы. Рассказать?", "We are choosing machines for your samples free of charge just now. Shall I tell you more?"), hint: t("Рассказать? Это полминуты.", "Shall I tell you more? It takes half a minute.") },
      question: { type: "question", fields: ["need", "force"], say: t("Машины от одного до двух тысяч килоньютон, поставка от шести недель. Подобрать что-нибудь вам?", "Machines from one to two thousand kilonewtons, delivery from six weeks. Shall we choose one for you?"), hint: t("Можно спросить о сроках, цене или гарантии. Подобрать вам машину?", "You can ask about delivery, price or guarantee. Shall we choose a machine for you?") },
      // Who names what they need after all goes on to it.
      objection: { type: "question", fields: ["need", "force"], say: t("Понимаю. Может быть, вам удобнее поговорить позже с нашим инженером?", "I understand. Would you rather speak with our engineer later?"), hint: t("Перезвонить вам позже?", "Shall we call you later?") },
      qualification: { type: "flow", flow: "needs" },
      mail: { type: "ask", field: "email", say: t("Материалы пришлёт инженер. На какую почту?", "An engineer will send them. What is your e-mail address?"), hint: t("Скажите адрес по частям, например: иван, собака, пример точка ру.", "Please say it in parts, for example: john at example dot com.") },
      check_mail: {
        type: "confirm", fields: ["email"],
        say: t("Почта: {email}. Верно?", "The address is {email}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Какой адрес верный?", "What is the right address?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      callback: { type: "ask", field: "callback_at", say: t("Когда вам удобно поговорить с инженером?", "When would it suit you to speak with an engineer?"), hint: t("Инженеры звонят по будням, {callback_at.hours}. Скажите, например: в понедельник в три.", "Engineers call on weekdays, {callback_at.hours}. You can say, for example: on Monday at three.") },
      reach: { type: "ask", field: "callback_at", also: ["phone"], say: t("Когда можно застать того, кто занимается оборудованием лаборатории, и по какому номеру?", "When can we reach the person who looks after the laboratory's equipment, and on which number?"), hint: t("Инженеры звонят по будням, {callback_at.hours}. Скажите, например: в понедельник в три.", "Engineers call on weekdays, {callback_at.hours}. You can say, for example: on Monday at three.") },
      confirmation: {
        type: "confirm", fields: ["callback_at"],
        say: t("Инженер позвонит {callback_at}. Верно?", "An engineer will call {callback_at}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Когда вам удобнее?", "When would suit you better?"),
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      transfer: { type: "transfer", destination: "engineer", say: t("Соединяю с инженером.", "I'm putting you through to an engineer.") },
      farewell: { type: "end", outcome: null, say: t("Спасибо за время, всего доброго!", "Thank you for your time, goodbye!") },
    },
    flows: {
      needs: {
        start: "need",
        states: {
          need: { type: "ask", field: "need", also: ["force"], say: t("Что вам ближе: новая машина, модернизация или обслуживание?", "Which is closer to you: a new machine, an upgrade, or service?"), hint: t("Скажите, например: новая машина.", "You can say, for example: a new machine.") },
          force: { type: "ask", field: "force", say: t("На какое усилие, в килоньютонах?", "For which force, in kilonewtons?"), hint: t("Назовите одно число, наибольшее, например: пятьсот.", "Please say one number, the largest, for example: five hundred.") },
          back: { type: "return" },
        },
        transitions: [
          { from: "need", to: "force", when: { done: true }, if: [{ field: "need", is: "new_machine" }] },
          { from: "need", to: "back", when: { done: true } },
          { from: "force", to: "back", when: { done: true } },
          { from: "force", to: "back", when: { not_understood: 2 } },
        ],
      },
    },
    transitions: [
      { from: "dialing", to: "greeting", when: { intent: "yes" } },
      { from: "dialing", to: "greeting", when: { intent: "who_is_this" } },
      { from: "dialing", to: "greeting", when: { intent: "repeat" } },
      { from: "dialing", to: "greeting", when: { not_understood: 1 } },
      { from: "dialing", to: "greeting", when: { intent: "what_machines" } },
      { from: "dialing", to: "farewell", when: { intent: "answering_machine" }, outcome: "voicemail" },
      { from: "dialing", to: "farewell", when: { silence: 2 }, outcome: "no_answer" },
      { from: "greeting", to: "identification", when: { done: true } },
      { from: "identification", to: "offer", when: { intent: "yes" } },
      { from: "identification", to: "offer", when: { intent: "it_is_me" }, if: [{ not: { heard: "not_me" } }] },
      { from: "identification", to: "farewell", when: { intent: "not_me" }, say: t("Извините за беспокойство.", "Sorry to have troubled you."), outcome: "refused" },
      { from: "identification", to: "offer", when: { intent: "what_machines" } },
      { from: "identification", to: "offer", when: { intent: "maybe" } },
      ...["dialing", "identification"].map((from) => ({ from, to: "qualification", when: { intent: "wants_machine" } })),
      { from: "identification", to: "reach", when: { intent: "secretary" } },
      { from: "identification", to: "reach", when: { intent: "not_in" } },
      { from: "identification", to: "reach", when: { intent: "somebody_else" } },
      { from: "offer", to: "reach", when: { intent: "secretary" } },
      { from: "offer", to: "reach", when: { intent: "somebody_else" } },
      { from: "identification", to: "farewell", when: { intent: "no" }, say: t("Извините за беспокойство.", "Sorry to have troubled you."), outcome: "refused" },
      { from: "offer", to: "question", when: { intent: "yes" } },
      { from: "offer", to: "question", when: { intent: "maybe" } },
      { from: "offer", to: "question", when: { intent: "what_machines" } },
      { from: "offer", to: "objection", when: { intent: "no" } },
      { from: "offer", to: "qualification", when: { done: true } },
      { from: "question", to: "qualification", when: { done: true } },
      { from: "question", to: "qualification", when: { intent: "yes" } },
      { from: "question", to: "objection", when: { intent: "no" } },
      { from: "question", to: "objection", when: { intent: "maybe" } },
      { from: "question", to: "objection", when: { timeout_s: 180 } },
      ...["offer", "question", "objection"].map((from) => ({ from, to: "mail", when: { intent: "objection_send_info" } })),
      { from: "mail", to: "check_mail", when: { done: true } },
      { from: "mail", to: "callback", when: { intent: "no" }, say: t("Хорошо, адрес спросит инженер.", "All right, an engineer will ask you for it.") },
      { from: "mail", to: "callback", when: { not_understood: 2 }, say: t("Хорошо, адрес спросит инженер.", "All right, an engineer will ask you for it.") },
      { from: "check_mail", to: "farewell", when: { done: true }, outcome: "callback", say: t("Записала, инженер пришлёт материалы на эту почту.", "I've noted that, an engineer will send them to this address.") },
      { from: "qualification", to: "callback", when: { done: true } },
      { from: "qualification", to: "objection", when: { intent: "no" } },
      { from: "objection", to: "qualification", when: { done: true } },
      { from: "objection", to: "callback", when: { intent: "yes" } },
      { from: "objection", to: "callback", when: { intent: "maybe" } },
      { from: "objection", to: "farewell", when: { intent: "no" }, outcome: "refused" },
      { from: "objection", to: "farewell", when: { not_understood: 2 }, outcome: "refused" },
      { from: "callback", to: "confirmation", when: { done: true } },
      { from: "callback", to: "farewell", when: { intent: "no" }, outcome: "refused" },
      { from: "reach", to: "confirmation", when: { done: true } },
      { from: "reach", to: "farewell", when: { intent: "no" }, outcome: "refused" },
      // Nobody knows when: the call was to no avail, and nothing is promised.
      { from: "reach", to: "farewell", when: { intent: "maybe" }, outcome: "abandoned" },
      { from: "reach", to: "farewell", when: { not_understood: 2 }, outcome: "abandoned" },
      { from: "confirmation", to: "farewell", when: { done: true }, outcome: "callback", say: t("Записала.", "I've noted that.") },
      ...unreached("transfer", "callback", t("Инженер сейчас не отвечает.", "The engineer doesn't answer just now.")),
      { from: "*", to: "transfer", when: { intent: "operator" } },
      // Where a time is asked for, "an engineer" is who is to call then.
      ...["dialing", "identification", "offer", "question", "objection", "mail"].map((from) => ({ from, to: "transfer", when: { intent: "engineer" } })),
      ...["dialing", "identification", "offer", "*"].map((from) => ({ from, to: "farewell", when: { intent: "wrong_number" }, outcome: "refused" as const, say: t("Извините за беспокойство, мы проверим номер.", "Sorry to have troubled you, we'll check the number.") })),
      { from: "*", to: "callback", when: { intent: "busy" } },
      { from: "*", to: "farewell", when: { intent: "not_interested" }, outcome: "refused", say: t("Поняла, больше не побеспокоим.", "I understand, we won't trouble you again.") },
      { from: "*", to: "farewell", when: { intent: "insult" }, outcome: "refused", say: t("Извините за беспокойство.", "Sorry to have troubled you.") },
      { from: "*", to: "farewell", when: { intent: "answering_machine" }, outcome: "voicemail" },
      { from: "*", to: "farewell", when: { intent: "goodbye" }, outcome: "refused" },
      { from: "*", to: "farewell", when: { not_understood: 3 }, outcome: "not_understood" },
    ],
  },
  objections: {
    kinds: [
      { intent: "objection_expensive", limit: 2, answers: [t("Цена зависит от усилия и оснастки. Подбор бесплатный и ни к чему не обязывает.", "The price depends on force and fixtures. Choosing is free and binds you to nothing."), t("Есть модели проще и рассрочка на год.", "There are simpler models, and payment over a year.")] },
      { intent: "objection_have_supplier", limit: 1, answers: [t("Хорошо, что поставщик есть. Мы можем дать второе предложение для сравнения.", "Good that you have a supplier. We can give you a second offer to compare.")] },
      { intent: "objection_think", limit: 1, answers: [t("Конечно. Инженер может прислать расчёт, чтобы было о чём думать.", "Of course. An engineer can send figures, so that there is something to think about.")] },
      { intent: "objection_send_info", limit: 1, answers: [t("Материалы пришлёт инженер: он позвонит и спросит, куда.", "An engineer will send them: he will call and ask where to.")] },
      { intent: "objection_no_time", limit: 1, after: "callback", answers: [t("Понимаю, я коротко.", "I understand, I'll be brief.")] },
      { intent: "objection_no_need", limit: 1, answers: [t("Понимаю. Часто берут на замену или под новый стандарт.", "I understand. People often take one as a replacement, or for a new standard.")] },
      { intent: "objection_trust", limit: 1, answers: [t("Мы работаем с две тысячи четвёртого года, телефон есть на сайте, можно перезвонить.", "We have worked since two thousand and four; the number is on our site, you can call back.")] },
      { intent: "price", limit: 3, answers: [t("Точную цену назовёт инженер, когда узнает усилие и образцы.", "An engineer will tell the exact price once force and samples are known.")] },
      { intent: "number_source", limit: 3, answers: [t("Ваш номер есть в нашем списке компаний с лабораториями. Скажите «не звоните», и мы его уберём.", "Your number is on our list of companies with laboratories. Say \"don't call\", and we'll take it off.")] },
      { intent: "what_machines", limit: 3, answers: [t("Машины для испытаний на прочность, от одного до двух тысяч килоньютон.", "Machines that test the strength of materials, from one to two thousand kilonewtons.")] },
      { intent: "delivery_time", limit: 3, answers: [t("Поставка от шести недель.", "Delivery is from six weeks.")] },
      { intent: "certified", limit: 3, answers: [t("Сертификаты на машины пришлёт инженер.", "An engineer will send the machines' certificates.")] },
      { intent: "guarantee", limit: 3, answers: [t("Гарантия два года.", "The guarantee is two years.")] },
      { intent: "who_is_this", limit: 3, answers: [t("Компания «Импульс», испытательные машины. Я голосовой помощник.", "Impulse, testing machines. I'm the voice assistant.")] },
      { intent: "are_you_a_bot", limit: 3, answers: [t("Да, я голосовой помощник. Могу соединить с инженером.", "Yes, I'm a voice assistant. I can put you through to an engineer.")] },
    ],
    limit: 6,
    after: "objection",
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { complex_request: true }],
    handoff_state: "transfer",
    destinations: [{ name: "engineer", description: t("Инженер по продажам.", "A sales engineer."), to: "401", kind: "warm" }],
    crm_field_mapping: { name: "contact_name", need: "need", force: "force_kn", callback_at: "callback_at", phone: "phone", email: "email" },
  },
  voice: { speech: speech("anna", "alice") },
  // Nobody asked for this call: a machine is not made to keep it.
  answering_machine: { action: "hang_up" },
  prompts: { greeting: t("Здравствуйте!", "Good day!") },
  fallbacks: fallbacks(t("Извините за беспокойство, всего доброго!", "Sorry to have troubled you. Goodbye!"), t("Похоже, сейчас неудобно говорить. Всего доброго!", "It seems that this is a bad moment. Goodbye!")),
  analysis: { success: t("Договорились о разговоре с инженером.", "A talk with an engineer was agreed."), success_outcomes: ["callback", "transferred"] },
};

const evals: EvalSuiteInput[] = [{
  name: "sales",
  cases: [
    {
      name: "от звонка до договорённости", language: "ru",
      opening: { state: "dialing" },
      turns: [
        { says: "да, слушаю", expect: { state: "identification", says: "импульс" } },
        { says: "да, я", expect: { state: "offer" } },
        { says: "ну расскажите", expect: { state: "question" } },
        { says: "давайте", expect: { state: "needs.need" } },
        { says: "новая машина на сто килоньютон", expect: { state: "callback", fields: { need: "new_machine", force: "100" } } },
        { says: "в понедельник в три", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T15:00" } } },
        { says: "да", expect: { ended: true } },
      ],
      end: { outcome: "callback" },
    },
    {
      name: "objections are answered, then taken for a no", language: "en",
      turns: [
        { says: "yes", expect: { state: "identification" } },
        { says: "yes that's me", expect: { state: "offer" } },
        { says: "it's too expensive", expect: { state: "offer", says: "binds you to nothing" } },
        { says: "still too expensive for us", expect: { says: "simpler models" } },
        { says: "that is expensive all the same", expect: { state: "objection" } },
        { says: "not interested", expect: { ended: true, says: "trouble you again" } },
      ],
      end: { outcome: "refused" },
    },
    { name: "автоответчик", language: "ru", turns: [{ says: "абонент не может ответить на ваш звонок, оставьте сообщение после сигнала", expect: { ended: true } }], end: { outcome: "voicemail" } },
    { name: "за рулём — перезвонить", language: "ru", turns: [{ says: "алло да", expect: { state: "identification" } }, { says: "я сейчас за рулём, не могу говорить", expect: { state: "callback" } }, { says: "завтра… нет, в понедельник в десять", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T10:00" } } }, { says: "верно" }], end: { outcome: "callback" } },
    { name: "кто это и откуда", language: "ru", turns: [{ says: "кто это", expect: { state: "identification", says: "импульс" } }, { says: "а вы робот что ли", expect: { state: "identification", says: "голосовой помощник" } }] },
    { name: "not the right person", language: "en", turns: [{ says: "hello yes" }, { says: "no, that's not me", expect: { ended: true } }], end: { outcome: "refused" } },
    { name: "живой человек, инженер занят", language: "ru", transfers: { engineer: "busy" }, turns: [{ says: "да" }, { says: "соедините меня с человеком", expect: { transfer: "engineer", state: "callback", says: "не отвечает" } }] },
    ...["его нет, перезвоните завтра после обеда", "её сейчас нет, наберите завтра после обеда"].map((says) => ({ name: `время не теряется: ${says}`, language: "ru" as const, now: "2026-11-19T10:00", turns: [{ says: "да" }, { says, expect: { state: "callback", says: "во сколько именно" } }, { says: "в три", expect: { state: "confirmation", fields: { callback_at: "2026-11-20T15:00" } } }] })),
    { name: "he is not in: the day is kept", language: "en", turns: [{ says: "yes" }, { says: "he's not in, call back on Monday afternoon", expect: { state: "callback", says: "what time" } }, { says: "at three", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T15:00" } } }] },
    { name: "пришлите на почту: пришлёт инженер", language: "ru", turns: [{ says: "да" }, { says: "да" }, { says: "пришлите информацию на почту", expect: { state: "mail", says: "пришлёт инженер" } }, { says: "иван собака пример точка ру", expect: { state: "check_mail" } }, { says: "да", expect: { ended: true, says: "инженер пришлёт" } }], end: { outcome: "callback" } },
    { name: "send it by e-mail: an engineer will", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "just send me something by e-mail", expect: { state: "mail", says: "an engineer will send" } }, { says: "john at example dot com", expect: { state: "check_mail", fields: { email: "john@example.com" } } }, { says: "yes", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "секретарь: когда застать", language: "ru", turns: [{ says: "да" }, { says: "это его секретарь", expect: { state: "reach", says: "когда можно застать" } }, { says: "в понедельник в десять", expect: { state: "confirmation" } }, { says: "да", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "a secretary: when to call again", language: "en", turns: [{ says: "hello yes" }, { says: "no, this is his secretary", expect: { state: "reach", says: "reach the person" } }, { says: "on monday at ten", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T10:00" } } }, { says: "yes" }], end: { outcome: "callback" } },
    { name: "nobody knows when: nothing is promised", language: "en", turns: [{ says: "yes" }, { says: "he is out of the office", expect: { state: "reach" } }, { says: "brm shm" }, { says: "shm khe", expect: { ended: true, not_says: "call you|an engineer will" } }], end: { outcome: "abandoned" } },
    { name: "что вы продаёте", language: "ru", turns: [{ says: "да" }, { says: "а что вы продаёте", expect: { state: "offer" } }] },
    { name: "what do you sell", language: "en", turns: [{ says: "yes" }, { says: "what do you sell", expect: { state: "offer", not_says: "sorry" } }] },
    { name: "откуда номер", language: "ru", turns: [{ says: "да" }, { says: "а откуда у вас мой номер", expect: { state: "identification", says: "в нашем списке" } }] },
    { name: "who gave you this number", language: "en", turns: [{ says: "yes" }, { says: "who gave you this number", expect: { state: "identification", says: "on our list" } }] },
    { name: "тишина: не спрашивает дважды", language: "ru", turns: [{ silent: true, expect: { not_says: "вы меня слышите вы меня слышите", says: "импульс" } }, { silent: true, expect: { ended: true } }], end: { outcome: "no_answer" } },
    { name: "через час, а сегодня суббота", language: "ru", now: "2026-11-21T12:00", turns: [{ says: "да" }, { says: "я занят, перезвоните", expect: { state: "callback" } }, { says: "через час", expect: { state: "callback", says: "по будням", fields: { callback_at: null } } }, { says: "в понедельник в десять", expect: { state: "confirmation" } }] },
    { name: "in an hour, on a Saturday", language: "en", now: "2026-11-21T12:00", turns: [{ says: "yes" }, { says: "I'm busy, call me later", expect: { state: "callback" } }, { says: "in an hour", expect: { state: "callback", says: "on weekdays" } }] },
    { name: "на вопрос сразу говорит, что нужно", language: "ru", turns: [{ says: "да" }, { says: "да" }, { says: "да", expect: { state: "question" } }, { says: "новая машина на сто килоньютон", expect: { state: "callback", fields: { need: "new_machine", force: "100" } } }] },
    { name: "keeps the force that was said with the need", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "yes" }, { says: "a new machine for 100 kilonewtons", expect: { state: "callback", fields: { need: "new_machine", force: "100" } } }] },
    { name: "человек ответил", language: "ru", turns: [{ says: "да" }, { says: "соедините меня с человеком", expect: { transfer: "engineer" } }], end: { outcome: "transferred" } },
    { name: "больше не звоните", language: "ru", turns: [{ says: "да" }, { says: "больше мне не звоните", expect: { ended: true, says: "не побеспокоим" } }], end: { outcome: "refused" } },
    { name: "nobody speaks", language: "en", turns: [{ silent: true }, { silent: true, expect: { ended: true } }], end: { outcome: "no_answer" } },
    ...["я", "ну я", "это я"].map((says) => ({ name: `тот, кто нужен: ${says}`, language: "ru" as const, turns: [{ says: "да" }, { says, expect: { state: "offer" } }] })),
    ...["me", "that's me", "that would be me"].map((says) => ({ name: `the right person: ${says}`, language: "en" as const, turns: [{ says: "yes" }, { says, expect: { state: "offer" } }] })),
    ...["давайте сразу инженера", "можно инженера"].map((says) => ({ name: `инженер сразу: ${says}`, language: "ru" as const, turns: [{ says: "да" }, { says, expect: { transfer: "engineer" } }] })),
    { name: "an engineer at once", language: "en", turns: [{ says: "yes" }, { says: "get me an engineer", expect: { transfer: "engineer" } }] },
    { name: "инженер пусть позвонит: не соединяет", language: "ru", turns: [{ says: "да" }, { says: "я занят, перезвоните", expect: { state: "callback" } }, { says: "пусть инженер позвонит в понедельник в три", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T15:00" } } }] },
    ...["вы ошиблись, это частная квартира", "вы ошиблись номером"].map((says) => ({ name: `не туда попали: ${says}`, language: "ru" as const, turns: [{ says: "да" }, { says, expect: { ended: true, says: "проверим номер" } }], end: { outcome: "refused" as const } })),
    ...["wrong number", "you have the wrong number, this is a private home"].map((says) => ({ name: `the wrong number: ${says}`, language: "en" as const, turns: [{ says: "yes" }, { says, expect: { ended: true, says: "check the number" } }], end: { outcome: "refused" as const } })),
    { name: "не к нему: спрашивает, когда и по какому номеру", language: "ru", turns: [{ says: "да" }, { says: "нет, вам к Ивану Петровичу надо", expect: { state: "reach", says: "по какому номеру" } }, { says: "восемь девятьсот двенадцать сто двадцать три сорок пять шестьдесят семь, в понедельник в десять", expect: { state: "confirmation", fields: { callback_at: "2026-11-23T10:00", phone: "+79121234567" } } }] },
    { name: "another person: asked for, and not refused", language: "en", turns: [{ says: "yes" }, { says: "no, you'd want Mr Brown", expect: { state: "reach", says: "on which number" } }, { says: "on Monday at ten", expect: { state: "confirmation" } }] },
    { name: "от и до: просит наибольшее", language: "ru", turns: [{ says: "да" }, { says: "да" }, { says: "да" }, { says: "давайте", expect: { state: "needs.need" } }, { says: "новая" }, { says: "от ста до пятисот", expect: { state: "needs.force", says: "наибольшее" } }, { says: "пятьсот", expect: { state: "callback", fields: { force: "500" } } }] },
    { name: "a range: the largest is asked for", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "yes" }, { says: "sure", expect: { state: "needs.need" } }, { says: "new" }, { says: "from a hundred to five hundred", expect: { state: "needs.force", says: "the largest" } }, { says: "five hundred", expect: { state: "callback", fields: { force: "500" } } }] },
    { name: "после «нет» называет, что нужно", language: "ru", turns: [{ says: "да" }, { says: "да" }, { says: "нет", expect: { state: "objection" } }, { says: "пятьсот", expect: { state: "needs.need", fields: { force: "500" } } }] },
    { name: "a need after a no", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "no", expect: { state: "objection" } }, { says: "five hundred", expect: { state: "needs.need", fields: { force: "500" } } }] },
    ...["нет, я бухгалтер, это к завлабу", "а перезвоните моему заму", "она в декрете"].map((says) => ({ name: `спрашивает, когда застать: ${says}`, language: "ru" as const, turns: [{ says: "да" }, { says, expect: { state: "reach" } }] })),
    { name: "she is on maternity leave", language: "en", turns: [{ says: "yes" }, { says: "she's on maternity leave", expect: { state: "reach" } }] },
    { name: "how much is no how soon", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "how much", expect: { state: "offer", says: "exact price", not_says: "delivery is" } }] },
    { name: "no thanks to what is needed", language: "en", turns: [{ says: "yes" }, { says: "yes" }, { says: "yes" }, { says: "sure", expect: { state: "needs.need" } }, { says: "no thanks", expect: { state: "objection" } }] },
    { name: "передумал, когда спросили, что нужно", language: "ru", turns: [{ says: "да" }, { says: "да" }, { says: "да" }, { says: "давайте", expect: { state: "needs.need" } }, { says: "нет, не надо", expect: { state: "objection" } }] },
    { name: "нужна машина: сразу к делу", language: "ru", turns: [{ says: "да" }, { says: "мы как раз выбираем машину", expect: { state: "needs.need" } }] },
    { name: "wants a machine: to the point at once", language: "en", turns: [{ says: "yes" }, { says: "I want to buy a new machine", expect: { state: "needs.need", not_says: "yes, I'm a voice assistant" } }] },
    { name: "are you certified is no question for a robot", language: "en", turns: [{ says: "yes" }, { says: "are you certified", expect: { state: "identification", says: "certificates", not_says: "yes, I'm a voice assistant" } }] },
    ...(["plain", "brief", "doubting", "unclear"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, persona: { who: "Заведует лабораторией, машина нужна.", manner, knows: { need: "новая машина", force: "сто", callback_at: "в понедельник в три" } }, end: { outcome: "callback" as const } },
      { name: callerIs.en[manner], language: "en" as const, persona: { who: "Heads a laboratory and needs a machine.", manner, knows: { need: "a new machine", force: "a hundred", callback_at: "on monday at three" } }, end: { outcome: "callback" as const } },
    ]),
  ],
}];

export const outboundSales: BotTemplateSource = {
  id: "outbound-sales",
  name: t("Исходящие продажи", "Outbound sales"),
  description: t("От «алло» до договорённости: с возражениями, письмом и автоответчиком.", "From \"hello\" to an agreement, with objections, an e-mail and answering machines."),
  config, evals,
};
