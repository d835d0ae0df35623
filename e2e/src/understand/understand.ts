/** What one line of `npm run understand` says: intent, moment, fields and language of a caller's words, by the rules of the dialogue. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import { expectsOf } from "@zvon/worker/src/dialogue/fields/expects.ts";
import { readMoment, whenOf } from "@zvon/worker/src/dialogue/fields/moment/moment.ts";
import type { Moment } from "@zvon/worker/src/dialogue/fields/moment/moment.ts";
import { readField } from "@zvon/worker/src/dialogue/fields/read.ts";
import { affirmed } from "@zvon/worker/src/dialogue/negation.ts";
import { understandIntents } from "@zvon/worker/src/dialogue/understanding/understand-intents.ts";
import { minutesOf, timeOf } from "@zvon/worker/src/language/calendar.ts";
import type { LocalNow } from "@zvon/worker/src/language/calendar.ts";
import { detectLanguage } from "@zvon/worker/src/language/detect.ts";
import { tokens, words } from "@zvon/worker/src/language/tokens.ts";
import { z } from "zod";

type Expects = NonNullable<Listen["expects"]>;
const expectations = ["any", "yes_no", "digits", "address", "name", "time"] as const satisfies readonly Expects[];
const longestText = 4000;
/** An expectation that is not known is none. */
const lineSchema = z.object({
  text: z.string("\"text\" must be a string").max(longestText, `"text" is longer than ${longestText} characters`),
  context: z.union([z.string(), z.object({ asked: z.string().nullish(), state: z.string().nullish(), expects: z.string().nullish() })], "\"context\" must be a string or an object {asked, state, expects}").nullish(),
});
export type Line = z.infer<typeof lineSchema>;

export type Understood = { intent: string | null; confidence: number | null; when: string | null; fields: Record<string, unknown>; language: Language };

/** @throws Error that says what is wrong with the line. */
export function parseLine(json: string): Line {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    throw new Error(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const parsed = lineSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(typeof given === "object" && given !== null && !Array.isArray(given) ? parsed.error.issues.map((issue) => (issue.code === "invalid_union" || issue.message.startsWith("\"") ? issue.message : `${issue.path.join(".")}: ${issue.message}`)).join("; ") : "a line must be an object {\"text\": \"…\"}");
}

/** What a question of the bot asks for, by its words. */
const questions: readonly [RegExp, Expects][] = [
  [/во сколько|в какое время|котор(ый|ом) час|на какое время|какое время|когда|на какой день|what time|when|which day|what day/i, "time"],
  [/как (вас|тебя|к вам)|ваше имя|имя|представьтесь|фамили|your name|who('s| is) (this|calling)|surname/i, "name"],
  [/адрес|куда (доставить|привезти)|address/i, "address"],
  [/номер|телефон|код|цифр|number|phone|code|digits/i, "digits"],
  [/(верно|правильно|так|хорошо|согласны|удобно|подходит|подтверждаете)\s*\?\s*$|^(да|нет)|(right|correct|okay|ok)\s*\?\s*$/i, "yes_no"],
];
const expectsOfQuestion = (asked: string): Expects => questions.find(([pattern]) => pattern.test(asked))?.[1] ?? "any";

/** Fields that are found without a bot; none of them asks for anything, so their readers see only what is plainly said. */
const generic: Record<string, Field> = {
  name: { type: "name", called: {}, known: {}, carriers: {} },
  phone: { type: "phone", called: {}, country_code: "7", key_gap_ms: 3000 },
  email: { type: "email", called: {} },
  address: { type: "address", called: {} },
  number: { type: "number", called: {}, min: null, max: null, integer: false },
};

export type UnderstandOptions = { language: Language; now: LocalNow; bot: BotConfig | null };

export function understandLine({ text, context }: Line, { language: spoken, now, bot }: UnderstandOptions): Understood {
  const language = detectLanguage(text, spoken);
  const given = typeof context === "string" ? { asked: context } : (context ?? {});
  const state = bot === null || given.state === undefined || given.state === null ? undefined : bot.flow.states[given.state];
  const askedField = state?.type === "ask" ? state.field : null;
  const asked = askedField === null ? undefined : bot?.fields[askedField];
  const expects = expectations.find((one) => one === given.expects) ?? (state?.type === "confirm" ? "yes_no" : asked !== undefined ? expectsOf(asked) : expectsOfQuestion(given.asked ?? ""));
  const [best] = understandIntents(text, { language, own: bot?.intents ?? [], ...(expects === "any" ? {} : { expects }) });
  const moment = readMoment(text, language, now, { loose: expects === "time" });
  const when = whenOf(moment === null ? null : asReadBack(moment, given.asked ?? "", language, now), now);
  return {
    intent: best?.name ?? null,
    confidence: best === undefined ? null : Math.round(best.confidence * 100) / 100,
    when: when?.when ?? null,
    fields: bot === null ? genericFields(text, language, now, expects, when?.part ?? null) : botFields(text, language, now, bot, askedField, expects),
    language,
  };
}

/** «Не в пять, а в шесть» behind "tomorrow at five in the evening, right?": the day that was read back stands, and the half of the day. */
function asReadBack(moment: Moment, asked: string, language: Language, now: LocalNow): Moment {
  const before = readMoment(asked, language, now);
  if (before === null || before.date === null || before.time === null || moment.date !== null || moment.time === null) return moment;
  const at = minutesOf(before.time);
  const nearest = moment.candidates.toSorted((one, other) => Math.abs(one - at) - Math.abs(other - at))[0];
  return { ...moment, date: before.date, time: nearest === undefined ? moment.time : timeOf(nearest) };
}

function readerOf(text: string, language: Language, now: LocalNow) {
  const list = affirmed(tokens(text), language);
  const denies = list.length < words(text).length;
  return (field: Field, expected: boolean) => readField(field, list, { language, now, expected, denies, text, parts: null });
}

function genericFields(text: string, language: Language, now: LocalNow, expects: Expects, part: string | null): Record<string, unknown> {
  const read = readerOf(text, language, now);
  const country = language === "ru" ? "7" : "1";
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(generic)) {
    // A number that belongs to something else is none.
    if (name === "number" && (fields["phone"] !== undefined || fields["address"] !== undefined || fields["email"] !== undefined || expects === "time")) continue;
    const reading = read(field.type === "phone" ? { ...field, country_code: country } : field, name === "number" || (name === "name" && expects === "name") || (name === "address" && expects === "address"));
    if (reading.kind === "value") fields[name] = reading.value;
  }
  if (part !== null) fields["part_of_day"] = part;
  return fields;
}

/** A whole value as it would stand in the record; of half an answer what is known, of a refused one why. */
function botFields(text: string, language: Language, now: LocalNow, bot: BotConfig, asked: string | null, expects: Expects): Record<string, unknown> {
  const read = readerOf(text, language, now);
  return Object.fromEntries(
    Object.entries(bot.fields).flatMap(([name, field]): [string, unknown][] => {
      const reading = read(field, name === asked || (asked === null && expects !== "any" && expectsOf(field) === expects));
      if (reading.kind === "value") return [[name, reading.value]];
      if (reading.kind === "parts") return [[name, known(reading.parts)]];
      return reading.kind === "refused" && field.type !== "number" ? [[name, { refused: reading.reason }]] : [];
    }),
  );
}
const known = (parts: object): object => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined));
