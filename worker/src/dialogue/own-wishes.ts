/**
 * The owner's intents beside the values said with them: «отмените запись на маникюр на завтра» is «отмените запись», and
 * what is cancelled and when is told by the way. So the words of choices, days and hours are left out, and the rest is
 * compared with the examples once more.
 *
 * Whoever names an appointment of theirs cancels that one: where the owner has an intent of that kind, told by its
 * examples, and the flow a way for it here, it takes the place of the plain `cancel`, which leaves what is being booked.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { tokens, words } from "../language/tokens.ts";
import { choiceSpans } from "./fields/choice.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import { proposes } from "./proposes.ts";
import type { DialogueState } from "./state.ts";
import { partThatSuits } from "./taken-along.ts";
import { createOwnIntents } from "./understanding/own-intents.ts";
import { understandIntents } from "./understanding/understand-intents.ts";
import { readUtterance } from "./understanding/utterance.ts";
import { hidden, withOneFor, withoutHidden } from "./understanding/without-values.ts";

/** `cancels`: it takes back what the caller has already. */
export type Wish = { name: string; confidence: number; cancels: boolean };
export const noWishes: readonly Wish[] = [];

/** Of an appointment that the caller has. */
const bookings: Record<Language, RegExp> = {
  ru: /(?:^| )(?:запис(?:ь|и|ан|ана|аны|ался|алась|ались)|прием\S?|визит\S?|брон[ьи]|сеанс\S?|встреч\S+)(?: |$)/,
  en: /\b(?:appointments?|bookings?|reservations?|visit|slot|booked|session)\b/,
};
/** Such a share of its examples is understood as the plain intent. */
const kinShare = 0.3;
/** The plain intent, so sure beside the values, stands for the owner's of its kind. */
const sureOfPlain = 0.7;
/** A part that does not suit and one that does. */
const leastOfTwoParts = 5;
/** Nobody cancels without one of these, and most turns cost no more than to see that. */
const mayCancel: Record<Language, RegExp> = { ru: /отмен|аннулир|сним|сня|убер|удал|отказ|передума|не\s|вычерк/i, en: /cancel|n['’]t|\bnot\b|never|call (?:it )?off|drop|scrap|remove/i };
/** Words of a turn; longer talk is a story. */
const mostWords = 30;

/** @param leads whether the flow has a way for the intent from here. @param plainEnds a plain `cancel` would end the call. @returns best first. */
export function ownWishes(bot: Pick<BotConfig, "intents" | "fields">, { language, fields: known }: Pick<DialogueState, "language" | "fields">, text: string, leads: (intent: string) => boolean, plainEnds: boolean): readonly Wish[] {
  const list = tokens(text);
  if (bot.intents.length === 0 || list.length > mostWords) return noWishes;
  const { rest, named, standing, corrects } = withoutValues(bot, known, list, language);
  const isNamed = named || bookings[language].test(words(text).join(" "));
  if (rest.length === list.length && !isNamed) return noWishes;
  const other = rest.join(" ");
  // "Tomorrow's no good, can you come after seven": the part that offers something says by itself what is wanted.
  const part = list.length < leastOfTwoParts ? null : partThatSuits(text, language);
  const offers = part === null || part === text ? null : withoutValues(bot, known, tokens(part), language).rest.join(" ");
  const own = likeExamples(bot.intents, language, [other, ...(offers === null ? [] : [offers])], standing);
  const kin = isNamed ? cancelling(bot.intents, language).filter(leads) : [];
  const wishes = own.filter(({ name }) => leads(name)).toSorted((one, another) => another.confidence - one.confidence).map((one) => ({ ...one, cancels: kin.includes(one.name) })).filter(({ cancels }) => cancels || (rest.length < list.length && !corrects));
  const [plainest] = kin;
  if (plainest === undefined || !plainEnds || !mayCancel[language].test(text) || wishes.some(({ cancels }) => cancels)) return wishes;
  const plain = understandIntents(other, { language, own: [] }).find(({ name }) => name === "cancel");
  return plain !== undefined && plain.confidence >= sureOfPlain ? [{ name: plainest, confidence: plain.confidence, cancels: true }, ...wishes] : wishes;
}

/** Like an example, and no guess (own-intents.ts); of all that was said, so plainly that a day or a choice is part of the wish. */
const leastLike = 0.61;
const plainly = 0.75;
/** Further below the most likely one it is the likeness of a few common words. */
const band = 0.1;

function likeExamples(intents: BotConfig["intents"], language: Language, rests: readonly string[], standing: string | null): { name: string; confidence: number }[] {
  const match = (said: string, list = intents) => new Map(createOwnIntents(list, language).match(readUtterance(said, language, (word) => [word])).map(({ name, confidence }) => [name, confidence]));
  // With their days in them sentences are alike by these.
  const withDays = standing === null ? [] : [new Map([...match(standing, anyDay(intents))].filter(([, confidence]) => confidence >= plainly))];
  const matched = [...withDays, ...rests.map((rest) => match(rest))];
  const found = intents.map(({ name }) => ({ name, confidence: Math.max(...matched.map((one) => one.get(name) ?? 0)) }));
  const best = Math.max(0, ...found.map(({ confidence }) => confidence));
  return found.filter(({ confidence }) => confidence >= leastLike && confidence >= best - band);
}

/** For any day and hour of an example. */
const day: Record<Language, string> = { ru: "завтра", en: "tomorrow" };
const onAnyDay = (list: readonly string[], language: Language): string => withOneFor(hideMoments(list, language), language, day[language]).join(" ");

const ofAnyDay = new WeakMap<BotConfig["intents"], BotConfig["intents"]>();

/** The same intents: whichever day an example names, any is meant. */
function anyDay(intents: BotConfig["intents"]): BotConfig["intents"] {
  const known = ofAnyDay.get(intents);
  if (known !== undefined) return known;
  const made = intents.map((one) => ({ ...one, examples: { ...one.examples, ru: (one.examples.ru ?? []).map((text) => onAnyDay(tokens(text), "ru")), en: (one.examples.en ?? []).map((text) => onAnyDay(tokens(text), "en")) } }));
  ofAnyDay.set(intents, made);
  return made;
}

/** `named`: a choice that is not the one being booked, or a time where none is being found. `standing`: with one word for any day; null where none is named. `corrects`: another time than the one that is being booked, "can we make it five instead?". */
function withoutValues({ fields }: Pick<BotConfig, "fields">, known: DialogueState["fields"], list: readonly string[], language: Language): { rest: string[]; named: boolean; standing: string | null; corrects: boolean } {
  const shown = [...list];
  let named = false;
  for (const [name, field] of Object.entries(fields)) {
    if (field.type !== "choice") continue;
    for (const { value, from, to } of choiceSpans(field, list, language)) {
      if (known[name] !== value) named = true;
      shown.fill(hidden, from, to);
    }
  }
  const choices = shown.filter((word) => word === hidden).length;
  const told = hideMoments(shown, language);
  const finding = Object.entries(fields).some(([name, { type }]) => type === "day_time" && known[name] !== undefined);
  const times = told.filter((word) => word === hidden).length > choices;
  if (!finding && times) named = true;
  return { rest: withoutHidden(told, language), named, corrects: finding && times && proposes[language].test(list.join(" ")), standing: times ? withOneFor(told.filter((_, at) => shown[at] !== hidden), language, day[language]).join(" ") : null };
}

const kept = new WeakMap<BotConfig["intents"], Partial<Record<Language, string[]>>>();

/** Own intents whose examples are mostly ways to cancel, the plainest first. */
function cancelling(intents: BotConfig["intents"], language: Language): string[] {
  const of = kept.get(intents) ?? {};
  kept.set(intents, of);
  return (of[language] ??= intents
    .map(({ name, examples }) => {
      const list = examples[language] ?? [];
      const share = list.filter((example) => understandIntents(example, { language, own: [] })[0]?.name === "cancel").length / Math.max(1, list.length);
      return { name, share };
    })
    .filter(({ share }) => share >= kinShare)
    .toSorted((one, other) => other.share - one.share)
    .map(({ name }) => name));
}
