/** Thousands of inputs in no order at all: the dialogue must stay on its feet whatever a caller or a line does. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import type { DialogueInput } from "./decision.ts";
import { startTalk } from "./testing.ts";

/** mulberry32: a seed replays its walk. */
function randomFrom(seed: number) {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const oddities = ["", "   ", "не", "а", ",,,", "99:99", "25:00", "тридцать второго в пять", "no no no", "1".repeat(50), "не не не, а а а", "без", "пол", "через", "half past", "😀 да", "{when}", "нет да нет"];

function walk(bot: BotConfig, language: Language, seed: number) {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const talk = startTalk(bot, language);
  const toolKeys: string[] = [];
  const trace: string[] = [];
  for (let step = 0; step < 60 && talk.last.hangup === null; step += 1) {
    const { listen, tool } = talk.last;
    const digits = Array.from({ length: 1 + Math.floor(random() * 5) }, () => String(Math.floor(random() * 10))).join("");
    const verdict = pick(["sure", "sure", "sure", "unsure", "rejected"] as const) ?? "sure";
    const key = tool?.key ?? talk.last.state.tool?.key ?? "none";
    const turn = (text: string, by: "voice" | "keys"): DialogueInput => ({ type: "turn", text, verdict: by === "keys" ? "sure" : verdict, by, language });
    const input = pick<() => DialogueInput>([
      () => turn(pick(listen.phrases) ?? "да", "voice"),
      () => turn(pick(listen.phrases) ?? "yes", "voice"),
      () => turn(pick(listen.phrases) ?? "yes", "voice"),
      () => turn(pick(oddities) ?? "", "voice"),
      () => turn(digits, random() < 0.5 ? "keys" : "voice"),
      () => ({ type: "silence", forMs: Math.floor(random() * 9000) }),
      () => ({ type: "interrupted", heard: pick(["", "Салон", talk.last.say[0]?.text ?? "", talk.last.say[0]?.voice ?? ""]) ?? "" }),
      () => ({ type: "model", key: talk.last.state.thought?.key ?? "stale", result: pick([{ status: "said", text: "Да, конечно. В 9:30.", tools: [] }, { status: "said", text: "", tools: [] }, { status: "failed" }, { status: "lost" }, { status: "said", text: "", tools: [{ id: "c", name: "end_call", arguments: "{}" }] }, { status: "said", text: "Пока!", tools: [{ id: "c", name: "end_call", arguments: '{"outcome":"answered"}' }] }] as const) ?? { status: "failed" } }),
      () => ({ type: "tool", key: random() < 0.8 ? key : "stale", result: pick([{ status: "ok", value: { id: "1" } }, { status: "failed", reason: "no" }, { status: "unknown" }] as const) ?? { status: "unknown" } }),
    ])?.() ?? turn("да", "voice");
    const before = talk.last;
    const after = talk.input(input);
    trace.push(`${JSON.stringify(input)} → ${after.flowState}`);
    const fault = (why: string) => `seed ${seed}: ${why}\n${trace.join("\n")}`;

    if (after.tool !== null) {
      if (toolKeys.includes(after.tool.key)) return fault("a tool key was used twice");
      toolKeys.push(after.tool.key);
      if (after.tool.effect === "write" && (input.type !== "turn" || input.verdict !== "sure")) return fault("a write was asked for without a sure turn");
    }
    if (input.type === "model" && before.state.thought !== null && before.hangup === null && after.say.length === 0 && after.model === null && (input.result.status !== "said" || input.result.text === "")) return fault("no model spoke, and neither did the flow");
    const answersTurn = input.type === "turn" && before.hangup === null;
    if (answersTurn && after.say.length === 0 && after.tool === null && after.model === null && after.hangup === null) return fault("the caller was left without an answer");
    if (after.say.some((segment) => /[{}]|undefined|null|NaN/.test(segment.text + segment.voice) && !segment.text.includes("{when}"))) return fault(`a template leaked: ${JSON.stringify(after.say)}`);
    if (after.say.some((segment) => /\d/.test(segment.voice))) return fault(`figures are left in what is said: ${JSON.stringify(after.say)}`);
    if (after.outcome === "booked" && !(input.type === "tool" && input.result.status === "ok")) return fault("booked though no tool said so");
    if (after.hangup === null && after.state.tool === null && after.listen.phrases.length === 0) return fault("it listens for nothing");
  }
  return null;
}

describe.each(demoBots.flatMap((demo) => (["ru", "en"] as const).map((language) => ({ slug: demo.slug, bot: demo.config, language }))))("$slug in $language", ({ bot, language }) => {
  it("answers, never leaks a template, never books or writes unasked, on 60 random walks", () => {
    for (let seed = 1; seed <= 60; seed += 1) expect(walk(bot, language, seed)).toBeNull();
  });
});
