/**
 * Which intents count beside a value of the field that is asked for. «Давайте через час» answers "when?" and asks nobody
 * to call later; «перезвоните через час» does. What is left out leads nowhere, and the value is taken.
 */
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { tokens } from "../language/tokens.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import type { Reading } from "./fields/reading.ts";
import { understandIntents } from "./understanding/understand-intents.ts";

type Heard = { name: string; confidence: number };

/** A value is a plain answer; only an intent that is surer than this is more. Nearly any word may be a name. */
const sureOf = (field: Field): number => (field.type === "name" || field.type === "address" ? 0.65 : 0.9);
/** What is asked beside an answer is answered, and the value taken all the same: "a manicure please, how much is it?". */
const questions = new Set(["price", "who_is_this", "are_you_a_bot"]);
const sureOfQuestion = 0.75;
/** Words of days and hours sound like these, so the words beside them decide. */
const likeMoments = new Set(["busy", "wait", "price", "complex_request", "objection_no_time"]);
/** These answer, or are no way out; a wish for a person is never outweighed. */
const never = new Set(["yes", "no", "thanks", "operator"]);

/** @param reading of the field that the state asks for. @param own the bot's intents where the question is about something else than the field: they count. */
export function besideValue(intents: readonly Heard[], field: Field | undefined, reading: Reading, text: string, language: Language, own: readonly { name: string }[] = []): readonly Heard[] {
  const answers = reading.kind === "value" || reading.kind === "parts";
  // Any words are a text.
  if (!answers || field === undefined || field.type === "text" || intents.length === 0) return intents;
  const beside = field.type === "day_time" && intents.some(({ name }) => likeMoments.has(name)) ? intentsBesideMoments(text, language) : null;
  return intents.flatMap((one) => {
    // What the other words say by themselves they say as surely as anywhere.
    if (beside !== null && likeMoments.has(one.name)) return beside.filter(({ name }) => name === one.name);
    return never.has(one.name) || own.some(({ name }) => name === one.name) || one.confidence >= Math.min(sureOf(field), questions.has(one.name) ? sureOfQuestion : 1) ? [one] : [];
  });
}

function intentsBesideMoments(text: string, language: Language): readonly Heard[] {
  const rest = hideMoments(tokens(text), language).filter((word) => word !== "#").join(" ");
  return understandIntents(rest, { language, own: [] });
}
