/** What an option is called in records and in a CRM: made of its name once, so that a better name changes no record. Pure. */
import { inLatin } from "@zvon/contract/latin-letters.ts";

/** Given by the editor before there is a name. */
export const isUnnamedValue = (value: string): boolean => value === "" || /^(?:option|first)(?:_\d+)?$/.test(value);

/** @returns "strizhka", or "strizhka_2" where that is taken: a name of the schema's. */
export function optionValue(label: string, taken: readonly string[]): string {
  const letters = inLatin(label).replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^[_0-9]+|_+$/g, "").slice(0, 36).replaceAll(/_+$/g, "");
  const base = letters === "" ? "option" : letters;
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.includes(`${base}_${number}`)) return `${base}_${number}`;
}
