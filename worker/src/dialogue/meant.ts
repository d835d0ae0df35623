/**
 * Whether a value that was heard at a read-back is meant for it. «А какая завтра погода?» holds a day, "my email is anna
 * dot brown at gmail" a name, and neither changes the booking. A value is taken where the words are nothing else, speak of
 * the field, or put something right; a question does none of this unless it names the field.
 *
 * | the words                                         | taken |
 * | ------------------------------------------------- | ----- |
 * | the value, and small words or those of a wish     | yes |
 * | a question, or a tale, about something else       | no |
 * | name the field («время», "the name")              | yes |
 * | «нет», «лучше», "make it", "change"                | yes |
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stem, stems } from "../language/stem.ts";
import { indexOfWords, words } from "../language/tokens.ts";
import { choiceSpans } from "./fields/choice.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import type { Hearing } from "./hearing.ts";
import type { DialogueState } from "./state.ts";
import { adverbs, fillers, functionWords, questionWords } from "./understanding/plain-words.ts";

/** Their values are words of any talk; digits, an address or an e-mail address stand for nothing else. */
const anyTalk: ReadonlySet<Field["type"]> = new Set(["day_time", "choice", "name"]);

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
/** Of a wish for something else in its place. */
const puts: Record<Language, RegExp> = {
  ru: /^(?:нет|неа|не|ошиб\S*|оговор\S*|неправильн\S*|неверн\S*|лучше|вместо|удобн\S*|передума\S*|исправ\S*|поправ\S*|поменя\S*|помен\S*|измени\S*|замени\S*|перенес\S*|переставь\S*|перепи\S*|запи\S*|сделай\S*|поставь\S*|хочу|хотел\S*|устро\S*|смогу|вернее|точнее)$/,
  en: /^(?:no|nope|not|isn't|oops|wrong|mistake|rather|instead|better|prefer|actually|change|make|switch|move|reschedule|put|book|correct|fix|meant|scratch|i'd|want|wanted)$/,
};
/** Beside a value they say that it is wished. */
const agrees: Record<Language, RegExp> = {
  ru: /^(?:ой|подойд\S*|подход\S*|готов\S*|можно|давай\S*|пусть|самом|верно|правильно|да|ага|ок|точно|ровно|именно|раньше|пораньше|позже|попозже|полчаса|минут|час|часа)$/,
  en: /^(?:sorry|mean|could|can|let's|suits?|works?|fine|earlier|later|should|hour|half|minutes?|hours|yes|yeah|yep|right|sharp|exactly)$/,
};
/** Who asks or tells wishes nothing of the booking. */
const learns: Record<Language, RegExp> = { ru: /^(?:узна\S*|спроси\S*|поинтересова\S*|уточн\S*)$/, en: /^(?:know|ask|wonder|wondering|hear|find)$/ };
/** Said of a field whatever its owner calls it. */
const ofType: Partial<Record<Field["type"], Record<Language, RegExp>>> = {
  day_time: { ru: /^(?:врем|ден|дня|дн|дат|час|числ)/, en: /^(?:time|day|date|hour)/ },
  name: { ru: /^(?:им[яе]|зовут|звать|фамили|отчеств)/, en: /^(?:name|called|surname|last)/ },
};
const small: Record<Language, ReadonlySet<string>> = { ru: set("# , день дня утра утром вечера вечером днем час часов запись меня"), en: set("# , o'clock morning evening afternoon day time one see under") };
/** «Можно ли в три?» asks for it. */
const asking: Record<Language, ReadonlySet<string>> = {
  ru: new Set([...questionWords.ru].filter((word) => !["ли", "если", "как"].includes(word))),
  en: new Set([...questionWords.en, "how's"]),
};
/** «А что насчёт вторника», "what about Tuesday", "how about": a proposal. */
const proposal: Record<Language, RegExp> = { ru: /(?:^| )(?:как насчет|что насчет|а если|если можно)(?= )/, en: /\b(?:what|how) (?:about|if)\b/ };

/** @param name of a field that the read-back holds. */
export function isMeant({ bot, state, hearing }: { bot: Pick<BotConfig, "fields">; state: Pick<DialogueState, "language">; hearing: Pick<Hearing, "text" | "keys"> }, name: string, value: string | null): boolean {
  const { language } = state;
  const field = bot.fields[name];
  if (hearing.keys || field === undefined || !anyTalk.has(field.type)) return true;
  const said = words(hearing.text.replaceAll("?", " "));
  const shown = withoutValue(field, value, said, language);
  const wishes = shown.some((word) => puts[language].test(word)) && !said.some((word) => learns[language].test(word));
  const proposed = proposal[language].test(said.join(" "));
  const asks = !proposed && said.some((word) => asking[language].has(word));
  if (namesField(field, said, language)) return !asks || wishes;
  const plain = (word: string): boolean => small[language].has(word) || fillers[language].has(word) || functionWords[language].has(word) || adverbs[language].has(word) || agrees[language].test(word);
  return !asks && (proposed || wishes || shown.every(plain));
}

const namesField = (field: Field, said: readonly string[], language: Language): boolean =>
  (field.called[language] ?? []).some((one) => indexOfWords(stems(said), stems(words(one).filter((word) => word !== "the"))) >= 0) || (ofType[field.type] !== undefined && said.some((word) => ofType[field.type]?.[language].test(word) === true));

/** What is said beside the value. */
function withoutValue(field: Field, value: string | null, said: readonly string[], language: Language): string[] {
  if (field.type === "day_time") return hideMoments(said, language);
  const shown = [...said];
  if (field.type === "choice") for (const { from, to } of choiceSpans(field, said, language)) shown.fill("#", from, to);
  if (field.type !== "name") return shown;
  const held = new Set(stems(words(value ?? "")));
  return shown.map((word) => (held.has(stem(word)) ? "#" : word));
}
