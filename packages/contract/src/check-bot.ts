/** Whether a bot makes sense beyond its shape: what refers to what, and what would quietly not work. */
import { botConfigSchema } from "./bot-config.ts";
import type { BotConfig, Speech } from "./bot-config.ts";
import { pointerOf } from "./bot-fault.ts";
import type { BotConfigError, Fault } from "./bot-fault.ts";
import type { Language } from "./call-link.ts";
import { sttProviders, ttsProviders } from "./speech.ts";
import { hears, unspeakable } from "./spoken-languages.ts";
import { checkAgent } from "./check-agent.ts";
import { checkFlow } from "./check-flow.ts";
import { checkTexts } from "./check-texts.ts";
import { checkTools } from "./check-tools.ts";
import { shapeFaults } from "./shape-faults.ts";

export type { BotConfigError } from "./bot-fault.ts";

/** Checks what refers to what. @returns every fault found, none when the config is sound. */
export function checkBotConfig(bot: BotConfig): BotConfigError[] {
  const errors: BotConfigError[] = [];
  const fault: Fault = (path, ru, en) => errors.push({ pointer: pointerOf(...path), message: { ru, en } });
  checkFlow(bot, fault);
  checkAgent(bot, fault);
  checkTools(bot, fault);
  for (const [fieldName, field] of Object.entries(bot.fields)) {
    if (field.type === "day_time" && field.from > field.to) fault(["fields", fieldName, "to"], "Последнее время раньше первого.", "The last time is before the first.");
    if (field.type === "digits" && field.length.min > field.length.max) fault(["fields", fieldName, "length"], "Наименьшее число цифр больше наибольшего.", "The least number of digits is above the greatest.");
    if (field.type === "number" && field.min !== null && field.max !== null && field.min > field.max) fault(["fields", fieldName, "max"], "Наибольшее число меньше наименьшего.", "The greatest number is below the least.");
    if (field.type === "choice") field.options.forEach((option, index) => {
      if (field.options.findIndex((other) => other.value === option.value) !== index) fault(["fields", fieldName, "options", index, "value"], `Вариант «${option.value}» описан дважды.`, `The option "${option.value}" is described twice.`);
    });
  }
  bot.intents.forEach((intent, index) => {
    if (bot.intents.findIndex((other) => other.name === intent.name) !== index) fault(["intents", index, "name"], `Намерение «${intent.name}» описано дважды.`, `The intent "${intent.name}" is described twice.`);
  });
  for (const language of bot.languages) {
    const speech = bot.voice.speech[language];
    if (speech === undefined) {
      fault(["voice", "speech", language], `Для языка «${language}» не выбран голос.`, `No voice is chosen for the language "${language}".`);
      continue;
    }
    if (!ttsProviders.some((provider) => provider === speech.tts_provider)) fault(["voice", "speech", language, "tts_provider"], `Поставщика голоса «${speech.tts_provider}» нет.`, `There is no voice provider "${speech.tts_provider}".`);
    if (!sttProviders.some((provider) => provider === speech.stt_provider)) fault(["voice", "speech", language, "stt_provider"], `Поставщика распознавания «${speech.stt_provider}» нет.`, `There is no speech recognition provider "${speech.stt_provider}".`);
  }
  const { filler_ms, apology_ms, end_ms } = bot.voice.waiting;
  if (apology_ms <= filler_ms) fault(["voice", "waiting", "apology_ms"], "Извинение раньше первых слов ожидания.", "The apology comes before the first words of waiting.");
  if (end_ms <= apology_ms) fault(["voice", "waiting", "end_ms"], "Звонок кончается раньше извинения.", "The call ends before the apology.");
  checkTexts(bot, fault);
  return errors;
}

/**
 * Faults that a call survives (what is faulty is left out), but that would quietly take from the owner what the page
 * promises: looked for when a version is published, not when a pinned one is used.
 */
export function checkStandIns({ languages, voice, llm }: Pick<BotConfig, "languages" | "voice" | "llm">): BotConfigError[] {
  const errors: BotConfigError[] = [];
  const fault = (path: (string | number)[], ru: string, en: string) => errors.push({ pointer: pointerOf(...path), message: { ru, en } });
  /** `where`: of the choice, to which field names are added. */
  const checkLanguage = (where: (string | number)[], language: Language, { tts_provider, tts_voice_id, tts_model, stt_provider, stt_model }: Partial<Speech>): void => {
    const { ru, en } = { ru: { ru: "по-русски", en: "Russian" }, en: { ru: "по-английски", en: "English" } }[language];
    const what = tts_provider === undefined || tts_voice_id === undefined ? null : unspeakable({ provider: tts_provider, voice: tts_voice_id, model: tts_model ?? null, language });
    if (what === "voice") fault([...where, "tts_voice_id"], `Голос «${tts_voice_id}» не говорит ${ru}: выберите другой.`, `The voice "${tts_voice_id}" does not speak ${en}: choose another.`);
    if (what === "model") fault([...where, "tts_model"], `Модель «${tts_model}» не говорит ${ru}: выберите другую.`, `The model "${tts_model}" does not speak ${en}: choose another.`);
    if (stt_provider !== undefined && !hears({ provider: stt_provider, model: stt_model ?? null, language })) fault([...where, "stt_model"], `Модель «${stt_model}» не понимает речь ${ru}: выберите другую.`, `The model "${stt_model}" does not understand ${en}: choose another.`);
  };
  for (const language of languages) {
    const speech = voice.speech[language];
    if (speech?.tts_voice_id.trim() === "") fault(["voice", "speech", language, "tts_voice_id"], "Голос не выбран.", "No voice is chosen.");
    if (speech !== undefined) checkLanguage(["voice", "speech", language], language, speech);
  }
  voice.fallbacks.forEach((standIn, index) => {
    const { language, tts_provider, tts_voice_id, stt_provider } = standIn;
    const misfit = languages.find((one) => (language ?? one) === one && !fits(standIn, one));
    if (misfit !== undefined && language === undefined && languages.some((one) => fits(standIn, one))) fault(["voice", "fallbacks", index, "language"], "Запасной вариант знает не все языки бота: укажите, для какого он.", "The stand-in does not know all languages of the bot: say which one it is for.");
    else if (misfit !== undefined) checkLanguage(["voice", "fallbacks", index], misfit, standIn);
    const at = (field: string) => ["voice", "fallbacks", index, field];
    if (tts_provider === undefined && stt_provider === undefined) fault(["voice", "fallbacks", index], "Запасной вариант никого не называет.", "The stand-in names nobody.");
    if (tts_provider !== undefined && !ttsProviders.some((provider) => provider === tts_provider)) fault(at("tts_provider"), `Поставщика голоса «${tts_provider}» нет.`, `There is no voice provider "${tts_provider}".`);
    if (tts_provider !== undefined && (tts_voice_id ?? "").trim() === "") fault(at("tts_voice_id"), "Голос не выбран: без него запасного поставщика не спросят.", "No voice is chosen: without one this stand-in is never asked.");
    if (stt_provider !== undefined && !sttProviders.some((provider) => provider === stt_provider)) fault(at("stt_provider"), `Поставщика распознавания «${stt_provider}» нет.`, `There is no speech recognition provider "${stt_provider}".`);
  });
  if (llm !== null && llm.fallback_provider !== null && (llm.fallback_model ?? "") === "") fault(["llm", "fallback_model"], "Запасная модель не названа: без неё запасного поставщика не спросят.", "No stand-in model is named: without one its vendor is never asked.");
  return errors;
}

const fits = ({ tts_provider, tts_voice_id, tts_model, stt_provider, stt_model }: Partial<Speech>, language: Language): boolean =>
  (tts_provider === undefined || tts_voice_id === undefined || unspeakable({ provider: tts_provider, voice: tts_voice_id, model: tts_model ?? null, language }) === null) && (stt_provider === undefined || hears({ provider: stt_provider, model: stt_model ?? null, language }));

export type ParsedBotConfig = { ok: true; bot: BotConfig } | { ok: false; errors: BotConfigError[] };

/** Shape first, references second. @param input parsed JSON or YAML of unknown shape. */
export function parseBotConfig(input: unknown): ParsedBotConfig {
  const parsed = botConfigSchema.safeParse(input);
  if (!parsed.success) {
    return { ok: false, errors: shapeFaults(parsed.error.issues, input) };
  }
  const errors = checkBotConfig(parsed.data);
  return errors.length === 0 ? { ok: true, bot: parsed.data } : { ok: false, errors };
}
