/**
 * What a template says of somebody else's business: names, prices, addresses, an extension. A bot that was made from it
 * is told what stands there still; where it was made from is not kept, the words themselves tell.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";
import type { BotConfigError, Sentence } from "@zvon/contract/bot-fault.ts";
import { knownSamples } from "./templates/samples.ts";
import type { KnownSamples } from "./templates/samples.ts";
import { templates } from "./templates/templates.ts";

let known: KnownSamples | null = null;

type Path = (string | number)[];

/** @returns a warning for each text, where it stands now, whichever of its languages is unchanged. */
export function samplesLeft(bot: BotConfig): BotConfigError[] {
  const { texts, places } = (known ??= knownSamples(templates));
  const found = new Map<string, Sentence>();
  const look = (value: unknown, path: Path): void => {
    if (typeof value === "string") {
      const languageLast = path.at(-1) === "ru" || path.at(-1) === "en";
      const pointer = pointerOf(...(languageLast ? path.slice(0, -1) : path));
      const what = texts.get(value) ?? places.get(`${pointer} ${value}`);
      if (what !== undefined && !isGeneral(value)) found.set(pointer, what);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, one] of Object.entries(value)) look(one, [...path, Array.isArray(value) ? Number(name) : name]);
  };
  look(bot, []);
  return [...found].map(([pointer, message]) => ({ pointer, message }));
}

/** «Приём {hours}.»: the bot's own settings stand there, and a few words that suit any business. */
export function isGeneral(text: string): boolean {
  if (!/\{[a-z_.]+\}/.test(text) || /[«"\d]/.test(text)) return false;
  return text.replaceAll(/\{[a-z_.]+\}/g, " ").split(/[^\p{L}’']+/u).filter((word) => word !== "").length <= mostGeneralWords;
}

const mostGeneralWords = 3;

/** @returns the warning with the key it is settled by: of what stands at its place, so that a change brings it back. */
export function withCheck(bot: BotConfig, warning: BotConfigError): BotConfigError {
  const value = warning.pointer.split("/").slice(1).reduce<unknown>((inside, part) => (typeof inside === "object" && inside !== null ? Reflect.get(inside, part.replaceAll("~1", "/").replaceAll("~0", "~")) : undefined), bot);
  return { ...warning, check: digest(`${warning.message.en} ${JSON.stringify(value)}`) };
}

/** FNV-1a, twice 32 bits: it tells texts of one bot apart, and keeps nothing secret. */
function digest(text: string): string {
  let [left, right] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index += 1) {
    left = Math.imul(left ^ text.charCodeAt(index), 0x01000193);
    right = Math.imul(right ^ (text.charCodeAt(index) + index), 0x01000193);
  }
  return `${(left >>> 0).toString(36)}${(right >>> 0).toString(36)}`;
}
