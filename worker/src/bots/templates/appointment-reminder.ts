/**
 * Reminds of an appointment: confirmed, moved or cancelled. Name, time and place come with the call; with a name it asks
 * for the person first, and tells nobody else what the call is about.
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs, fallbacks, nameField, speech, t, unreached } from "./shared.ts";
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
    {
      name: "reschedule",
      examples: {
        ru: ["перенести", "перенесите", "перенесём", "перенести запись", "можно перенести", "давайте перенесём", "перенесите пожалуйста", "хочу перенести запись"],
        en: ["reschedule", "I need to reschedule", "can I reschedule", "I need to move it", "move it", "move my appointment", "can we move it", "please reschedule my appointment"],
      },
    },
    {
      name: "another_time",
      examples: {
        ru: ["на другой день", "можно в другой день", "в другое время", "давайте на другое время", "нужно другое время", "другой день пожалуйста", "мне неудобно, другой день", "не смогу в это время, давайте в другое", "можно на следующей неделе", "лучше в четверг", "можно на попозже", "на попозже", "чуть позже можно прийти", "можно я приду в четыре", "могу прийти в пятницу"],
        en: ["another day please", "another day", "could we do another day", "another time", "can we make it another time", "can I come another day", "some other day", "a different time", "could we do next week", "can we make it thursday instead", "can we make it a bit later", "make it later", "can I come at four instead", "can I come on Friday instead"],
      },
    },
    {
      name: "will_come",
      examples: {
        ru: ["приду", "я приду", "буду", "я буду", "смогу", "я смогу прийти", "обязательно приду", "в силе", "конечно приду", "оставьте как есть", "пусть остаётся", "точно, приду", "спасибо, приду", "спасибо, обязательно буду"],
        en: ["I'll come", "I will come", "I'll be there", "I can come", "I can make it", "see you then", "I'm coming", "of course I'll be there", "keep it", "leave it as it is", "oh right, I'll be there", "thanks, I'll come"],
      },
    },
    {
      // No wish yet: it may be moved as well as cancelled.
      name: "cannot_come",
      examples: {
        ru: ["не смогу", "я не смогу", "не смогу прийти", "не получится", "не получится прийти", "не приду", "я не приду", "не успеваю", "не буду"],
        en: ["I can't come", "I can't make it", "I won't be able to come", "I can't", "I won't come", "I'm not coming", "I will not make it", "I'm not able to come", "it doesn't suit me any more"],
      },
    },
    {
      // Apart from the former: its examples have no "not".
      name: "unwell",
      examples: {
        ru: ["я заболела", "я заболел", "заболела, не приду", "ребёнок заболел", "лежу с температурой", "я в больнице", "я уезжаю", "я буду в отъезде"],
        en: ["I'm sick", "I'm ill", "oh I can't, I'm sick", "I've come down with something", "my child is sick", "I'm in hospital", "I'll be away", "I'll be out of town"],
      },
    },
    {
      // A "maybe" that means to come.
      name: "likely",
      examples: {
        ru: ["скорее всего", "скорее всего приду", "наверное приду", "постараюсь", "постараюсь прийти", "думаю, приду"],
        en: ["probably", "most likely", "I'll try", "I'll try to come", "I should be there"],
      },
    },
    {
      name: "forgot",
      examples: {
        ru: ["совсем забыла", "ой, забыл", "я забыла", "вылетело из головы", "из головы вылетело"],
        en: ["I forgot", "I completely forgot", "it slipped my mind", "I had forgotten", "oh, I forgot all about it"],
      },
    },
    {
      name: "already_cancelled",
      examples: {
        ru: ["я её уже отменила", "я уже отменил запись", "я её отменила вчера", "запись уже отменена", "я уже отменяла", "мы её уже отменили"],
        en: ["I already cancelled it", "I cancelled it yesterday", "I've already cancelled", "I have cancelled it already", "it's already been cancelled", "we cancelled that"],
      },
    },
    {
      name: "running_late",
      examples: {
        ru: ["я опоздаю", "опоздаю минут на двадцать", "могу опоздать", "я немного опоздаю", "можно опоздать", "если я опоздаю"],
        en: ["I'll be late", "I'll be a bit late", "I'm going to be late", "I'll be twenty minutes late", "I might be late", "can I be late"],
      },
    },
    {
      name: "when_is_it",
      examples: {
        ru: ["а во сколько", "во сколько", "когда это", "на какое время", "напомните время", "на когда запись", "а когда", "какого числа"],
        en: ["what time was it", "what time is it", "when is it", "what time", "when was that", "which day was it", "when is my appointment"],
      },
    },
    {
      // Surprised by the day, and asks for none.
      name: "mistook",
      examples: {
        ru: ["я думала", "я думал, что", "ой, я думала, что", "я думала, что в другой день", "я думал, что позже"],
        en: ["I thought it was", "I thought it was another day", "oh is it, I thought it was later", "I thought it would be", "oh, I thought"],
      },
    },
    {
      name: "what_for",
      examples: {
        ru: ["к какому мастеру", "а к кому", "что за запись", "на что я записана", "на какую процедуру", "к какому врачу", "что взять с собой", "нужно что-то с собой"],
        en: ["what is it for", "who is it with", "what appointment is it", "what am I booked for", "which appointment", "what is the appointment for", "do I need to bring anything", "what should I bring"],
      },
    },
    {
      name: "address",
      examples: {
        ru: ["куда приходить", "какой адрес", "где это", "напомните адрес", "куда идти", "как до вас добраться", "где вы находитесь", "по какому адресу"],
        en: ["where do I go", "what is the address", "where is it", "where are you", "remind me of the address", "how do I get there", "which address", "where is the place"],
      },
    },
    {
      name: "it_is_me",
      examples: {
        ru: ["я", "это я", "да, это я", "я слушаю", "слушаю", "слушаю вас", "у телефона", "я у телефона"],
        en: ["speaking", "it's me", "this is me", "that's me", "this is she", "this is he", "I'm listening", "you're speaking to her"],
      },
    },
    {
      name: "somebody_else",
      examples: {
        ru: ["это муж", "это жена", "это мама", "это её муж", "это его жена", "это её мама", "это не она, это её мама", "её нет дома", "его нет дома", "её сейчас нет", "что ей передать", "ему что-нибудь передать", "это её сын", "это её супруг", "это его супруга", "это её дочь", "это её сестра", "это дочь", "это сын", "она уехала", "уехала", "она в душе", "она на работе", "она спит", "перезвоните ей позже"],
        en: ["it's her husband", "this is her mother", "this is his wife", "this is her husband", "I'm her daughter", "she's not home", "he's not home", "she's not here", "he isn't here right now", "can I take a message", "what shall I tell her", "I'm her mum", "I'm her husband", "I'm his wife", "this is her son", "it's her mum", "this is her sister", "she's in the shower", "she's at work", "she's asleep", "she is out"],
      },
    },
    {
      name: "wrong_person",
      examples: {
        ru: ["вы ошиблись номером", "вы ошиблись", "я не Мария, вы ошиблись", "я никуда не записывалась", "никуда я не записывался", "я не записывался", "я не записывалась", "это не я", "меня зовут не так", "таких здесь нет", "вы не туда попали", "здесь такой нет", "это другой человек", "она здесь больше не живёт"],
        en: ["wrong number", "you've got it wrong", "I'm not Mary, you've got it wrong", "I never booked anything", "I'm not her", "you have the wrong number", "I did not book anything", "that's not me", "there is nobody of that name here", "you've got the wrong person", "I never made an appointment", "this is somebody else", "she doesn't live here anymore"],
      },
    },
  ],
  flow: {
    type: "graph",
    start: "begin",
    states: {
      begin: { type: "say", say: t("Это {company}.", "This is {company}.") },
      who: { type: "question", say: t("{name}, это вы?", "Is this {name}?"), hint: t("Скажите да или нет.", "Please say yes or no.") },
      remind: {
        // A new time that is named at once needs no other wish: "could we do Wednesday at five instead".
        type: "question", fields: ["new_when"],
        say: t("Напоминаем о записи {when}. Вы придёте?", "This is a reminder of your appointment {when}. Will you come?"),
        hint: t("Скажите «да», «перенести» или «отменить».", "Please say yes, reschedule, or cancel."),
      },
      offer_move: {
        type: "question", fields: ["new_when"],
        say: t("Перенести на другое время или отменить?", "Shall we move it to another time, or cancel it?"),
        hint: t("Скажите «перенести» или «отменить».", "Please say move it, or cancel."),
      },
      new_when: { type: "ask", field: "new_when", say: t("На какой день и время перенести?", "Which day and time would suit you?"), hint: t("Скажите, например: в пятницу в три.", "You can say, for example: on Friday at three.") },
      check_new: {
        type: "confirm", fields: ["new_when"],
        say: t("Новое время: {new_when}. Верно?", "The new time: {new_when}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("На какое время?", "To what time?"),
        corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      sure_cancel: { type: "question", say: t("Отменить запись совсем?", "Shall I cancel the appointment altogether?"), hint: t("Скажите да или нет.", "Please say yes or no.") },
      confirmed: { type: "end", outcome: "answered", say: t("Отлично, ждём вас. До свидания!", "Great, see you then. Goodbye!") },
      kept: { type: "end", outcome: "answered", say: t("Хорошо, запись остаётся. Ждём вас, до свидания!", "All right, your appointment stands. See you then, goodbye!") },
      asked_to_move: { type: "end", outcome: "callback", say: t("Просьбу приняли, администратор подтвердит новое время. До свидания!", "We have your request, and our receptionist will confirm the new time. Goodbye!") },
      asked_to_cancel: { type: "end", outcome: "refused", say: t("Просьбу об отмене передам администратору. Всего доброго!", "I'll pass on your request to cancel. Goodbye!") },
      likely: { type: "end", outcome: "answered", say: t("Хорошо, запись остаётся. Если прийти не получится, пожалуйста, позвоните. До свидания!", "All right, your appointment stands. If you can't come after all, please call us. Goodbye!") },
      already: { type: "end", outcome: "refused", say: t("Поняла, извините за звонок, передам администратору. Всего доброго!", "I see, sorry to have called, I'll tell our receptionist. Goodbye!") },
      pass_on: { type: "end", outcome: "callback", say: t("Тогда, пожалуйста, передайте просьбу нам перезвонить. Это {company}. Спасибо, до свидания!", "Then please pass on that we would like a call back. This is {company}. Thank you, goodbye!") },
      wrong: { type: "end", outcome: "refused", say: t("Извините за беспокойство, до свидания!", "Sorry to have troubled you, goodbye!") },
      operator: { type: "transfer", destination: "desk", say: t("Соединяю с администратором.", "I'm putting you through to the receptionist.") },
      later: { type: "end", outcome: "callback", say: t("Администратор перезвонит вам. До свидания!", "Our receptionist will call you back. Goodbye!") },
      machine: { type: "end", outcome: "voicemail", say: t("Напоминаем о записи {when}. До свидания!", "This is a reminder of your appointment {when}. Goodbye!") },
      lost: { type: "end", outcome: "callback", say: t("Извините, никак не пойму. Администратор перезвонит вам. До свидания!", "I'm sorry, I can't follow. Our receptionist will call you. Goodbye!") },
    },
    transitions: [
      { from: "begin", to: "who", when: { done: true }, if: [{ field: "name", known: true }] },
      { from: "begin", to: "remind", when: { done: true } },
      { from: "who", to: "remind", when: { intent: "yes" } },
      { from: "who", to: "remind", when: { intent: "it_is_me" } },
      { from: "who", to: "wrong", when: { intent: "wrong_person" } },
      { from: "who", to: "pass_on", when: { intent: "somebody_else" } },
      { from: "who", to: "pass_on", when: { intent: "no" } },
      { from: "remind", to: "confirmed", when: { intent: "yes" } },
      // "Yes, this is she" answers the telephone, and confirms no visit.
      { from: "remind", to: "remind", when: { intent: "it_is_me" } },
      { from: "remind", to: "confirmed", when: { intent: "will_come" } },
      { from: "remind", to: "new_when", when: { intent: "reschedule" } },
      { from: "remind", to: "new_when", when: { intent: "another_time" } },
      { from: "remind", to: "offer_move", when: { intent: "cannot_come" } },
      { from: "remind", to: "offer_move", when: { intent: "unwell" } },
      ...["remind", "offer_move", "sure_cancel"].flatMap((from) => [
        { from, to: "asked_to_cancel", when: { intent: "already_cancelled" }, if: [{ heard: "not_interested" }] },
        { from, to: "likely", when: { intent: "likely" } },
        { from, to: "already", when: { intent: "already_cancelled" }, if: [{ not: { heard: "cancel" } }] },
        { from, to: "remind", when: { intent: "mistook" }, count: "asked_when", if: [{ counter: "asked_when", below: 3 }, { not: { heard: "will_come" } }] },
        { from, to: "remind", when: { intent: "when_is_it" }, count: "asked_when", if: [{ counter: "asked_when", below: 3 }, { not: { heard: "price" } }] },
        { from, to: "operator", when: { intent: "running_late" } },
        { from, to: "wrong", when: { intent: "wrong_person" } },
      ]),
      { from: "remind", to: "offer_move", when: { intent: "no" } },
      { from: "remind", to: "sure_cancel", when: { intent: "cancel" } },
      { from: "remind", to: "new_when", when: { intent: "maybe" }, say: t("Можно перенести.", "We can move it.") },
      { from: "remind", to: "new_when", when: { done: true } },
      { from: "offer_move", to: "kept", when: { intent: "will_come" } },
      { from: "new_when", to: "kept", when: { intent: "will_come" } },
      { from: "offer_move", to: "new_when", when: { intent: "reschedule" } },
      { from: "offer_move", to: "new_when", when: { intent: "another_time" } },
      { from: "offer_move", to: "new_when", when: { intent: "yes" } },
      { from: "offer_move", to: "new_when", when: { intent: "maybe" } },
      { from: "offer_move", to: "new_when", when: { done: true } },
      { from: "offer_move", to: "asked_to_cancel", when: { intent: "cancel" } },
      { from: "offer_move", to: "sure_cancel", when: { intent: "no" } },
      { from: "offer_move", to: "sure_cancel", when: { intent: "cannot_come" } },
      { from: "offer_move", to: "sure_cancel", when: { intent: "unwell" } },
      { from: "new_when", to: "sure_cancel", when: { intent: "cannot_come" } },
      { from: "sure_cancel", to: "asked_to_cancel", when: { intent: "yes" } },
      { from: "sure_cancel", to: "asked_to_cancel", when: { intent: "cancel" } },
      { from: "sure_cancel", to: "new_when", when: { intent: "reschedule" } },
      { from: "sure_cancel", to: "new_when", when: { intent: "another_time" } },
      { from: "sure_cancel", to: "kept", when: { intent: "will_come" } },
      { from: "sure_cancel", to: "kept", when: { intent: "no" } },
      { from: "new_when", to: "check_new", when: { done: true } },
      { from: "check_new", to: "asked_to_move", when: { done: true } },
      ...unreached("operator", "later"),
      { from: "*", to: "wrong", when: { intent: "wrong_person" } },
      { from: "*", to: "pass_on", when: { intent: "somebody_else" } },
      { from: "*", to: "machine", when: { intent: "answering_machine" } },
      { from: "*", to: "later", when: { intent: "busy" } },
      { from: "*", to: "operator", when: { intent: "operator" } },
      { from: "*", to: "sure_cancel", when: { intent: "cancel" } },
      { from: "*", to: "later", when: { intent: "goodbye" } },
      { from: "*", to: "lost", when: { not_understood: 3 } },
    ],
  },
  objections: {
    kinds: [
      { intent: "address", limit: 3, answers: [t("Адрес: {place}.", "The address is {place}.")] },
      { intent: "price", limit: 3, answers: [t("Цену подскажет администратор.", "Our receptionist can tell you the price.")] },
      { intent: "forgot", limit: 3, answers: [t("Ничего страшного.", "No problem at all.")] },
      { intent: "what_for", limit: 3, answers: [t("Этого мне не видно, подскажет администратор.", "I can't see that, our receptionist can tell you.")] },
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
  // Whoever plays it back may be anybody: the time, and nothing of the visit.
  answering_machine: { action: "leave_message", message: t("Здравствуйте! Это {company}. Напоминаем о записи {when}. Если планы изменились, пожалуйста, перезвоните нам. До свидания!", "Hello! This is {company}. We are calling to remind you of your appointment {when}. If your plans have changed, please call us back. Goodbye!") },
  prompts: { greeting: t("Здравствуйте!", "Hello!") },
  fallbacks: fallbacks(t("Извините, никак не пойму. Всего доброго!", "I'm sorry, I can't follow. Goodbye!"), t("Вас не слышно. Напоминаем о записи {when}. Всего доброго!", "I can't hear you. This is a reminder of your appointment {when}. Goodbye!")),
  analysis: { success: t("Человек сказал, придёт ли он.", "The person said whether they will come."), success_outcomes: ["answered", "callback", "refused"] },
};

const known = { company: "салон «Мята»", place: "улица Садовая, дом восемь", when: "2026-11-23T15:00" };
const knownEn = { company: "the Mint salon", place: "8 Garden Street", when: "2026-11-23T15:00" };
const named = { ...known, name: "Мария" };
const namedEn = { ...knownEn, name: "Mary" };

const evals: EvalSuiteInput[] = [{
  name: "reminder",
  cases: [
    { name: "приду", language: "ru", fields: known, opening: { says: ["мята", "15:00"] }, turns: [{ says: "да, буду", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "сначала спрашивает, кто у телефона", language: "ru", fields: named, opening: { state: "who", says: "мария, это вы", not_says: "напоминаем|15:00" }, turns: [{ says: "да, слушаю", expect: { state: "remind", says: "15:00" } }, { says: "приду", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "asks for the person first", language: "en", fields: namedEn, opening: { state: "who", says: "is this mary", not_says: "reminder" }, turns: [{ says: "speaking", expect: { state: "remind", says: "3:00 PM" } }, { says: "yes", expect: { ended: true } }], end: { outcome: "answered" } },
    ...["это муж", "это её муж", "нет, это её мама", "её нет дома", "нет"].map((says) => ({ name: `не она: ${says}`, language: "ru" as const, fields: named, turns: [{ says, expect: { ended: true, says: "передайте", not_says: "напоминаем|15:00" } }], end: { outcome: "callback" as const } })),
    ...["this is her mother", "she's not home", "no, this is her husband"].map((says) => ({ name: `not her: ${says}`, language: "en" as const, fields: namedEn, turns: [{ says, expect: { ended: true, says: "pass on", not_says: "appointment|reminder" } }], end: { outcome: "callback" as const } })),
    { name: "а можно на попозже", language: "ru", fields: known, turns: [{ says: "а можно на попозже", expect: { state: "new_when" } }] },
    { name: "a bit later", language: "en", fields: knownEn, turns: [{ says: "can we make it a bit later", expect: { state: "new_when" } }] },
    { name: "moves it", language: "en", fields: knownEn, turns: [{ says: "could we do another day", expect: { state: "new_when" } }, { says: "on friday at three", expect: { state: "check_new", fields: { new_when: "2026-11-27T15:00" } } }, { says: "yes", expect: { ended: true, not_says: "moved|is booked" } }], end: { outcome: "callback" } },
    { name: "отменяет, когда просят прямо", language: "ru", fields: known, turns: [{ says: "отмените запись", expect: { state: "sure_cancel" } }, { says: "да, отменяйте", expect: { ended: true, not_says: "отменена" } }], end: { outcome: "refused" } },
    ...["не смогу", "не приду", "нет, не получится", "нет"].map((says) => ({ name: `сначала предлагает перенести: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { state: "offer_move", says: "перенести" } }, { says: "перенесите", expect: { state: "new_when" } }] })),
    { name: "can't come: moving is offered first", language: "en", fields: knownEn, turns: [{ says: "I'm sorry, I can't make it", expect: { state: "offer_move", says: "move it" } }, { says: "on friday at three", expect: { state: "check_new", fields: { new_when: "2026-11-27T15:00" } } }] },
    { name: "cancels when moving does not help", language: "en", fields: knownEn, turns: [{ says: "no", expect: { state: "offer_move" } }, { says: "just cancel it", expect: { ended: true, not_says: "is cancelled" } }], end: { outcome: "refused" } },
    ...["I need to move it", "can I reschedule", "another day please"].map((says) => ({ name: `moves: ${says}`, language: "en" as const, fields: knownEn, turns: [{ says, expect: { state: "new_when" } }] })),
    { name: "переносит сразу на названное время", language: "ru", fields: known, turns: [{ says: "перенесите на пятницу в три", expect: { state: "check_new", fields: { new_when: "2026-11-27T15:00" } } }] },
    ...["не смогу в понедельник, можно во вторник в пять", "а можно во вторник в пять"].map((says) => ({ name: `другое время сразу: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { state: "check_new", fields: { new_when: "2026-11-24T17:00" } } }, { says: "да", expect: { ended: true, says: "новое время" } }], end: { outcome: "callback" as const } })),
    ...["could we do Tuesday at five instead", "I can't make Monday, what about Tuesday at five"].map((says) => ({ name: `another time at once: ${says}`, language: "en" as const, fields: knownEn, turns: [{ says, expect: { state: "check_new", fields: { new_when: "2026-11-24T17:00" } } }, { says: "yes", expect: { ended: true, says: "new time" } }], end: { outcome: "callback" as const } })),
    { name: "a time off the grid: the day stands, and a yes confirms nothing old", language: "en", fields: knownEn, turns: [{ says: "I can't make Monday, what about Tuesday at twenty to five", expect: { state: "new_when" } }, { says: "yes", expect: { state: "new_when" } }] },
    ...["нет, в понедельник не могу, во вторник", "да, но лучше во вторник", "перенесите на вторник без двадцати пять"].map((says) => ({ name: `день остаётся: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { state: "new_when", says: "на какое время" } }, { says: "в пять", expect: { state: "check_new", fields: { new_when: "2026-11-24T17:00" } } }] })),
    ...["no, I can't do Monday, Tuesday", "yes, but Tuesday would be better"].map((says) => ({ name: `the day stands: ${says}`, language: "en" as const, fields: knownEn, turns: [{ says, expect: { state: "new_when", says: "what time" } }, { says: "at five", expect: { state: "check_new", fields: { new_when: "2026-11-24T17:00" } } }] })),
    { name: "приду в то время, что записано", language: "ru", fields: known, turns: [{ says: "да, приду в понедельник в три", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "ничего не переносить — не отмена", language: "ru", fields: known, turns: [{ says: "отмените", expect: { state: "sure_cancel" } }, { says: "нет, не надо ничего переносить", expect: { ended: true, says: "запись остаётся" } }], end: { outcome: "answered" } },
    { name: "nothing is to be moved, and that cancels nothing", language: "en", fields: knownEn, turns: [{ says: "cancel it", expect: { state: "sure_cancel" } }, { says: "no, don't move anything", expect: { ended: true, says: "stands" } }], end: { outcome: "answered" } },
    { name: "отвечает на звонок, и не больше", language: "ru", fields: known, turns: [{ says: "да, алло", expect: { state: "remind", says: "здравствуйте" } }] },
    { name: "answers the telephone, and no more", language: "en", fields: knownEn, turns: [{ says: "yeah hi", expect: { state: "remind", says: "hello" } }] },
    ...["speaking", "this is she"].map((says) => ({ name: `says who is there, and confirms nothing: ${says}`, language: "en" as const, fields: knownEn, turns: [{ says, expect: { state: "remind", says: "will you come" } }] })),
    ...["да, это я", "слушаю вас", "да, я у телефона"].map((says) => ({ name: `называет себя и ничего не подтверждает: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { state: "remind", says: "придёте" } }] })),
    { name: "says only that they will come", language: "en", fields: knownEn, turns: [{ says: "I'll be there", expect: { ended: true, says: "see you then" } }], end: { outcome: "answered" } },
    { name: "перенести вместо отмены", language: "ru", fields: known, turns: [{ says: "отмените", expect: { state: "sure_cancel" } }, { says: "а, лучше перенесите", expect: { state: "new_when" } }] },
    { name: "передумал отменять: запись остаётся", language: "ru", fields: known, turns: [{ says: "отмените", expect: { state: "sure_cancel" } }, { says: "нет, не надо", expect: { ended: true, says: "запись остаётся" } }], end: { outcome: "answered" } },
    { name: "не поняла трижды: перезвонят, и так и названо", language: "ru", fields: known, turns: [{ says: "шмыг брр", expect: { says: "не совсем поняла" } }, { says: "тыц брр" }, { says: "брр шмыг", expect: { ended: true, says: "перезвонит" } }], end: { outcome: "callback" } },
    { name: "куда приходить", language: "ru", fields: known, turns: [{ says: "а куда приходить", expect: { state: "remind", says: "садовая" } }, { says: "хорошо, приду", expect: { ended: true } }], end: { outcome: "answered" } },
    { name: "wrong number", language: "en", fields: knownEn, turns: [{ says: "you have the wrong number", expect: { ended: true, says: "sorry" } }] },
    { name: "автоответчик слышит напоминание", language: "ru", fields: known, turns: [{ says: "оставьте сообщение после сигнала", expect: { ended: true, says: "напоминаем" } }], end: { outcome: "voicemail" } },
    { name: "who is this", language: "en", fields: knownEn, turns: [{ says: "who is this", expect: { says: "mint", state: "remind" } }] },
    { name: "занят", language: "ru", fields: known, turns: [{ says: "я на совещании, перезвоните", expect: { ended: true } }], end: { outcome: "callback" } },
    ...["ой точно, совсем забыла, спасибо, приду", "спасибо, обязательно приду"].map((says) => ({ name: `благодарит и придёт: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { ended: true, says: "ждём вас" } }], end: { outcome: "answered" as const } })),
    { name: "had forgotten, and will come", language: "en", fields: knownEn, turns: [{ says: "oh right, I forgot, thanks, I'll be there", expect: { ended: true, says: "see you then" } }], end: { outcome: "answered" } },
    { name: "забыла — ещё не придёт", language: "ru", fields: known, turns: [{ says: "ой, совсем забыла", expect: { state: "remind", says: "вы придёте" } }] },
    { name: "заболела: сначала предлагает перенести", language: "ru", fields: known, turns: [{ says: "я заболела", expect: { state: "offer_move", says: "перенести" } }] },
    { name: "sick: moving is offered", language: "en", fields: knownEn, turns: [{ says: "oh I can't, I'm sick", expect: { state: "offer_move", says: "move it" } }] },
    { name: "супругу ни слова о записи", language: "ru", fields: named, turns: [{ says: "это её супруг", expect: { ended: true, says: "передайте", not_says: "напоминаем|15:00" } }], end: { outcome: "callback" } },
    { name: "her mum hears nothing of the appointment", language: "en", fields: namedEn, turns: [{ says: "I'm her mum", expect: { ended: true, says: "pass on", not_says: "appointment|reminder" } }], end: { outcome: "callback" } },
    { name: "уже отменила: извиняется", language: "ru", fields: known, turns: [{ says: "я её уже отменила вчера", expect: { ended: true, says: "извините за звонок", not_says: "прошло" } }], end: { outcome: "refused" } },
    { name: "never booked anything", language: "en", fields: knownEn, turns: [{ says: "I never booked anything", expect: { ended: true, says: "sorry to have troubled" } }], end: { outcome: "refused" } },
    { name: "никуда не записывалась", language: "ru", fields: known, turns: [{ says: "я никуда не записывалась", expect: { ended: true, says: "извините за беспокойство" } }], end: { outcome: "refused" } },
    { name: "не та Мария", language: "ru", fields: named, turns: [{ says: "нет, я не Мария, вы ошиблись", expect: { ended: true, says: "извините за беспокойство", not_says: "передайте" } }], end: { outcome: "refused" } },
    { name: "not Mary at all", language: "en", fields: namedEn, turns: [{ says: "no, I'm not Mary, you've got it wrong", expect: { ended: true, says: "sorry to have troubled", not_says: "pass on" } }], end: { outcome: "refused" } },
    { name: "во сколько: говорит ещё раз", language: "ru", fields: known, turns: [{ says: "а во сколько", expect: { state: "remind", says: "15:00", not_says: "поняла" } }] },
    { name: "what time was it", language: "en", fields: knownEn, turns: [{ says: "what time was it", expect: { state: "remind", says: "3:00 PM", not_says: "sorry" } }] },
    { name: "опоздает: администратор", language: "ru", fields: known, turns: [{ says: "я минут на двадцать опоздаю", expect: { transfer: "desk" } }] },
    { name: "will be late: the receptionist", language: "en", fields: knownEn, turns: [{ says: "I'll be a bit late", expect: { transfer: "desk" } }] },
    { name: "думала, что в другой день: ничего не переносит", language: "ru", fields: known, turns: [{ says: "ой, я думала, что во вторник", expect: { state: "remind", says: "15:00" } }] },
    { name: "thought it was another day: nothing is moved", language: "en", fields: knownEn, turns: [{ says: "oh is it? I thought it was Tuesday", expect: { state: "remind", says: "3:00 PM" } }] },
    { name: "в другой час — не «приду»", language: "ru", fields: known, turns: [{ says: "а можно я приду в четыре", expect: { not_says: "ждём вас" } }] },
    { name: "coming at another hour is no yes", language: "en", fields: knownEn, turns: [{ says: "can I come at four instead", expect: { state: "new_when", not_says: "see you then" } }] },
    ...["скорее всего", "постараюсь"].map((says) => ({ name: `скорее да: запись остаётся: ${says}`, language: "ru" as const, fields: known, turns: [{ says, expect: { ended: true, says: "запись остаётся" } }], end: { outcome: "answered" as const } })),
    { name: "probably: it stands", language: "en", fields: knownEn, turns: [{ says: "probably", expect: { ended: true, says: "stands" } }], end: { outcome: "answered" } },
    { name: "отменить и не звонить: просьбу передаст", language: "ru", fields: known, turns: [{ says: "отмените и больше не звоните", expect: { ended: true, says: "просьбу об отмене" } }], end: { outcome: "refused" } },
    { name: "she is in the shower", language: "en", fields: namedEn, turns: [{ says: "she's in the shower", expect: { ended: true, says: "pass on", not_says: "appointment" } }], end: { outcome: "callback" } },
    { name: "сколько стоит", language: "ru", fields: known, turns: [{ says: "а сколько это стоит", expect: { state: "remind", says: "подскажет администратор" } }] },
    { name: callerIs.en.unclear, language: "en", fields: knownEn, persona: { who: "Will come.", manner: "unclear" }, end: { outcome: "answered" } },
    { name: "молчит, потом приходит", language: "ru", fields: known, persona: { who: "Придёт.", manner: "silent" }, end: { outcome: "answered" } },
  ],
}];

export const appointmentReminder: BotTemplateSource = {
  id: "appointment-reminder",
  name: t("Напоминание о записи", "Appointment reminder"),
  description: t("Звонит накануне: придёт, перенести или отменить. Имя и время приходят со звонком.", "Calls the day before: coming, moving or cancelling. Name and time come with the call."),
  config, evals,
};
