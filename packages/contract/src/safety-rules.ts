/**
 * What an owner's safety rules come to beside the words that the model is given. A rule that forbids words and quotes
 * them is kept by the check of each reply, as `never_say` is; some are what the check does anyway; the rest is told to
 * the model alone, and the owner is told so.
 */
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { Language } from "./call-link.ts";

/** «Никогда не говорить», "do not promise". */
const forbids = /(?:^|[^а-яё])(?:не|нельзя|запрещено|никогда не)\s+(?:говори|произноси|упомина|называ|обеща|использу|употребля)|\b(?:never|do not|don't|must not|not to)\s+(?:say|mention|promise|name|use|tell)\b/i;
const quoted = /«([^»]+)»|“([^”]+)”|"([^"]+)"/g;

/** What is to be said instead: «не называть цену, говорить «уточню»», "say \"of course\" instead". */
const allows = /(?:^|[^а-яё])(?:вместо|лучше|говори|отвеча|ответ|скажи|сказать|предл|сообщ|используй|называй)|\b(?:instead|rather|say|answer|reply|offer|use|tell)\b/i;

/** @returns the phrases that a rule quotes to forbid them; what it quotes to be said is none. */
export function forbiddenIn(rule: string): string[] {
  let from = 0;
  let isForbidden = false;
  return [...rule.matchAll(quoted)].flatMap(({ 0: whole, 1: ru, 2: curly, 3: straight, index }) => {
    const behind = rule.slice(from, index);
    from = index + whole.length;
    const verb = forbids.exec(behind);
    if (verb !== null) isForbidden = true;
    if (allows.test(verb === null ? behind : behind.slice(verb.index + verb[0].length))) isForbidden = false;
    return isForbidden ? (ru ?? curly ?? straight ?? []) : [];
  });
}

/** All that a reply in the language must not hold. */
export const neverSaid = ({ never_say, safety_rules }: Pick<BotConfig["context"], "never_say" | "safety_rules">, language: Language): string[] => [...new Set([...(never_say[language] ?? []), ...safety_rules.flatMap((rule) => forbiddenIn(rule[language] ?? ""))])];

/** Rules of the reply check itself (safety.ts of the dialogue): invented prices and numbers, deeds that no tool did, a machine that says it is none. */
const always = /скид(?:к|ок)|цен[ыау]?(?![а-яё])|стоимост|номер[аы]? телефон|подтверд|что это человек|робот|голосовой помощник|\b(?:discounts?|prices?|phone numbers?|confirmed|robot|human being|voice assistant)\b/i;
/** A word of so many letters tells enough to be the same in another form. */
const leastStem = 5;

/** Of a bot with a model: without one, rules are of no use at all, which is told elsewhere. */
export function checkSafetyRules({ llm, context, languages }: Pick<BotConfig, "llm" | "context" | "languages">, warn: Fault): void {
  if (llm === null) return;
  context.safety_rules.forEach((rule, index) => {
    const kept = languages.every((language) => {
      const text = rule[language];
      return text === undefined || always.test(text) || forbiddenIn(text).length > 0 || (context.never_say[language] ?? []).some((phrase) => speaksOf(text, phrase));
    });
    if (!kept) warn(["context", "safety_rules", index], "Это правило скажут модели, но само по себе оно ничего не запретит. Слова, которые не должны прозвучать, возьмите в кавычки («никогда не говорить «…»») или впишите в «Никогда не говорит»: их проверят в каждой реплике.", "The model is told this rule, and nothing else keeps it. Quote the words that must not be heard (never say \"…\"), or put them under Never says: each reply is checked for those.");
  });
}

/** Whether a word of the phrase stands in the rule, in whatever form. */
function speaksOf(rule: string, phrase: string): boolean {
  const text = rule.toLowerCase();
  return phrase.toLowerCase().split(/[^\p{L}]+/u).some((word) => word.length >= leastStem && text.includes(word.slice(0, leastStem)));
}
