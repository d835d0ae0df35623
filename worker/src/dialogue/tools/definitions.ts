/**
 * What a bot's tools can do, as functions: the flow's `tool` states, the model's schemas and the runner all read this
 * one list. A function's arguments are scalars; where a message goes and whose appointment is cancelled is never among
 * them, for that is the verified caller's number or a field that the caller confirmed.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Tool, ToolOf } from "@zvon/contract/bot-tools.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { z } from "zod";
import type { ModelTool } from "../decision.ts";
import { faultSentence, parametersJson, parametersSchema, sentence, typedInput } from "./parameters.ts";
import type { Parameter, Parameters } from "./parameters.ts";

/** What a claim may rest on: `book`, `cancel`, `send` and `write` change the world. `table` is read by the dialogue itself. */
export type ToolKind = "table" | "read" | "search" | "check" | "book" | "cancel" | "send" | "write";

export type ToolFunction = {
  /** Name of the bot's tool. */
  tool: string;
  /** As the model calls it: unique in the bot. */
  name: string;
  /** As the runner knows it: the tool's own name, or one of its functions. */
  function: string;
  description: string;
  /** The owner described it, so a model may call it; else it is the flow's alone. */
  forModel: boolean;
  language: Language;
  given: Parameters;
  /** `given` without what is filled in; made when it is first asked for. */
  readonly parameters: z.ZodObject;
  /** Beside `parameters` anything scalar is taken: the platform's own tools read what they know. */
  open: boolean;
  effect: "read" | "write";
  kind: ToolKind;
  /** Said while it runs. */
  filler?: Text;
  /** Written by the dialogue into the arguments of the same name: texts with `{field}`, and `{text}` of the model. */
  texts: Readonly<Record<string, Text>>;
};

/** Names that belong to every model-led talk. */
const reservedNames = ["end_call", "transfer_to_operator", "collect_keys", "press_keys", "set_fields"];

type Toolbox = Pick<BotConfig, "tools" | "fields">;
/** A bot of ten tools takes 3 ms, and every decision asks: the same config is worked out once a language. */
const worked = new WeakMap<Toolbox, Partial<Record<Language, ToolFunction[]>>>();

export function functionsOf(bot: Toolbox, language: Language): ToolFunction[] {
  const made = worked.get(bot) ?? {};
  worked.set(bot, made);
  return (made[language] ??= makeFunctions(bot, language));
}

function makeFunctions(bot: Toolbox, language: Language): ToolFunction[] {
  const made = bot.tools.flatMap((tool) => functionsOfTool(tool, bot, language));
  const used = new Set(reservedNames);
  return made.map((one) => {
    const alone = !used.has(one.function) && made.every((other) => other === one || other.function !== one.function);
    let name = alone ? one.function : one.tool === one.function ? `tool_${one.tool}` : `${one.tool}_${one.function}`;
    for (let n = 2; used.has(name); n += 1) name = `${name.replace(/_\d+$/, "")}_${n}`;
    used.add(name);
    let schema: z.ZodObject | null = null;
    return {
      ...one,
      name,
      get parameters() {
        return (schema ??= parametersSchema(one.given, language));
      },
    };
  });
}

/** @param name of a tool of several functions; the only one when absent. @returns null when there is none. */
export function functionOfState(bot: Toolbox, { tool, function: name }: { tool: string; function?: string | undefined }, language: Language): ToolFunction | null {
  const functions = functionsOf(bot, language).filter((one) => one.tool === tool);
  return (name === undefined ? (functions.length === 1 ? functions[0] : undefined) : functions.find((one) => one.function === name)) ?? null;
}

/** As OpenAI's function tools have it. */
export const modelToolOf = ({ name, description, given, language }: ToolFunction): ModelTool => ({ name, description, parameters: parametersJson(given, language) });

export type Known = {
  by: "model" | "flow";
  /** Canonical values, or as the record has them. */
  fields: Readonly<Record<string, string>>;
  /** Fields that the caller said yes to, or keyed in. */
  confirmed: readonly string[];
  /** A text of the config with its fields, for the eye. */
  say(text: Text): string;
};
export type Arguments = { ok: true; arguments: Record<string, string> } | { ok: false; /** For the model and the owner. */ error: string };

/**
 * @param input what the model wrote, parsed from JSON, or a flow's filled templates. A field that is known goes before
 * what a model says of it; a flow wrote what it wanted.
 * @returns canonical scalars as text, numbers as "5" and truth as "true".
 */
export function argumentsOf(one: ToolFunction, input: unknown, known: Known): Arguments {
  const typed = typedInput(one.given, input ?? {});
  if (typed === null) return { ok: false, error: sentence(one.language, "параметры должны быть объектом", "the arguments must be an object") };
  const fieldOf = ({ field }: Parameter): string | undefined => (field === undefined ? undefined : known.fields[field]);
  const filled: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(one.given)) {
    const value = fieldOf(parameter);
    if (parameter.filled === true) {
      delete typed[name];
      if (parameter.field === undefined) continue;
      if (value === undefined || !known.confirmed.includes(parameter.field)) return { ok: false, error: sentence(one.language, `собеседник ещё не подтвердил поле «${parameter.field}»`, `the caller has not confirmed the field "${parameter.field}" yet`) };
      filled[name] = value;
    } else if (value !== undefined && (known.by === "model" || typed[name] === undefined)) {
      Object.assign(typed, typedInput(one.given, { [name]: value }));
    }
  }
  const parsed = (one.open ? one.parameters.catchall(z.union([z.string(), z.number(), z.boolean()])) : one.parameters).safeParse(typed);
  if (!parsed.success) return { ok: false, error: faultSentence(one.given, parsed.error, one.language) };
  const values = Object.fromEntries(Object.entries(parsed.data).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const written = Object.entries(one.texts).map(([name, text]) => [name, writtenText(text, values["text"] ?? "", one.language, known.say)]);
  return { ok: true, arguments: { ...values, ...filled, ...Object.fromEntries(written) } };
}

/** The model's words are put in as they are: what looks like `{field}` in them is text. */
function writtenText(text: Text, words: string, language: Language, say: Known["say"]): string {
  const pieces = textIn(text, language).split("{text}").map((piece) => (piece.trim() === "" ? "" : say({ [language]: piece }).trim()));
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [words, piece])).filter((piece) => piece !== "").join(" ");
}

/** A row of a table, in the call's language; null when there is none. */
export function readTable(tool: ToolOf<"table">, key: string, language: Language): Record<string, string> | null {
  const row = Object.hasOwn(tool.config.rows, key) ? tool.config.rows[key] : undefined;
  return row === undefined ? null : Object.fromEntries(Object.entries(row).map(([column, text]) => [column, textIn(text, language)]));
}

// ---------------------------------------------------------------- each type

type Made = Omit<ToolFunction, "name" | "parameters">;
type Shape = Pick<ToolFunction, "effect" | "kind"> & { function?: string; given?: Parameters; about?: Text; open?: boolean; texts?: Record<string, Text>; filler?: Text };

function functionsOfTool(tool: Tool, bot: Pick<BotConfig, "fields">, language: Language): Made[] {
  const owner = textIn(tool.description, language);
  return shapesOf(tool, bot).map(({ function: name = tool.name, given = {}, about, open = false, texts = {}, ...rest }) => ({
    tool: tool.name,
    function: name,
    description: [owner, about === undefined ? "" : textIn(about, language)].filter((part) => part !== "").join(" "),
    forModel: owner !== "",
    language, given, open, texts, ...rest,
    ...(tool.filler === undefined || tool.type === "table" ? {} : { filler: tool.filler }),
  }));
}

function shapesOf(tool: Tool, { fields }: Pick<BotConfig, "fields">): Shape[] {
  switch (tool.type) {
    case "platform":
      // A model gives nothing: what is known of the fields is what is kept.
      return [{ effect: tool.effect, kind: tool.name === "save_booking" ? "book" : tool.effect, open: true, given: Object.fromEntries(Object.keys(fields).map((field) => [field, string({}, { required: false, field })])), filler: fillers.write }];
    case "table":
      return [{ effect: "read", kind: "table", given: { key: string({ ru: "Что найти.", en: "What to look up." }, { field: tool.config.key, options: Object.keys(tool.config.rows).slice(0, 50) }) } }];
    case "calendar":
      return [
        { function: "check_availability", effect: "read", kind: "check", about: texts.check, given: { date: day, time: hour, part, when: moment(false), ...asked }, filler: fillers.look },
        { function: "book_appointment", effect: "write", kind: "book", about: texts.book, given: { when: moment(true), ...asked, name: string({ ru: "Имя.", en: "Name." }, { required: false }), phone: string({ ru: "Номер для связи, если не тот, с которого звонят.", en: "A number to reach them, if other than the caller's." }, { required: false }), note: string({ ru: "Пожелание, если назвали.", en: "A wish, if one was named." }, { required: false }) }, filler: fillers.write },
        { function: "move_appointment", effect: "write", kind: "book", about: texts.move, given: { when: moment(true), ...asked, name: string({ ru: "Имя.", en: "Name." }, { required: false }), phone: string({ ru: "Номер для связи, если не тот, с которого звонят.", en: "A number to reach them, if other than the caller's." }, { required: false }), note: string({ ru: "Пожелание, если назвали.", en: "A wish, if one was named." }, { required: false }) }, filler: fillers.write },
        { function: "cancel_appointment", effect: "write", kind: "cancel", about: texts.cancel, given: { when: moment(false) }, filler: fillers.write },
      ];
    case "http":
      return [{ effect: tool.effect, kind: tool.effect, given: tool.config.parameters, filler: tool.effect === "write" ? fillers.write : fillers.look }];
    case "knowledge":
      return [{ effect: "read", kind: "search", given: { query: string({ ru: "Что узнать, словами собеседника.", en: "What to find out, in the caller's words." }, {}) }, filler: fillers.look }];
    case "message":
      return [{
        effect: "write", kind: "send", texts: { text: tool.config.text, ...(Object.keys(tool.config.subject).length > 0 ? { subject: tool.config.subject } : {}) }, filler: fillers.write,
        given: {
          ...(/\{text\}/.test(Object.values(tool.config.text).join(" ")) ? { text: string({ ru: "Текст сообщения.", en: "The message." }, {}) } : {}),
          ...(tool.config.to === "caller" ? {} : { to: string({}, { field: tool.config.to.field, filled: true }) }),
        },
      }];
    case "crm":
      return [{ effect: "read", kind: "read", filler: fillers.look }];
  }
}

const string = (description: Text, more: Partial<Parameter>): Parameter => ({ type: "string", description, required: true, ...more });
const day = string({ ru: "Дата, например 2026-11-23.", en: "The date, such as 2026-11-23." }, { required: false, format: "date" });
const hour = string({ ru: "Время, например 15:00.", en: "The time, such as 15:00." }, { required: false, format: "time" });
const part = string({ ru: "Часть дня, если время не названо.", en: "The part of the day, when no time was named." }, { required: false, options: ["morning", "afternoon", "evening"] });
const moment = (required: boolean) => string({ ru: "Дата и время записи, например 2026-11-23T15:00.", en: "Date and time of the appointment, such as 2026-11-23T15:00." }, { required, format: "moment" });
const asked = { service: string({ ru: "Услуга.", en: "The service." }, { required: false }) };

const texts = {
  check: { ru: "Узнаёт, свободно ли время, и даёт до трёх ближайших свободных. Сначала всегда это, потом запись.", en: "Tells whether a time is free, and up to three free times near it. Always ask this before booking." },
  book: { ru: "Записывает на свободное время. Говори о записи как о сделанной, только когда ответ ok.", en: "Books a free time. Say that it is booked only once the answer is ok." },
  move: { ru: "Переносит запись того, кто звонит, на свободное время: прежняя отменяется, только когда новая сделана.", en: "Moves the caller's own appointment to a free time: the old one is cancelled only once the new one is made." },
  cancel: { ru: "Отменяет запись того, кто звонит. when: какую, если их несколько.", en: "Cancels the caller's own appointment. when: which one, if there are several." },
};
const fillers = {
  look: { ru: "Секунду, смотрю.", en: "One moment, let me look." },
  write: { ru: "Секунду, оформляю.", en: "One moment, I'm setting that up." },
};
