/**
 * A turn that a model answers: what it is asked, what becomes of its words and of the tools it calls.
 *
 *   question ──▶ words ──────────────────────────────▶ the turn is over
 *      ▲          └ calls (at most 3 answers with calls a turn) ──▶ one after the other ──┐
 *      └──────────────────────────── what came of them ◀─────────────────────────────────┘
 *
 * | what the model does | what the caller hears |
 * | ------------------- | --------------------- |
 * | words, no call | the words, as they come |
 * | a call, no words | a filler, then what the model says to the result |
 * | a write whose arguments the caller never said | the model's question: it is told to ask first |
 * | wrong arguments | it is told once what was wrong; the second time the flow answers |
 * | a tool that it does not have | nothing of it: ignored and counted |
 * | two changes of a kind, or a booking and its cancellation, at once | the first is done, the model is told to ask about the other |
 * | the same change again | it is not done again: the model gets the first result |
 * | a call in the fourth answer | nothing of it; without words the flow answers |
 * | a claim that no tool bears out, or words that may not be said | an honest sentence and the state's hint (model-wording.ts) |
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { tokens } from "../language/tokens.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import { personalIn } from "./contact.ts";
import type { ModelCall, ModelResult, ToolResult, TransferResult } from "./decision.ts";
import { readField } from "./fields/read.ts";
import { isGrounded } from "./grounded.ts";
import { newModelTurn, rememberResult } from "./model-memory.ts";
import type { ModelTurn } from "./model-memory.ts";
import { offeredTools, readToolCall, sentBack } from "./model-tools.ts";
import type { ReadCall } from "./model-tools.ts";
import { connecting, insteadOf, notCertain } from "./model-wording.ts";
import { missed } from "./not-understood.ts";
import { questionOf } from "./prompt.ts";
import { fieldSpoken, render, speakable } from "./render.ts";
import { createReplyCheck } from "./safety.ts";
import { boundColumns } from "./state-bound.ts";
import { fieldsForTool } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { argumentsOf, readTable } from "./tools/definitions.ts";
import type { ToolFunction } from "./tools/definitions.ts";
import { finishedAs } from "./tools/finished.ts";
import { startTransfer } from "./transfer.ts";
import { goodbye } from "./wording.ts";

/** An answer that was lost so often in mid-sentence is given up: the flow answers. */
const mostLosses = 2;
const mostRounds = 3;

/** A new turn is put to the model. @param losses how often its answer was lost in mid-sentence. */
export function askModel(talk: Talk, losses: number): void {
  Object.assign(talk.state.model, { turn: null, keys: null });
  ask(talk, losses);
}

function ask(talk: Talk, losses: number): void {
  const { bot, state, now } = talk;
  if (bot.llm === null) return answerWithout(talk);
  state.thoughts += 1;
  const { system, tools, rules } = questionOf(bot, state, now, losses > 0);
  const called = state.model.turn?.called ?? [];
  const personal = personalIn(state.contact);
  // Counted in the state, so a replay of the turn gives the same key.
  talk.model = { key: `thought-${state.thoughts}`, system, tools, rules, ...(called.length === 0 ? {} : { called }), ...(personal.length === 0 ? {} : { personal }) };
  state.thought = { key: talk.model.key, losses };
  talk.note("model_asked", bot.llm.model);
}

export function modelEnded(talk: Talk, result: ModelResult): void {
  const { state } = talk;
  const losses = state.thought?.losses ?? 0;
  state.thought = null;
  switch (result.status) {
    case "lost":
      return losses < mostLosses ? ask(talk, losses + 1) : answerWithout(talk);
    case "failed":
      talk.note("model_failed");
      return answerWithout(talk);
    case "said":
      talk.note("model_answered");
      return answered(talk, result);
  }
}

type Said = Extract<ModelResult, { status: "said" }>;

function answered(talk: Talk, { tools, withheld, ...said }: Said): void {
  const { bot, state } = talk;
  const text = said.text.trim();
  const offered = offeredTools(bot, state.flowState, state.language);
  const over = (state.model.turn?.rounds ?? 0) >= mostRounds;
  const calls = tools.map((call) => ({ call, read: over ? ({ type: "unknown" } as const) : readToolCall(call, offered, state.language) }));
  // A goodbye that can't be read is no reason to ask again once there are words.
  const known = calls.filter(({ call, read }) => read.type !== "unknown" && !(read.type === "malformed" && call.name === "end_call" && text !== ""));
  for (const each of calls) if (!known.includes(each)) ignore(talk, each.call);
  if (withheld !== undefined) talk.note("reply_withheld", withheld.rule);
  const [only] = known;
  if (only === undefined) return withheld === undefined ? wordsAlone(talk, text, said.cut === true) : sayInstead(talk, withheld, text);
  Object.assign(state, { misses: 0, lost: 0 });
  if (known.length === 1 && only.read.type === "end_call") return withheld === undefined ? end(talk, text, only.read.outcome) : sayInstead(talk, withheld, text);
  if (text !== "") state.asked = [{ text, voice: speakable(text, state.language) }];
  const turn = (state.model.turn ??= newModelTurn());
  Object.assign(turn, { rounds: turn.rounds + 1, spoke: text !== "", quiet: withheld === undefined && said.cut !== true });
  const queue = withIds(known.map(({ call }) => call), turn);
  turn.called = [...turn.called, { role: "assistant", content: text, calls: queue.map(sentBack) }];
  turn.queue = queue;
  runCalls(talk, turn);
}

function ignore(talk: Talk, call: ModelCall): void {
  talk.state.ignoredTools += 1;
  talk.note("tool_ignored", call.name);
}

/** Results are told apart by the id; some servers give every call the same one. */
function withIds(calls: readonly ModelCall[], turn: ModelTurn): ModelCall[] {
  const used = new Set(turn.called.flatMap((message) => ("calls" in message ? message.calls.map((call) => call.id) : [])));
  return calls.map((call, index) => {
    const id = call.id === "" || used.has(call.id) ? `call_${turn.rounds}_${index}` : call.id;
    used.add(id);
    return { ...call, id };
  });
}

/** As many as the link takes at once. */
const mostPressed = 32;
const asksSomething = /\?[»"”’')\]]*$/;

function wordsAlone(talk: Talk, text: string, cut: boolean): void {
  const { state } = talk;
  if (text === "") return answerWithout(talk);
  Object.assign(state, { misses: 0, lost: 0 });
  state.asked = [{ text, voice: speakable(text, state.language) }];
  state.model.turn = null;
  if (cut && !asksSomething.test(text)) closeAnswer(talk);
}

/** An answer that broke off leaves the caller waiting for the rest: the state's own hint gives them the word. */
function closeAnswer(talk: Talk): void {
  const hint = hintOf(talk);
  if (hint !== null) talk.state.asked = [...talk.state.asked, ...talk.say(hint)];
}

function hintOf({ bot, state }: Talk) {
  const flowState = bot.flow.states[state.flowState];
  return flowState?.type === "talk" ? flowState.hint : null;
}

/** @param text what of the answer was spoken before. */
function sayInstead(talk: Talk, { rule, claim }: NonNullable<Said["withheld"]>, text: string): void {
  const { state } = talk;
  state.model.turn = null;
  const instead = rule === "claim" && claim !== undefined && state.model.unsure.length > 0 ? notCertain : insteadOf[rule];
  // The caller's part of the talk was left out; what the model said of its own stands.
  if (rule === "caller_part" && text !== "") return wordsAlone(talk, text, false);
  if (text === "") {
    if (missed(talk, state.misses + 1)) return;
  } else Object.assign(state, { misses: 0, lost: 0 });
  const said = text === "" ? [] : [{ text, voice: speakable(text, state.language) }];
  state.asked = [...said, ...(instead === null ? [] : talk.say(instead)), ...talk.say(hintOf(talk))];
}

/** No model says a word: the flow's own answer, and after some of them its own way out. */
function answerWithout(talk: Talk): void {
  const { state } = talk;
  state.model.turn = null;
  if (missed(talk, state.misses + 1)) return;
  talk.ask(hintOf(talk));
}

function end(talk: Talk, text: string, outcome: Outcome): void {
  const { state } = talk;
  if (text !== "") state.asked = [{ text, voice: speakable(text, state.language) }];
  else sayGoodbye(talk);
  state.outcome = outcome;
  talk.end("completed", outcome);
}

/** A model that only hangs up: the goodbye is the flow's, where it has one. */
function sayGoodbye(talk: Talk): void {
  const goodbyeState = talk.bot.flow.states[talk.way({ intent: "goodbye" })?.transition.to ?? ""];
  talk.say(goodbyeState?.type === "end" ? goodbyeState.say : goodbye);
}

// ---------------------------------------------------------------- calls

/** One after the other, until one must be waited for; then the model is asked what it says to the results. */
function runCalls(talk: Talk, turn: ModelTurn): void {
  const { bot, state } = talk;
  const offered = offeredTools(bot, state.flowState, state.language);
  for (let call = turn.queue.shift(); call !== undefined; call = turn.queue.shift()) {
    const result = run(talk, turn, call, readToolCall(call, offered, state.language));
    if (result === "waits") return;
    if (result === "gives up") return answerWithout(talk);
    tell(turn, call, result);
  }
  if ((turn.spoke || turn.pressed === true) && turn.quiet) {
    state.model.turn = null;
    return;
  }
  ask(talk, 0);
}

function tell(turn: ModelTurn, call: ModelCall, result: Record<string, unknown>): void {
  turn.called = [...turn.called, { role: "tool", callId: call.id, name: call.name, content: JSON.stringify(result) }];
}

const inLanguage = (talk: Talk, ru: string, en: string): string => (talk.state.language === "ru" ? ru : en);

/** @returns what the model is told at once; "waits" for a tool or a transfer that was started. */
function run(talk: Talk, turn: ModelTurn, call: ModelCall, read: ReadCall): Record<string, unknown> | "waits" | "gives up" {
  switch (read.type) {
    case "malformed": return malformed(talk, turn, read.error);
    case "unknown":
      ignore(talk, call);
      return { status: "not_run", error: inLanguage(talk, "такого инструмента нет", "there is no such tool") };
    case "end_call":
      turn.quiet = false;
      return { status: "not_run", error: inLanguage(talk, "сначала скажи собеседнику, что вышло, потом прощайся", "first tell the caller what came of it, then say goodbye") };
    case "set_fields": return setFields(talk, read.fields);
    case "collect_keys":
      talk.state.model.keys = { max: read.digits };
      return { status: "ok", waiting: inLanguage(talk, "собеседник набирает", "the caller is pressing keys") };
    case "press_keys":
      if (talk.inWriting) return { status: "not_run", error: inLanguage(talk, "это переписка: клавиш нет", "this is a chat: there are no keys") };
      talk.press = `${talk.press ?? ""}${read.digits}`.slice(0, mostPressed);
      turn.pressed = true;
      return { status: "ok", pressed: read.digits };
    case "transfer": {
      turn.quiet = false;
      if (!turn.spoke && !turn.filled) talk.say(connecting);
      const failed = startTransfer(talk, read.destination);
      if (failed !== null) return { status: failed };
      turn.running = { call, name: call.name, arguments: { destination: read.destination } };
      return "waits";
    }
    case "tool":
      turn.quiet = false;
      return runFunction(talk, turn, call, read);
  }
}

function malformed(talk: Talk, turn: ModelTurn, error: string): Record<string, unknown> | "gives up" {
  talk.state.ignoredTools += 1;
  talk.note("tool_ignored", error);
  if (turn.corrected) return "gives up";
  Object.assign(turn, { corrected: true, quiet: false });
  return { status: "not_run", error };
}

function runFunction(talk: Talk, turn: ModelTurn, call: ModelCall, { one, input }: Extract<ReadCall, { type: "tool" }>): Record<string, unknown> | "waits" | "gives up" {
  const { bot, state } = talk;
  const checked = argumentsOf(one, input, { by: "model", fields: fieldsForTool(bot, state, one.tool), confirmed: state.confirmed, say: (text) => sayInText(talk, text) });
  if (!checked.ok) return malformed(talk, turn, checked.error);
  const table = bot.tools.find((tool) => tool.name === one.tool);
  if (table?.type === "table") {
    const row = readTable(table, checked.arguments["key"] ?? "", state.language);
    talk.note("tool_finished", `${one.name} ${row === null ? "failed" : "ok"}`);
    return row === null ? { status: "failed" } : { status: "ok", ...row };
  }
  if (one.effect === "write") {
    const refused = refusedWrite(talk, turn, one, checked.arguments);
    if (refused !== null) return refused;
    turn.wrote = [...turn.wrote, one.kind];
  }
  state.toolRuns += 1;
  talk.tool = { key: `${one.tool}-${state.toolRuns}`, ...(one.function === one.tool ? { name: one.tool } : { tool: one.tool, name: one.function }), effect: one.effect, arguments: checked.arguments };
  state.tool = { key: talk.tool.key, name: one.tool };
  turn.running = { call, name: one.name, arguments: checked.arguments };
  talk.note("tool_started", one.name);
  if (!turn.spoke && !turn.filled && one.filler !== undefined) {
    talk.say(one.filler);
    turn.filled = true;
  }
  return "waits";
}

const sayInText = (talk: Talk, text: Parameters<typeof render>[1]): string => {
  const { bot, state, now } = talk;
  return render(bot, text, { language: state.language, today: now.date, fields: state.fields, toolValues: state.toolValues, contact: state.contact, caller: state.caller }).map((segment) => segment.text).join(" ");
};

/** What changes the world is done once, one change of a kind at a time, and from the caller's words alone. */
function refusedWrite(talk: Talk, turn: ModelTurn, one: ToolFunction, given: Record<string, string>): Record<string, unknown> | null {
  const { bot, state, now } = talk;
  // What was undone since is no longer done: booked, cancelled, and booked again.
  const undone = (one.kind === "book" || one.kind === "cancel") && !state.model.evidence.includes(one.kind);
  const same = undone ? undefined : state.model.notes.find((note) => note.name === one.name && note.status === "ok" && JSON.stringify(note.arguments) === JSON.stringify(given));
  if (same !== undefined) return { status: "ok", already_done: true, ...same.value };
  const opposite = one.kind === "book" ? "cancel" : one.kind === "cancel" ? "book" : one.kind;
  if (turn.wrote.includes(one.kind) || turn.wrote.includes(opposite)) return { status: "not_run", error: inLanguage(talk, "за раз делается одно: спроси собеседника, чего он хочет", "one change at a time: ask the caller what they want") };
  for (const [name, value] of Object.entries(given)) {
    const parameter = one.given[name];
    if (parameter === undefined || parameter.filled === true || parameter.field !== undefined || parameter.type === "boolean" || (parameter.options ?? []).length > 0) continue;
    // The text of a message is the bot's own, so it is checked like words that are spoken.
    if (one.kind === "send" && name === "text") {
      if (!maySend(talk, value)) return { status: "not_run", error: inLanguage(talk, "в тексте есть то, чего ты не знаешь", "the text holds what you do not know") };
      continue;
    }
    if (name in one.texts || isGrounded(value, { bot, state, now })) continue;
    if (!parameter.required && !/\d{5}|@/.test(value)) continue;
    return { status: "not_run", error: inLanguage(talk, `собеседник этого не говорил: «${name}». Сначала спроси`, `the caller has not said this: "${name}". Ask first`) };
  }
  return null;
}

function maySend(talk: Talk, text: string): boolean {
  const { bot, state, now } = talk;
  const { system, rules } = questionOf(bot, state, now, false);
  return "text" in createReplyCheck({ ...rules, evidence: ["book", "cancel", "send", "transfer", "pay", "write", "note"] }, [system, ...state.model.words], state.language).segment(text);
}

/** The bot's own readers decide what was said; a model only points at the words. */
function setFields(talk: Talk, given: Record<string, string>): Record<string, unknown> {
  const { bot, state, now } = talk;
  const told = Object.entries(given).map(([name, said]): [string, string] => {
    const field = bot.fields[name];
    const asIs = state.model.words.some((text) => text.toLowerCase().includes(said.trim().toLowerCase()));
    if (field === undefined || (!asIs && !isGrounded(said, { bot, state, now }))) return [name, inLanguage(talk, "собеседник этого не говорил", "the caller has not said this")];
    const reading = readField(field, tokens(said), { language: state.language, now, expected: true, denies: false, parts: state.parts[name] ?? null, text: said });
    if (reading.kind !== "value") return [name, inLanguage(talk, "не понято: переспроси", "not understood: ask again")];
    if (state.fields[name] !== reading.value) {
      talk.note(state.fields[name] === undefined ? "took_field" : "corrected_field", name);
      state.confirmed = state.confirmed.filter((one) => one !== name);
    }
    state.fields[name] = reading.value;
    state.model.evidence = [...new Set([...state.model.evidence, "note" as const])];
    return [name, fieldSpoken(field, reading.value, "", now.date, state.language).text];
  });
  return { status: "ok", ...Object.fromEntries(told) };
}

// ---------------------------------------------------------------- what came of them

/** @returns false when it was the flow that ran the tool. */
export function modelToolEnded(talk: Talk, result: ToolResult): boolean {
  const { bot, state } = talk;
  const { turn } = state.model;
  const running = turn?.running ?? null;
  if (turn === null || running === null || state.tool === null) return false;
  const { name } = state.tool;
  state.tool = null;
  turn.running = null;
  state.toolValues = result.status === "ok" ? boundColumns(result.value) : {};
  const one = functionNamed(bot, state.flowState, running.name, state.language);
  talk.note("tool_finished", finishedAs(one?.name ?? name, result));
  rememberResult(state.model, one ?? { kind: "read", name: running.name, description: "" }, running.arguments, result);
  tell(turn, running.call, toldOf(talk, result));
  runCalls(talk, turn);
  return true;
}

const functionNamed = (bot: BotConfig, stateName: string, name: string, language: Talk["state"]["language"]): ToolFunction | null => offeredTools(bot, stateName, language).functions.find((one) => one.name === name) ?? null;

function toldOf(talk: Talk, result: ToolResult): Record<string, unknown> {
  switch (result.status) {
    case "ok": return { status: "ok", ...result.value };
    case "failed": return { status: "failed", reason: result.reason, ...result.value };
    case "unknown": return { status: "unknown", note: inLanguage(talk, "неизвестно, получилось ли: скажи, что подтверждение придёт отдельно", "nobody knows whether it worked: say that a confirmation will come separately") };
  }
}

/** @returns false when it was the flow that handed the caller on, or when a person has answered: then the flow goes on. */
export function modelTransferEnded(talk: Talk, result: TransferResult): boolean {
  const { state } = talk;
  const { turn } = state.model;
  const running = turn?.running ?? null;
  if (result === "answered") {
    state.model.turn = null;
    state.model.evidence = [...new Set([...state.model.evidence, "transfer" as const])];
  }
  if (turn === null || running === null || state.transfer === null || result === "answered") return false;
  talk.note("transfer_finished", result);
  state.transfer = null;
  turn.running = null;
  turn.spoke = false;
  tell(turn, running.call, { status: result, note: inLanguage(talk, "соединить не получилось: извинись и предложи другое", "the caller could not be put through: apologise and offer something else") });
  runCalls(talk, turn);
  return true;
}
