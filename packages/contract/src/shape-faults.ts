/**
 * What zod says of a value of the wrong shape, as sentences for an owner in Russian and English, each with a JSON
 * pointer (RFC 6901) to the very place.
 */
import type { z } from "zod";
import { pointerOf } from "./bot-fault.ts";
import type { BotConfigError, Sentence } from "./bot-fault.ts";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** @param input what was parsed, to tell what is missing from what is wrong. */
export const shapeFaults = (issues: readonly Issue[], input: unknown): BotConfigError[] => issues.flatMap((issue) => faultsOf(issue, [], input));

function faultsOf(issue: Issue, base: Path, input: unknown): BotConfigError[] {
  const path = [...base, ...issue.path];
  const fault = (message: Sentence, at: Path = path): BotConfigError[] => [{ pointer: pointerOf(...at), message }];
  switch (issue.code) {
    case "invalid_type":
      return fault(valueAt(input, path) === undefined ? missing : typed(issue.expected));
    case "too_small":
      return fault(tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false));
    case "too_big":
      return fault(tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false));
    case "invalid_value":
      return fault(valueAt(input, path) === undefined ? missing : oneOf(issue.values.map(String)));
    case "invalid_format":
      return fault(formats[issue.message] ?? formats[issue.format] ?? unfit);
    case "not_multiple_of":
      return fault({ ru: `Число должно делиться на ${issue.divisor}.`, en: `The number must be a multiple of ${issue.divisor}.` });
    case "unrecognized_keys":
      return issue.keys.flatMap((key) => fault({ ru: `Такого параметра здесь нет: «${key}».`, en: `There is no such setting here: "${key}".` }, [...path, key]));
    case "invalid_key":
      return fault(formats[issue.issues[0]?.message ?? ""] ?? { ru: "Так назвать нельзя.", en: "This name cannot be used." });
    case "invalid_element":
      return issue.issues.flatMap((inner) => faultsOf(inner, path, input));
    case "invalid_union": {
      const own = formats[issue.message];
      return own !== undefined && valueAt(input, path) !== undefined ? fault(own) : unionFaults(issue, path, input);
    }
    default:
      return fault(formats[issue.message] ?? unfit);
  }
}

/** The variant that comes nearest speaks for all: the one with the fewest words that it does not know, then the fewest faults. */
function unionFaults(issue: Extract<Issue, { code: "invalid_union" }>, path: Path, input: unknown): BotConfigError[] {
  const value = valueAt(input, path);
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (options.length > 0) return [{ pointer: pointerOf(...path), message: value === undefined ? missing : oneOf(options) }];
  if (value === undefined) return [{ pointer: pointerOf(...path), message: missing }];
  const strange = (issues: readonly Issue[]) => issues.reduce((sum, one) => sum + (one.code === "unrecognized_keys" ? one.keys.length : one.code === "invalid_type" && one.path.length === 0 ? 100 : 0), 0);
  const ranked = issue.errors.filter((issues) => issues.length > 0).toSorted((a, b) => strange(a) - strange(b) || a.length - b.length);
  const [nearest, next] = ranked;
  const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (nearest === undefined || empty || (next !== undefined && strange(nearest) > 0 && strange(nearest) === strange(next))) return [{ pointer: pointerOf(...path), message: variants(issue.errors, value) }];
  return nearest.flatMap((inner) => faultsOf(inner, path, input));
}

/** Several would be as near: all the words that may stand here are named. */
function variants(errors: readonly (readonly Issue[])[], value: unknown): Sentence {
  if (typeof value !== "object" || value === null) return unfit;
  const found = Object.keys(value).map((key) => `«${key}»`).join(", ");
  if (found !== "") return { ru: `Вместе это не подходит: ${found}.`, en: `These do not go together: ${found.replaceAll(/[«»]/g, '"')}.` };
  const words = [...new Set(errors.flatMap((issues) => issues.flatMap((one) => (one.path.length === 0 ? [] : [String(one.path[0])]))))].join(", ");
  return { ru: `Нужно что-то одно из: ${words}.`, en: `One of these is needed: ${words}.` };
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}

const missing: Sentence = { ru: "Не заполнено.", en: "This is missing." };
const unfit: Sentence = { ru: "Значение не подходит.", en: "The value does not fit." };

const types: Record<string, Sentence> = {
  string: { ru: "текст", en: "text" }, number: { ru: "число", en: "a number" }, int: { ru: "целое число", en: "a whole number" }, boolean: { ru: "да или нет (true или false)", en: "yes or no (true or false)" },
  object: { ru: "группа параметров", en: "a group of settings" }, record: { ru: "группа параметров", en: "a group of settings" }, array: { ru: "список", en: "a list" }, tuple: { ru: "список", en: "a list" }, null: { ru: "пусто (null)", en: "nothing (null)" },
};
const typed = (expected: string): Sentence => {
  const type = types[expected];
  return type === undefined ? unfit : { ru: `Здесь должно быть: ${type.ru}.`, en: `Here must be ${type.en}.` };
};
const oneOf = (values: readonly string[]): Sentence => (values.length === 1 ? { ru: `Здесь может быть только ${values[0]}.`, en: `Only ${values[0]} can stand here.` } : { ru: `Такого варианта нет. Есть: ${values.join(", ")}.`, en: `There is no such choice. There are: ${values.join(", ")}.` });

function tooSmall(origin: string, least: number, inclusive: boolean): Sentence {
  if (origin === "string") return least <= 1 ? { ru: "Текст пуст.", en: "The text is empty." } : { ru: `Слишком коротко: нужно не меньше ${least} знаков.`, en: `Too short: at least ${least} characters are needed.` };
  if (origin === "array" || origin === "set") return least <= 1 ? { ru: "Список пуст.", en: "The list is empty." } : { ru: `В списке должно быть не меньше ${least}.`, en: `The list needs at least ${least}.` };
  return inclusive ? { ru: `Число должно быть не меньше ${least}.`, en: `The number must be at least ${least}.` } : { ru: `Число должно быть больше ${least}.`, en: `The number must be above ${least}.` };
}

function tooBig(origin: string, most: number, inclusive: boolean): Sentence {
  if (origin === "string") return { ru: `Слишком длинно: не больше ${most} знаков.`, en: `Too long: at most ${most} characters.` };
  if (origin === "array" || origin === "set") return { ru: `В списке может быть не больше ${most}.`, en: `The list may hold at most ${most}.` };
  return inclusive ? { ru: `Число должно быть не больше ${most}.`, en: `The number must be at most ${most}.` } : { ru: `Число должно быть меньше ${most}.`, en: `The number must be below ${most}.` };
}

/** By the message of the schema, else by zod's name of the format. */
const formats: Record<string, Sentence> = {
  "a name is a–z, 0–9 and _, at most 40 signs, and begins with a letter": { ru: "Имя пишется латиницей: a–z, 0–9 и _, не больше 40 знаков, первая — буква.", en: "A name is written with a–z, 0–9 and _, at most 40 signs, and begins with a letter." },
  "a time of day is written 09:30": { ru: "Время пишется так: 09:30.", en: "A time of day is written 09:30." },
  "an address begins with https://": { ru: "Впишите адрес целиком, например https://example.org/orders.", en: "Write the whole address, for example https://example.org/orders." },
  "a case needs turns or a persona": { ru: "В проверке нужны реплики или собеседник.", en: "A case needs turns or a persona." },
  "at most 500 states": { ru: "В сценарии может быть не больше 500 состояний.", en: "A flow may hold at most 500 states." },
  "at most 50 sub-flows": { ru: "Подсценариев может быть не больше 50.", en: "There may be at most 50 sub-flows." },
  "a slug is a–z, 0–9 and hyphens inside, at most 60 signs": { ru: "Адрес бота пишется латиницей: a–z, 0–9 и дефисы внутри, не больше 60 знаков.", en: "A bot's address is written with a–z, 0–9 and hyphens inside, at most 60 signs." },
  "a secret is one line of Latin letters, digits and signs": { ru: "Секрет — одна строка из латинских букв, цифр и знаков.", en: "A secret is one line of Latin letters, digits and signs." },
  "a state is named as in the flow; one of a sub-flow: flow.state": { ru: "Состояние называется как в сценарии; в подсценарии — сценарий.состояние.", en: "A state is named as in the flow; one of a sub-flow: flow.state." },
  "there is no such day or time": { ru: "Такого дня или времени нет.", en: "There is no such day or time." },
  "keys are 0–9, * and #": { ru: "Клавиши — это 0–9, * и #.", en: "Keys are 0–9, * and #." },
  "An IPv4 or IPv6 address, not a name.": { ru: "Нужен адрес IPv4 или IPv6, а не имя.", en: "An IPv4 or IPv6 address, not a name." },
  "A SIP call needs the number to dial.": { ru: "Для звонка по SIP нужен номер.", en: "A SIP call needs the number to dial." },
  "An RTP call needs the caller's address.": { ru: "Для звонка по RTP нужен адрес собеседника.", en: "An RTP call needs the caller's address." },
  "Only an RTP call has a caller's address.": { ru: "Адрес собеседника бывает только у звонка по RTP.", en: "Only an RTP call has a caller's address." },
  "Only a browser call has a scripted caller.": { ru: "Собеседник по записи бывает только у звонка из браузера.", en: "Only a browser call has a scripted caller." },
  "One of text, keys, silence and hangup at a time.": { ru: "За раз — что-то одно: text, keys, silence или hangup.", en: "One of text, keys, silence and hangup at a time." },
  "A chat that goes on needs something said.": { ru: "Чтобы продолжить переписку, надо что-то сказать.", en: "A chat that goes on needs something said." },
  "This is no day of this millennium.": { ru: "Это не день нашего тысячелетия.", en: "This is no day of this millennium." },
  "What is known before a chat goes in its token, not in its address.": { ru: "Известное до переписки передают в токене (POST chat-token), а не в адресе.", en: "What is known before a chat goes in its token (POST chat-token), not in its address." },
  "What is known before a chat has 2,000 signs at most.": { ru: "Известное до переписки — не больше 2000 знаков.", en: "What is known before a chat has 2,000 signs at most." },
  "a server's name or IPv4 address alone: sip.example.com": { ru: "Нужно одно имя сервера или адрес IPv4: sip.example.com.", en: "A server's name or IPv4 address alone: sip.example.com." },
  "letters, digits and + * _ . @ - alone": { ru: "Только латинские буквы, цифры и знаки + * _ . @ -.", en: "Latin letters, digits and + * _ . @ - alone." },
  "Latin letters, digits and signs, without spaces, quotes, ; and \\": { ru: "Латинские буквы, цифры и знаки, без пробелов, кавычек, ; и \\.", en: "Latin letters, digits and signs, without spaces, quotes, ; and \\." },
  "an IPv4 address in four plain numbers: 203.0.113.10": { ru: "Адрес IPv4 пишется четырьмя обычными числами: 203.0.113.10.", en: "An IPv4 address is written in four plain numbers: 203.0.113.10." },
  "an IPv4 address or network, /16 at the widest: 203.0.113.10 or 203.0.113.0/28": { ru: "Нужен адрес или сеть IPv4, не шире /16: 203.0.113.10 или 203.0.113.0/28.", en: "An IPv4 address or network, /16 at the widest: 203.0.113.10 or 203.0.113.0/28." },
  "each codec once": { ru: "Каждый кодек — один раз.", en: "Each codec once." },
  "digits, as they are dialled: +74951234567": { ru: "Номер пишется цифрами, как его набирают: +74951234567.", en: "A number is written as it is dialled: +74951234567." },
  "a telephone number has up to 15 digits": { ru: "В номере от 2 до 15 цифр.", en: "A number has 2 to 15 digits." },
  "a time of day: 09:00": { ru: "Время пишется так: 09:00.", en: "A time of day is written 09:00." },
  "a day begins at 00:00": { ru: "День начинается в 00:00.", en: "A day begins at 00:00." },
  "2026-12-31, or 12-31 for every year": { ru: "Дата пишется так: 2026-12-31, а на каждый год — 12-31.", en: "A date is written 2026-12-31, or 12-31 for every year." },
  "a time zone: Europe/Moscow": { ru: "Часовой пояс пишется так: Europe/Moscow.", en: "A time zone is written Europe/Moscow." },
  "a number, or its beginning and *: 7495*": { ru: "Номер или его начало со звёздочкой: 7495*.", en: "A number, or its beginning and *: 7495*." },
  "the beginning of a number, digits alone: 7495": { ru: "Начало номера, одни цифры: 7495.", en: "The beginning of a number, digits alone: 7495." },
  date: { ru: "Дата пишется так: 2026-12-31.", en: "A date is written 2026-12-31." },
  url: { ru: "Это не адрес.", en: "This is not an address." },
  email: { ru: "Это не адрес почты.", en: "This is not an e-mail address." },
};
