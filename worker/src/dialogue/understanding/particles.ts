/** Words that look like an answer and are none: «да» of «да я вот думаю», "no" of "no problem". */
import type { Language } from "@zvon/contract/call-link.ts";
import { fillers, functionWords } from "./plain-words.ts";
import type { Utterance } from "./utterance.ts";

const followers: Record<Language, ReadonlyMap<string, ReadonlySet<string>>> = {
  ru: new Map([
    ["да", new Set("я мы вот вчера ну какой какая какое какие как что вы уж мне нам блин хватит куда где откуда зачем почему кто никак ни бросьте перестаньте отстаньте пошли пошел иди идите ты он она они у нет не это если брось прекратите сколько когда кому ладно здравствуйте добрый алло подскажите вопрос хотел хотела хотели звоню просто неужели там тут насчет и серьезно конечно-то ведь опять".split(" "))],
    ["нет", new Set("времени денег возможности желания необходимости интереса смысла ли такого таких такой бюджета средств паспорта чека инструкции машины детей чеков света воды доступа изображения сигнала напора звука интернета доставки зарядки лифта мест места доступа света связи связь звука потребности надобности нужды доверия разницы слов".split(" "))],
    ["так", new Set("как что".split(" "))],
    ["хорошо", new Set("бы что".split(" "))],
    ["точно", new Set("такой такая такое такие так помню".split(" "))],
    ["конечно", new Set(["же"])],
  ]),
  en: new Map([
    ["no", new Set("one way matter longer more problem worries idea time money need fee fees clue doubt".split(" "))],
    ["right", new Set("now away here there before after".split(" "))],
    ["sure", new Set(["how", "what", "if", "when"])],
  ]),
};
/** «у меня нет», «там нет»: something is missing, nobody is refused. */
const before: Record<Language, ReadonlyMap<string, ReadonlySet<string>>> = {
  ru: new Map([["нет", new Set("меня нас него нее них там тут здесь или чего вас вообще-то ничего никого дома".split(" "))], ["да", new Set("или когда".split(" "))], ["ладно", new Set(["да"])]]),
  en: new Map([["no", new Set("have has had there is are was or with".split(" "))], ["right", new Set("the on my your turn to".split(" "))], ["sure", new Set("not make for be making".split(" "))]]),
};

/** @returns positions of words that count for nothing by themselves. */
/** The genitive of what is missing. */
const lacking = /(?:ки|ги|ы|ов|ей|ния|ства|ости|ции)$/;

export function particles({ words, language, commas }: Utterance): ReadonlySet<number> {
  const found = new Set<number>();
  words.forEach((word, at) => {
    const next = words[at + 1];
    const former = words[at - 1];
    // «да, я согласна»: a pause, and it is an answer.
    if (commas.has(at + 1)) return;
    if (next !== undefined && followers[language].get(word)?.has(next)) found.add(at);
    // «нет кнопки», «нет билетов»
    if (word === "нет" && next !== undefined && !functionWords.ru.has(next) && !fillers.ru.has(next) && lacking.test(next)) found.add(at);
    if (former !== undefined && before[language].get(word)?.has(former)) found.add(at);
  });
  return found;
}
