/** Any field's parser behind one call. */
import type { Field } from "@zvon/contract/bot-fields.ts";
import { readChoice } from "./choice.ts";
import { readDayTime } from "./day-time.ts";
import { readDigitsField } from "./digits.ts";
import { readName } from "./name.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** @param list words the caller affirms (`affirmed`). */
export function readField(field: Field, list: readonly string[], context: ReadingContext): Reading {
  switch (field.type) {
    case "choice": return readChoice(field, list, context);
    case "day_time": return readDayTime(field, list, context);
    case "name": return readName(field, list, context);
    case "digits": return readDigitsField(field, list, context);
    default: return { kind: "none" };
  }
}
