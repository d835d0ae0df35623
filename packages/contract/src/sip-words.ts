/** What a SIP answer means to the owner of a trunk: a few plain words, and where there is something to do, that too. */
import type { Sentence } from "./bot-fault.ts";

const words: Record<number, Sentence> = {
  400: { ru: "запрос не понят", en: "the request was not understood" },
  401: { ru: "неверный логин или пароль", en: "wrong user or password" },
  402: { ru: "нужна оплата", en: "payment is required" },
  403: { ru: "доступ запрещён: пароль, баланс или номер отправителя", en: "forbidden: password, balance or the number we call from" },
  404: { ru: "нет такого номера", en: "there is no such number" },
  405: { ru: "такой запрос не разрешён", en: "the request is not allowed" },
  406: { ru: "не подходит ни один кодек", en: "no codec fits" },
  407: { ru: "неверный логин или пароль", en: "wrong user or password" },
  408: { ru: "ответа не дождались", en: "no answer came in time" },
  410: { ru: "номер больше не существует", en: "the number exists no more" },
  415: { ru: "не подходит формат звука", en: "the format of the sound does not fit" },
  420: { ru: "не поддерживается нужное расширение", en: "a needed extension is not supported" },
  423: { ru: "срок регистрации слишком короткий", en: "the registration's time is too short" },
  480: { ru: "абонент недоступен", en: "the person can't be reached now" },
  481: { ru: "такого звонка уже нет", en: "the call is gone already" },
  482: { ru: "звонок ходит по кругу", en: "the call goes in circles" },
  483: { ru: "слишком длинный путь", en: "the way is too long" },
  484: { ru: "номер неполный", en: "the number is incomplete" },
  485: { ru: "номер неоднозначен", en: "the number is ambiguous" },
  486: { ru: "занято", en: "busy" },
  487: { ru: "звонок отменён", en: "the call was cancelled" },
  488: { ru: "не подходит ни один кодек", en: "no codec fits" },
  500: { ru: "ошибка у оператора", en: "a fault at the carrier" },
  501: { ru: "оператор этого не умеет", en: "the carrier can't do this" },
  502: { ru: "ошибка за оператором", en: "a fault beyond the carrier" },
  503: { ru: "оператор перегружен или закрыт для нас", en: "the carrier is overloaded, or closed to us" },
  504: { ru: "оператор не дождался ответа", en: "the carrier got no answer in time" },
  600: { ru: "занято везде", en: "busy everywhere" },
  603: { ru: "звонок отклонён", en: "the call was declined" },
  604: { ru: "такого номера нет нигде", en: "the number is nowhere" },
  606: { ru: "условия звонка не приняты", en: "the call's terms were not accepted" },
  607: { ru: "звонок отклонён как нежелательный", en: "declined as an unwanted call" },
  608: { ru: "звонок отклонён фильтром нежелательных", en: "declined by a filter of unwanted calls" },
};
const classes: Record<number, Sentence> = {
  3: { ru: "оператор отправляет на другой адрес", en: "the carrier sends us elsewhere" },
  4: { ru: "запрос отклонён", en: "the request was refused" },
  5: { ru: "ошибка у оператора", en: "a fault at the carrier" },
  6: { ru: "звонок отклонён", en: "the call was refused" },
};

/** @param code a SIP status of 300 and above. @returns null for a code that says nothing. */
export const sipWords = (code: number): Sentence | null => words[code] ?? classes[Math.floor(code / 100)] ?? null;

/** «403, доступ запрещён» — as the owner sees it beside the thing that failed. */
export function codeWords(code: number): Sentence {
  const said = sipWords(code);
  return said === null ? { ru: `«${code}»`, en: `"${code}"` } : { ru: `«${code}, ${said.ru}»`, en: `"${code}, ${said.en}"` };
}
