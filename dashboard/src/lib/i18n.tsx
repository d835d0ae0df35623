import { createContext, use, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { en } from "../locales/en.ts";
import type { MessageKey } from "../locales/en.ts";
import { ru } from "../locales/ru.ts";
import { createFormat } from "./format.ts";
import type { Format } from "./format.ts";
import { writeSetting } from "./settings.ts";
import { translate } from "./translate.ts";
import type { Language, Params } from "./translate.ts";

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

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (value === null) throw new Error("useI18n outside I18nProvider");
  return value;
}
