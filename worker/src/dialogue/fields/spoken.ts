/** How the values of fields are written and said when they are read back. Choices, names, days and digits are `render`'s. */
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { digitsInWords, numberInWords, phoneInWords } from "../../language/number-speech.ts";
import { ruGenitive } from "../../language/time-speech.ts";
import { expandRussianAddress } from "./address-ru.ts";
import { emailInWords } from "./email.ts";
import { phoneForEye } from "./phone.ts";

/** @returns text for the eye and for the voice; the value itself where a type has nothing better. */
export function spokenField(field: Field, value: string, language: Language): { text: string; voice: string } {
  switch (field.type) {
    case "number": return { text: language === "ru" ? value.replace(".", ",") : value, voice: amountInWords(value, language) };
    case "phone": return { text: phoneForEye(value), voice: phoneInWords(value, language) };
    case "email": return { text: value, voice: emailInWords(value, language) };
    case "address": return { text: value, voice: addressInWords(value, language) };
    default: return { text: value, voice: value };
  }
}

/** "2.5" → «два и пять десятых» / "two point five" */
function amountInWords(value: string, language: Language): string {
  const [whole = "0", part] = value.split(".");
  const words = numberInWords(Number(whole), language);
  if (part === undefined) return words;
  const sign = whole.startsWith("-") && Number(whole) === 0 ? (language === "ru" ? "минус " : "minus ") : "";
  if (language === "en") return `${sign}${words} point ${digitsInWords(part, "en")}`;
  if (part === "5") return `${sign}${words} с половиной`;
  return `${sign}${words}, запятая, ${part.startsWith("0") ? digitsInWords(part, "ru") : numberInWords(Number(part), "ru")}`;
}

/** «улица 8 Марта» is «восьмого Марта». */
const streetDay = /(?<=^|, |улица )(\d{1,2}) ([А-Я][а-я]+[яа])(?=,|$)/g;

/** Numbers in words; "12B" is said apart. */
function addressInWords(address: string, language: Language): string {
  const written = language === "ru" ? expandRussianAddress(address) : address.replace(/\bapt\b/g, "apartment");
  return (language === "ru" ? written.replace(streetDay, (_, day: string, month: string) => `${ruGenitive(Number(day))} ${month}`) : written)
    .replace(/(\d)(?=[\p{Lu}](?![\p{L}]))/gu, "$1 ")
    .replace(/\d+\/\d+/g, (pair) => pair.replace("/", language === "ru" ? " дробь " : " slash "))
    .replace(/\d+(?!\d|st\b|nd\b|rd\b|th\b)/g, (digits) => (language === "en" && digits.length >= 3 ? digitsInWords(digits, "en") : numberInWords(Number(digits), language)));
}
