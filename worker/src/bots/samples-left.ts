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
      if (what !== undefined) found.set(pointer, what);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, one] of Object.entries(value)) look(one, [...path, Array.isArray(value) ? Number(name) : name]);
  };
  look(bot, []);
  return [...found].map(([pointer, message]) => ({ pointer, message }));
}
