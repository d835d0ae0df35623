/**
 * Intents without a model: word patterns by language, negation honoured, the tenant's own by their examples.
 * A pattern is words; one ending in "*" matches by its beginning; "^…$" must be the whole utterance, "…$" its end.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { builtInIntents } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stems } from "../language/stem.ts";
import { words } from "../language/tokens.ts";

export type BuiltInIntent = (typeof builtInIntents)[number];

/** Most urgent first: in «да, до свидания» the goodbye counts, unless the state asks for a yes. */
const patterns: Record<Language, [BuiltInIntent, string[]][]> = {
  ru: [
    ["goodbye", ["до свидания", "до свиданья", "всего доброго", "всего хорошего", "прощайте", "до встречи", "пока$", "пока пока", "^мне пора$"]],
    ["operator", ["оператор*", "администратор*", "менеджер*", "соедините", "переключите", "позовите", "живой человек", "живым человеком", "с человеком"]],
    ["cancel", ["отмен*", "передумал*", "не буду", "ничего не надо", "ничего не нужно", "не надо ничего", "не хочу записываться", "не интересно", "неинтересно", "не записывайте"]],
    ["repeat", ["повтори*", "еще раз", "не расслышал*", "не услышал*", "не понял*", "что вы сказали", "как вы сказали", "^что$", "^а$", "^алло$", "^как$", "плохо слышно"]],
    ["wait", ["подожди*", "минут*", "минуточк*", "секунд*", "погодите", "сейчас"]],
    ["no", ["нет", "неверно", "неправильно", "не верно", "не правильно", "не так", "не то", "не совсем", "не надо", "не нужно", "не подходит", "ошиб*", "неа"]],
    ["yes", ["да", "ага", "угу", "верно", "правильно", "точно", "именно", "конечно", "хорошо", "подтвержда*", "все так", "^так$", "так и есть", "согласен", "согласна", "окей", "ок", "давайте", "пойдет", "подходит", "записывайте", "естественно", "разумеется"]],
    ["thanks", ["спасибо", "благодарю"]],
  ],
  en: [
    ["goodbye", ["goodbye", "good bye", "bye", "see you", "have a nice day", "have a good day"]],
    ["operator", ["operator", "human", "agent", "representative", "manager", "real person", "talk to a person", "speak to someone", "speak to a person", "put me through"]],
    ["cancel", ["cancel*", "changed my mind", "forget it", "never mind", "nevermind", "not interested", "don't book", "do not book"]],
    ["repeat", ["repeat*", "say that again", "say it again", "come again", "once more", "pardon", "what did you say", "didn't catch", "didn't hear", "^what$", "^hello$", "^sorry$"]],
    ["wait", ["wait", "hold on", "just a moment", "one moment", "a second", "one second", "a minute", "one minute", "hang on"]],
    ["no", ["no", "nope", "nah", "wrong", "incorrect", "not right", "not correct", "isn't right", "that's not", "not quite", "not really", "don't", "mistake"]],
    ["yes", ["yes", "yeah", "yep", "yup", "right", "correct", "sure", "of course", "exactly", "absolutely", "okay", "ok", "that's it", "please do", "go ahead", "sounds good", "perfect", "definitely"]],
    ["thanks", ["thanks", "thank you", "cheers"]],
  ],
};
const negations: Record<Language, ReadonlySet<string>> = { ru: new Set(["не", "без"]), en: new Set(["not", "don't", "isn't", "no"]) };

/** Where the pattern stands, or -1. */
function find(list: readonly string[], pattern: string): number {
  const whole = pattern.startsWith("^");
  const atEnd = pattern.endsWith("$");
  const parts = pattern.replace(/^\^|\$$/g, "").split(" ");
  const fits = (at: number) => parts.every((part, offset) => {
    const word = list[at + offset];
    return word !== undefined && (part.endsWith("*") ? word.startsWith(part.slice(0, -1)) : word === part);
  });
  for (let at = 0; at + parts.length <= list.length; at += 1) {
    if (whole && (at > 0 || list.length !== parts.length)) return -1;
    if (atEnd && at + parts.length !== list.length) continue;
    if (fits(at)) return at;
  }
  return -1;
}

/** «не нужен оператор», «нет, не верно»: a negation one or two words before turns the pattern off. */
const denied = (list: readonly string[], at: number, language: Language) => [1, 2].some((back) => {
  const word = list[at - back];
  return word !== undefined && negations[language].has(word) && word !== "no";
});

/** Every intent heard, most urgent first. Of a yes and a no that contradict each other neither is reported. */
export function intentsOf(text: string, bot: Pick<BotConfig, "intents">, language: Language): string[] {
  const list = words(text);
  const found: string[] = [];
  const stemmed = ` ${stems(list).join(" ")} `;
  for (const intent of bot.intents) {
    if ((intent.examples[language] ?? []).some((example) => stemmed.includes(` ${stems(words(example)).join(" ")} `))) found.push(intent.name);
  }
  let weakYes = true;
  for (const [intent, list_] of patterns[language]) {
    const hits = list_.flatMap((pattern) => {
      const at = find(list, pattern);
      const carriesItsNegation = /^(не|not|don't|isn't|no) /.test(pattern) || intent === "no";
      return at < 0 || (!carriesItsNegation && denied(list, at, language)) ? [] : [{ at, pattern }];
    });
    if (hits.length === 0) continue;
    found.push(intent);
    // «да нет, не надо»: a leading «да» before a no is a particle.
    if (intent === "yes" && hits.some((hit) => !(hit.at === 0 && (hit.pattern === "да" || hit.pattern === "yeah")))) weakYes = false;
  }
  if (found.includes("yes") && found.includes("no")) return found.filter((intent) => intent !== "yes" && (weakYes || intent !== "no"));
  return found;
}

/** What the embedded recogniser listens for, by intent. */
export const intentPhrases: Record<Language, Partial<Record<string, string[]>>> = {
  ru: {
    yes: ["да", "да, верно", "верно", "всё верно", "да, всё верно", "правильно"],
    no: ["нет", "неверно", "неправильно", "нет, неверно", "нет, спасибо"],
    repeat: ["повторите", "повторите, пожалуйста"],
    operator: ["оператор", "соедините с оператором"],
    goodbye: ["до свидания", "спасибо, до свидания"],
    cancel: ["отмена", "я передумал", "я передумала"],
    thanks: ["спасибо"],
  },
  en: {
    yes: ["yes", "yes, that's right", "that's right", "correct", "yes, please"],
    no: ["no", "no, that's wrong", "that's wrong", "no, thank you"],
    repeat: ["repeat, please", "say that again"],
    operator: ["operator", "talk to a person"],
    goodbye: ["goodbye", "thank you, goodbye"],
    cancel: ["cancel", "I changed my mind"],
    thanks: ["thank you"],
  },
};
