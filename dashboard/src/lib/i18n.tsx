import { createContext, use, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { EditorKey } from "../locales/editor/en.ts";
import type { PagesKey } from "../locales/pages/en.ts";
import { en } from "../locales/en.ts";
import type { MessageKey as CommonKey } from "../locales/en.ts";
import { ru } from "../locales/ru.ts";
import { createFormat } from "./format.ts";
import type { Format } from "./format.ts";
import { writeSetting } from "./settings.ts";
import { translate } from "./translate.ts";
import type { Language, Messages, Params } from "./translate.ts";

/** Texts of the bot's editor and of other pages come with their code, through `MoreMessages`. */
export type MessageKey = CommonKey | EditorKey | PagesKey;
export type Translate = (key: MessageKey, params?: Params) => string;
export type I18n = { language: Language; setLanguage: (language: Language) => void; t: Translate; format: Format };

const tables = { ru, en };
const I18nContext = createContext<I18n | null>(null);

/** The language the first paint chose stands on <html lang>. */
const initialLanguage = (): Language => (document.documentElement.lang === "ru" ? "ru" : "en");

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState<Language>(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<I18n>(
    () => ({
      language,
      setLanguage: (next) => {
        writeSetting("language", next);
        setState(next);
      },
      t: (key, params) => translate(tables[language], language, key, params),
      format: createFormat(language),
    }),
    [language],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** Inside it times are of that zone: the tenant's, for all pages, wherever their readers are. */
export function InZone({ zone, children }: { zone: string; children: ReactNode }) {
  const outer = useI18n();
  const value = useMemo<I18n>(() => ({ ...outer, format: createFormat(outer.language, zone) }), [outer, zone]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** Inside it the texts of a part that is loaded by itself are known too. @param tables constant. */
export function MoreMessages({ tables: more, children }: { tables: Record<Language, Messages>; children: ReactNode }) {
  const outer = useI18n();
  const value = useMemo<I18n>(() => {
    const all = { ...tables[outer.language], ...more[outer.language] };
    return { ...outer, t: (key, params) => translate(all, outer.language, key, params) };
  }, [outer, more]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (value === null) throw new Error("useI18n outside I18nProvider");
  return value;
}
