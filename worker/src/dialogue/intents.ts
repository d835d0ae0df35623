/**
 * Intents without a model: word patterns by language, negation honoured, the tenant's own by their examples.
 * A pattern is words; a word ending in "*" matches by its beginning; "^…" begins the utterance, "…$" ends it.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { builtInIntents } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stems } from "../language/stem.ts";
import { words } from "../language/tokens.ts";

export type BuiltInIntent = (typeof builtInIntents)[number];

/** Most urgent first: in «да, до свидания» the goodbye counts, unless the state asks for a yes. */
const patterns: Record<Language, [BuiltInIntent, string[]][]> = {
  ru: [
    ["goodbye", ["до свидания", "до свиданья", "всего доброго", "всего хорошего", "прощайте", "до встречи", "пока$", "пока пока", "мне пора$"]],
    ["operator", ["оператор*", "администратор*", "менеджер*", "соедините", "переключите", "позовите", "живой человек", "живым человеком", "живого человека", "с человеком"]],
    ["cancel", ["отмен*", "передумал*", "не буду", "ничего не надо", "ничего не нужно", "не надо ничего", "не хочу записываться", "не интересно", "неинтересно", "не записывайте"]],
    ["repeat", ["повтори*", "еще раз", "не расслышал*", "не услышал*", "не разобрал*", "прослушал*", "не понял*", "что вы сказали", "как вы сказали", "^что$", "^что что$", "^а$", "^алло$", "^как$", "плохо слышно"]],
    ["wait", ["подожди*", "минут*", "секунд*", "погодите", "сейчас"]],
    ["no", ["нет", "неверно", "неправильно", "не верно", "не правильно", "не так", "не то", "не совсем", "не надо", "не нужно", "не подходит", "ошиб*", "неа", "ни в коем случае"]],
    ["yes", ["да", "ага", "угу", "верно", "правильно", "именно", "конечно", "подтвержда*", "все так", "^так$", "так и есть", "согласен", "согласна", "подходит", "записывайте", "естественно", "разумеется", "безусловно"]],
    ["thanks", ["спасибо", "благодар*"]],
  ],
  en: [
    ["goodbye", ["goodbye", "good bye", "bye", "bye bye", "^see you", "see you later", "see you soon", "see ya", "talk to you later", "have a nice day", "have a good day", "have a good one", "take care", "i have to go", "i've got to go", "gotta go", "farewell"]],
    ["operator", ["operator", "representative", "speak to a*", "speak with a*", "talk to a*", "talk with a*", "speak to some*", "talk to some*", "put me through", "connect me", "transfer me"]],
    ["cancel", ["cancel*", "changed my mind", "forget it", "never mind", "nevermind", "not interested", "don't book", "do not book", "abort*", "scrap*"]],
    ["repeat", ["repeat*", "say that again", "say it again", "said again", "come again", "once more", "one more time", "ask me again", "ask again", "tell me again", "pardon", "what did you say", "what did you just*", "what you just*", "what was that", "didn't catch", "didn't hear", "did not hear", "didn't understand", "did not understand", "missed that", "^excuse me$", "^what$", "^hello$", "^sorry$"]],
    ["wait", ["wait", "hold on", "just a moment", "one moment", "a second", "one second", "a minute", "one minute", "hang on"]],
    ["no", ["no", "nope", "nah", "naw", "wrong", "incorrect", "not right", "not correct", "not true", "false", "negative", "isn't right", "that's not", "not quite", "not really", "definitely not", "absolutely not", "certainly not", "of course not", "rather not", "no way", "mistake"]],
    ["yes", ["yes", "yeah", "yep", "yup", "correct", "that's right", "that is right", "of course", "absolutely", "that's it", "please do", "go ahead", "sounds good", "perfect", "definitely", "true", "indeed", "agree", "agreed", "affirmative", "that works"]],
    ["thanks", ["thanks", "thank you", "cheers", "appreciate*", "grateful", "thankful"]],
  ],
};
/** These mean it only in a short answer: "right now", «точно не помню», "are you a human or a machine". */
const shortOnly: Record<Language, [BuiltInIntent, string[]][]> = {
  ru: [["yes", ["точно", "хорошо", "ладно", "окей", "ок", "давайте", "пойдет"]]],
  en: [["yes", ["right", "sure", "exactly", "okay", "ok"]], ["operator", ["^human", "^agent", "^manager", "a human$", "an agent$", "a manager$", "a real person$", "^real person$"]]],
};
/** Longest short answer, in words. */
const shortWords = 4;
/** "I don't know" and "no idea" are no answer. */
const noAnswer: Record<Language, string[]> = { ru: ["не знаю", "понятия не имею"], en: ["don't know", "do not know", "no idea", "no clue", "not sure"] };

const negations: Record<Language, ReadonlySet<string>> = { ru: new Set(["не", "без"]), en: new Set(["not", "don't", "isn't", "no"]) };

/** Where the pattern stands, or -1. */
function find(list: readonly string[], pattern: string): number {
  const atStart = pattern.startsWith("^");
  const atEnd = pattern.endsWith("$");
  const parts = pattern.replace(/^\^|\$$/g, "").split(" ");
  const fits = (at: number) => parts.every((part, offset) => {
    const word = list[at + offset];
    return word !== undefined && (part.endsWith("*") ? word.startsWith(part.slice(0, -1)) : word === part);
  });
  for (let at = 0; at + parts.length <= list.length; at += 1) {
    if (atStart && at > 0) return -1;
    if (atEnd && at + parts.length !== list.length) continue;
    if (fits(at)) return at;
  }
  return -1;
}

/** «не нужен оператор», «нет, не верно»: a negation up to three words before turns the pattern off. */
const denied = (list: readonly string[], at: number, language: Language) => [1, 2, 3].some((back) => {
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
  const short = list.length <= shortWords;
  const unsure = noAnswer[language].some((pattern) => find(list, pattern) >= 0);
  for (const [intent, always] of patterns[language]) {
    if (unsure && (intent === "yes" || intent === "no")) continue;
    const also = short ? shortOnly[language].filter(([one]) => one === intent).flatMap(([, list_]) => list_) : [];
    const hits = [...always, ...also].flatMap((pattern) => {
      const at = find(list, pattern);
      const carriesItsNegation = intent === "no" || /^\^?(не|ничего не|not|don't|didn't|did not|do not) /.test(pattern);
      const after = list[at + pattern.split(" ").length] ?? "";
      // "Definitely not" is no yes.
      const turned = intent === "yes" && (after === "not" || after === "не");
      return at < 0 || turned || (!carriesItsNegation && denied(list, at, language)) ? [] : [{ at, pattern }];
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
