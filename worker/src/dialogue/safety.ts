/**
 * A model's words before a voice says them (PRODUCT D10): a pure check, segment by segment. What is withheld is never
 * heard, and what the model says after it in the same answer neither.
 *
 * | rule          | withheld |
 * | ------------- | -------- |
 * | `claim`       | that something was done which no tool did (claims.ts) |
 * | `never_say`   | words that the owner forbids, by their beginnings: those listed, and those that a safety rule quotes |
 * | `leak`        | the rules of the prompt, word for word |
 * | `role`        | that it is a human being, or a bank, police, another company |
 * | `number`      | a telephone number, an e-mail, a price or a discount that stands in nothing it was told |
 * | `language`    | another language than the call's |
 * | `data`        | JSON, code, a call of a tool written as words |
 * | `caller_part` | what the caller might say next |
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { amountWords, readAmount } from "../language/amounts.ts";
import { readDigits } from "../language/number-words.ts";
import { stem } from "../language/stem.ts";
import { words } from "../language/tokens.ts";
import { borneOut, claimsIn } from "./claims.ts";
import type { Claim } from "./claims.ts";

export const withheldRules = ["claim", "never_say", "leak", "role", "number", "language", "data", "caller_part"] as const;
export type WithheldRule = (typeof withheldRules)[number];

/** What the check needs of the bot and the call; plain JSON, it goes with the question. */
export type ReplyRules = {
  /** What tools have done in this call. */
  evidence: Claim[];
  neverSay: string[];
  /** Parts of the prompt that are never to be recited: everything but role, facts and what is known. */
  secret: string;
};

/** `text`: what may be spoken, with addresses and labels taken out; possibly empty. */
export type Checked = { text: string } | { withheld: WithheldRule; claim?: Claim };
export interface ReplyCheck {
  segment(text: string): Checked;
}

/** @param grounds everything the model was told: prompt first, then history and results. Numbers that stand in it may be said; a price that only the caller named is no price. */
export function createReplyCheck(rules: ReplyRules, grounds: readonly string[], language: Language): ReplyCheck {
  let said = "";
  let over = false;
  let known: Grounds | null = null;
  const secret = ngramsOf(rules.secret);
  return {
    segment(whole) {
      const part = callersPart.exec(whole);
      if (over || part?.index === 0) return { withheld: "caller_part" };
      // What stands before it is the bot's.
      over = part !== null;
      return check(part === null ? whole : whole.slice(0, part.index + 1));
    },
  };

  function check(raw: string): Checked {
    const text = bare(raw);
    if (isData(raw)) return { withheld: "data" };
    if (!/[\p{L}\p{N}]/u.test(text)) return { text: "" };
    const whole = `${said} ${text}`.trim();
    const sentence = lastSentences(whole, text);
    if (recites(whole, text, secret)) return { withheld: "leak" };
    // A sign between pieces may stand amid a word: «гаранти|руем».
    const readings = wordGoesOn.test(`${said}|${text}`) ? [sentence, lastSentences(said + text, text)] : [sentence];
    if (rules.neverSay.some((words) => readings.some((each) => holds(each, words)))) return { withheld: "never_say" };
    if (readings.some((each) => posesAs(each, grounds))) return { withheld: "role" };
    if ((text.match(/[^.!?…]+/g) ?? []).some((each) => isForeign(each, language))) return { withheld: "language" };
    const claim = readings.flatMap((each) => claimsIn(each, language)).find((one) => !borneOut(one, rules.evidence));
    if (claim !== undefined) return { withheld: "claim", claim };
    const numbers = numbersIn(sentence, language);
    // Reading all that the model was told takes a millisecond: only for a number that needs it.
    if (numbers !== null) known ??= groundsOf(grounds, language);
    if (numbers !== null && known !== null && isInvented(sentence, numbers, known)) return { withheld: "number" };
    said = whole;
    return { text };
  }
}

const wordGoesOn = /\p{L}\|\p{Ll}/u;

/** From the last sentence that ended before `text` on: a sentence may come in several segments. */
function lastSentences(whole: string, text: string): string {
  const earlier = whole.slice(0, whole.length - text.length);
  const end = Math.max(...[".", "!", "?", "…"].map((sign) => earlier.lastIndexOf(`${sign} `)), /[.!?…]$/.test(earlier.trim()) ? earlier.length - 1 : -1);
  return whole.slice(end + 1).trim();
}

// ---------------------------------------------------------------- markup and data

const callersPart = /<\/?caller>|(?:^|[.!?…\n])\s*(?:собеседник|клиент|пользователь|абонент|звонящий|caller|customer|user|human)\s*:/iu;
const ownLabel = /^\s*(?:бот|ассистент|помощник|оператор|консультант|assistant|bot|agent|ai)\s*:\s*/iu;

/** Soft hyphens and what else has no width: no voice says them, and they would hide a word. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** Addresses cannot be listened to; a label at the beginning is the model's own. */
const bare = (text: string): string => text.replace(unseen, "").replace(ownLabel, "").replace(/\b(?:https?:\/\/|www\.)\S+?(?=[.,!?)]*(?:\s|$))/gi, "").replace(/\s+([.,!?])/g, "$1").replace(/\s{2,}/g, " ").trim();

const isData = (text: string): boolean => /[{[]\s*"[^"]*"\s*[:,\]]|"\s*:\s*["[{\d]|<\/?(?:tool|function)[\w-]*|\b[a-z]+_[a-z_]+\s*\(|```|\}\s*[\]}]|(?:^|\s)(?:tool_call|function_call|end_call|transfer_to_operator|set_fields|collect_keys|press_keys)(?:\s|$|[.,:(])/iu.test(text);

// ---------------------------------------------------------------- words that are not to be said

/** Every word of the phrase by its beginning, one after the other. */
function holds(text: string, phrase: string): boolean {
  const wanted = words(phrase).map(stem);
  const list = words(text);
  return wanted.length > 0 && list.some((_, at) => wanted.every((beginning, offset) => (list[at + offset] ?? "").startsWith(beginning)));
}

/** So many words in a row are no chance. */
const longestEcho = 8;

function ngramsOf(text: string): ReadonlySet<string> {
  const list = words(text);
  return new Set(list.slice(longestEcho - 1).map((_, at) => list.slice(at, at + longestEcho).join(" ")));
}

function recites(whole: string, text: string, secret: ReadonlySet<string>): boolean {
  const list = words(whole).slice(-(words(text).length + longestEcho));
  return list.some((_, at) => at + longestEcho <= list.length && secret.has(list.slice(at, at + longestEcho).join(" ")));
}

const human = [
  /(?:^|[^\p{L}])я[\s,—–-]+(?:(?:же|ведь|живой|живая|настоящий|настоящая|обычный|обычная|самый|такой|тоже|реальный|реальная)[\s,—-]+)*(?:человек|люди|женщина|мужчина|девушка|парень)(?!\p{L})/iu,
  /(?:^|[^\p{L}])(?:я\s+)?не\s+(?:робот|бот|программа|машина|искусственн\p{L}*\s+интеллект|нейросеть|автоответчик|автомат|компьютер)(?!\p{L})/iu,
  /(?:^|[^\p{L}])(?:я|это|да|говорит|на связи)[\s,—–-]+(?:самый )?(?:живой|живая|настоящий|настоящая|реальный|реальная)[\s]+(?:человек|оператор|сотрудни\p{L}*|консультант|администратор|менеджер|специалист|девушка)(?!\p{L})/iu,
  /(?:^|[^\p{L}])(?:с вами|вы) (?:говорит|говорите|разговариваете|общаетесь|на связи)(?: с)? (?:живой|живым|настоящ\p{L}*|реальн\p{L}*)?\s*человек/iu,
  /\bi(?:'m| am)(?: really| actually| just| also| definitely)?(?: a| an)?(?: real| live| living| actual| human)*(?: human| person| woman| man| human being)\b/iu,
  /\bi(?:'m| am)(?: really| actually| definitely)? not(?: a| an)?(?: \w+)? ?(?:robot|bot|machine|ai|program|computer|assistant|automated)\b/iu,
  /\b(?:i(?:'m| am)|this is|you(?:'re| are) (?:talking|speaking) (?:to|with)) an? (?:(?:real|live|living|actual|human) )+(?:human|person|agent|operator|representative|assistant|employee|receptionist|consultant)\b/iu,
  /\byou(?:'re| are) (?:talking|speaking) (?:to|with) a (?:real |live )?(?:human|person)\b/iu,
];
/** Names that callers are deceived with, by their beginnings. */
const authorities = /(?:^|[^\p{L}])(?:(?:я|мы|вас беспокоит|это|говорит|с вами)\s+(?:из|от|—|-|звонит|говорит|это|беспокоит|сотрудник\p{L}*|представител\p{L}*|следовател\p{L}*|\s)*\s*(банк\p{L}*|сбер\p{L}*|тинькофф\p{L}*|втб|полици\p{L}*|мвд|фсб|прокуратур\p{L}*|следствен\p{L}*|налогов\p{L}*|госуслуг\p{L}*|служб\p{L}* безопасности|центробанк\p{L}*)|(?:i'm|i am|this is|we're|we are|calling from|speaking from)\s+(?:with |from |at |the |your |calling |an? |agent |officer |of |\s)*(bank\p{L}*|police|fbi|irs|microsoft|amazon|apple|google|visa|mastercard|paypal|social security|fraud department|chatgpt|openai))(?!\p{L})/iu;

function posesAs(text: string, grounds: readonly string[]): boolean {
  if (/\?\s*$/.test(text)) return false;
  if (human.some((pattern) => pattern.test(text))) return true;
  const match = authorities.exec(text);
  const name = match?.[1] ?? match?.[2];
  // A bank's own bot may say so: its owner wrote it. Words of callers do not count.
  return name !== undefined && !(grounds[0] ?? "").toLowerCase().includes(stem(words(name)[0] ?? ""));
}

/** A name in another alphabet is not another language. */
const leastForeign = 16;

function isForeign(text: string, language: Language): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const own = letters.filter((letter) => (language === "ru" ? /\p{Script=Cyrillic}/u : /\p{Script=Latin}/u).test(letter)).length;
  // «Apple Pay» is a name, "of course" is not.
  if (own === 0 && /(?<!\p{L})\p{Ll}{3}/u.test(text)) return true;
  return letters.length - own >= leastForeign && own < letters.length / 4;
}

// ---------------------------------------------------------------- numbers

type Grounds = { digits: string; /** Of the bot's own: facts, results. */ amounts: ReadonlySet<number>; callers: ReadonlySet<number>; text: string; free: boolean };

const leastPhoneDigits = 6;
const money = /^(?:руб|рубл\p{L}*|р|₽|коп\p{L}*|доллар\p{L}*|бакс\p{L}*|евро|тенге|гривен|сум|процент\p{L}*|dollars?|bucks|cents?|euros?|pounds?|roubles?|rubles?|percent|per)$/u;

const spelled = (text: string): string => text.replaceAll("₽", " рублей ").replaceAll("$", " dollars ").replaceAll("€", " euro ").replaceAll("£", " pounds ").replaceAll("%", " percent ").replace(/р\.(?=\s|$)/g, " рублей ").replace(/(\d)\.(?=\s|$)/g, "$1 ");

function groundsOf(texts: readonly string[], language: Language): Grounds {
  const text = texts.join("\n").toLowerCase();
  // Digits by line: two numbers of two lines are no third one.
  const digits = text.split("\n").map((line) => `${line.replace(/[\s()+.\-–‑]/g, "")} ${readDigits(words(line), language)}`).join("\n");
  const own = text.replace(callersWords, " ");
  return { digits, amounts: amountsIn(own, language), callers: amountsIn([...text.matchAll(callersWords)].join("\n"), language), text, free: nothing.test(own) };
}

const callersWords = /<caller>[^<]*<\/caller>/g;
/** «Бесплатно» is a price as well. */
const nothing = /бесплатн|даром(?!\p{L})|без оплаты|for free|free of charge|is free|are free|(?:^|\s)free (?:visit|lesson|of|trial|first)|no charge|on the house/u;

function amountsIn(text: string, language: Language): ReadonlySet<number> {
  const list = amountWords(spelled(text));
  const amounts = new Set<number>();
  for (let at = 0; at < list.length; at += 1) {
    const amount = readAmount(list, at, language);
    if (amount !== null) amounts.add(amount.value);
  }
  return amounts;
}

type Numbers = { mails: string[]; phones: string[]; prices: number[]; free: boolean };

/** What must not be made up; null when there is nothing of the kind. */
function numbersIn(text: string, language: Language): Numbers | null {
  const found: Numbers = { mails: text.toLowerCase().match(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\p{L}/gu) ?? [], phones: phonesIn(text, language), prices: pricesIn(text, language), free: promisesFree(text) };
  return found.mails.length + found.phones.length + found.prices.length > 0 || found.free ? found : null;
}

/** «Ваш бюджет сто тысяч, верно?»: what the caller named may be said back, not promised. */
const saidBack = /\?|(?:^|\s)(?:ваш\p{L}*|бюджет\p{L}*|вы (?:сказали|назвали|говорили)|your|budget|you (?:said|mentioned))(?!\p{L})/iu;

function isInvented(text: string, { mails, phones, prices, free }: Numbers, grounds: Grounds): boolean {
  if (mails.some((one) => !grounds.text.includes(one)) || (free && !grounds.free)) return true;
  if (phones.some((digits) => !grounds.digits.includes(digits) && !grounds.digits.includes(digits.replace(/^[78]/, "")))) return true;
  return prices.some((value) => !grounds.amounts.has(value) && !(grounds.callers.has(value) && saidBack.test(text)));
}

/** «Это не бесплатно», "nothing is free": what is denied right before is no promise; «не волнуйтесь, это бесплатно» is one. */
const notFree = /(?:^|[^\p{L}])(?:не|нет|ничего|not|isn't|aren't|no|nothing|never)\s+(?:[\p{L}']+\s+)?$/iu;

function promisesFree(text: string): boolean {
  const low = text.toLowerCase();
  const match = nothing.exec(low);
  return match !== null && !text.includes("?") && !notFree.test(low.slice(0, match.index + match[0].search(/\S/)));
}

/** So many digits in a row, written or said one after the other, that they are no amount. */
function phonesIn(text: string, language: Language): string[] {
  const written = (text.match(/\+?\d(?:[\s()\-–‑.]{0,2}\d){5,}/g) ?? []).filter((run) => !/^\d{1,3}(?:[\s ]\d{3})+$/.test(run)).map((run) => run.replace(/\D/g, ""));
  const runs: string[] = [];
  let run: string[] = [];
  for (const word of [...words(text), ""]) {
    if (readDigits([word], language) !== "" && !/^(?:тысяч\p{L}*|миллион\p{L}*|thousand|million)$/u.test(word)) run.push(word);
    else {
      if (run.length > 2 && run.some((one) => !/^\d+$/.test(one))) runs.push(readDigits(run, language));
      run = [];
    }
  }
  return [...written, ...runs].filter((digits) => digits.length >= leastPhoneDigits);
}

function pricesIn(text: string, language: Language): number[] {
  const list = amountWords(spelled(text));
  if (!list.some((word) => money.test(word))) return [];
  const prices: number[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const amount = readAmount(list, at, language);
    if (amount === null) continue;
    const [before, after] = [list[at - 1] ?? "", list[at + amount.length] ?? ""];
    if ((money.test(after) && after !== "per") || /^(?:dollars|euro|pounds)$/.test(before)) prices.push(amount.value);
    at += amount.length - 1;
  }
  return prices;
}
