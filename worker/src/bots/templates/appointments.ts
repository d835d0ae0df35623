/**
 * What callers with an appointment want: to cancel it, to move it, to hear when it is or when there is room. The salon and the clinic
 * do it alike, by the built-in calendar; both have the fields `when` and `name`, and the states `when`, `book`, `taken`,
 * `not_certain`, `declined` and `operator`.
 */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import { t } from "./shared.ts";

type Flow = BotConfigInput["flow"];
type Intents = NonNullable<BotConfigInput["intents"]>;

export const appointmentIntents: Intents = [
  {
    // Everybody begins so; without it the first thing they hear would be that they were not understood.
    name: "wants_booking",
    examples: {
      ru: ["хочу записаться", "запишите меня", "можно записаться", "я бы хотела записаться", "мне нужно записаться", "мне нужна запись", "хотел бы записаться к вам", "запишите меня пожалуйста", "можно к вам на запись"],
      en: ["I'd like to make an appointment", "make an appointment", "I want to book", "book an appointment", "I need an appointment", "an appointment please", "I'd like to book something", "book me in", "schedule an appointment", "can you fit me in", "make a booking"],
    },
  },
  {
    name: "cancel_booking",
    examples: {
      ru: ["отмените мою запись", "хочу отменить запись", "отменить на завтра", "надо отменить визит", "можно отменить", "отмените, я записан на завтра", "снимите меня с записи", "аннулируйте запись", "отмените мой приём", "отмените запись на завтра"],
      en: ["cancel my appointment", "cancel my booking", "I want to cancel", "I need to cancel tomorrow", "can you cancel it", "please cancel my visit", "I have to cancel on friday", "cancel my appointment for tomorrow", "cancel my appointment on monday", "call it off", "take me off the list for tomorrow"],
    },
  },
  {
    // Apart from the wish to cancel: its examples say "not", and so must the caller.
    name: "cannot_come",
    examples: {
      ru: ["не смогу прийти на приём", "не смогу прийти", "я записана, но прийти не смогу", "прийти не получится", "я завтра не приду", "не приду на запись", "завтра прийти не могу", "меня завтра не будет", "не получится приехать"],
      en: ["I can't come to my appointment", "I can't make it", "I can't make it tomorrow", "I won't be able to come", "I have an appointment and I can't come", "I won't make it", "I'm not coming tomorrow", "I won't be there", "I can't keep my appointment", "something came up and I can't come", "I can't see the doctor tomorrow", "I can't see him tomorrow"],
    },
  },
  {
    name: "move_booking",
    examples: {
      ru: ["хочу перенести запись", "перенесите", "перенесите мою запись", "можно перенести запись на другой день", "поменять время записи", "перезаписаться на другое время", "переписать меня на другой день", "сдвинуть запись", "изменить время записи", "можно перезаписаться", "я записана на завтра на пять, можно на шесть", "не смогу завтра, можно в пятницу", "можно прийти не завтра, а в пятницу, я записан", "можно вместо завтра прийти в среду", "можно вместо этого прийти", "поменяйте мне время", "сдвиньте на час позже", "я записана, можно на другой день"],
      en: ["reschedule", "I'd like to reschedule", "reschedule my appointment", "move it", "move my appointment", "can I move it to another day", "change my appointment", "change the time", "change my booking", "move it to another time", "can I come on another day instead", "can I come on friday instead", "I'm booked for five, can I make it six", "I can't come tomorrow, can I come on Friday instead", "can I come on Friday instead of tomorrow", "switch my appointment to next week", "push it back an hour", "push mine back", "change it from Friday to Saturday", "I have it booked for two, can we do four"],
    },
  },
  {
    // The calendar tells nobody who has what: the desk looks.
    name: "my_booking",
    examples: {
      ru: ["когда у меня приём", "на какое время я записана", "забыла на какое время записана", "я записан, а когда, забыл", "во сколько моя запись", "напомните, когда моя запись", "на когда у меня запись", "уточнить время моей записи", "к кому я записана", "моя запись в силе", "у меня завтра приём", "у меня запись на завтра", "я записан на завтра"],
      en: ["when is my appointment", "what time is my appointment", "I forgot when my appointment is", "remind me when my appointment is", "what time am I booked for", "when am I booked in", "check the time of my appointment", "who is my appointment with", "is my appointment still on", "I have an appointment tomorrow", "I have an appointment with you", "I'm booked in for tomorrow"],
    },
  },
  {
    name: "running_late",
    examples: {
      ru: ["я опаздываю", "опаздываю на двадцать минут", "я немного опоздаю", "опоздаю на полчаса", "стою в пробке и опаздываю", "могу опоздать", "мы опаздываем на приём", "задержусь минут на десять"],
      en: ["I'm running late", "I'm running twenty minutes late", "I'll be late", "I'm going to be late", "I will be ten minutes late", "I'm late for my appointment", "stuck in traffic and running late", "we are late"],
    },
  },
  {
    // Of the time that is being found, or of an appointment where none is.
    name: "another_day",
    examples: {
      ru: ["на другой день можно", "а в другой день", "можно в другой день", "давайте другой день", "другой день", "а другое время есть", "можно другое время", "давайте в другое время", "лучше в другой день", "а на другой день"],
      en: ["can I come another day", "another day", "a different day", "could it be another day", "is another day possible", "another time", "a different time", "can we do another day", "maybe another day", "some other day"],
    },
  },
  {
    name: "when_free",
    examples: {
      ru: ["когда у вас свободно", "а когда можно", "какое время свободно", "какое время есть", "какие есть окошки", "есть свободные окна", "что есть свободного", "что у вас есть на завтра", "есть что нибудь на завтра", "на когда есть запись", "всё равно когда", "мне всё равно", "без разницы", "любое время", "в любое время", "выбирайте сами", "на ваше усмотрение", "как можно скорее", "чем раньше тем лучше", "самое ближайшее время", "когда ближайшее"],
      en: ["when are you free", "when do you have space", "what times do you have", "what times are free", "what is available", "what's available", "what do you have on monday", "what do you have tomorrow", "what's free", "what's free tomorrow", "do you have any openings", "any openings", "whenever", "any time", "anytime", "whenever you can", "you choose", "you pick", "I don't mind", "no preference", "it doesn't matter", "as soon as possible", "the sooner the better", "the earliest you have", "what's the earliest you have", "what is your first opening", "the next free slot"],
    },
  },
];

/**
 * @param asks the state that a call begins with; a caller who keeps the appointment goes back to it.
 * @param of what is booked: the field's name, for the calendar and the read-back.
 * @param readBack what stands in the new appointment, said after what becomes of the old one.
 * @param fields that are read back. @param what is asked when the read-back is wrong.
 */
export function appointments({ asks, of, readBack, fields, what }: { asks: string; of: string; readBack: Text; fields: string[]; what: Text }): { states: Flow["states"]; transitions: NonNullable<Flow["transitions"]> } {
  return {
    states: {
      look: { type: "tool", tool: "calendar", function: "check_availability", arguments: { service: `{${of}}` }, say: t("Секунду, смотрю.", "One moment, let me look.") },
      offer: { type: "say", say: t("{tool.offer}", "{tool.offer}") },
      pick: { type: "ask", field: "when", also: [of, "name"], say: t("Что вам подойдёт?", "Which would suit you?"), hint: t("Назовите день и время, например: завтра в пять.", "Please name a day and a time, for example: tomorrow at five.") },
      no_room: { type: "end", outcome: "callback", say: t("На ближайшее время всё занято. Мы перезвоним, когда появится место. До свидания!", "Everything is taken for the time being. We'll call you back when there is room. Goodbye!") },
      drop: { type: "question", say: t("Отменить запись, которая на вас уже есть?", "Shall I cancel the appointment that you have?"), hint: t("Скажите «да», «нет» или «перенести».", "Please say yes, no, or reschedule.") },
      cancel: { type: "tool", tool: "calendar", function: "cancel_appointment", say: t("Секунду.", "One moment.") },
      cancelled: { type: "end", outcome: "refused", say: t("Готово, запись отменена: {tool.said}. Всего доброго, до свидания!", "Done, your appointment is cancelled: {tool.said}. Take care, goodbye!") },
      not_cancelled: { type: "say", say: t("Записи на номер, с которого вы звоните, я не нашла.", "I found no appointment under the number you're calling from.") },
      which: { type: "say", say: t("У вас несколько записей: {tool.near}. С нужной поможет администратор.", "You have several appointments: {tool.near}. My colleague will deal with the right one.") },
      cancel_unknown: { type: "end", outcome: "callback", say: t("Просьбу об отмене отправила, подтверждения пока нет. Вам перезвонят и подтвердят. До свидания!", "I've sent the request to cancel, but it isn't confirmed yet. We'll call you back to confirm. Goodbye!") },
      other_time: { type: "say", say: t("Хорошо, выберем другое время.", "All right, let's find another time."), forget: ["when"] },
      move: { type: "say", say: t("Хорошо, перенесём. Сначала выберем новое время.", "Of course, let's move it. First we'll find a new time."), forget: ["when"] },
      confirm_move: {
        type: "confirm", fields,
        say: { ru: `Прежнюю запись отменю, а новая такая. ${readBack.ru} Верно?`, en: `I'll cancel the old appointment, and this is the new one. ${readBack.en} Is that right?` },
        hint: t("Скажите да или нет.", "Please say yes or no."), what, corrected: t("Хорошо, меняю.", "All right, I've changed that."),
      },
      kept: { type: "end", outcome: "refused", say: t("Хорошо, ничего не меняю, прежняя запись остаётся. До свидания!", "All right, I change nothing, and your appointment stands as it was. Goodbye!") },
      // Both or neither: nobody is left without an appointment.
      rebook: { type: "tool", tool: "calendar", function: "move_appointment", arguments: { when: "{when}", service: `{${of}}`, name: "{name}", phone: "{phone}" }, say: t("Секунду, переношу.", "One moment, I'm moving it.") },
      moved: { type: "end", outcome: "booked", say: t("Готово, вы записаны: {when}. Прежняя запись отменена. До свидания!", "Done, you're booked: {when}. The old appointment is cancelled. Goodbye!") },
      moved_half: { type: "end", outcome: "callback", say: t("Вы записаны на новое время: {when}. Прежнюю запись проверит администратор и перезвонит вам. До свидания!", "You're booked for the new time: {when}. My colleague will look after the old appointment and call you back. Goodbye!") },
      not_moved: { type: "end", outcome: "callback", say: t("Перенести сейчас не получилось, извините. Прежняя запись остаётся, вам перезвонят. До свидания!", "I'm sorry, I couldn't move it just now. Your old appointment stands, and we'll call you back. Goodbye!") },
      move_unknown: { type: "end", outcome: "callback", say: t("Просьбу о переносе отправила, подтверждения пока нет. Вам перезвонят и подтвердят. До свидания!", "I've sent the request to move it, but it isn't confirmed yet. We'll call you back to confirm. Goodbye!") },
      old_unknown: { type: "say", say: t("Прежней записи на номер, с которого вы звоните, я не нашла. Записываю на новое время.", "I found no earlier appointment under the number you're calling from. I'm booking the new time.") },
    },
    transitions: [
      { from: asks, to: "look", when: { intent: "when_free" } },
      { from: "when", to: "look", when: { intent: "when_free" } },
      { from: "pick", to: "look", when: { intent: "when_free" }, if: [{ counter: "looked", below: 3 }], count: "looked" },
      { from: "look", to: "offer", when: { tool: "ok" }, if: [{ tool_value: "free", is: "yes" }] },
      { from: "look", to: "no_room", when: { tool: "ok" } },
      { from: "look", to: "not_booked", when: { tool: "failed" } },
      { from: "offer", to: "pick", when: { done: true } },
      { from: "pick", to: asks, when: { done: true }, if: [{ field: of, known: false }] },
      { from: "pick", to: "check", when: { done: true } },
      { from: "drop", to: "cancel", when: { intent: "yes" } },
      { from: "drop", to: "cancel", when: { intent: "cancel" } },
      { from: "drop", to: "cancel", when: { intent: "cancel_booking" } },
      { from: "drop", to: "cancel", when: { intent: "cannot_come" } },
      { from: "drop", to: "move", when: { intent: "move_booking" }, count: "moving" },
      { from: "drop", to: "move", when: { intent: "another_day" }, count: "moving" },
      { from: "drop", to: asks, when: { intent: "no" } },
      { from: "other_time", to: "when", when: { done: true } },
      { from: "when", to: "other_time", when: { intent: "another_day" } },
      { from: "pick", to: "other_time", when: { intent: "another_day" } },
      { from: "*", to: "other_time", when: { intent: "another_day" }, if: [{ field: "when", known: true }] },
      { from: "*", to: "move", when: { intent: "another_day" }, if: [{ counter: "moving", below: 1 }], count: "moving" },
      { from: "cancel", to: "cancelled", when: { tool: "ok" } },
      { from: "cancel", to: "cancel_unknown", when: { tool: "unknown" } },
      { from: "cancel", to: "which", when: { tool: "failed" }, if: [{ tool_value: "found", is: "several" }] },
      { from: "cancel", to: "not_cancelled", when: { tool: "failed" } },
      // The appointment may stand under another number: a person looks.
      { from: "not_cancelled", to: "operator", when: { done: true } },
      { from: "which", to: "operator", when: { done: true } },
      { from: "move", to: asks, when: { done: true } },
      { from: "confirm_move", to: "rebook", when: { done: true } },
      { from: "rebook", to: "moved_half", when: { tool: "ok" }, if: [{ tool_value: "old", is: "several" }] },
      { from: "rebook", to: "moved_half", when: { tool: "ok" }, if: [{ tool_value: "old", is: "unknown" }] },
      { from: "rebook", to: "booked", when: { tool: "ok" }, if: [{ tool_value: "old", is: "none" }] },
      { from: "rebook", to: "moved", when: { tool: "ok" } },
      { from: "rebook", to: "move_unknown", when: { tool: "unknown" } },
      { from: "rebook", to: "which", when: { tool: "failed" }, if: [{ tool_value: "found", is: "several" }] },
      { from: "rebook", to: "old_unknown", when: { tool: "failed" }, if: [{ tool_value: "found", is: "none" }] },
      { from: "rebook", to: "not_then", when: { tool: "failed" }, if: [{ tool_value: "open", is: "no" }] },
      { from: "rebook", to: "taken", when: { tool: "failed" }, if: [{ tool_value: "free", is: "no" }] },
      { from: "rebook", to: "not_moved", when: { tool: "failed" } },
      { from: "old_unknown", to: "book", when: { done: true } },
      { from: "confirm", to: "declined", when: { intent: "cancel_booking" } },
      { from: "confirm_move", to: "kept", when: { intent: "cancel_booking" } },
      { from: "when", to: "other_time", when: { intent: "cannot_come" }, if: [{ field: of, known: true }] },
      { from: "pick", to: "other_time", when: { intent: "cannot_come" } },
      { from: "*", to: "other_time", when: { intent: "cannot_come" }, if: [{ field: "when", known: true }] },
      // An appointment is found by the number it was made from: where there is none a person looks.
      { from: "*", to: "operator", when: { intent: "cannot_come" }, if: [{ caller: "hidden" }] },
      { from: "*", to: "operator", when: { intent: "cancel_booking" }, if: [{ caller: "hidden" }] },
      { from: "*", to: "drop", when: { intent: "cannot_come" } },
      { from: "*", to: "drop", when: { intent: "cancel_booking" } },
      // Heard in the same breath as the plain word: what they have is to be cancelled, not this call.
      { from: "*", to: "drop", when: { intent: "cancel" }, if: [{ heard: "cancel_booking" }] },
      { from: "*", to: "drop", when: { intent: "cancel" }, if: [{ heard: "cannot_come" }] },
      { from: "*", to: "operator", when: { intent: "my_booking" }, if: [{ not: { heard: "wants_booking" } }] },
      { from: "*", to: "operator", when: { intent: "running_late" } },
      // While one is being booked it is that one.
      { from: "*", to: "other_time", when: { intent: "move_booking" }, if: [{ field: "when", known: true }] },
      { from: "*", to: "operator", when: { intent: "move_booking" }, if: [{ caller: "hidden" }] },
      { from: "*", to: "move", when: { intent: "move_booking" }, if: [{ counter: "moving", below: 1 }], count: "moving" },
    ],
  };
}
