/**
 * Support of an equipment maker: sorts the request, takes model, serial number and trouble, and hands it to an
 * engineer. Two knowledge bases: general (delivery, guarantee) and tech (the machines).
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs, fallbacks, nameField, numberIntents, speech, t, unreached } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const kind = (value: string, ru: [label: string, ...synonyms: string[]], en: [label: string, ...synonyms: string[]]) => ({ value, label: t(ru[0], en[0]), synonyms: { ru: ru.slice(1), en: en.slice(1) } });

/**
 * Beside the intent `emergency`, which weighs a "not" and what lies in the past: here a word is enough, whatever stands
 * beside it. Nobody denies these.
 */
const dangerWords = {
  ru: ["она дымится", "машина дымится", "всё дымится", "он дымится", "задымилась", "задымился", "пошёл дым", "валит дым", "пахнет гарью", "пахнет горелым", "загорелась", "загорелся", "бьёт током", "ударило током", "током ударило", "человека зажало", "человека придавило", "взорвалась", "взорвался", "потерял сознание", "потеряла сознание"],
  en: ["there is smoke", "there's smoke", "smoke is coming", "smoke coming", "it's smoking", "is smoking", "smell smoke", "there are sparks", "there's sparks", "sparks are", "sparks flying", "sparks coming", "is sparking", "caught fire", "in flames", "electrocuted", "got a shock", "hand is caught", "arm is caught", "fingers are caught", "got caught in the", "is trapped", "exploded"],
};

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
        kind("breakdown", ["поломка", "не работает", "сломалась", "сломался", "не включается", "не запускается", "выдаёт ошибку", "ошибка", "зависает", "авария", "встал", "встала", "остановилась", "остановился", "течёт", "потекло", "гаснет", "шумит", "гудит", "стучит", "заклинило", "не реагирует", "ремонт", "починить", "скрипит", "скрежещет", "вылетает", "перестала", "перестал", "не держит", "греется", "перегревается", "не работают", "не включаются", "встали", "тёмный экран", "экран тёмный", "не показывает", "пароль"], ["breakdown", "does not work", "doesn't work", "not working", "broken", "broke down", "will not start", "won't start", "error", "stopped", "leaking", "leaks", "noise", "stuck", "jammed", "goes dark", "does not respond", "repair", "fix", "squeaks", "squeaking", "grinding", "crashes", "crashing", "crashed", "freezes", "overheats", "overheating", "stopped working", "is down", "are down", "machines down", "machine down", "is dark", "blank screen", "password"]),
        kind("calibration", ["калибровка", "поверка", "поверить", "откалибровать"], ["calibration", "calibrate", "calibrated", "verification"]),
        kind("parts", ["запчасти", "запчасть", "запасные части", "захваты", "расходники"], ["spare parts", "spare part", "parts", "grips"]),
        kind("documents", ["документы", "паспорт", "паспорт машины", "паспорт на машину", "протокол", "руководство", "инструкция", "сертификат"], ["documents", "manual", "instructions", "certificate", "passport", "test report", "data sheet"]),
      ],
      carriers: { ru: ["{object}"], en: ["{object}"] },
    },
    serial: { type: "digits", called: { ru: ["номер", "заводской номер", "модель"], en: ["the number", "the serial number", "the model"] }, length: { min: 4, max: 8 } },
    trouble: { type: "text", called: { ru: ["описание"], en: ["the description"] } },
    name: nameField,
    phone: { type: "phone", called: { ru: ["телефон"], en: ["the phone"] } },
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
      name: "guarantee",
      examples: {
        ru: ["какая гарантия", "сколько действует гарантия", "это по гарантии", "гарантия ещё есть", "на гарантии или нет", "гарантийный ремонт", "сколько лет гарантии", "что по гарантии"],
        en: ["how long is the guarantee", "is it under warranty", "what is the warranty", "is the warranty still valid", "how long is the warranty", "does the guarantee cover it", "warranty repair", "what about the guarantee"],
      },
    },
    {
      name: "working_hours",
      examples: {
        ru: ["когда работают инженеры", "до скольки вы работаете", "какой график", "часы работы", "вы работаете в выходные", "когда перезвонят", "сколько ждать звонка", "когда на месте инженер"],
        en: ["when do engineers work", "what are your hours", "are you open at weekends", "when will they call back", "how long until someone calls", "what are your working hours", "when is an engineer in", "are you open today"],
      },
    },
    {
      name: "engineer",
      examples: {
        ru: ["соедините с инженером", "можно инженера", "позовите инженера", "хочу поговорить с инженером", "дайте инженера", "переключите на инженера", "мне нужен инженер", "пусть подойдёт инженер"],
        en: ["can I talk to an engineer", "I want to speak to an engineer", "put me through to an engineer", "get me an engineer", "I need an engineer", "an engineer please", "let me talk to the engineer", "connect me with an engineer"],
      },
    },
    ...numberIntents,
    {
      name: "parts_in_stock",
      examples: {
        ru: ["есть в наличии", "есть ли захваты в наличии", "запчасти есть на складе", "сколько ждать запчасти", "как заказать запчасти", "можно ли у вас купить запчасти", "когда привезут запчасти", "запчасти можно заказать"],
        en: ["do you have it in stock", "do you have grips in stock", "are parts in stock", "how long do parts take", "how do I order spare parts", "can I buy parts from you", "when will the parts come", "can I order parts"],
      },
    },
    {
      name: "nobody_called",
      examples: {
        ru: ["никто не перезвонил", "третий раз звоню", "мне так и не перезвонили", "обещали перезвонить и не перезвонили", "звоню не первый раз", "сколько можно звонить", "до сих пор не перезвонили"],
        en: ["this is the third time I'm calling", "the third time I call", "you never called back", "you have not called back", "I've called three times already", "how many times do I have to call", "they didn't call back"],
      },
    },
    {
      name: "wrong_number",
      examples: {
        ru: ["ошиблась номером", "я не туда попал", "ничего не надо, ошиблась", "извините, не туда", "ничего не надо"],
        en: ["wrong number", "sorry, wrong number", "I've got the wrong number", "nothing, sorry", "I don't need anything"],
      },
    },
    {
      name: "status",
      examples: {
        ru: ["статус моей заявки", "что с моей заявкой", "по заявке номер сто", "когда приедет инженер", "вы когда приедете", "когда починят", "как долго чинить", "вы сегодня приедете", "сколько ждать ремонта"],
        en: ["what's the status of my request", "what about my request", "when will the engineer come", "when are you coming", "can you come today", "how long does the repair take", "when will it be fixed", "when will somebody come"],
      },
    },
    {
      name: "buy",
      examples: {
        ru: ["хочу купить новую", "хочу купить", "хотим приобрести новую", "нужна новая машина", "выбираем новую", "сколько стоит новая", "отдел продаж"],
        en: ["I want to buy a new machine", "we'd like to buy a new one", "I want to buy", "we need a new machine", "how much is a new one", "sales department", "who sells them"],
      },
    },
    {
      name: "certified",
      examples: {
        ru: ["вы сертифицированы", "у вас есть аккредитация", "вы аккредитованы", "кто проводит поверку", "ваша лаборатория аккредитована"],
        en: ["are you certified", "are you accredited", "is your laboratory accredited", "who does the calibration", "are you an accredited laboratory"],
      },
    },
    {
      name: "complaint",
      examples: {
        ru: ["хочу пожаловаться", "пожаловаться", "хочу пожаловаться на обслуживание", "у меня жалоба", "хочу оставить жалобу", "жалоба на инженера", "у меня претензия", "хочу пожаловаться на вашего инженера", "примите жалобу", "куда жаловаться"],
        en: ["I want to complain", "complain", "I want to complain about the service", "I have a complaint", "I'd like to make a complaint", "a complaint about your engineer", "I want to complain about your engineer", "take a complaint", "where do I complain", "I am going to complain"],
      },
    },
    {
      name: "no_number",
      examples: {
        ru: ["не знаю какой номер", "номер не знаю", "я не знаю номера", "стёрлось", "всё стёрлось", "номер стёрся", "табличка стёрлась", "таблички нет", "не вижу номера", "не могу найти номер", "не помню номер", "номера нет", "не читается", "я не у машины", "номера у меня нет", "нет под рукой", "номера под рукой нет"],
        en: ["I don't know the number", "I don't know", "no idea", "it's worn off", "the plate is worn", "I can't read it", "there is no plate", "I can't find the number", "I can't see it", "I don't have the number", "I don't have it", "I don't have it with me", "I'm not at the machine", "the number is gone", "it's illegible"],
      },
    },
    {
      // Beside what is known without a word of ours, under the same name: what a machine does before it hurts somebody.
      name: "emergency",
      examples: {
        ru: ["искрит", "она искрит", "машина искрит", "летят искры", "там огонь", "что-то горит", "пахнет гарью", "у нас пострадавший", "травма у оператора", "рука попала под траверсу", "руку защемило", "пальцы зажало захватом", "человека придавило"],
        en: ["it is on fire", "something is burning", "it smells of burning", "somebody is trapped", "somebody is hurt", "somebody is injured", "a man got an electric shock", "his hand is caught", "fingers are caught in the grips", "his arm is crushed"],
      },
    },
  ],
  flow: {
    type: "graph",
    start: "kind",
    states: {
      kind: { type: "ask", field: "kind", also: ["serial", "trouble"], say: t("Что случилось: поломка, калибровка, запчасти или документы?", "What is it about: a breakdown, calibration, spare parts, or documents?"), hint: t("Скажите, например: машина не включается, или нужна поверка.", "You can say, for example: the machine will not start, or we need a calibration.") },
      serial: { type: "ask", field: "serial", say: t("Назовите заводской номер, он на табличке сбоку. Или наберите его на телефоне.", "Please say the serial number from the plate on the side, or key it in."), hint: t("В номере от четырёх до восьми цифр. Если его не видно, так и скажите.", "It has four to eight digits. If you can't see it, just say so.") },
      trouble: { type: "ask", field: "trouble", also: ["serial"], say: t("Что при этом видно и слышно? Опишите в двух словах.", "What do you see and hear when it happens? Please tell me briefly."), hint: t("Например: гаснет экран при нагрузке.", "For example: the screen goes dark under load.") },
      which_part: { type: "ask", field: "trouble", also: ["serial"], say: t("Какая запчасть нужна?", "Which part do you need?"), hint: t("Например: захваты на сто килоньютон.", "For example: grips for a hundred kilonewtons.") },
      complaint: { type: "ask", field: "trouble", say: t("Мне жаль, что так вышло. Расскажите, что случилось: запишу жалобу в заявку.", "I'm sorry to hear that. Please tell me what happened, and I'll put your complaint into the request."), hint: t("Например: обещали приехать и не приехали.", "For example: you promised to come and nobody came.") },
      contact: { type: "flow", flow: "contact" },
      later: { type: "ask", field: "callback_at", say: t("Когда вам перезвонить?", "When shall we call you?"), hint: t("Инженеры звонят по будням, {callback_at.hours} по Москве. Скажите, например: завтра в три.", "Engineers call on weekdays, {callback_at.hours} Moscow time. You can say, for example: tomorrow at three.") },
      later_phone: { type: "flow", flow: "contact" },
      confirm_later: {
        type: "confirm", fields: ["callback_at", "name"],
        say: t("Перезвонить {callback_at}, спросить: {name}. Верно?", "An engineer is to call {callback_at} and ask for {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: время или имя?", "What should I change: the time or the name?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      called_later: { type: "end", outcome: "callback", say: t("Записала просьбу, инженер перезвонит. До свидания!", "I've noted your request, an engineer will call you. Goodbye!") },
      unnumbered: { type: "say", say: t("Ничего, номер уточнит инженер.", "Never mind, the engineer will sort that out.") },
      confirm_unnumbered: {
        type: "confirm", fields: ["kind", "name"],
        say: t("Записываю: {kind}, номер машины неизвестен, на имя {name}. Верно?", "Let me check: {kind}, the machine's number is not known, under the name {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: тему или имя?", "What should I change: the topic or the name?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      confirm_complaint: {
        type: "confirm", fields: ["name"],
        say: t("Записываю жалобу, на имя {name}. Верно?", "Let me check: a complaint, under the name {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("На чьё имя записать?", "Under what name shall I put it?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      confirm: {
        type: "confirm", fields: ["kind", "serial", "name"],
        say: t("Записываю: {kind}, машина {serial}, на имя {name}. Верно?", "Let me check: {kind}, machine {serial}, under the name {name}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: вопрос, номер машины или имя?", "What should I change: the topic, the serial number or the name?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      accepted: { type: "end", outcome: "callback", say: t("Спасибо, {name}. Инженер перезвонит вам в рабочее время. До свидания!", "Thank you, {name}. An engineer will call you back in working hours. Goodbye!") },
      danger: { type: "say", say: t("Нажмите красную кнопку аварийной остановки и отойдите от машины. Если кто-то пострадал или горит, звоните сто двенадцать. Соединяю с дежурным инженером.", "Press the red emergency stop and step away from the machine. If somebody is hurt or there is fire, call one one two. I'm putting you through to the engineer on duty.") },
      despair: { type: "say", say: t("Мне очень жаль, что вам так тяжело. Вы не одни. Позвоните сто двенадцать, там помогут. Сейчас соединю вас с человеком.", "I'm so sorry that things are this hard. You are not alone. Please call one one two, they will help. I'm putting you through to a person now.") },
      duty: { type: "transfer", destination: "duty" },
      duty_silent: { type: "end", outcome: "callback", say: t("Дежурный не отвечает, он перезвонит. Если есть опасность для людей, звоните сто двенадцать прямо сейчас.", "The engineer on duty doesn't answer and will call you back. If people are in danger, call one one two right now.") },
      engineer: { type: "transfer", destination: "engineer", say: t("Соединяю с инженером.", "I'm putting you through to an engineer.") },
      nobody: { type: "say", say: t("Инженер перезвонит вам.", "An engineer will call you back.") },
      phone_only: { type: "ask", field: "phone", say: t("На какой номер перезвонить?", "Which number shall the engineer call?"), hint: t("Назовите номер или наберите его на телефоне.", "Please say the number, or key it in.") },
      closed: { type: "say", say: t("Инженеры сейчас не работают, но заявку я приму.", "Our engineers are not at work just now, but I'll take your request.") },
      goodbye: { type: "end", outcome: null, say: t("Спасибо за звонок, до свидания!", "Thank you for calling, goodbye!") },
      lost: { type: "end", outcome: "callback", say: t("Извините, никак не пойму. Инженер перезвонит вам в рабочее время на номер, с которого вы звоните. До свидания!", "I'm sorry, I can't follow. An engineer will call the number you're calling from in working hours. Goodbye!") },
    },
    flows: {
      contact: {
        start: "name",
        states: {
          name: { type: "ask", field: "name", say: t("Как к вам обращаться?", "May I have your name?"), hint: t("Скажите имя.", "Please say your name.") },
          phone: { type: "ask", field: "phone", say: t("Перезвонить на номер, с которого вы звоните, или на другой?", "Shall we call the number you're calling from, or another one?"), hint: t("Скажите «этот» или назовите номер.", "Please say \"this one\", or say the number.") },
          other_phone: { type: "ask", field: "phone", say: t("На какой номер перезвонить?", "Which number should we call back?"), hint: t("Назовите номер по цифрам или наберите его на телефоне.", "Please say the number digit by digit, or key it in.") },
          check_phone: {
            type: "confirm", fields: ["phone"],
            say: t("Номер {phone}, верно?", "The number is {phone}, is that right?"),
            hint: t("Скажите да или нет.", "Please say yes or no."),
            what: t("Какой номер правильный?", "What is the right number?"),
            corrected: t("Поправила.", "I've changed that."),
          },
          back: { type: "return" },
        },
        transitions: [
          // A chat, or a number that is withheld: there is no "this one".
          { from: "name", to: "other_phone", when: { done: true }, if: [{ caller: "hidden" }] },
          { from: "name", to: "phone", when: { done: true } },
          { from: "phone", to: "check_phone", when: { done: true } },
          { from: "phone", to: "back", when: { intent: "this_number" } },
          { from: "phone", to: "back", when: { intent: "yes" } },
          { from: "phone", to: "other_phone", when: { intent: "another_number" } },
          { from: "phone", to: "other_phone", when: { intent: "no" } },
          { from: "other_phone", to: "check_phone", when: { done: true } },
          { from: "other_phone", to: "back", when: { intent: "this_number" }, if: [{ caller: "known" }] },
          { from: "check_phone", to: "back", when: { done: true } },
        ],
      },
    },
    transitions: [
      // What was told at once is not asked again.
      { from: "kind", to: "trouble", when: { done: true }, if: [{ field: "kind", is: "breakdown" }, { field: "trouble", known: false }] },
      { from: "kind", to: "which_part", when: { done: true }, if: [{ field: "kind", is: "parts" }, { field: "trouble", known: false }] },
      ...["kind", "trouble", "which_part"].flatMap((from) => [
        { from, to: "unnumbered", when: { done: true as const }, if: [{ heard: "no_number" }, { field: "serial", known: false as const }] },
        { from, to: "serial", when: { done: true as const } },
      ]),
      { from: "complaint", to: "contact", when: { done: true } },
      { from: "serial", to: "contact", when: { done: true } },
      { from: "serial", to: "unnumbered", when: { intent: "no_number" } },
      { from: "serial", to: "unnumbered", when: { intent: "no" } },
      { from: "serial", to: "unnumbered", when: { not_understood: 2 } },
      { from: "serial", to: "unnumbered", when: { not_understood: 3 } },
      { from: "unnumbered", to: "contact", when: { done: true } },
      { from: "contact", to: "confirm_complaint", when: { done: true }, if: [{ counter: "complaints", at_least: 1 }] },
      { from: "contact", to: "confirm", when: { done: true }, if: [{ field: "serial", known: true }] },
      { from: "contact", to: "confirm_unnumbered", when: { done: true } },
      { from: "confirm_unnumbered", to: "accepted", when: { done: true } },
      { from: "confirm_complaint", to: "accepted", when: { done: true } },
      { from: "confirm", to: "accepted", when: { done: true }, outcome: "callback" },
      { from: "later", to: "later_phone", when: { done: true } },
      { from: "later_phone", to: "confirm_later", when: { done: true } },
      { from: "confirm_later", to: "called_later", when: { done: true } },
      { from: "danger", to: "duty", when: { done: true } },
      { from: "despair", to: "duty", when: { done: true } },
      ...unreached("duty", "duty_silent"),
      ...unreached("engineer", "nobody", t("Инженер сейчас не отвечает.", "The engineer doesn't answer just now.")),
      { from: "nobody", to: "phone_only", when: { done: true }, if: [{ field: "phone", known: false }] },
      { from: "nobody", to: "goodbye", when: { done: true }, outcome: "callback" },
      { from: "phone_only", to: "goodbye", when: { done: true }, outcome: "callback" },
      { from: "phone_only", to: "goodbye", when: { intent: "this_number" }, if: [{ caller: "known" }], outcome: "callback" },
      { from: "closed", to: "kind", when: { done: true } },
      { from: "kind", to: "goodbye", when: { intent: "wrong_number" }, outcome: "abandoned" },
      { from: "*", to: "danger", when: { intent: "emergency" } },
      { from: "*", to: "despair", when: { intent: "danger_to_self" } },
      { from: "*", to: "engineer", when: { intent: "operator" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }] },
      { from: "*", to: "engineer", when: { intent: "engineer" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }] },
      { from: "*", to: "closed", when: { intent: "engineer" }, count: "asked_person", if: [{ counter: "asked_person", below: 1 }] },
      { from: "*", to: "closed", when: { intent: "operator" }, count: "asked_person", if: [{ counter: "asked_person", below: 1 }] },
      { from: "*", to: "engineer", when: { intent: "buy" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }] },
      { from: "*", to: "nobody", when: { intent: "buy" }, say: t("О новых машинах расскажет инженер.", "An engineer will tell you about new machines.") },
      { from: "*", to: "engineer", when: { intent: "status" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }] },
      { from: "*", to: "nobody", when: { intent: "status" }, say: t("О сроках и заявках знает инженер.", "An engineer knows about dates and requests.") },
      // Whoever was not called back is not asked what a breakdown is called: a person, or what they were promised.
      { from: "*", to: "engineer", when: { intent: "nobody_called" }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }], say: t("Простите, пожалуйста, что так вышло.", "I'm sorry about that.") },
      { from: "*", to: "complaint", when: { intent: "nobody_called" }, count: "complaints", if: [{ counter: "complaints", below: 1 }] },
      { from: "*", to: "complaint", when: { intent: "complaint" }, count: "complaints", if: [{ counter: "complaints", below: 1 }] },
      { from: "*", to: "later", when: { intent: "busy" } },
      { from: "*", to: "goodbye", when: { intent: "goodbye" }, outcome: "abandoned" },
      { from: "*", to: "goodbye", when: { intent: "cancel" }, outcome: "refused" },
      { from: "*", to: "engineer", when: { not_understood: 3 }, if: [{ from: "09:00", to: "18:00", weekdays: [1, 2, 3, 4, 5] }, { counter: "lost", below: 1 }], count: "lost", say: t("Извините, никак не пойму.", "I'm sorry, I can't follow.") },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "guarantee", limit: 5, answers: [t("Гарантия два года со дня ввода в работу.", "The guarantee is two years from commissioning.")] },
      { intent: "working_hours", limit: 5, answers: [t("Инженеры работают по будням с девяти до шести по Москве.", "Engineers work on weekdays from nine to six, Moscow time.")] },
      { intent: "certified", limit: 5, answers: [t("Об аккредитации и поверке расскажет инженер, он пришлёт и документы.", "An engineer will tell you about accreditation and calibration, and send the documents too.")] },
      { intent: "parts_in_stock", limit: 5, answers: [t("Наличие, цену и срок назовёт инженер, когда узнает номер машины.", "An engineer will tell you what is in stock, the price and the time once the machine's number is known.")] },
      { intent: "price", limit: 5, answers: [t("Стоимость назовёт инженер: она зависит от машины и от работ.", "An engineer will tell you the price, it depends on the machine and the work.")] },
      { intent: "are_you_a_bot", limit: 5, answers: [t("Да, я голосовой помощник завода. Приму заявку и передам инженеру.", "Yes, I'm the company's voice assistant. I take the request for an engineer.")] },
    ],
    limit: 12,
  },
  agent: {
    handoff_criteria: [{ words: dangerWords }],
    handoff_state: "danger",
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
  fallbacks: fallbacks(t("Извините, у меня не получается вам помочь. Перезвоните и скажите «инженер»: в рабочее время я соединю. До свидания!", "I'm sorry, I can't help you with this. Call again and say \"engineer\", and in working hours I'll put you through. Goodbye!")),
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
        { says: phone.ru, expect: { state: "contact.check_phone", fields: { phone: "+79120001427" } } },
        { says: "да", expect: { state: "confirm", says: "4071" } },
        { says: "верно", expect: { ended: true, says: "перезвонит" } },
      ],
      end: { outcome: "callback" },
    },
    ...["машина задымилась", "у нас человека зажало в захватах", "ой, она искрит"].map((says) => ({ name: `опасность: ${says}`, language: "ru" as const, turns: [{ says, expect: { says: ["аварийной остановки", "сто двенадцать"], transfer: "duty" } }] })),
    { name: "danger, and nobody answers", language: "en", transfers: { duty: "no_answer" }, turns: [{ says: "a man got an electric shock", expect: { transfer: "duty", says: "one one two right now", ended: true } }], end: { outcome: "callback" } },
    ...["не знаю какой номер", "там всё стёрлось", "таблички нет"].map((says) => ({ name: `без номера: ${says}`, language: "ru" as const, turns: [{ says: "нужна поверка", expect: { state: "serial" } }, { says, expect: { state: "contact.name", says: "уточнит инженер" } }] })),
    {
      name: "the number is worn off: an engineer all the same", language: "en",
      turns: [
        { says: "we need a calibration", expect: { state: "serial" } },
        { says: "it's worn off, I can't read it", expect: { state: "contact.name", says: "never mind" } },
        { says: "Peter", expect: { state: "contact.phone" } },
        { says: "this number", expect: { state: "confirm_unnumbered", says: "not known" } },
        { says: "yes", expect: { ended: true } },
      ],
      end: { outcome: "callback", fields: { serial: null } },
    },
    {
      name: "беда сказана сразу: второй раз не спрашивает", language: "ru",
      turns: [
        { says: "пресс встал, ошибка двенадцать, масло течёт", expect: { state: "serial", fields: { kind: "breakdown", trouble: "пресс встал, ошибка двенадцать, масло течёт" } } },
        { says: "нет под рукой", expect: { state: "contact.name", says: "уточнит инженер" } },
        { says: "Андрей", expect: { state: "contact.phone" } },
        { says: "этот", expect: { state: "confirm_unnumbered", says: "на имя андрей" } },
        { says: "да", expect: { ended: true } },
      ],
      end: { outcome: "callback" },
    },
    {
      name: "the trouble said first is not asked for again", language: "en",
      turns: [
        { says: "the press stopped, error twelve, oil is leaking", expect: { state: "serial", fields: { kind: "breakdown" } } },
        { says: "I don't have it", expect: { state: "contact.name", says: "never mind" } },
      ],
    },
    { name: "модель и номер — не беда", language: "ru", turns: [{ says: "поломка", expect: { state: "trouble" } }, { says: "модель ИП-500, номер четыре ноль семь один", expect: { state: "trouble", fields: { trouble: null, serial: "4071" } } }, { says: "не включается", expect: { state: "contact.name", fields: { trouble: "не включается" } } }] },
    { name: "the model is no trouble", language: "en", turns: [{ says: "breakdown" }, { says: "the model is IP 500", expect: { state: "trouble", fields: { trouble: null } } }, { says: "it won't start", expect: { state: "serial", fields: { trouble: "it won't start" } } }] },
    { name: "номера нет, сказал раньше: не спрашивает", language: "ru", turns: [{ says: "поломка" }, { says: "номера у меня нет", expect: { state: "trouble" } }, { says: "не включается", expect: { state: "contact.name", says: "уточнит инженер" } }] },
    { name: "перезвоните в понедельник", language: "ru", turns: [{ says: "перезвоните мне в понедельник", expect: { state: "later", says: "в какое время" } }, { says: "в три", expect: { state: "contact.name", fields: { callback_at: "2026-11-23T15:00" } } }, { says: "Анна" }, { says: "этот", expect: { state: "confirm_later", says: "анна" } }, { says: "да", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "call me back on Monday", language: "en", turns: [{ says: "call me back on monday at three", expect: { state: "contact.name", fields: { callback_at: "2026-11-23T15:00" } } }] },
    { name: "жалоба", language: "ru", turns: [{ says: "хочу пожаловаться на вашего инженера", expect: { state: "complaint", says: "жаль" } }, { says: "обещал приехать во вторник и не приехал" }, { says: "Анна" }, { says: "этот", expect: { state: "confirm_complaint", says: "жалобу" } }, { says: "да", expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "a complaint is no call for an engineer", language: "en", turns: [{ says: "I want to complain about your engineer", expect: { state: "complaint", says: "sorry" } }] },
    { name: "запчасти: какие", language: "ru", turns: [{ says: "нужны захваты", expect: { state: "which_part", says: "какая запчасть" } }, { says: "захваты на сто килоньютон", expect: { state: "serial" } }] },
    { name: "spare parts: which ones", language: "en", turns: [{ says: "I need spare parts", expect: { state: "which_part", says: "which part" } }, { says: "grips for a hundred kilonewtons", expect: { state: "serial" } }] },
    { name: "номер дважды не разобрать: без него", language: "ru", turns: [{ says: "калибровка" }, { says: "ээ буква жэ", expect: { state: "serial" } }, { says: "жэ как жук", expect: { state: "contact.name" } }] },
    { name: "не поняла трижды в рабочее время: инженер", language: "ru", now: "2026-11-20T10:00", turns: [{ says: "шмыг абракадабра", expect: { says: "не совсем поняла" } }, { says: "ыгыгы тыц" }, { says: "быр быр", expect: { transfer: "engineer" } }] },
    { name: "not followed at night: a call back, and said so", language: "en", now: "2026-11-20T22:00", turns: [{ says: "shmyg brr" }, { says: "brr tyts" }, { says: "tyts tyts", expect: { ended: true, says: "will call the number" } }], end: { outcome: "callback" } },
    { name: "danger first of all", language: "en", turns: [{ says: "help, the machine is smoking", expect: { says: "emergency stop", transfer: "duty" } }] },
    { name: "инженер в рабочее время", language: "ru", now: "2026-11-20T10:00", turns: [{ says: "соедините с инженером, с живым человеком", expect: { transfer: "engineer" } }] },
    { name: "вечером заявку принимают", language: "ru", now: "2026-11-20T20:00", turns: [{ says: "соедините с живым человеком", expect: { state: "kind", says: "заявку я приму", tool: null } }] },
    { name: "nobody answers: a call back", language: "en", now: "2026-11-20T10:00", transfers: { engineer: "no_answer" }, turns: [{ says: "put me through to a person", expect: { state: "phone_only" } }, { says: phone.en, expect: { ended: true } }], end: { outcome: "callback" } },
    { name: "an engineer, please", language: "en", now: "2026-11-20T10:00", turns: [{ says: "can I talk to an engineer", expect: { transfer: "engineer" } }] },
    { name: "другой номер", language: "ru", turns: [{ says: "нужна поверка" }, { says: "четыре ноль семь один" }, { says: "Андрей", expect: { state: "contact.phone" } }, { says: "на другой", expect: { state: "contact.other_phone" } }, { says: phone.ru, expect: { state: "contact.check_phone" } }] },
    { name: "гарантия — и снова вопрос", language: "ru", turns: [{ says: "а какая у вас гарантия", expect: { state: "kind", says: ["два года", "калибровка"] } }] },
    { name: "номер кнопками", language: "ru", turns: [{ says: "нужна калибровка", expect: { state: "serial" } }, { keys: "12345", expect: { state: "contact.name", fields: { serial: "12345" } } }] },
    ...["прищемило пальцы", "станок горит", "у нас пострадавший", "летят искры"].map((says) => ({ name: `опасность, как о ней говорят: ${says}`, language: "ru" as const, turns: [{ says, expect: { says: ["аварийной остановки", "сто двенадцать"], transfer: "duty" } }] })),
    ...["his fingers are caught in the grips", "there is smoke coming out of it", "somebody is hurt", "sparks are flying"].map((says) => ({ name: `danger as people tell it: ${says}`, language: "en" as const, turns: [{ says, expect: { says: ["emergency stop", "one one two"], transfer: "duty" } }] })),
    { name: "дыма нет: поломка", language: "ru", turns: [{ says: "дыма нет, просто не включается", expect: { fields: { kind: "breakdown" }, not_says: "аварийной остановки" } }] },
    { name: "no smoke: no danger", language: "en", turns: [{ says: "no smoke, it just doesn't start", expect: { not_says: "emergency stop" } }] },
    ...["нужен ремонт", "рама скрипит", "программа вылетает"].map((says) => ({ name: `тоже поломка: ${says}`, language: "ru" as const, turns: [{ says, expect: { fields: { kind: "breakdown" } } }] })),
    ...["the frame squeaks", "the software crashes", "it needs a repair"].map((says) => ({ name: `a breakdown too: ${says}`, language: "en" as const, turns: [{ says, expect: { fields: { kind: "breakdown" } } }] })),
    { name: "паспорт на машину и протокол — документы", language: "ru", turns: [{ says: "нужен паспорт на машину и протокол", expect: { state: "serial", fields: { kind: "documents" } } }] },
    { name: "не перезвонили: инженер", language: "ru", turns: [{ says: "третий раз звоню, никто не перезвонил", expect: { transfer: "engineer", says: "простите" } }] },
    { name: "не перезвонили, а инженеров нет: жалоба", language: "ru", now: "2026-11-21T12:00", turns: [{ says: "третий раз звоню, никто не перезвонил", expect: { state: "complaint", says: "мне жаль" } }] },
    { name: "nobody called back: an engineer", language: "en", turns: [{ says: "this is the third time I call and nobody called back", expect: { transfer: "engineer", says: "sorry" } }] },
    { name: "хочет купить: инженер", language: "ru", turns: [{ says: "хочу купить новую машину", expect: { transfer: "engineer" } }] },
    { name: "wants to buy: no word of a voice assistant", language: "en", turns: [{ says: "I want to buy a new machine", expect: { transfer: "engineer", not_says: "voice assistant" } }] },
    ...["когда приедет инженер", "что с моей заявкой", "как долго чинить"].map((says) => ({ name: `о заявке и сроке знает инженер: ${says}`, language: "ru" as const, turns: [{ says, expect: { transfer: "engineer" } }] })),
    ...["what's the status of my request", "can you come today"].map((says) => ({ name: `an engineer knows of requests: ${says}`, language: "en" as const, turns: [{ says, expect: { transfer: "engineer" } }] })),
    { name: "о заявке в выходной: перезвонят", language: "ru", now: "2026-11-21T12:00", turns: [{ says: "когда приедет инженер", expect: { state: "phone_only", says: "инженер перезвонит" } }] },
    ...["у нас две машины не работают", "экран тёмный"].map((says) => ({ name: `и это поломка: ${says}`, language: "ru" as const, turns: [{ says, expect: { fields: { kind: "breakdown" } } }] })),
    ...["we have two machines down", "the screen is dark"].map((says) => ({ name: `that is a breakdown as well: ${says}`, language: "en" as const, turns: [{ says, expect: { fields: { kind: "breakdown" } } }] })),
    { name: "ошиблась номером", language: "ru", turns: [{ says: "ничего не надо, ошиблась", expect: { ended: true, says: "до свидания" } }] },
    { name: "the wrong number", language: "en", turns: [{ says: "wrong number, sorry", expect: { ended: true, says: "goodbye" } }] },
    ...(["plain", "brief", "correcting", "unclear", "silent"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, persona: { who: "Хочет откалибровать машину.", manner, knows: knows.ru }, end: { outcome: "callback" as const, fields: { serial: "12345" } } },
      { name: callerIs.en[manner], language: "en" as const, persona: { who: "Wants a calibration.", manner, knows: knows.en }, end: { outcome: "callback" as const, fields: { serial: "12345" } } },
    ]),
  ],
}];

export const equipmentSupport: BotTemplateSource = {
  id: "equipment-support",
  name: t("Поддержка оборудования", "Equipment support"),
  description: t("Разбирает обращение, берёт номер машины и описание, передаёт инженеру.", "Sorts the request, takes the machine's number and the trouble for an engineer."),
  config, evals,
};
