/** «Перенесите на пятницу в три», "no, on Saturday": what is said with a wish that leads to a question answers the question too. */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import type { Way } from "./flow.ts";
import type { Hearing } from "./hearing.ts";
import type { Step } from "./step.ts";
import type { Talk } from "./talk.ts";
import { adverbs, fillers, functionWords, negators } from "./understanding/plain-words.ts";

/** Values that are plain wherever they are said; a name, a number or free words may be anything. */
const plain = new Set(["day_time", "phone", "email"]);
const refusal: Record<Language, RegExp> = { ru: /^(нет|неа)$/, en: /^(no|nope)$/ };
/** "Tomorrow is no good" */
const noGood: Record<Language, RegExp> = { ru: /(?:^| )(?:неудобно|никак|плохо)(?: |$)/, en: /\bno (?:good|use|way)\b|\bbad\b|\bdoesn't\b/ };
/** «Никого не будет», "nobody will be home". */
const denial: Record<Language, RegExp> = { ru: /^(не|ни|ник.*|нельзя|без|занят.*)$/, en: /^(not|never|nobody|noone|none|without|busy|.*n't|cannot)$/ };

/** @returns what the words tell of the field that the way's target asks for: whole, or a half of it. */
export function takenAlong({ bot, state }: Pick<Talk, "bot" | "state">, hearing: Pick<Hearing, "keys" | "read" | "text">, { transition }: Way): Pick<Step, "fields" | "parts"> {
  const target = bot.flow.states[transition.to];
  const nothing = { fields: {}, parts: {} };
  if (hearing.keys || target?.type !== "ask" || !plain.has(bot.fields[target.field]?.type ?? "")) return nothing;
  if (tellsWhyNot(hearing.text, state.language)) return nothing;
  const reading = hearing.read(target.field, false);
  if (reading.kind === "value") return { ...nothing, fields: { [target.field]: reading.value } };
  return reading.kind === "parts" ? { ...nothing, parts: { [target.field]: reading.parts } } : nothing;
}

/** «Нет, завтра никого не будет», "no, I work until six": the time that does not suit, not another one. */
function tellsWhyNot(text: string, language: Language): boolean {
  const said = words(text);
  const rest = said.filter((word) => !refusal[language].test(word));
  if (noGood[language].test(said.join(" "))) return true;
  if (rest.some((word) => denial[language].test(word) || negators[language].has(word))) return true;
  if (rest.length === said.length) return false;
  const small = (word: string) => word === "#" || fillers[language].has(word) || functionWords[language].has(word) || adverbs[language].has(word);
  return !hideMoments(rest, language).every(small);
}
