/** What a bot works with and its owner should know all the same: told beside the faults, and it hinders nothing. */
import type { BotConfig } from "./bot-config.ts";
import { pointerOf } from "./bot-fault.ts";
import type { BotConfigError, Fault, Sentence } from "./bot-fault.ts";
import { checkHours } from "./check-hours.ts";
import { checkSafetyRules } from "./safety-rules.ts";

/** @param bot has its shape; what it names may be missing. */
export function botWarnings(bot: BotConfig): BotConfigError[] {
  const warnings: BotConfigError[] = [];
  const warn: Fault = (path, ru, en) => warnings.push({ pointer: pointerOf(...path), message: { ru, en } });
  checkHours(bot, warn);
  checkUnused(bot, warn);
  checkSafetyRules(bot, warn);
  return warnings;
}

/** Role and style are asked of every bot; who also writes facts or rules means them to be heard. */
function checkUnused({ llm, voice, context, prompts }: BotConfig, warn: Fault): void {
  if (llm !== null || voice.agent !== null) return;
  const written: Sentence[] = [
    ...(context.facts.length > 0 ? [{ ru: "факты", en: "facts" }] : []),
    ...(context.safety_rules.length > 0 ? [{ ru: "правила безопасности", en: "safety rules" }] : []),
    ...(Object.keys(prompts.system).length > 0 ? [{ ru: "системный промпт", en: "the system prompt" }] : []),
  ];
  if (written.length === 0) return;
  const names = (language: "ru" | "en") => written.map((name) => name[language]).join(", ");
  // It leads to where the model is chosen: what was written may be right as it is.
  warn(["llm"], `Языковая модель не выбрана: ${names("ru")}, роль и стиль бот не использует. Он говорит только то, что написано в сценарии и ответах.`, `No language model is chosen: the bot makes no use of ${names("en")}, role and style. It says what its flow and answers hold, and no more.`);
}
