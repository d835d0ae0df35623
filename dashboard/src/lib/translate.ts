/** Text of the interface: messages with `{name}` places and ICU plural categories. Pure; React meets it in i18n.tsx. */

export const languages = ["ru", "en"] as const;
export type Language = (typeof languages)[number];

/** A plain text, or one by plural category of `{count}` (Intl.PluralRules: ru has one, few, many; en one, other). */
export type Message = string | { one?: string; few?: string; many?: string; other: string };
export type Messages = Record<string, Message>;
export type Params = Readonly<Record<string, string | number>>;

export function translate(messages: Messages, language: Language, key: string, params: Params = {}): string {
  const message = messages[key];
  if (message === undefined) return key;
  return keepShortWords(fill(typeof message === "string" ? message : pluralForm(message, language, Number(params["count"] ?? 0)), language, params), language);
}

/** In Russian a preposition or conjunction of one letter never ends a line. */
function keepShortWords(text: string, language: Language): string {
  return language === "ru" ? text.replace(/(?<![\p{L}\p{N}])([аиоуквсяАИОУКВСЯ]) /gu, "$1\u00a0") : text;
}

function pluralForm(message: Exclude<Message, string>, language: Language, count: number): string {
  const category = new Intl.PluralRules(language).select(count);
  return (category === "one" || category === "few" || category === "many" ? message[category] : undefined) ?? message.other;
}

function fill(text: string, language: Language, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}
