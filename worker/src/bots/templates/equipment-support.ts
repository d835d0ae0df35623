/**
 * Support of an equipment maker: sorts the request, takes model, serial number and trouble, and hands it to an
 * engineer. Two knowledge bases: general (delivery, guarantee) and tech (the machines).
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { fallbacks, nameField, speech, t } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const kind = (value: string, ru: [label: string, ...synonyms: string[]], en: [label: string, ...synonyms: string[]]) => ({ value, label: t(ru[0], en[0]), synonyms: { ru: ru.slice(1), en: en.slice(1) } });

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: {
    role: t("Служба поддержки завода «Импульс», испытательные машины.", "Support of Impulse, a maker of testing machines."),
    style: t("По-деловому, точно, без лишних слов.", "Businesslike, precise, no extra words."),
    safety_rules: [t("Не советовать вскрывать машину и снимать защиту.", "Never advise opening a machine or removing its guards.")],
    never_say: { ru: ["снимите кожух", "отключите защит"], en: ["remove the guard", "disable the interlock"] },
    facts: [t("Гарантия два года со дня ввода в работу.", "The guarantee is two years from commissioning."), t("Инженеры работают по будням с девяти до шести по Москве.", "Engineers work on weekdays from nine to six, Moscow time.")],
  },
  fields: {
    kind: {
      type: "choice",
      called: { ru: ["вопрос", "тема"], en: ["the topic"] },
      options: [
        kind("breakdown", ["поломка", "не работает", "сломалась", "не включается", "ошибка", "авария"], ["breakdown", "does not work", "broken", "will not start", "error"]),
        kind("calibration", ["калибровка", "поверка", "поверить", "откалибровать"], ["calibration", "calibrate", "verification"]),
        kind("parts", ["запчасти", "запасные части", "захваты", "расходники"], ["spare parts", "parts", "grips"]),
        kind("documents", ["документы", "паспорт машины", "руководство", "инструкция"], ["documents", "manual", "instructions"]),
      ],
      carriers: { ru: ["{object}"], en: ["{object}"] },
    },
    serial: { type: "digits", called: { ru: ["номер", "заводской номер"], en: ["the number", "the serial number"] }, length: { min: 4, max: 8 } },
    trouble: { type: "text", called: { ru: ["описание"], en: ["the description"] } },
    name: nameField,
    phone: { type: "phone", called: { ru: ["телефон"], en: ["the phone"] } },
  },
  intents: [
    { name: "guarantee", examples: { ru: ["какая гарантия", "сколько действует гарантия", "это по гарантии"], en: ["how long is the guarantee", "is it under warranty"] } },
    { name: "working_hours", examples: { ru: ["когда работают инженеры", "до скольки вы работаете"], en: ["when do engineers work", "what are your hours"] } },
    { name: "danger", examples: { ru: ["машина дымится", "бьёт током", "человека зажало", "горит"], en: ["the machine is smoking", "electric shock", "somebody is trapped", "fire"] } },
  ],
  flow: {
    type: "graph",
    start: "kind",
    states: {
      kind: { type: "ask", field: "kind", also: ["serial"], say: t("Что случилось: поломка, калибровка, запчасти или документы?", "What is it about: a breakdown, calibration, spare parts, or documents?"), hint: t("Скажите, например: машина не включается.", "You can say, for example: the machine will not start.") },
      serial: { type: "ask", field: "serial", say: t("Назовите заводской номер, он на табличке сбоку. Или наберите его на телефоне.", "Please say the serial number from the plate on the side, or key it in."), hint: t("Цифры по одной, от четырёх до восьми.", "Digit by digit, four to eight of them.") },
      trouble: { type: "ask", field: "trouble", say: t("Опишите в двух словах, что происходит.", "Please tell me briefly what happens."), hint: t("Например: гаснет экран при нагрузке.", "For example: the screen goes dark under load.") },
      contact: { type: "flow", flow: "contact" },
      confirm: {
        type: "confirm", fields: ["kind", "serial", "phone"],
        say: t("Записываю: {kind}, машина {serial}, телефон {phone}. Верно?", "Let me check: {kind}, machine {serial}, phone {phone}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: вопрос, номер или телефон?", "What should I change: the topic, the serial number, or the phone?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      accepted: { type: "end", outcome: "callback", say: t("Спасибо, {name}. Инженер перезвонит вам в рабочее время. До свидания!", "Thank you, {name}. An engineer will call you back in working hours. Goodbye!") },
      danger: { type: "say", say: t("Нажмите красную кнопку аварийной остановки и отойдите от машины. Соединяю с дежурным инженером.", "Press the red emergency stop and step away from the machine. I'm putting you through to the engineer on duty.") },
      duty: { type: "transfer", destination: "duty" },
      engineer: { type: "transfer", destination: "engineer", say: t("Соединяю с инженером.", "I'm putting you through to an engineer.") },
      nobody: { type: "say", say: t("Инженер сейчас не отвечает, он перезвонит.", "The engineer doesn't answer just now and will call you back.") },
      phone_only: { type: "ask", field: "phone", say: t("На какой номер?", "On which number?"), hint: t("Назовите номер или наберите его на телефоне.", "Please say the number, or key it in.") },
      closed: { type: "say", say: t("Инженеры уже ушли, но заявку я приму.", "Our engineers have left for today, but I'll take your request.") },
      goodbye: { type: "end", outcome: null, say: t("Спасибо за звонок, до свидания!", "Thank you for calling, goodbye!") },
      lost: { type: "end", outcome: "not_understood", say: t("Извините, не получилось понять. Инженер перезвонит вам. До свидания!", "I'm sorry, I couldn't make that out. An engineer will call you back. Goodbye!") },
    },
    flows: {
      contact: {
        start: "name",
        states: {
          name: { type: "ask", field: "name", say: t("Как к вам обращаться?", "May I have your name?"), hint: t("Скажите имя.", "Please say your name.") },
          phone: { type: "ask", field: "phone", say: t("На какой номер перезвонить?", "Which number should we call back?"), hint: t("Назовите номер или наберите его на телефоне.", "Please say the number, or key it in.") },
          back: { type: "return" },
        },
        transitions: [
          { from: "name", to: "phone", when: { done: true } },
          { from: "phone", to: "back", when: { done: true } },
        ],
      },
    },
    transitions: [
      { from: "kind", to: "trouble", when: { done: true }, if: [{ field: "kind", is: "breakdown" }] },
      { from: "kind", to: "serial", when: { done: true } },
      { from: "trouble", to: "serial", when: { done: true } },
      { from: "serial", to: "contact", when: { done: true } },
      { from: "contact", to: "confirm", when: { done: true } },
      { from: "confirm", to: "accepted", when: { done: true }, outcome: "callback" },
      { from: "danger", to: "duty", when: { done: true } },
      { from: "duty", to: "nobody", when: { transfer: "busy" } },
      { from: "duty", to: "nobody", when: { transfer: "refused" } },
      { from: "duty", to: "nobody", when: { transfer: "no_answer" } },
      { from: "duty", to: "nobody", when: { transfer: "failed" } },
      { from: "engineer", to: "nobody", when: { transfer: "busy" } },
      { from: "engineer", to: "nobody", when: { transfer: "refused" } },
      { from: "engineer", to: "nobody", when: { transfer: "no_answer" } },
      { from: "engineer", to: "nobody", when: { transfer: "failed" } },
      { from: "nobody", to: "phone_only", when: { done: true }, if: [{ field: "phone", known: false }] },
      { from: "nobody", to: "goodbye", when: { done: true }, outcome: "callback" },
      { from: "phone_only", to: "goodbye", when: { done: true }, outcome: "callback" },
      { from: "closed", to: "kind", when: { done: true } },
      { from: "*", to: "danger", when: { intent: "danger" } },
      { from: "*", to: "engineer", when: { intent: "operator" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }] },
      { from: "*", to: "closed", when: { intent: "operator" }, count: "asked_person", if: [{ counter: "asked_person", below: 1 }] },
      { from: "*", to: "goodbye", when: { intent: "goodbye" }, outcome: "abandoned" },
      { from: "*", to: "goodbye", when: { intent: "cancel" }, outcome: "refused" },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "guarantee", limit: 5, answers: [t("Гарантия два года со дня ввода в работу.", "The guarantee is two years from commissioning.")] },
      { intent: "working_hours", limit: 5, answers: [t("Инженеры работают по будням с девяти до шести по Москве.", "Engineers work on weekdays from nine to six, Moscow time.")] },
      { intent: "price", limit: 5, answers: [t("Стоимость назовёт инженер: она зависит от машины и от работ.", "An engineer will tell you the price, it depends on the machine and the work.")] },
      { intent: "are_you_a_bot", limit: 5, answers: [t("Да, я голосовой помощник завода. Приму заявку и передам инженеру.", "Yes, I'm the company's voice assistant. I take the request for an engineer.")] },
    ],
    limit: 12,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { complex_request: true }],
    destinations: [
      { name: "engineer", description: t("Инженер поддержки, по будням.", "A support engineer, on weekdays."), to: "301", kind: "warm" },
      { name: "duty", description: t("Дежурный инженер, только опасность для людей.", "The engineer on duty, only for danger to people."), to: "303", kind: "cold" },
    ],
    crm_field_mapping: { kind: "topic", serial: "machine", trouble: "description", name: "contact_name", phone: "phone" },
  },
  tools: [{ type: "knowledge", name: "search", description: t("Что известно о машинах, доставке и гарантии.", "What is known of machines, delivery and guarantee."), config: { knowledge_bases: ["general", "tech"] } }],
  voice: { speech: speech("vera", "alice"), phrase_hints: { ru: ["килоньютон", "экстензометр", "захваты", "траверса"], en: ["kilonewton", "extensometer", "grips", "crosshead"] } },
  prompts: { greeting: t("Завод «Импульс», поддержка. Здравствуйте!", "Impulse support, hello!") },
  retrieval: { knowledge_bases: ["general", "tech"], top_k: 3, fallback_threshold: 0.2 },
  fallbacks: fallbacks(t("Извините, не получилось понять. До свидания!", "I'm sorry, I couldn't make that out. Goodbye!")),
};

const phone = { ru: "девятьсот двенадцать ноль ноль ноль четырнадцать двадцать семь", en: "plus seven nine one two zero zero zero one four two seven" };
const knows = {
  ru: { kind: "калибровка", serial: "один два три четыре пять", name: "меня зовут Сергей", phone: phone.ru },
  en: { kind: "calibration", serial: "one two three four five", name: "my name is Peter", phone: phone.en },
};

const evals: EvalSuiteInput[] = [{
  name: "support",
  cases: [
    {
      name: "поломка: описание, номер, телефон", language: "ru",
      turns: [
        { says: "у нас машина не включается", expect: { state: "trouble", fields: { kind: "breakdown" } } },
        { says: "нажимаем пуск, а экран тёмный", expect: { state: "serial" } },
        { says: "четыре ноль семь один", expect: { state: "contact.name", fields: { serial: "4071" } } },
        { says: "Андрей", expect: { state: "contact.phone" } },
        { says: phone.ru, expect: { state: "confirm", fields: { phone: "+79120001427" } } },
        { says: "верно", expect: { ended: true, says: "перезвонит" } },
      ],
      end: { outcome: "callback" },
    },
    { name: "danger first of all", language: "en", turns: [{ says: "help, the machine is smoking", expect: { says: "emergency stop", transfer: "duty" } }] },
    { name: "инженер в рабочее время", language: "ru", now: "2026-11-20T10:00", turns: [{ says: "соедините с инженером, с живым человеком", expect: { transfer: "engineer" } }] },
    { name: "вечером заявку принимают", language: "ru", now: "2026-11-20T20:00", turns: [{ says: "соедините с живым человеком", expect: { state: "kind", says: "инженеры уже ушли", tool: null } }] },
    { name: "nobody answers: a call back", language: "en", now: "2026-11-20T10:00", transfers: { engineer: "no_answer" }, turns: [{ says: "put me through to a person", expect: { state: "phone_only" } }, { says: phone.en, expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "гарантия — и снова вопрос", language: "ru", turns: [{ says: "а какая у вас гарантия", expect: { state: "kind", says: ["два года", "калибровка"] } }] },
    { name: "номер кнопками", language: "ru", turns: [{ says: "нужна калибровка", expect: { state: "serial" } }, { keys: "12345", expect: { state: "contact.name", fields: { serial: "12345" } } }] },
    ...(["plain", "brief", "correcting", "unclear", "silent"] as const).flatMap((manner) => [
      { name: `${manner}, по-русски`, language: "ru" as const, persona: { who: "Хочет откалибровать машину.", manner, knows: knows.ru }, end: { outcome: "callback" as const, fields: { serial: "12345" } } },
      { name: `${manner}, in English`, language: "en" as const, persona: { who: "Wants a calibration.", manner, knows: knows.en }, end: { outcome: "callback" as const, fields: { serial: "12345" } } },
    ]),
  ],
}];

export const equipmentSupport: BotTemplateSource = {
  id: "equipment-support",
  name: t("Поддержка оборудования", "Equipment support"),
  description: t("Разбирает обращение, берёт номер машины и описание, передаёт инженеру. Две базы знаний.", "Sorts the request, takes the machine's number and the trouble for an engineer. Two knowledge bases."),
  config, evals,
};
