/**
 * A bot as its owner writes it (PRODUCT B1): plain JSON or YAML, versioned as a whole, snake_case as on the page.
 * Shapes are checked by `botConfigSchema`; what refers to what by `checkBotConfig`; `parseBotConfig` does both.
 */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";
import type { Language } from "./call-link.ts";
import { outcomeSchema } from "./end-reason.ts";
import { agentProviders, llmProviderSchema, sttProviders, ttsProviders } from "./speech.ts";
import { hears, unspeakable } from "./spoken-languages.ts";

const name = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "a name is a–z, 0–9 and _, at most 40 signs, and begins with a letter");
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day is written 09:30");

/** A text in each language of the bot. `{field}` stands for a field as it is said, see `render` of the dialogue. */
export const textSchema = z.object({ ru: z.string().min(1).max(2000).optional(), en: z.string().min(1).max(2000).optional() });
export type Text = z.infer<typeof textSchema>;
const phrasesSchema = z.object({ ru: z.array(z.string().min(1).max(200)).max(100).optional(), en: z.array(z.string().min(1).max(200)).max(100).optional() });

// ---------------------------------------------------------------- fields: what the bot wants to know

const fieldBase = {
  /** How the caller names the field when correcting it ("время", "the name"); also offered to the recogniser. */
  called: phrasesSchema.default({}),
};
export const choiceSchema = z.object({
  value: name,
  /** The plain name («стрижка»): what stands in the record. */
  label: textSchema,
  /** The form a read-back and a carrier need («стрижку» after «на»); the label when absent. */
  object: textSchema.default({}),
  /** Other words for it. */
  synonyms: phrasesSchema.default({}),
});
export const fieldSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("choice"), ...fieldBase, options: z.array(choiceSchema).min(1).max(50), /** "{object}" stands for the option. */ carriers: phrasesSchema.default({}) }),
  z.object({
    type: z.literal("day_time"),
    ...fieldBase,
    /** First and last time offered, both included, in the tenant's time zone. */
    from: clock,
    to: clock,
    /** What is accepted, and what the closed list of the embedded recogniser holds. */
    step_minutes: z.number().int().min(5).max(120).default(30),
    listed_step_minutes: z.number().int().min(5).max(240).default(60),
    /** 1 Monday … 7 Sunday. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
    days_ahead: z.number().int().min(1).max(365).default(30),
    ask_day: textSchema,
    ask_time: textSchema,
  }),
  z.object({ type: z.literal("name"), ...fieldBase, /** First names the closed list holds; any name is accepted from a vendor. */ known: phrasesSchema, carriers: phrasesSchema.default({}) }),
  z.object({ type: z.literal("digits"), ...fieldBase, length: z.object({ min: z.number().int().min(1).max(20), max: z.number().int().min(1).max(20) }), key_gap_ms: z.number().int().min(500).max(20_000).default(3000) }),
]);
export type Field = z.infer<typeof fieldSchema>;
export type FieldOf<T extends Field["type"]> = Extract<Field, { type: T }>;

// ---------------------------------------------------------------- flow

const prompt = { say: textSchema, /** After words that were not understood: «Скажите, например: …». */ hint: textSchema };

const endpointingShape = {
  silence_ms: z.number().int().min(100).max(5000),
  digits_silence_ms: z.number().int().min(100).max(10_000),
  /** After words that are a whole answer, after words that plainly go on, in the middle of an address. */
  finished_silence_ms: z.number().int().min(100).max(5000),
  unfinished_silence_ms: z.number().int().min(100).max(10_000),
  address_silence_ms: z.number().int().min(100).max(10_000),
  semantic: z.boolean(),
  vendor: z.boolean(),
  adaptive: z.boolean(),
  max_utterance_ms: z.number().int().min(1000).max(120_000),
};
const bargeInShape = { enabled: z.boolean(), min_speech_ms: z.number().int().min(0).max(3000), /** 0: a bot that paused for a noise does not go on. */ resume_after_ms: z.number().int().min(0).max(5000) };
/** Timers of one state, in place of the bot's. */
export const stateTimingSchema = z.object({ endpointing: z.object(endpointingShape).partial().prefault({}), barge_in: z.object(bargeInShape).partial().prefault({}) }).nullable();
const timing = { timing: stateTimingSchema.default(null) };
export const stateSchema = z.discriminatedUnion("type", [
  /** Asks for a field; skipped when it is known already. `also`: fields that are taken along when the caller names them. */
  z.object({ type: z.literal("ask"), field: name, also: z.array(name).max(10).default([]), ...prompt, ...timing }),
  /** Reads fields back. Yes → `yes`, no → asks what to mend; a correction is taken and read back again. */
  z.object({ type: z.literal("confirm"), fields: z.array(name).min(1).max(10), ...prompt, /** Said on a bare "no". */ what: textSchema, /** Before the read-back of a correction. */ corrected: textSchema, ...timing }),
  /** A question that intents answer; `fields` the caller may name at once (they are taken, then `filled`). */
  z.object({ type: z.literal("question"), fields: z.array(name).max(10).default([]), ...prompt, ...timing }),
  /** Led by the model: it answers every turn that no intent of this state's transitions takes. `say` and `hint` are what the flow says by itself when no model answers; `instructions` are added to the system prompt here. */
  z.object({ type: z.literal("talk"), instructions: textSchema.default({}), ...prompt, ...timing }),
  /** Runs a tool; `say` is said meanwhile. Argument values may hold `{field}`. */
  z.object({ type: z.literal("tool"), tool: name, arguments: z.record(name, z.string().max(500)).default({}), say: textSchema.nullable().default(null) }),
  /** Says something and goes on at once. `forget`: fields to ask anew. */
  z.object({ type: z.literal("say"), say: textSchema, outcome: outcomeSchema.nullable().default(null), forget: z.array(name).max(10).default([]) }),
  /** Says goodbye and hangs up (`completed`). */
  z.object({ type: z.literal("end"), say: textSchema, outcome: outcomeSchema }),
]);
export type FlowState = z.infer<typeof stateSchema>;

/** Exactly one condition; the first transition of the state that holds is taken, then those from "*". */
export const whenSchema = z.union([
  z.strictObject({ done: z.literal(true) }),
  z.strictObject({ intent: name }),
  z.strictObject({ tool: z.enum(["ok", "failed", "unknown"]) }),
  z.strictObject({ not_understood: z.number().int().min(1).max(10) }),
  z.strictObject({ silence: z.number().int().min(1).max(10) }),
  /** How often the state has been entered. */
  z.strictObject({ visits: z.number().int().min(2).max(20) }),
]);
export const transitionSchema = z.object({ from: z.union([name, z.literal("*")]), to: name, when: whenSchema });
export type Transition = z.infer<typeof transitionSchema>;

// ---------------------------------------------------------------- tools, voice, the rest

export const toolSchema = z.discriminatedUnion("type", [
  /** Run by the platform. A write is done once, by its idempotency key. */
  z.object({ type: z.literal("platform"), name, effect: z.enum(["read", "write"]), config: z.record(z.string(), z.string()).default({}) }),
  /** A small table that the dialogue reads itself; the row's columns become `{tool.column}`. */
  z.object({ type: z.literal("table"), name, effect: z.literal("read"), config: z.object({ key: name, rows: z.record(z.string(), z.record(name, textSchema)) }) }),
]);

const speechSchema = z.object({
  tts_provider: z.string().max(40),
  tts_voice_id: z.string().max(80),
  tts_model: z.string().max(80).nullable().default(null),
  speed: z.number().min(0.5).max(2).default(1),
  stt_provider: z.string().max(40),
  stt_model: z.string().max(80).nullable().default(null),
});

type Speech = z.infer<typeof speechSchema>;

const silenceMs = z.number().int().min(1000).max(120_000);
const threeTexts = z.tuple([textSchema, textSchema, textSchema]);

export const botConfigSchema = z.object({
  schema_version: z.literal(1),
  languages: z.array(languageSchema).min(1).max(2),
  context: z.object({ role: textSchema, style: textSchema, safety_rules: z.array(textSchema).max(50).default([]), facts: z.array(textSchema).max(200).default([]) }),
  fields: z.record(name, fieldSchema),
  /** The tenant's own intents, by example phrases; the built-in ones are yes, no, repeat, operator, goodbye, cancel, wait, thanks. */
  intents: z.array(z.object({ name, examples: phrasesSchema })).max(50).default([]),
  flow: z.object({ type: z.enum(["linear", "graph"]), start: name, states: z.record(name, stateSchema), transitions: z.array(transitionSchema).max(500).default([]) }),
  agent: z.object({
    handoff_criteria: z.array(z.object({ intent: name })).max(20).default([]),
    /** Field of the bot → field of the CRM. */
    crm_field_mapping: z.record(name, z.string().max(120)).default({}),
  }),
  tools: z.array(toolSchema).max(30).default([]),
  voice: z.object({
    speech: z.object({ ru: speechSchema.optional(), en: speechSchema.optional() }),
    /** Tried in order within the turn, in each language they are meant for (all when absent). */
    fallbacks: z.array(z.object({ language: languageSchema.optional(), tts_provider: z.string().max(40).optional(), tts_voice_id: z.string().max(80).optional(), tts_model: z.string().max(80).nullable().default(null), stt_provider: z.string().max(40).optional(), stt_model: z.string().max(80).nullable().default(null) })).max(10).default([]),
    phrase_hints: phrasesSchema.default({}),
    /** A vendor's speech-to-speech agent takes the whole call; languages, voice and flow are then its own. */
    agent: z.object({ provider: z.enum(agentProviders), agent_id: z.string().min(1).max(120) }).nullable().default(null),
    barge_in: z.object({ ...bargeInShape, enabled: bargeInShape.enabled.default(true), min_speech_ms: bargeInShape.min_speech_ms.default(250), resume_after_ms: bargeInShape.resume_after_ms.default(700), /** Besides the built-in ones («угу», "mhm"). */ backchannels: phrasesSchema.default({}) }).prefault({}),
    endpointing: z.object({
      silence_ms: endpointingShape.silence_ms.default(500), digits_silence_ms: endpointingShape.digits_silence_ms.default(1200), finished_silence_ms: endpointingShape.finished_silence_ms.default(300),
      unfinished_silence_ms: endpointingShape.unfinished_silence_ms.default(1400), address_silence_ms: endpointingShape.address_silence_ms.default(1800),
      semantic: endpointingShape.semantic.default(true), vendor: endpointingShape.vendor.default(true), adaptive: endpointingShape.adaptive.default(true), max_utterance_ms: endpointingShape.max_utterance_ms.default(20_000),
    }).prefault({}),
    /** The edge cannot be reached: `lost_filler` and `lost_apology` sound, then the call ends, each so long after the bot lost its words. The edge itself gives a call up after 45 s. */
    waiting: z.object({ filler_ms: z.number().int().min(500).max(20_000).default(2000), apology_ms: z.number().int().min(1000).max(30_000).default(20_000), end_ms: z.number().int().min(2000).max(35_000).default(30_000) }).prefault({}),
  }),
  llm: z.object({
    provider: llmProviderSchema,
    model: z.string().min(1).max(120),
    /** Asked when the first fails or is late; of another vendor when `fallback_provider` says so. */
    fallback_model: z.string().max(120).nullable().default(null),
    fallback_provider: llmProviderSchema.nullable().default(null),
    temperature: z.number().min(0).max(1).default(0.2),
    max_tokens: z.number().int().min(16).max(4000).default(300),
    /** `never`: the model can't stream; its text is sent on in segments all the same. */
    streaming: z.enum(["auto", "never"]).default("auto"),
    /** No word of the model after so long: the next one is asked. A caller then waits less than 1.5 s longer. */
    first_token_timeout_ms: z.number().int().min(200).max(20_000).default(1000),
    speculate: z.boolean().default(true),
    /** Phone numbers, e-mails, cards and the names that are known become placeholders before the model sees them. */
    mask_personal_data: z.boolean().default(false),
  }).nullable().default(null),
  prompts: z.object({ greeting: textSchema, system: textSchema.default({}), contextualizer: textSchema.default({}) }),
  retrieval: z.object({ knowledge_bases: z.array(z.string().max(80)).max(10), top_k: z.number().int().min(1).max(20).default(3), fallback_threshold: z.number().min(0).max(1).default(0.2) }).nullable().default(null),
  /** `{hint}` is the state's own hint. The third text of each ends the call unless a transition says otherwise. */
  fallbacks: z.object({
    not_understood: threeTexts,
    silence: threeTexts,
    /** Silence before the first, second and third prompt, ms since the bot's last words. */
    silence_after_ms: z.tuple([silenceMs, silenceMs, silenceMs]).default([6000, 8000, 8000]),
    /** «{value}, верно?»: an answer that was not heard surely. */
    unsure: textSchema,
    /** While a tool runs and the caller speaks. */
    busy: textSchema,
    /** The edge cannot be reached, see `voice.waiting`. */
    lost_filler: textSchema,
    lost_apology: textSchema,
  }),
  /** The bot says nothing more when a call is that old: it ends. */
  limits: z.object({ max_call_minutes: z.number().int().min(1).max(60).default(60) }).prefault({}),
});
export type BotConfig = z.infer<typeof botConfigSchema>;
export type BotConfigInput = z.input<typeof botConfigSchema>;

/** `pointer` is a JSON pointer (RFC 6901) into the config; `message` a sentence for its owner. */
export type BotConfigError = { pointer: string; message: { ru: string; en: string } };

export const builtInIntents = ["yes", "no", "repeat", "operator", "goodbye", "cancel", "wait", "thanks"] as const;

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
    if (!knownIntents.has(criterion.intent)) fault(["agent", "handoff_criteria", index, "intent"], `Намерения «${criterion.intent}» нет.`, `There is no intent "${criterion.intent}".`);
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
    if (state.say !== null) texts.push([[...at, "say"], state.say]);
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

/** The text in the call's language, else in the bot's first one. */
export function textIn(text: Text, language: Language): string {
  return text[language] ?? text.ru ?? text.en ?? "";
}
