/** Whether an utterance says when, and nothing else: «ближе к вечеру» is no «перезвоните позже». */
import type { Language } from "@zvon/contract/call-link.ts";
import { tokens } from "../../language/tokens.ts";
import { hideMoments } from "../fields/moment/moment.ts";
import { fillers } from "./plain-words.ts";

/** What stands around days and hours and means nothing else. */
const around: Record<Language, ReadonlySet<string>> = {
  ru: new Set("# , в во на к ко с со до после около через где-то где то часов часа числа примерно ближе следующую следующий следующее следующей следующем эту этот этой этом попозже позже пораньше раньше поближе или как нибудь".split(" ")),
  en: new Set("# , on at in by around about after before until till from to the a this next later earlier towards toward sometime or of".split(" ")),
};
/** Longer talk holds more than a moment. */
const mostTokens = 14;

export function isOnlyMoment(text: string, language: Language): boolean {
  const list = tokens(text.slice(0, 200));
  if (list.length > mostTokens) return false;
  const shown = hideMoments(list, language);
  return shown.includes("#") && shown.every((word) => around[language].has(word) || fillers[language].has(word));
}
