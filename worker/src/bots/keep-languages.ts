/** A bot of both languages becomes one of those that are kept: texts, voices, phrases and evals of the other go. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { isJsonObject } from "./check-config.ts";

const languages: readonly string[] = ["ru", "en"] satisfies Language[];

/** @param kept in the order that the bot is to have; what the bot does not speak is left out. */
export function keepLanguages(config: BotConfig, kept: readonly Language[]): unknown {
  const spoken = kept.filter((language) => config.languages.includes(language));
  if (spoken.length === 0) return config;
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (!isJsonObject(value)) return value;
    const names = Object.keys(value);
    // Whatever is kept a language stands in an object of nothing but languages.
    const perLanguage = names.length > 0 && names.every((name) => languages.includes(name));
    return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (perLanguage && !spoken.some((language) => language === name) ? [] : [[name, strip(one)]])));
  };
  const stripped = strip(config);
  return isJsonObject(stripped) ? { ...stripped, languages: spoken } : stripped;
}

/** A case that names no language is held in the bot's first one; one in which the caller changes over needs both. */
export const keepEvals = (suites: EvalSuite[], was: readonly Language[], kept: readonly Language[]): EvalSuite[] =>
  suites.flatMap((suite) => {
    const cases = suite.cases.flatMap((one) => {
      const language = one.language ?? was[0];
      const expected = [one.opening, ...one.turns.map((turn) => turn.expect), one.end].flatMap((expectation) => expectation.language ?? []);
      return language !== undefined && [language, ...expected].every((each) => kept.includes(each)) ? [{ ...one, language }] : [];
    });
    return cases.length === 0 ? [] : [{ ...suite, cases }];
  });
