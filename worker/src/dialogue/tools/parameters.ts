/** Arguments of tools: one description gives the model its schema and reads what a model or a flow wrote. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { parameterSchema } from "@zvon/contract/bot-tools.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { z } from "zod";

type Owned = z.infer<typeof parameterSchema>;

export type Parameter = Omit<Owned, "description"> & {
  description: Text;
  /** What a string must look like, beyond its type. */
  format?: "date" | "time" | "moment";
  /** Of a run by the model: not shown to it, because its text may not decide it. */
  filled?: boolean;
};
export type Parameters = Readonly<Record<string, Parameter>>;

const longest = 2000;
const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const formats = {
  date: { pattern: /^\d{4}-\d\d-\d\d$/, example: "2026-11-23" },
  time: { pattern: new RegExp(`^${clock}$`), example: "15:00" },
  moment: { pattern: new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${clock}$`), example: "2026-11-23T15:00" },
};

/** Scalars alone: speech has no way to fill a list, and a record of a call no place for one. */
export function parametersSchema(parameters: Parameters, language: Language): z.ZodObject {
  return z.strictObject(Object.fromEntries(Object.entries(parameters).flatMap(([name, parameter]) => (parameter.filled === true ? [] : [[name, scalar(parameter, language)]]))));
}

/** The same as JSON Schema, written out: zod takes a millisecond for each, and every call would pay it before the model's first word. */
export function parametersJson(parameters: Parameters, language: Language): Record<string, unknown> {
  const shown = Object.entries(parameters).filter(([, parameter]) => parameter.filled !== true);
  const required = shown.flatMap(([name, parameter]) => (parameter.required ? [name] : []));
  return { type: "object", properties: Object.fromEntries(shown.map(([name, parameter]) => [name, scalarJson(parameter, language)])), ...(required.length === 0 ? {} : { required }), additionalProperties: false };
}

function scalarJson({ type, options, format, description: texts }: Parameter, language: Language): Record<string, unknown> {
  const words = textIn(texts, language);
  const description = words === "" ? {} : { description: words };
  if (type === "integer") return { type, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...description };
  if (type !== "string") return { type, ...description };
  if (options !== undefined && options.length > 0) return { type, enum: options, ...description };
  return format === undefined ? { type, minLength: 1, maxLength: longest, ...description } : { type, pattern: formats[format].pattern.source, ...description };
}

function scalar(parameter: Parameter, language: Language): z.ZodType {
  const description = textIn(parameter.description, language);
  const type = typed(parameter);
  const described = description === "" ? type : type.describe(description);
  return parameter.required ? described : described.optional();
}

function typed({ type, options, format }: Parameter): z.ZodType {
  switch (type) {
    case "string":
      if (options !== undefined && options.length > 0) return z.enum(options);
      return format === undefined ? z.string().min(1).max(longest) : z.string().regex(formats[format].pattern, formats[format].example);
    case "number":
      return z.number();
    case "integer":
      return z.int();
    case "boolean":
      return z.boolean();
  }
}

/**
 * A model writes `5` and "5", a flow's template always text: both are the number 5. Nothing and empty text are "not said".
 * @returns what is to be parsed; what is no object becomes null.
 */
export function typedInput(parameters: Parameters, input: unknown): Record<string, unknown> | null {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return null;
  const given = Object.entries(input).filter(([, value]) => value !== null && value !== undefined && (typeof value !== "string" || value.trim() !== ""));
  return Object.fromEntries(given.map(([name, value]) => [name, valueFor(parameters[name], value)]));
}

function valueFor(parameter: Parameter | undefined, value: unknown): unknown {
  if (parameter === undefined) return value;
  const text = typeof value === "string" ? value.trim() : null;
  switch (parameter.type) {
    case "string":
      // A seconds' part and a zone are what a model adds to a time; the slot is the same.
      if (parameter.format === "moment" && text !== null) return /^(\d{4}-\d\d-\d\dT\d\d:\d\d):00(?:\.0+)?$/.exec(text.replace(" ", "T"))?.[1] ?? text.replace(" ", "T");
      return typeof value === "number" ? String(value) : (text ?? value);
    case "number":
    case "integer":
      return text !== null && /^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : value;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : value;
  }
}

/** What was wrong, as one sentence that a model can act on and an owner understands; no value is quoted. */
export function faultSentence(parameters: Parameters, error: z.ZodError, language: Language): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return sentence(language, `параметра «${issue.keys.join("», «")}» нет`, `there is no parameter "${issue.keys.join('", "')}"`);
  const name = String(issue?.path[0] ?? "");
  const parameter = parameters[name];
  if (parameter === undefined) return sentence(language, "параметры должны быть объектом", "the arguments must be an object");
  const wanted = parameter.options !== undefined && parameter.options.length > 0 ? parameter.options.map((option) => `"${option}"`).join(", ") : parameter.format === undefined ? kinds[language][parameter.type] : `${language === "ru" ? "вида" : "such as"} ${formats[parameter.format].example}`;
  return sentence(language, `параметр «${name}» должен быть: ${wanted}`, `the parameter "${name}" must be: ${wanted}`);
}

export const sentence = (language: Language, ru: string, en: string): string => (language === "ru" ? ru : en);

const kinds: Record<Language, Record<Owned["type"], string>> = {
  ru: { string: "непустой текст", number: "число", integer: "целое число", boolean: "true или false" },
  en: { string: "a text that is not empty", number: "a number", integer: "a whole number", boolean: "true or false" },
};
