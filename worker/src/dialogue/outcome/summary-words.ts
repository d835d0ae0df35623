/** Words of a summary, in the call's language. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { EndReason, Outcome } from "@zvon/contract/end-reason.ts";

type Words = { kinds: Record<"inbound" | "outbound" | "test" | "chat", string>; unanswered: string; lasted: (minutes: number, seconds: number, turns: number) => string; known: string; about: string; came: string; nothing: string; moods: { glad: string; cross: string } };

export const summaryWords: Record<Language, Words> = {
  ru: {
    kinds: { inbound: "Входящий звонок", outbound: "Исходящий звонок", test: "Пробный разговор", chat: "Переписка" },
    unanswered: "Разговор не состоялся",
    lasted: (minutes, seconds, turns) => `${[minutes > 0 ? `${minutes} мин` : "", `${seconds} с`].filter((part) => part !== "").join(" ")}, ${turns} ${plural(turns, "реплика", "реплики", "реплик")} собеседника`,
    known: "Собеседник сообщил",
    about: "Собеседник",
    came: "Итог",
    nothing: "Собеседник ничего не сказал",
    moods: { glad: "Собеседник остался доволен", cross: "Собеседник был недоволен" },
  },
  en: {
    kinds: { inbound: "Inbound call", outbound: "Outbound call", test: "Test conversation", chat: "Chat" },
    unanswered: "There was no conversation",
    lasted: (minutes, seconds, turns) => `${[minutes > 0 ? `${minutes} min` : "", `${seconds} s`].filter((part) => part !== "").join(" ")}, the caller spoke ${turns} ${turns === 1 ? "time" : "times"}`,
    known: "The caller told",
    about: "The caller",
    came: "Outcome",
    nothing: "The caller said nothing",
    moods: { glad: "The caller was pleased", cross: "The caller was displeased" },
  },
};

/** What a caller did by an intent; those that only carry the talk on are not here. */
export const deeds: Record<Language, Readonly<Record<string, string>>> = {
  ru: {
    operator: "просил соединить с человеком", price: "спрашивал о цене", not_interested: "отказался", cancel: "передумал", busy: "был занят", are_you_a_bot: "спрашивал, не робот ли с ним говорит", who_is_this: "спрашивал, кто звонит",
    insult: "ругался", answering_machine: "ответил автоответчиком", complex_request: "задал сложный вопрос", objection_expensive: "возражал: дорого", objection_have_supplier: "возражал: уже есть поставщик", objection_think: "хотел подумать",
    objection_send_info: "просил прислать информацию", objection_no_time: "возражал: нет времени", objection_no_need: "возражал: не нужно", objection_trust: "не доверял", emergency: "сообщил о беде, где нужна срочная помощь", danger_to_self: "говорил так, что мог навредить себе",
  },
  en: {
    operator: "asked for a person", price: "asked about the price", not_interested: "was not interested", cancel: "changed their mind", busy: "was busy", are_you_a_bot: "asked whether this is a robot", who_is_this: "asked who is calling",
    insult: "was rude", answering_machine: "was an answering machine", complex_request: "asked a complex question", objection_expensive: "objected: too expensive", objection_have_supplier: "objected: has a supplier already", objection_think: "wanted to think about it",
    objection_send_info: "asked for information to be sent", objection_no_time: "objected: no time", objection_no_need: "objected: no need", objection_trust: "did not trust the offer", emergency: "told of an emergency", danger_to_self: "spoke as if they might harm themselves",
  },
};

export const outcomeWords: Record<Language, Record<Outcome, string>> = {
  ru: { booked: "запись сделана", answered: "вопрос решён", refused: "отказ", callback: "нужно перезвонить", transferred: "передан человеку", voicemail: "автоответчик", no_answer: "не дозвонились", abandoned: "разговор прерван", not_understood: "бот не понял собеседника", failed: "сбой" },
  en: { booked: "booked", answered: "answered", refused: "refused", callback: "call back", transferred: "handed to a person", voicemail: "voicemail", no_answer: "nobody answered", abandoned: "broken off", not_understood: "the bot did not understand", failed: "failed" },
};

export const endWords: Record<Language, Partial<Record<EndReason, string>>> = {
  ru: { completed: "Разговор завершил бот", caller_hangup: "Трубку положил собеседник", api_hangup: "Разговор завершил оператор", silent: "Собеседник замолчал", max_duration: "Вышло время разговора", limit: "Разговор прерван лимитом" },
  en: { completed: "The bot ended the call", caller_hangup: "The caller hung up", api_hangup: "A user ended the call", silent: "The caller fell silent", max_duration: "The call reached its longest duration", limit: "A limit ended the call" },
};

function plural(count: number, one: string, few: string, many: string): string {
  const [tens, ones] = [count % 100, count % 10];
  if (tens > 10 && tens < 20) return many;
  return ones === 1 ? one : ones >= 2 && ones <= 4 ? few : many;
}
