/** Any field's parser behind one call. */
import type { Field } from "@zvon/contract/bot-fields.ts";
import { readAddress } from "./address.ts";
import { readChoice } from "./choice.ts";
import { readDayTime } from "./day-time.ts";
import { readDigitsField } from "./digits.ts";
import { readEmail } from "./email.ts";
import { readFullName } from "./full-name.ts";
import { readNumberField } from "./number.ts";
import { readPhone } from "./phone.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { readText } from "./text.ts";

/** @param list words the caller affirms (`affirmed`). */
export function readField(field: Field, list: readonly string[], context: ReadingContext): Reading {
  switch (field.type) {
    case "choice": return readChoice(field, list, context);
    case "day_time": return readDayTime(field, list, context);
    case "name": return readFullName(field, list, context);
    case "digits": return readDigitsField(field, list, context);
    case "number": return readNumberField(field, list, context);
    case "phone": return readPhone(field, list, context);
    case "email": return readEmail(field, list, context);
    case "address": return readAddress(field, list, context);
    case "text": return readText(field, list, context);
  }
}
