/** Templates and pointers of a tool's config. Values come from a call: they are put in as data and change nothing else. */
import type { parameterSchema } from "@zvon/contract/bot-tools.ts";
import type { z } from "zod";

type Parameters = Record<string, Pick<z.infer<typeof parameterSchema>, "type">>;

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

export const namesIn = (template: string): string[] => [...template.matchAll(placeholder)].map(([, name = ""]) => name);

/** What is not known becomes nothing. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string => template.replace(placeholder, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? "") : ""));

/**
 * The address with its values URL-encoded. @returns null when it is none, or a value would lead elsewhere than the
 * config says: the host holds a placeholder, a part of the path becomes a step up, or nothing ("/orders/{id}" of no id
 * is the list of all orders, and to DELETE it another thing than meant).
 */
export function fillUrl(template: string, values: Readonly<Record<string, string>>): string | null {
  const origin = /^https?:\/\/[^/?#\\]+/i.exec(template)?.[0] ?? "";
  if (origin === "" || origin.includes("{")) return null;
  const [path = ""] = template.slice(origin.length).split(/[?#]/, 1);
  if (path.split(/[/\\]/).some((part) => namesIn(part).length > 0 && /^\.{0,2}$/.test(fill(part, values)))) return null;
  // Half of a surrogate pair, which a model may write, is no text that can be encoded.
  const filled = fill(template, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())])));
  return URL.canParse(filled) ? filled : null;
}

/** A scalar of the call as its parameter's type; arguments travel as text. */
export function typedValue(value: string, parameter: Parameters[string] | undefined): string | number | boolean {
  if (parameter?.type === "number" || parameter?.type === "integer") return Number(value);
  return parameter?.type === "boolean" ? value === "true" : value;
}

/** JSON of templates by key; one that is a placeholder alone keeps the parameter's type and is left out when not known. */
export function fillBody(templates: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>, parameters: Parameters): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([key, template]) => {
      const alone = /^\{([a-z][a-z0-9_]*)\}$/.exec(template)?.[1];
      if (alone === undefined) return [[key, fill(template, values)]];
      const value = Object.hasOwn(values, alone) ? values[alone] : undefined;
      return value === undefined ? [] : [[key, typedValue(value, parameters[alone])]];
    }),
  );
}

/** RFC 6901. Undefined: there is nothing. */
export function atPointer(json: unknown, pointer: string): unknown {
  if (pointer === "") return json;
  if (!pointer.startsWith("/")) return undefined;
  let at = json;
  for (const part of pointer.slice(1).split("/").map((raw) => raw.replaceAll("~1", "/").replaceAll("~0", "~"))) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

/** More nobody says on the phone, and a model should not read. */
const mostColumns = 30;
const mostChars = 1000;

const scalar = (value: unknown): string | null => (typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).slice(0, mostChars) : null);

/** All columns together: they stand in the call's row, which every turn writes. What comes first fits, in the order of the answer or of the bot's list. */
const mostBytes = 16 * 1024;

function fitting(columns: readonly [string, string][]): [string, string][] {
  let left = mostBytes;
  return columns.slice(0, mostColumns).filter(([column, text]) => {
    const bytes = new TextEncoder().encode(column + text).length;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

/** Columns of an answer. @param pointers absent: the scalar members of the object itself. */
export function columnsOf(json: unknown, pointers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const found = pointers === undefined ? Object.entries(typeof json === "object" && json !== null && !Array.isArray(json) ? json : {}) : Object.entries(pointers).map(([column, pointer]): [string, unknown] => [column, atPointer(json, pointer)]);
  return Object.fromEntries(fitting(found.flatMap(([column, value]): [string, string][] => {
    const text = scalar(value);
    return text === null || !/^[A-Za-z_][A-Za-z0-9_]{0,59}$/.test(column) ? [] : [[column, text]];
  })));
}
