/**
 * A call of random inputs, then a caller who falls silent: the dialogue must stay on its feet whatever a caller or a
 * line does, and come to its end by itself. Every state goes through JSON, as a session keeps it.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { createDecide } from "../decide.ts";
import type { Decide, Decision, DialogueInput, ToolResult } from "../decision.ts";
import type { DialogueState } from "../state.ts";
import { randomFrom } from "./random.ts";
import type { Random } from "./random.ts";

export type WalkOptions = {
  /** Inputs before the caller falls silent. */
  steps: number;
  /** The bot books by a tool alone, and writes after a sure turn alone. */
  strict: boolean;
  /** Decides everything again from the beginning, and must say the same. */
  replay: boolean;
};
/** Prompts after silence, and what they lead to: no flow may need more. */
const mostSilentInputs = 60;
const startMs = Date.parse("2026-11-21T09:30:00Z");

const oddities = ["", "   ", "не", "а", ",,,", "99:99", "25:00", "тридцать второго в пять", "no no no", "1".repeat(50), "не не не, а а а", "без", "пол", "через", "half past", "😀 да", "{when}", "нет да нет", "can we speak English", "говорите по-русски", "жалоба", "a complaint", "это дорого", "too expensive", "после трёх", "восемь девятьсот двенадцать", "повторите", "подождите"] as const;

/** One bot and language, ready for many walks. */
export function createWalker(bot: BotConfig, language: Language): (seed: number, options: WalkOptions) => string | null {
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language });
  return (seed, options) => walk(decide, language, seed, options);
}

type Made = { input: DialogueInput; atMs: number; decided: string };

/** @returns what went wrong, with the inputs that led to it; null when nothing did. */
function walk(decide: Decide<DialogueState>, language: Language, seed: number, { steps, strict, replay }: WalkOptions): string | null {
  const random = randomFrom(seed);
  const made: Made[] = [];
  let nowMs = startMs + random.below(7 * 24) * 3_600_000;
  const next = (last: Decision<DialogueState> | null, input: DialogueInput): Decision<DialogueState> => {
    const before = last === null ? null : JSON.stringify(last.state);
    const decision = decide(before === null ? null : JSON.parse(before), input, nowMs);
    made.push({ input, atMs: nowMs, decided: replay ? JSON.stringify(decision) : `${decision.flowState} ${decision.say.map(({ text }) => text).join(" ")}` });
    return decision;
  };
  const told = (why: string) => `seed ${seed}: ${why}\n${made.map(({ input, decided }) => `${JSON.stringify(input)} → ${decided.slice(0, 300)}`).join("\n")}`;
  const toolKeys = new Set<string>();
  let last = next(null, { type: "begin", language, from: "+79120001427" });
  for (let step = 0; step < steps && last.hangup === null; step += 1) {
    nowMs += random.below(20_000);
    const before = last;
    const input = anInput(random, before, language);
    last = next(before, input);
    const fault = faultOf(before, input, last, strict, toolKeys);
    if (fault !== null) return told(fault);
  }
  for (let step = 0; last.hangup === null; step += 1) {
    if (step >= mostSilentInputs) return told("it never ends");
    nowMs += 10_000;
    const before = last;
    last = next(before, awaited(before.state, random) ?? { type: "silence", forMs: 30_000 });
    const fault = faultOf(before, { type: "silence", forMs: 30_000 }, last, false, toolKeys);
    if (fault !== null) return told(fault);
  }
  if (last.outcome === null) return told("it ended without an outcome");
  return replay ? replayed(decide, made, told) : null;
}

function replayed(decide: Decide<DialogueState>, made: readonly Made[], told: (why: string) => string): string | null {
  let state: DialogueState | null = null;
  for (const { input, atMs, decided } of made) {
    const decision: Decision<DialogueState> = decide(state, input, atMs);
    if (JSON.stringify(decision) !== decided) return told("a replay decided otherwise");
    state = decision.state;
  }
  return null;
}

/** The result of what is under way, which always comes in the end. */
function awaited({ tool, transfer, thought }: DialogueState, random: Random): DialogueInput | null {
  if (tool !== null) return { type: "tool", key: tool.key, result: random.pick<ToolResult>([{ status: "ok", value: { id: "1" } }, { status: "failed", reason: "no" }, { status: "unknown" }]) };
  if (transfer !== null) return { type: "transfer", key: transfer.key, result: random.pick(["answered", "busy", "refused", "no_answer", "failed"]) };
  return thought === null ? null : { type: "model", key: thought.key, result: { status: "failed" } };
}

function anInput(random: Random, { listen, say, state }: Decision<DialogueState>, language: Language): DialogueInput {
  const turn = (text: string, by: "voice" | "keys"): Extract<DialogueInput, { type: "turn" }> => ({ type: "turn", text, verdict: by === "keys" ? "sure" : random.pick(["sure", "sure", "sure", "unsure", "rejected"]), by, language });
  switch (random.below(11)) {
    case 0: case 1: case 2: return turn(random.from(listen.phrases) ?? "да", "voice");
    case 3: return turn(random.pick(oddities), "voice");
    case 4: return turn(Array.from({ length: 1 + random.below(5) }, () => String(random.below(10))).join(""), random.chance(0.5) ? "keys" : "voice");
    case 5: return { type: "silence", forMs: random.below(9000) };
    case 6: return { type: "interrupted", heard: random.pick(["", "Салон", say[0]?.text ?? "", say[0]?.voice ?? ""]) };
    case 7: return modelAnswer(random, state);
    case 9: return awaited(state, random) ?? { ...turn("абырвалг", "voice"), ...(random.chance(0.5) ? { understood: { intents: [{ name: random.pick(["yes", "no", "goodbye", "operator"]), confidence: 0.7 }], fields: {} } } : {}) };
    case 8: return turn(random.pick(language === "ru" ? ["да", "нет", "дорого", "оператор", "до свидания", "завтра", "в пять"] : ["yes", "no", "too expensive", "operator", "goodbye", "tomorrow", "at five"]), "voice");
    default: return awaited(state, random) ?? { type: "tool", key: "stale", result: { status: "unknown" } };
  }
}

function modelAnswer(random: Random, { thought }: DialogueState): DialogueInput {
  return {
    type: "model", key: thought?.key ?? "stale",
    result: random.pick([
      { status: "said", text: "Да, конечно. В девять.", tools: [] }, { status: "said", text: "", tools: [] }, { status: "failed" }, { status: "lost" },
      { status: "said", text: "", tools: [{ id: "a", name: "end_call", arguments: "{}" }] }, { status: "said", text: "Пока!", tools: [{ id: "a", name: "end_call", arguments: '{"outcome":"answered"}' }] }, { status: "said", text: "", tools: [{ id: "a", name: "look", arguments: "{}" }] },
    ]),
  };
}

function faultOf(before: Decision<DialogueState>, input: DialogueInput, after: Decision<DialogueState>, strict: boolean, toolKeys: Set<string>): string | null {
  const waits = after.tool !== null || (after.transfer ?? null) !== null || after.model !== null;
  if (after.tool !== null) {
    if (toolKeys.has(after.tool.key)) return "a tool key was used twice";
    toolKeys.add(after.tool.key);
    if (strict && after.tool.effect === "write" && (input.type !== "turn" || input.verdict !== "sure")) return "a write was asked for without a sure turn";
  }
  if (before.hangup !== null) return after.say.length > 0 ? "it spoke after its end" : null;
  const silent = after.say.length === 0 && !waits && after.hangup === null;
  if (input.type === "model" && before.state.thought?.key === input.key && silent && (input.result.status !== "said" || input.result.text === "")) return "no model spoke, and neither did the flow";
  if (input.type === "turn" && silent) return "the caller was left without an answer";
  if (after.say.some((segment) => /[{}]|undefined|null|NaN/.test(segment.text + segment.voice) && !segment.text.includes("{when}"))) return `a template leaked: ${JSON.stringify(after.say)}`;
  if (strict && after.say.some((segment) => /\d/.test(segment.voice))) return `figures are left in what is said: ${JSON.stringify(after.say)}`;
  if (strict && after.outcome === "booked" && before.outcome !== "booked" && !(input.type === "tool" && input.result.status === "ok")) return "booked though no tool said so";
  if (after.hangup === null && after.state.tool === null && after.state.transfer === null && after.listen.phrases.length === 0) return "it listens for nothing";
  if (after.hangup !== null && after.outcome === null) return "it ended without an outcome";
  return null;
}
