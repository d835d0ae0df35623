/**
 * What a model may call in a talk: the bot's own functions (tools/definitions.ts) and those that every talk has. One zod
 * definition gives the model its schema and reads what the model wrote. A destination or a field is one of the bot's names.
 */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { dtmfDigitsSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { outcomeSchema } from "@zvon/contract/end-reason.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import { z } from "zod";
import type { ModelCall, ModelTool } from "./decision.ts";
import { functionsOf, modelToolOf } from "./tools/definitions.ts";
import type { ToolFunction } from "./tools/definitions.ts";

/** What a model may say of a call that it ends itself. A booking is a write's to claim, a transfer the exchange's. */
const told = ["answered", "refused", "callback", "not_understood"] as const satisfies readonly Outcome[];
const endCallSchema = z.object({ outcome: outcomeSchema.extract(told) });
const collectKeysSchema = z.object({ digits: z.int().min(1).max(20) });

const pressKeysSchema = z.object({ digits: dtmfDigitsSchema });

const descriptions: Record<"end_call" | "transfer_to_operator" | "set_fields" | "collect_keys" | "press_keys", Record<Language, string>> = {
  end_call: {
    ru: "Заканчивает звонок, когда собеседнику больше ничего не нужно или он прощается. Сначала попрощайся словами. outcome: answered — вопрос решён, refused — собеседник отказался, callback — просил перезвонить, not_understood — понять друг друга не получилось.",
    en: "Ends the call once the caller needs nothing more or says goodbye. Say goodbye in words first. outcome: answered — the question is settled, refused — the caller declined, callback — asked to be called back, not_understood — you could not understand each other.",
  },
  transfer_to_operator: { ru: "Соединяет собеседника с сотрудником, когда он просит или ты не можешь помочь.", en: "Puts the caller through to a colleague when they ask for one or you cannot help." },
  set_fields: { ru: "Запоминает, что собеседник о себе сообщил. В каждое поле запиши слова собеседника, как он их сказал.", en: "Keeps what the caller told about themselves. Put the caller's own words into each field, as they said them." },
  collect_keys: { ru: "Ждёт, пока собеседник наберёт цифры на клавишах телефона. Сначала попроси его об этом словами.", en: "Waits for digits pressed on the phone's keys. Ask the caller for them in words first." },
  press_keys: { ru: "Нажимает клавиши телефона, когда на линии автоответчик с меню («для соединения нажмите два»). Слов при этом не говори. digits: цифры, * и #.", en: "Presses keys of the phone when a voice menu is on the line (\"press two for…\"). Say no words with it. digits: digits, * and #." },
};

export type BuiltIn =
  | { type: "end_call"; outcome: Outcome }
  | { type: "transfer"; destination: string }
  | { type: "set_fields"; fields: Record<string, string> }
  | { type: "collect_keys"; digits: number }
  | { type: "press_keys"; digits: string };
export type ReadCall = BuiltIn | { type: "tool"; one: ToolFunction; input: unknown } | { type: "malformed"; error: string } | { type: "unknown" };

/** `names`: of the bot's tools that this talk allows, see bot-flow.ts. */
export type Offered = { tools: ModelTool[]; functions: ToolFunction[]; builtIn: Map<string, z.ZodObject> };

/** Schemas are made once a bot, state and language: 0.35 ms each time else, four times a turn. Values of nobody's call. */
const made = new WeakMap<BotConfig, Map<string, Offered>>();

/** @param stateName flat name of the state. */
export function offeredTools(bot: BotConfig, stateName: string, language: Language): Offered {
  const ofBot = made.get(bot) ?? new Map<string, Offered>();
  made.set(bot, ofBot);
  const key = `${language} ${stateName}`;
  const offered = ofBot.get(key) ?? offer(bot, stateName, language);
  ofBot.set(key, offered);
  return offered;
}

function offer(bot: BotConfig, stateName: string, language: Language): Offered {
  const state = bot.flow.states[stateName];
  const allowed = state?.type === "talk" ? state.tools : undefined;
  const may = (...names: string[]) => allowed === undefined || names.some((name) => allowed.includes(name));
  const functions = functionsOf(bot, language).filter((one) => one.forModel && may(one.tool, one.name, one.function));
  const builtIn = new Map<string, z.ZodObject>([["end_call", endCallSchema]]);
  const destinations = bot.agent.destinations.map((one) => one.name);
  if (destinations.length > 0 && may("transfer_to_operator")) builtIn.set("transfer_to_operator", z.object({ destination: z.enum(destinations).describe(destinationsOf(bot, language)) }));
  const fields = Object.keys(bot.fields);
  if (fields.length > 0 && may("set_fields")) builtIn.set("set_fields", z.object(Object.fromEntries(Object.entries(bot.fields).map(([name, field]) => [name, z.string().max(300).optional().describe(field.called[language]?.[0] ?? name)]))));
  // Where there is a number to be keyed in, or the owner asks for it.
  const keyed = Object.values(bot.fields).some((field) => field.type === "digits" || field.type === "phone");
  if (keyed ? may("collect_keys") : allowed?.includes("collect_keys") === true) builtIn.set("collect_keys", collectKeysSchema);
  if (allowed?.includes("press_keys") === true) builtIn.set("press_keys", pressKeysSchema);
  const tools = [...builtIn].map(([name, schema]) => ({ name, description: builtInDescription(name, language), parameters: schemaOf(schema) }));
  return { tools: [...functions.map(modelToolOf), ...tools], functions, builtIn };
}

const builtInDescription = (name: string, language: Language): string => (name in descriptions ? descriptions[name as keyof typeof descriptions][language] : "");

function schemaOf(schema: z.ZodObject): Record<string, unknown> {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(schema);
  return parameters;
}

function destinationsOf(bot: BotConfig, language: Language): string {
  return bot.agent.destinations.map((one) => {
    const about = textIn(one.description, language);
    return about === "" ? one.name : `${one.name}: ${about}`;
  }).join("; ");
}

/** What a call means; no value is quoted in what was wrong with it. */
export function readToolCall(call: Pick<ModelCall, "name" | "arguments">, offered: Offered, language: Language): ReadCall {
  const input = jsonOf(call.arguments);
  const one = offered.functions.find((candidate) => candidate.name === call.name);
  const noJson: ReadCall = { type: "malformed", error: language === "ru" ? "параметры не разобрать: нужен объект JSON" : "the arguments could not be read: a JSON object is needed" };
  if (one !== undefined) return typeof input === "object" && input !== null && !Array.isArray(input) ? { type: "tool", one, input } : noJson;
  const schema = offered.builtIn.get(call.name);
  if (schema === undefined) return { type: "unknown" };
  const parsed = schema.safeParse(input);
  if (!parsed.success) return input === undefined ? noJson : { type: "malformed", error: wrong(parsed.error, language) };
  return builtInOf(call.name, parsed.data);
}

function builtInOf(name: string, data: Record<string, unknown>): ReadCall {
  switch (name) {
    case "end_call": return { type: "end_call", outcome: endCallSchema.parse(data).outcome };
    case "transfer_to_operator": return { type: "transfer", destination: String(data["destination"]) };
    case "collect_keys": return { type: "collect_keys", digits: collectKeysSchema.parse(data).digits };
    case "press_keys": return { type: "press_keys", digits: pressKeysSchema.parse(data).digits };
    case "set_fields": return { type: "set_fields", fields: Object.fromEntries(Object.entries(data).flatMap(([field, value]) => (typeof value === "string" && value.trim() !== "" ? [[field, value]] : []))) };
    default: return { type: "unknown" };
  }
}

function wrong(error: z.ZodError, language: Language): string {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? "");
  const options = issue?.code === "invalid_value" ? `: ${issue.values.map(String).join(", ")}` : "";
  return language === "ru" ? `параметр «${name}» не подходит${options}` : `the parameter "${name}" does not fit${options}`;
}

/** Undefined for what is no JSON: models write that too. */
function jsonOf(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Arguments as they go back to a vendor, of which some refuse what does not parse. */
export function sentBack(call: ModelCall): ModelCall {
  const input = jsonOf(call.arguments);
  return typeof input === "object" && input !== null && !Array.isArray(input) && call.arguments.trim() !== "" ? call : { ...call, arguments: "{}" };
}
