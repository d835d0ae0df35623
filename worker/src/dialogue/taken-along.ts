/** «Перенесите на пятницу в три», "no, on Saturday": what is said with a wish that leads to a question answers the question too. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { StateOf } from "@zvon/contract/bot-flow.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import type { Way } from "./flow.ts";
import type { Hearing } from "./hearing.ts";
import type { DayTimeParts } from "./state.ts";
import type { Step } from "./step.ts";
import type { Talk } from "./talk.ts";
import { adverbs, fillers, functionWords, negators } from "./understanding/plain-words.ts";

/** Values that are plain wherever they are said; a name, a number, an address or free words may be anything. */
const plain = new Set(["day_time", "phone", "email", "choice"]);
const refusal: Record<Language, RegExp> = { ru: /^(нет|неа)$/, en: /^(no|nope)$/ };
/** "Tomorrow is no good" */
const noGood: Record<Language, RegExp> = { ru: /(?:^| )(?:неудобно|никак|плохо)(?: |$)/, en: /\bno (?:good|use|way)\b|\bbad\b|\bdoesn't\b/ };
/** «Никого не будет», "nobody will be home". */
const denial: Record<Language, RegExp> = { ru: /^(не|ни|ник.*|нельзя|без|занят.*)$/, en: /^(not|never|nobody|noone|none|without|busy|.*n't|cannot)$/ };

/** @returns what the words tell of the fields that the way's target asks for: whole, or a half of it. */
export function takenAlong(talk: Pick<Talk, "bot" | "state" | "way">, hearing: Pick<Hearing, "keys" | "read" | "text">, way: Way): Pick<Step, "fields" | "parts"> {
  return toldOf(talk, hearing, askedAt(talk, way.transition.to));
}

/** @returns what the words tell of these fields, beside what they refuse. */
export function toldOf({ bot, state }: Pick<Talk, "bot" | "state">, hearing: Pick<Hearing, "keys" | "read" | "text">, fields: readonly string[]): Pick<Step, "fields" | "parts"> {
  const nothing = { fields: {}, parts: {} };
  const names = hearing.keys ? [] : fields.filter((name) => plain.has(bot.fields[name]?.type ?? ""));
  if (names.length === 0) return nothing;
  const part = partThatSuits(hearing.text, state.language);
  if (part === null) return nothing;
  const readings = names.map((name) => ({ name, reading: part === hearing.text ? hearing.read(name, false) : hearing.read(name, false, part) }));
  return {
    fields: Object.fromEntries(readings.flatMap(({ name, reading }) => (reading.kind === "value" ? [[name, reading.value]] : []))),
    parts: Object.fromEntries(readings.flatMap(({ name, reading }): [string, DayTimeParts][] => {
      // Of «во вторник без двадцати пять» the day, where such an hour is not offered.
      const parts = reading.kind === "parts" || (reading.kind === "refused" && (reading.parts?.date ?? null) !== null) ? reading.parts : null;
      return parts === null ? [] : [[name, parts]];
    })),
  };
}

function lookedUpWith({ fields }: BotConfig, { arguments: given }: StateOf<"tool">): string[] {
  const named = Object.values(given).flatMap((template) => [...template.matchAll(/\{([a-z0-9_]+)/g)].map(([, name = ""]) => name));
  // A time is looked for as far as it was said.
  return named.length === 0 ? [] : Object.keys(fields).filter((name) => named.includes(name) || fields[name]?.type === "day_time");
}

/** The first question, or tool, on the way: «Хорошо, перенесём» asks none. */
function askedAt({ bot, way }: Pick<Talk, "bot" | "way">, target: string): readonly string[] {
  let name = target;
  for (let hops = 0; hops < mostHops; hops += 1) {
    const state = bot.flow.states[name];
    if (state?.type === "ask") return [state.field, ...state.also];
    if (state?.type === "question") return state.fields;
    // «Какие окна на педикюр завтра»: what the tool is asked with.
    if (state?.type === "tool") return [...lookedUpWith(bot, state)];
    const on = state?.type === "say" ? way({ done: true }, name) : null;
    if (on === null) return [];
    name = on.transition.to;
  }
  return [];
}
const mostHops = 3;

/** Where what does not suit stands beside what does. */
const joints: Record<Language, RegExp> = { ru: /,|(?:^|\s)(?=(?:а|но|лучше|давайте|перезвоните|позвоните|наберите|можно|перенесите|запишите|тогда)\s)/i, en: /,|(?<!(?:can't|cannot|can not|couldn't|won't|not))\s(?=(?:but|rather|call|what about|how about|could|can|make it|move it|let's)\s)/i };
/** Of an offer of another time; whatever else is said beside it tells of something else. */
const offers: Record<Language, ReadonlySet<string>> = {
  ru: new Set("давайте давай перезвоните позвоните звоните наберите после до обеда утром днем вечером можно лучше тогда перенесите перенести запишите хочу могу смогу удобно будет подойдет привезите приезжайте приеду приду бы мне нам вместо этого".split(" ")),
  en: new Set("what about how call ring phone back again morning afternoon evening after before noon could can we i do make it move let's rather better would be come deliver then instead works suits fine is good me us".split(" ")),
};

/** @returns all of the text where nothing of it is denied, else the part that offers a time: «завтра не могу, в понедельник в три». Null when there is none. */
export function partThatSuits(text: string, language: Language): string | null {
  if (!tellsWhyNot(text, language)) return text;
  const small = (word: string) => word === "#" || offers[language].has(word) || fillers[language].has(word) || functionWords[language].has(word) || adverbs[language].has(word);
  return text.split(joints[language]).findLast((part) => {
    const said = words(part);
    const shown = hideMoments(said, language);
    return shown.includes("#") && !tellsWhyNot(part, language) && !said.some((word) => refusal[language].test(word)) && shown.every(small);
  }) ?? null;
}

/** «Не раньше часа» tells from when on, «нельзя ли» asks. */
const bounds: Record<Language, RegExp> = { ru: /(?<![а-яё])(?:не (?=раньше|ранее|позже|позднее)|нельзя ли|не мог(?:ли|ла)? бы|не може(?:те|шь) ли)/gi, en: /\b(?:not|no) (?=before|after|earlier|later)/gi };

/** «Нет, завтра никого не будет», "no, I work until six": the time that does not suit, not another one. */
function tellsWhyNot(text: string, language: Language): boolean {
  const said = words(text.replace(bounds[language], " "));
  const rest = said.filter((word) => !refusal[language].test(word));
  if (noGood[language].test(said.join(" "))) return true;
  // «Без двадцати пять» denies nothing.
  if (hideMoments(rest, language).some((word) => denial[language].test(word) || negators[language].has(word))) return true;
  if (rest.length === said.length) return false;
  const small = (word: string) => word === "#" || fillers[language].has(word) || functionWords[language].has(word) || adverbs[language].has(word);
  return !hideMoments(rest, language).every(small);
}
