/**
 * What a template shipped beside its texts: the options of its choices and its calendar. A bot is told where they stand
 * as they came, and where a text still names an option that is gone.
 */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";
import type { BotConfigError } from "@zvon/contract/bot-fault.ts";
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import { spokenTextsOf } from "@zvon/contract/check-texts.ts";
import { stems } from "../language/stem.ts";
import { indexOfWords, words } from "../language/tokens.ts";
import { templates } from "./templates/templates.ts";

type Choice = FieldOf<"choice">;
type Option = Choice["options"][number];

let shipped: BotConfig[] | null = null;
const shippedBots = (): BotConfig[] => (shipped ??= templates.map(({ config }) => botConfigSchema.parse(config)));

/** Fields whose options are a business's own; what troubles a machine may be any owner's. */
const ofBusiness = new Set(["doctor", "service"]);

export function templateOptionsLeft(bot: BotConfig): BotConfigError[] {
  return [...optionsLeft(bot), ...calendarsLeft(bot)];
}

function optionsLeft(bot: BotConfig): BotConfigError[] {
  return Object.entries(bot.fields).flatMap(([name, field]): BotConfigError[] => {
    if (field.type !== "choice") return [];
    const came = shippedBots().flatMap(({ fields }): Choice[] => {
      const one = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return one?.type === "choice" ? [one] : [];
    });
    const unchanged = ofBusiness.has(name) && came.some(({ options }) => sameLabels(options, field.options));
    const list = unchanged ? [{ pointer: pointerOf("fields", name, "options"), message: { ru: "Список из шаблона: впишите свой.", en: "The template's list: write your own." } }] : [];
    return [...list, ...namedThoughGone(bot, name, field, came.flatMap(({ options }) => options))];
  });
}

const sameLabels = (left: readonly Option[], right: readonly Option[]): boolean => labelsOf(left) === labelsOf(right);
const labelsOf = (options: readonly Option[]): string => JSON.stringify(options.map(({ label }) => [label.ru ?? null, label.en ?? null]));

/** «Начните с терапевта», when the clinic has none any more. */
function namedThoughGone(bot: BotConfig, name: string, field: Choice, came: readonly Option[]): BotConfigError[] {
  const texts = [...bot.context.facts.map((text, index) => ({ path: ["context", "facts", index], text })), ...spokenTextsOf(bot)];
  return bot.languages.flatMap((language) => {
    const now = field.options.flatMap((option) => [option.label[language], option.object[language], ...(option.synonyms[language] ?? [])].filter((one) => one !== undefined).map(stemmed));
    const gone = came.filter((option) => !now.some((words) => same(words, stemmed(option.label[language] ?? ""))));
    return texts.flatMap(({ path, text }): BotConfigError[] => {
      const said = stemmed(text[language] ?? "");
      const named = gone.find(({ label, object }) => [label[language], object[language]].some((one) => one !== undefined && indexOfWords(said, stemmed(one)) >= 0))?.label[language];
      if (named === undefined) return [];
      const called = { ru: field.called.ru?.[0] ?? name, en: field.called.en?.[0] ?? name };
      return [{ pointer: pointerOf(...path, language), message: { ru: `Здесь назван вариант «${named}», а в поле «${called.ru}» его больше нет.`, en: `This names "${named}", which the field "${called.en}" does not offer any more.` } }];
    });
  });
}

const stemmed = (text: string): string[] => stems(words(text));
const same = (left: readonly string[], right: readonly string[]): boolean => left.join(" ") === right.join(" ");

/** Its hours, lengths and places are nobody's; and one calendar keeps one set of hours for all who work by it. */
function calendarsLeft(bot: BotConfig): BotConfigError[] {
  const known = shippedBots().flatMap(({ tools }) => tools.flatMap((tool) => (tool.type === "calendar" ? [JSON.stringify(tool.config)] : [])));
  return bot.tools.flatMap((tool, index): BotConfigError[] => (tool.type !== "calendar" || !known.includes(JSON.stringify(tool.config)) ? [] : [{
    pointer: pointerOf("tools", index, "config", "hours"),
    message: {
      ru: "Часы, длительность и число мест — из шаблона: впишите свои. У этого календаря они одни на всех; у кого расписание своё, тому нужен отдельный календарь.",
      en: "The hours, the length and the number of places are the template's: write your own. This calendar has one set of them for everybody; whoever keeps other hours needs a calendar of their own.",
    },
  }]));
}
