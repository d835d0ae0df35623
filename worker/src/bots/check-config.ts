/** What is wrong with a config that a client sent or a draft holds: bounds, shape, references, stand-ins, unknown names. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { BotFault } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { checkStandIns, parseBotConfig } from "@zvon/contract/check-bot.ts";
import type { BotConfigError } from "@zvon/contract/check-bot.ts";
import { checkDestinations } from "@zvon/contract/check-destinations.ts";
import { botWarnings } from "@zvon/contract/check-warnings.ts";
import { Refusal } from "../refusal.ts";
import { insideAddresses } from "./inside-addresses.ts";
import { samplesLeft, withCheck } from "./samples-left.ts";
import { soundParts } from "./sound-parts.ts";
import { templateOptionsLeft } from "./template-options.ts";

export type JsonObject = Record<string, unknown>;
export const isJsonObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Templates are 6 to 30 kB; the bodies of requests end there too. */
const maxConfigBytes = 256 * 1024;
/** Of values in values; recursion over a config is safe below it. */
const maxDepth = 40;
const maxValues = 100_000;
const maxFaults = 50;

/** @returns what is small and shallow enough to be kept, sound or not. @throws Refusal 422. */
export function keepable(config: unknown): JsonObject {
  if (!isJsonObject(config)) throw new Refusal(422, "config_no_object", { ru: "Настройки бота — это объект.", en: "A bot's config is an object." }, [{ pointer: "/config", detail: { ru: "Здесь должен быть объект.", en: "An object is expected here." } }]);
  const tooLarge = () => new Refusal(422, "config_too_large", { ru: "Настройки бота слишком велики или слишком глубоко вложены.", en: "The bot's config is too large or nested too deeply." }, [{ pointer: "/config", detail: { ru: `Не больше ${maxConfigBytes / 1024} КБ и ${maxDepth} уровней.`, en: `At most ${maxConfigBytes / 1024} kB, ${maxDepth} levels.` } }]);
  let level: unknown[] = [config];
  let values = 0;
  // Level by level, not by recursion: what comes may be nested a hundred thousand deep.
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (depth > maxDepth || values > maxValues) throw tooLarge();
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  if (new TextEncoder().encode(JSON.stringify(config)).length > maxConfigBytes) throw tooLarge();
  return config;
}

export const faultsIn = (errors: readonly BotConfigError[], language: Language): BotFault[] => errors.slice(0, maxFaults).map(({ pointer, message, check }) => ({ pointer, detail: message[language], ...(check === undefined ? {} : { check }) }));

/** `bot` is null when the config could not be called; with faults that a call survives it is there, and is not published all the same. */
/** @param checked warnings about a template's texts that its owner has looked at, by their keys. */
export function checkConfig(config: unknown, language: Language, checked: ReadonlySet<string> = noneChecked): { bot: BotConfig | null; faults: BotFault[]; warnings: BotFault[] } {
  const parsed = parseBotConfig(config);
  const shaped = parsed.ok ? parsed.bot : botConfigSchema.safeParse(config).data;
  const errors = [...(parsed.ok ? [...checkStandIns(parsed.bot), ...checkDestinations(parsed.bot)] : parsed.errors), ...(shaped === undefined ? [] : unknownNames(config, shaped, ""))];
  return { bot: parsed.ok ? parsed.bot : null, faults: faultsIn(errors, language), warnings: faultsIn(warningsOf(config, shaped, checked), language) };
}

const noneChecked: ReadonlySet<string> = new Set();

/** One part without its shape keeps nobody from being told of the others. */
function warningsOf(config: unknown, shaped: BotConfig | undefined, checked: ReadonlySet<string>): BotConfigError[] {
  const { bot, pointerIn } = shaped === undefined ? soundParts(config) : { bot: shaped, pointerIn: (pointer: string) => pointer };
  if (bot === undefined) return [];
  const ofTemplate = [...samplesLeft(bot), ...templateOptionsLeft(bot)].map((one) => withCheck(bot, one)).filter(({ check }) => check === undefined || !checked.has(check));
  return [...botWarnings(bot), ...ofTemplate, ...insideAddresses(bot)].map((one) => ({ ...one, pointer: pointerIn(one.pointer) }));
}

/** A misspelt name would be dropped without a word, and with it what its owner meant. */
function unknownNames(written: unknown, understood: unknown, pointer: string): BotConfigError[] {
  if (Array.isArray(written) && Array.isArray(understood)) return written.flatMap((value, index) => unknownNames(value, understood[index], `${pointer}/${index}`));
  if (!isJsonObject(written) || !isJsonObject(understood)) return [];
  return Object.entries(written).flatMap(([name, value]) => {
    const at = `${pointer}/${escapePointer(name)}`;
    if (!Object.hasOwn(understood, name)) return value === undefined ? [] : [{ pointer: at, message: { ru: `Настройки «${name}» здесь нет: проверьте имя.`, en: `There is no setting "${name}" here: check its name.` } }];
    return unknownNames(value, understood[name], at);
  });
}

export const escapePointer = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** @throws Refusal 422 with pointers into the config. */
export function requireSound(config: unknown, language: Language, further: readonly BotFault[] = []): BotConfig {
  const { bot, faults } = checkConfig(config, language);
  const all = [...faults, ...further];
  if (bot === null || all.length > 0) throw refusalOf(all, language);
  return bot;
}

const refusalOf = (faults: readonly BotFault[], language: Language) => new Refusal(422, "bot_faulty", language === "ru" ? "Так бот работать не будет." : "The bot would not work like this.", faults.slice(0, maxFaults));

/** Of a config that is sound by itself, and does not fit what the account keeps. */
export const botFaulty = (errors: readonly BotConfigError[], language: Language): Refusal => refusalOf(faultsIn(errors, language), language);

/** Equal also in the order of names, which a linear flow goes by. */
export const sameJson = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
