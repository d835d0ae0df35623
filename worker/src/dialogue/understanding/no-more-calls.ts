/**
 * «Больше не звоните», "take me off your list": whoever says so is argued with no more, whatever reason stands beside it.
 * A call back ("don't call now, call tomorrow") is no such wish.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../../language/tokens.ts";

const asks: Record<Language, readonly RegExp[]> = {
  ru: [
    /(?:больше|никогда|вообще|совсем) (?:\S+ ){0,3}не (?:надо |нужно |смейте )?(?:мне |нам |сюда )?(?:звон|беспоко|набира|трезвон)/,
    /не (?:надо |нужно |смейте |вздумайте )?(?:мне |нам |сюда |больше )*(?:звон|беспоко|набира)\S* (?:\S+ ){0,3}(?:больше|никогда|сюда)(?: |$)/,
    /(?:хватит|прекрати(?:те)?|перестань(?:те)?|достали|задолбали|надоели)(?: уже)? (?:мне |нам |сюда )?(?:звон|названива)/,
    /(?:удали|убери|исключи|вычеркни|сотри)(?:те)? (?:\S+ ){0,3}(?:номер|телефон|меня|нас)(?: \S+){0,2} (?:из|с) (?:\S+ )?(?:баз|спис|рассыл|обзвон|систем|контакт|учет)/,
    /(?:удали|убери|исключи|вычеркни|сотри)(?:те)? (?:мой|наш|этот) (?:номер|телефон)/,
    /(?:внеси|добавь|занеси)(?:те)? (?:\S+ ){0,3}(?:черный|стоп) (?:список|лист)/,
    /забудь(?:те)? (?:этот|мой|наш) (?:номер|телефон)/,
  ],
  en: [
    /(?:stop|quit) (?:calling|phoning|ringing|bothering|contacting|harassing)/,
    /(?:don't|do not|never|not to) (?:ever )?(?:call|phone|ring|contact|bother) (?:\S+ ){0,3}(?:again|anymore|any more|ever)(?: |$)/,
    /never (?:call|phone|ring|contact) (?:me|us|this|here)(?: |$)/,
    /(?:no more|any more) calls/,
    /(?:take|remove|delete|strike|cross) (?:me|us|(?:my|our|this) (?:\S+ )?(?:number|name|contacts?|details|information)) (?:\S+ ){0,3}(?:list|lists|database|records|system)(?: |$)/,
    /(?:remove|delete|lose|forget) (?:my|our|this) (?:phone )?number/,
    /(?:put|add) (?:me|us|my number|this number) (?:on|to) (?:\S+ ){0,2}(?:do not call|don't call|blacklist|black list|no call)/,
  ],
};
/** Not for ever: «больше не звоните до пяти», "don't call me again before noon". */
const untilThen: Record<Language, RegExp> = { ru: /(?:звон\S*|набира\S*) (?:\S+ )?(?:до|раньше|утром|после) /, en: /(?:again|anymore|any more) (?:before|until|till|today|tonight|this)(?: |$)/ };

/** One number for another, or a place on a list of the day, is a wish of who stays a client. */
const another: Record<Language, RegExp> = {
  ru: /(?:запиши|звони|возьми|добав|внес)\S* (?:\S+ ){0,2}(?:друг|нов)|из (?:\S+ )?списк\S* (?:ожидан|на )/,
  en: /(?:another|new|other|different) (?:one|number)|wait(?:ing)? list|list for /,
};

/** Most talk has none of these words, and costs no more than to see that. */
const about: Record<Language, RegExp> = { ru: /звон|беспоко|набира|номер|телефон|удал|убер|исключ|вычеркн|сотр|список|лист/i, en: /call|phon|ring|contact|bother|harass|number|list|remove|delete|database|records/i };

export function asksForNoMoreCalls(text: string, language: Language): boolean {
  if (!about[language].test(text)) return false;
  const said = words(text.slice(0, 500)).join(" ");
  return asks[language].some((one) => one.test(said)) && !untilThen[language].test(said) && !another[language].test(said);
}

/** «Не звоните сегодня, звоните завтра», "don't call me now, call tomorrow": another day, not never. */
const anotherDay: Record<Language, RegExp> = {
  ru: /(?:^| )не (?:надо |нужно )?(?:мне |нам )?(?:звон|беспоко|набира)\S* (?:мне |нам )?(?:сейчас|сегодня|пока|утром|днем|вечером)(?: |$)/,
  en: /(?:don't|do not) (?:call|phone|ring|bother) (?:me |us )?(?:now|today|tonight|yet|right now|this (?:morning|afternoon|evening))(?: |$)/,
};

export function asksForAnotherDay(text: string, language: Language): boolean {
  return about[language].test(text) && anotherDay[language].test(words(text.slice(0, 500)).join(" "));
}
