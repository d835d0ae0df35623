/** Whether a bot makes sense beyond its shape: what refers to what, and what would quietly not work. */
import { botConfigSchema, builtInIntents } from "./bot-config.ts";
import type { BotConfig, Speech } from "./bot-config.ts";
import type { Text } from "./bot-text.ts";
import type { Language } from "./call-link.ts";
import { sttProviders, ttsProviders } from "./speech.ts";
import { hears, unspeakable } from "./spoken-languages.ts";

/** `pointer` is a JSON pointer (RFC 6901) into the config; `message` a sentence for its owner. */
export type BotConfigError = { pointer: string; message: { ru: string; en: string } };


const pointerOf = (...path: (string | number | symbol)[]) => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Checks what refers to what. @returns every fault found, none when the config is sound. */
export function checkBotConfig(bot: BotConfig): BotConfigError[] {
  const errors: BotConfigError[] = [];
  const fault = (path: (string | number)[], ru: string, en: string) => errors.push({ pointer: pointerOf(...path), message: { ru, en } });
  const states = bot.flow.states;
  const knownIntents = new Set<string>([...builtInIntents, ...bot.intents.map((intent) => intent.name)]);

  if (states[bot.flow.start] === undefined) fault(["flow", "start"], `Состояния «${bot.flow.start}» нет.`, `There is no state "${bot.flow.start}".`);
  bot.flow.transitions.forEach((transition, index) => {
    const at = (end: string) => ["flow", "transitions", index, end];
    if (transition.from !== "*" && states[transition.from] === undefined) fault(at("from"), `Переход выходит из состояния «${transition.from}», которого нет.`, `The transition leaves the state "${transition.from}", which does not exist.`);
    if (states[transition.to] === undefined) fault(at("to"), `Переход ведёт в состояние «${transition.to}», которого нет.`, `The transition leads to the state "${transition.to}", which does not exist.`);
    if ("intent" in transition.when && !knownIntents.has(transition.when.intent)) fault(at("when"), `Намерения «${transition.when.intent}» нет.`, `There is no intent "${transition.when.intent}".`);
  });
  bot.agent.handoff_criteria.forEach((criterion, index) => {
    if ("intent" in criterion && !knownIntents.has(criterion.intent)) fault(["agent", "handoff_criteria", index, "intent"], `Намерения «${criterion.intent}» нет.`, `There is no intent "${criterion.intent}".`);
  });
  for (const field of Object.keys(bot.agent.crm_field_mapping)) {
    if (bot.fields[field] === undefined) fault(["agent", "crm_field_mapping", field], `Поля «${field}» нет.`, `There is no field "${field}".`);
  }

  const reached = reachableStates(bot);
  for (const [stateName, state] of Object.entries(states)) {
    const at = (...rest: (string | number)[]) => ["flow", "states", stateName, ...rest];
    if (!reached.has(stateName)) fault(at(), `В состояние «${stateName}» не ведёт ни один переход.`, `No transition leads to the state "${stateName}".`);
    if (state.type !== "end" && nextStates(bot, stateName).size === 0) fault(at(), `Из состояния «${stateName}» нет выхода.`, `There is no way out of the state "${stateName}".`);
    const named: [string | number, string][][] = [
      state.type === "ask" ? [["field", state.field]] : [],
      state.type === "ask" ? state.also.map((field, index) => [`also/${index}`, field]) : [],
      state.type === "confirm" || state.type === "question" ? state.fields.map((field, index) => [`fields/${index}`, field]) : [],
      state.type === "say" ? state.forget.map((field, index) => [`forget/${index}`, field]) : [],
    ];
    for (const [where, field] of named.flat()) {
      if (bot.fields[field] === undefined) fault(at(...String(where).split("/")), `Поля «${field}» нет.`, `There is no field "${field}".`);
    }
    if (state.type === "talk" && bot.llm === null) fault(at("type"), "Разговор ведёт модель, а модель не выбрана.", "A model leads this talk, and no model is chosen.");
    if (state.type === "transfer" && !bot.agent.destinations.some((one) => one.name === state.destination)) fault(at("destination"), `Направления «${state.destination}» нет.`, `There is no destination "${state.destination}".`);
    if (state.type === "tool" && !bot.tools.some((tool) => tool.name === state.tool)) fault(at("tool"), `Инструмента «${state.tool}» нет.`, `There is no tool "${state.tool}".`);
  }
  bot.tools.forEach((tool, index) => {
    if (tool.type === "table" && bot.fields[tool.config.key] === undefined) fault(["tools", index, "config", "key"], `Поля «${tool.config.key}» нет.`, `There is no field "${tool.config.key}".`);
    if (bot.tools.findIndex((other) => other.name === tool.name) !== index) fault(["tools", index, "name"], `Инструмент «${tool.name}» описан дважды.`, `The tool "${tool.name}" is described twice.`);
  });
  for (const [fieldName, field] of Object.entries(bot.fields)) {
    if (field.type === "day_time" && field.from > field.to) fault(["fields", fieldName, "to"], "Последнее время раньше первого.", "The last time is before the first.");
    if (field.type === "digits" && field.length.min > field.length.max) fault(["fields", fieldName, "length"], "Наименьшее число цифр больше наибольшего.", "The least number of digits is above the greatest.");
  }
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
  for (const [path, text] of textsOf(bot)) {
    for (const language of bot.languages) {
      if (text[language] === undefined) fault([...path, language], `Нет текста на языке «${language}».`, `The text in the language "${language}" is missing.`);
    }
  }
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

/** Texts that every language of the bot must have, with their paths. */
function textsOf(bot: BotConfig): [(string | number)[], Text][] {
  const texts: [(string | number)[], Text][] = [[["prompts", "greeting"], bot.prompts.greeting], [["fallbacks", "unsure"], bot.fallbacks.unsure], [["fallbacks", "busy"], bot.fallbacks.busy], [["fallbacks", "lost_filler"], bot.fallbacks.lost_filler], [["fallbacks", "lost_apology"], bot.fallbacks.lost_apology]];
  bot.fallbacks.not_understood.forEach((text, index) => texts.push([["fallbacks", "not_understood", index], text]));
  bot.fallbacks.silence.forEach((text, index) => texts.push([["fallbacks", "silence", index], text]));
  for (const [stateName, state] of Object.entries(bot.flow.states)) {
    const at = ["flow", "states", stateName];
    if ("say" in state && state.say !== null) texts.push([[...at, "say"], state.say]);
    if (state.type === "ask" || state.type === "confirm" || state.type === "question" || state.type === "talk") texts.push([[...at, "hint"], state.hint]);
    if (state.type === "confirm") texts.push([[...at, "what"], state.what], [[...at, "corrected"], state.corrected]);
  }
  for (const [fieldName, field] of Object.entries(bot.fields)) {
    if (field.type === "choice") field.options.forEach((option, index) => texts.push([["fields", fieldName, "options", index, "label"], option.label]));
    if (field.type === "day_time") texts.push([["fields", fieldName, "ask_day"], field.ask_day], [["fields", fieldName, "ask_time"], field.ask_time]);
  }
  return texts;
}

/** The states one step from `from`. In a linear flow a state without a `done` of its own goes on to the next one written. */
export function nextStates(bot: BotConfig, from: string): Set<string> {
  const next = new Set<string>();
  for (const transition of bot.flow.transitions) if (transition.from === from) next.add(transition.to);
  const following = followingState(bot, from);
  if (following !== null) next.add(following);
  return next;
}

/** Where "done" leads from here, or null. */
export function followingState(bot: BotConfig, from: string): string | null {
  const explicit = bot.flow.transitions.find((transition) => transition.from === from && "done" in transition.when);
  if (explicit !== undefined) return explicit.to;
  if (bot.flow.type !== "linear" || bot.flow.states[from]?.type === "end") return null;
  const order = Object.keys(bot.flow.states);
  return order[order.indexOf(from) + 1] ?? null;
}

function reachableStates(bot: BotConfig): Set<string> {
  const fromAnywhere = bot.flow.transitions.filter((transition) => transition.from === "*").map((transition) => transition.to);
  const reached = new Set<string>();
  const queue = [bot.flow.start, ...fromAnywhere];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    queue.push(...nextStates(bot, state));
  }
  return reached;
}

export type ParsedBotConfig = { ok: true; bot: BotConfig } | { ok: false; errors: BotConfigError[] };

/** Shape first, references second. @param input parsed JSON or YAML of unknown shape. */
export function parseBotConfig(input: unknown): ParsedBotConfig {
  const parsed = botConfigSchema.safeParse(input);
  if (!parsed.success) {
    return { ok: false, errors: parsed.error.issues.map((issue) => ({ pointer: pointerOf(...issue.path), message: { ru: `Значение не подходит: ${issue.message}.`, en: `The value does not fit: ${issue.message}.` } })) };
  }
  const errors = checkBotConfig(parsed.data);
  return errors.length === 0 ? { ok: true, bot: parsed.data } : { ok: false, errors };
}
