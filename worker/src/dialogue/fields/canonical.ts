/**
 * Values that come from outside (an API, a list of numbers to call) instead of from a caller's words: only what a
 * reader of the field would have given is taken. Hours, weekdays and how far ahead bind callers, not the owner's own system.
 */
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Sentence } from "@zvon/contract/bot-fault.ts";

const phone = /^\+[1-9]\d{7,14}$/;
const email = /^[a-z0-9][a-z0-9._+-]*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;
const decimal = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const moment = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d$/;
const maxNameChars = 100;
const maxAddressChars = 300;

/** @returns what is wrong with the value of a field, or null when it is in the field's canonical form. */
export function canonicalFault(field: Field, value: string): Sentence | null {
  switch (field.type) {
    case "choice":
      return field.options.some((option) => option.value === value) ? null : oneOf(field.options.map((option) => option.value));
    case "day_time":
      return isMoment(value) ? null : { ru: "День и время пишутся так: 2026-12-31T15:30.", en: "A day and time are written 2026-12-31T15:30." };
    case "digits":
      return /^\d+$/.test(value) && value.length >= field.length.min && value.length <= field.length.max ? null : digitsWanted(field.length);
    case "number":
      return numberFault(field, value);
    case "phone":
      return phone.test(value) ? null : { ru: "Телефон пишется так: +79120001427.", en: "A phone number is written +12025550123." };
    case "email":
      return value.length <= 254 && email.test(value) ? null : { ru: "Адрес почты пишется строчными латинскими буквами, например anna@example.com.", en: "An e-mail address is written in lower case, such as anna@example.com." };
    case "name":
      return wordsFault(value, maxNameChars);
    case "address":
      return wordsFault(value, maxAddressChars);
    case "text":
      return wordsFault(value, field.max_chars);
  }
}

/** A day that the calendar has: 30 February is none. */
function isMoment(value: string): boolean {
  const day = moment.exec(value)?.[1];
  if (day === undefined) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function numberFault({ min, max, integer }: Extract<Field, { type: "number" }>, value: string): Sentence | null {
  const number = Number(value);
  if (!decimal.test(value) || String(number) !== value) return { ru: "Число пишется цифрами, например 1500 или 2.5.", en: "A number is written in figures, such as 1500 or 2.5." };
  if (integer && !Number.isInteger(number)) return { ru: "Здесь нужно целое число.", en: "A whole number is needed here." };
  if (min !== null && number < min) return { ru: `Число должно быть не меньше ${min}.`, en: `The number must be at least ${min}.` };
  return max !== null && number > max ? { ru: `Число должно быть не больше ${max}.`, en: `The number must be at most ${max}.` } : null;
}

function wordsFault(value: string, most: number): Sentence | null {
  if (value.trim() === "") return { ru: "Текст пуст.", en: "The text is empty." };
  // It is spoken and written into logs: one line.
  if (/\p{Cc}/u.test(value)) return { ru: "Нужна одна строка текста.", en: "One line of text is needed." };
  return value.length > most ? { ru: `Слишком длинно: не больше ${most} знаков.`, en: `Too long: at most ${most} characters.` } : null;
}

const oneOf = (values: readonly string[]): Sentence => ({ ru: `Такого варианта нет. Есть: ${values.join(", ")}.`, en: `There is no such choice. There are: ${values.join(", ")}.` });
const digitsWanted = ({ min, max }: { min: number; max: number }): Sentence => (min === max ? { ru: `Здесь нужны цифры, ровно ${min}.`, en: `Exactly ${min} digits are needed.` } : { ru: `Здесь нужны цифры, от ${min} до ${max}.`, en: `${min} to ${max} digits are needed.` });
