/** How the caller will speak when this field is asked for: who dictates pauses longer than who says a name. */
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Listen } from "@zvon/contract/call-link.ts";

export function expectsOf(field: Field): NonNullable<Listen["expects"]> {
  switch (field.type) {
    case "digits": case "phone": return "digits";
    case "day_time": return "time";
    case "name": return "name";
    // Spelled, or thought over at every comma.
    case "email": case "address": return "address";
    case "number": case "choice": case "text": return "any";
  }
}
