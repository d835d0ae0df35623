/**
 * Wishes that are named and refused: "I don't want to cancel", «оператор мне не нужен», «отменять не надо». Whatever else
 * of the utterance sounds like that wish, it is not meant.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { BuiltInIntent, Span } from "./cue.ts";
import type { Utterance } from "./utterance.ts";

type Refusable = Extract<BuiltInIntent, "cancel" | "operator">;
export type RefusedWish = { intent: Refusable; /** From the "not" to the wish, or the other way round. */ span: Span };

const topics: Record<Language, Record<Refusable, RegExp>> = {
  ru: { cancel: /^(?:отмен|аннулир)/, operator: /^(?:оператор|менеджер|администратор|специалист|консультант|сотрудник|человек|людьми|живого|живым|соединя|переключа|переводит|звать)/ },
  en: { cancel: /^cancel/, operator: /^(?:operator|agent|representative|rep|human|person|manager|someone|somebody|anyone|anybody|transfer|connect)/ },
};
/** «Отмените, не надо» is a wish with its reason; «отменять не надо» is none. */
const refusedBehind: Record<Refusable, RegExp> = { cancel: /^(?:отменять|отменить|отмена|отмены|отмену|аннулировать)$/, operator: /./ };

const nots: Record<Language, ReadonlySet<string>> = { ru: new Set("не ни незачем".split(" ")), en: new Set("not never no".split(" ")) };
/** May stand between the "not" and the wish; «не могу отменить», «не забудьте отменить», "I can't cancel" are wishes all the same. */
const between: Record<Language, ReadonlySet<string>> = {
  ru: new Set("хочу хотел хотела хотели хотим хотелось надо нужно нужен нужна нужны буду будем стоит собираюсь собирался собиралась собираемся планирую планировал планировала просил просила просили прошу думал думала говорил говорила смейте вздумайте бы я мне меня мы нам нас вы вас пожалуйста никого ничего ни с со к кем мой мою моего эту этот ее его все всё запись заказ визит говорить разговаривать общаться никакой никакого никаким живого живым живой там здесь".split(" ")),
  en: new Set("want wanted need needed wish have plan planning going mean meant ask asked asking trying think like say said you dare to a an the any my me with be for please talk talking speak speaking real live human of".split(" ")),
};
/** Of these a "not" takes nothing back: "can't cancel", "why don't you cancel". */
const unable: ReadonlySet<string> = new Set("can could why почему чего нельзя".split(" "));
/** Behind the wish: «отменять не надо», "cancelling is not needed". */
const needs: Record<Language, ReadonlySet<string>> = {
  ru: new Set("надо нужно нужен нужна нужны хочу хотел хотела хотим буду будем требуется стоит собираюсь собирался собиралась планирую планировал планировала просил просила прошу".split(" ")),
  en: new Set("needed necessary required".split(" ")),
};
/** Belongs to the "not" that follows: "I do not", "I'd rather not". */
const auxiliaries: ReadonlySet<string> = new Set("i do does did would will was were am is are there rather should let us you мне меня нам я ни с со к кем никого никакой никакого никакая".split(" "));
const mostBetween = 6;
const mostBehind = 3;

/** A wish that is refused once and named again without a "not" is meant. */
export function refusedWishes(utterance: Utterance): RefusedWish[] {
  const { words, language } = utterance;
  return (["cancel", "operator"] as const).flatMap((intent): RefusedWish[] => {
    const topic = topics[language][intent];
    const found = words.flatMap((word, at) => (topic.test(word) ? [{ at, not: notBefore(utterance, at, topic) ?? notBehind(utterance, at, intent) }] : []));
    const [first] = found;
    if (first === undefined || first.not === null || found.some(({ not }) => not === null)) return [];
    return [{ intent, span: { from: Math.min(first.at, first.not), to: Math.max(...found.flatMap(({ at, not }) => [at, not ?? at])) + 1 } }];
  });
}

const again: ReadonlySet<string> = new Set("me us again anymore any more ever please меня нас больше опять снова пожалуйста никогда".split(" "));

/** What is said beside the refusal: of «да, не отменяйте» the «да». */
export function withoutRefused({ words, commas }: Utterance, wishes: readonly RefusedWish[]): string {
  const kept = words.map(() => true);
  for (const { span } of wishes) {
    kept.fill(false, span.from, span.to);
    // "Don't transfer me again": the "again" is part of what is refused.
    for (let at = span.to; at < words.length && !commas.has(at) && again.has(words[at] ?? ""); at += 1) kept[at] = false;
    for (let at = span.from - 1; at >= 0 && !commas.has(at + 1) && auxiliaries.has(words[at] ?? ""); at -= 1) kept[at] = false;
  }
  return words.flatMap((word, at) => (kept[at] === true ? [commas.has(at) ? `, ${word}` : word] : [])).join(" ");
}

function notBefore({ words, commas, language }: Utterance, topic: number, other: RegExp): number | null {
  // «не нужно ни с кем соединять»: the "not" is the first of the two.
  let nor: number | null = null;
  for (let at = topic - 1; at >= Math.max(0, topic - mostBetween) && !commas.has(at + 1); at -= 1) {
    const word = words[at] ?? "";
    if (word === "ни") {
      nor = at;
      continue;
    }
    if (nots[language].has(word)) {
      const takesBack = word !== "no" || /^(?:need|reason|wish)$/.test(words[at + 1] ?? "") || (at === topic - 1 && !/^(?:cancel|transfer|connect)/.test(words[topic] ?? ""));
      return takesBack && !unable.has(words[at - 1] ?? "") && !unable.has(words[at - 2] ?? "") ? at : nor;
    }
    // "Don't want it cancelled" is no wish to cancel, "don't want it, cancel it" is one.
    const cancelled = word === "it" && (words[topic] ?? "").endsWith("ed");
    if (!between[language].has(word) && !other.test(word) && !cancelled) return nor;
  }
  return nor;
}

function notBehind({ words, commas, language }: Utterance, topic: number, intent: Refusable): number | null {
  if (language === "ru" && !refusedBehind[intent].test(words[topic] ?? "")) return null;
  for (let at = topic + 1; at <= Math.min(words.length - 2, topic + mostBehind) && !commas.has(at); at += 1) {
    // «Отмена, не надо приезжать»: something else is not needed.
    if (nots[language].has(words[at] ?? "") && needs[language].has(words[at + 1] ?? "")) return /(?:ть|ться|ти)$/.test(words[at + 2] ?? "") ? null : at + 1;
  }
  return null;
}
