/** What a caller hears of a model that is asked over HTTP: our adapters, checks and dialogue against vendors' stand-ins. */
import type { LlmProvider } from "@zvon/contract/speech.ts";
import { startGigachatStandIn } from "@zvon/stand-ins/src/gigachat/gigachat.ts";
import type { ScriptedAnswer } from "@zvon/stand-ins/src/llm/answers.ts";
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterEach, describe, expect, it } from "vitest";
import { createDecide } from "../dialogue/decide.ts";
import type { Decision, DialogueInput, ToolCall, ToolResult } from "../dialogue/decision.ts";
import { historyOf } from "../dialogue/history.ts";
import type { HistoryLine } from "../dialogue/history.ts";
import type { DialogueState } from "../dialogue/state.ts";
import { clinic } from "../dialogue/testing/clinic.ts";
import { createBreakers } from "../llm/breaker.ts";
import { createTokenStore } from "../llm/token-store.ts";
import { createAsk } from "./models.ts";
import type { Ask } from "./models.ts";
import { refine } from "./refining.ts";
import { createThinking } from "./thinking.ts";
import type { ThinkingEvent } from "./thinking.ts";

type Vendor = StandIn & { baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void };
const running: Vendor[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

const models = { openai: "gpt-6-luna", compatible: "qwen3-8b-instruct", gigachat: "GigaChat-2", yandex: "gpt://b1gstandin/yandexgpt/latest", groq: "openai/gpt-oss-20b", openrouter: "openai/gpt-6-luna", workers_ai: "@cf/google/gemma-4-26b-a4b-it" } as const satisfies Record<LlmProvider, string>;
const nowMs = Date.parse("2026-11-21T09:30:00Z");

async function startCall(answers: readonly ScriptedAnswer[], { provider = "compatible", tool = () => ({ status: "ok", value: {} }), llm = {} }: { provider?: LlmProvider; tool?: (call: ToolCall) => ToolResult; llm?: object } = {}) {
  const vendor: Vendor = provider === "gigachat" ? await startGigachatStandIn({ answers }) : await startLlm({ vendor: provider, answers });
  running.push(vendor);
  const settings = { ...(clinic.llm ?? { provider, model: "" }), provider, model: models[provider], first_token_timeout_ms: 3_000, speculate: false, ...llm } as NonNullable<typeof clinic.llm>;
  const bot = { ...clinic, llm: settings };
  const access = { key: vendor.key, baseUrl: vendor.baseUrl, ...(provider === "yandex" ? { folder: "b1gstandin" } : {}) };
  const ask: Ask = createAsk({ llm: settings, fields: bot.fields }, { tenantId: "org_1", tenant: {}, platform: { [provider]: access } }, { breakers: createBreakers(), tokens: createTokenStore(), fetch }, () => {});
  const events: ThinkingEvent[] = [];
  let wake = (): void => {};
  const thinking = createThinking({
    ask, now: () => performance.now(), waitUntil: () => {}, onFailure: () => {},
    emit(event) {
      events.push(event);
      wake();
    },
  });
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language: "ru" });
  const history: HistoryLine[] = [];
  const hear = (who: "bot" | "caller", text: string) => void (text === "" ? 0 : history.push({ who, text, heardText: text, interrupted: false }));
  let state: DialogueState = decide(null, { type: "begin", language: "ru", from: "+79120001427" }, nowMs).state;
  const input = (event: DialogueInput): Decision<DialogueState> => {
    const decision = decide(state, event, nowMs);
    state = decision.state;
    return decision;
  };
  const answered = async (key: string): Promise<Extract<ThinkingEvent, { type: "thought-done" }>> => {
    for (;;) {
      const done = events.find((event) => event.type === "thought-done" && event.key === key);
      if (done?.type === "thought-done") return done;
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  };
  return {
    vendor, ask, bot,
    state: () => state,
    questions: () => vendor.asked().filter((line) => line.what === "chat.completions"),
    async says(text: string): Promise<{ heard: string; ran: ToolCall[]; last: Decision<DialogueState> }> {
      hear("caller", text);
      const ran: ToolCall[] = [];
      const heard: string[] = [];
      let decision = input({ type: "turn", text, verdict: "sure", by: "voice", language: "ru" });
      for (;;) {
        heard.push(...decision.say.map((segment) => segment.text));
        if (decision.model !== null) {
          thinking.think({ ...decision.model, messages: historyOf(history, "ru"), language: "ru", known: decision.fields });
          const { key, result } = await answered(decision.model.key);
          if (result.status === "said" && result.text !== "") heard.push(result.text);
          decision = input({ type: "model", key, result });
        } else if (decision.tool !== null) {
          ran.push(decision.tool);
          decision = input({ type: "tool", key: decision.tool.key, result: tool(decision.tool) });
        } else break;
      }
      hear("bot", heard.join(" "));
      return { heard: heard.join(" "), ran, last: decision };
    },
  };
}

const wish = "запишите меня на понедельник в три часа дня";
const book = { name: "book_appointment", arguments: { when: "2026-11-23T15:00" } };
const hint = "Могу записать, отменить запись или рассказать о клинике.";

describe.each(Object.keys(models) as LlmProvider[])("a booking with a model of %s", (provider) => {
  it("is made by its tool, and claimed once it is made", async () => {
    const call = await startCall([{ match: "запишите", tools: [book] }, { match: "запишите", after: '"ok"', say: "Готово,| вы записаны на понедельник." }], { provider });
    const turn = await call.says(wish);
    expect(turn.ran).toMatchObject([{ name: "book_appointment", arguments: { when: "2026-11-23T15:00" } }]);
    expect(turn.heard).toBe("Секунду, оформляю. Готово, вы записаны на понедельник.");
    expect(call.questions().map((line) => line.detail["refused"] ?? null)).toEqual([null, null]);
  });
});

describe("a model over HTTP that misbehaves", () => {
  it("with arguments that break off is told so, and does it right", async () => {
    const call = await startCall([{ match: "запишите", tools: [book] }, { match: "запишите", after: "not_run", tools: [book] }, { match: "запишите", after: '"ok"', say: "Вы записаны." }]);
    call.vendor.fault({ kind: "bad_tool_arguments", times: 1 });
    const turn = await call.says(wish);
    expect([turn.heard, turn.ran.length]).toEqual(["Секунду, оформляю. Вы записаны.", 1]);
  });

  it("with arguments that break off each time is answered for by the flow", async () => {
    const call = await startCall([{ match: "запишите", tools: [book] }, { match: "запишите", after: "not_run", tools: [book] }]);
    call.vendor.fault({ kind: "bad_tool_arguments" });
    expect(await call.says(wish)).toMatchObject({ heard: hint, ran: [] });
  });

  it("with a tool that nobody offered", async () => {
    const call = await startCall([{ match: "запишите", tools: [{ name: "launch_rocket", arguments: {} }], foreign: true }]);
    expect(await call.says(wish)).toMatchObject({ heard: hint, ran: [] });
  });

  it("that claims without a tool", async () => {
    const call = await startCall([{ match: "запишите", say: "Готово,| я записала вас на понедельник. Ждём!" }]);
    expect(await call.says(wish)).toMatchObject({ heard: `Пока это ещё не оформлено. ${hint}`, ran: [] });
  });

  it("that claims, and then calls the tool in the same answer", async () => {
    const call = await startCall([{ match: "запишите", say: "Я записала вас.", tools: [book] }, { match: "запишите", after: '"ok"', say: "Вы записаны." }]);
    expect(await call.says(wish)).toMatchObject({ heard: "Секунду, оформляю. Вы записаны." });
  });

  it("that calls the same tool for ever", async () => {
    const look = { name: "find_result", arguments: { number: 42 } };
    const call = await startCall([{ match: "результат", tools: [look] }, { match: "результат", after: "ok", tools: [look] }]);
    const turn = await call.says("результат номер сорок два");
    expect([turn.heard, turn.ran.length, call.questions().length]).toEqual([`Секунду, смотрю. ${hint}`, 3, 4]);
  });

  it("that says nothing at all", async () => {
    const call = await startCall([{ match: "запишите", say: " " }]);
    expect(await call.says(wish)).toMatchObject({ heard: hint });
  });

  it("that speaks another language", async () => {
    const call = await startCall([]);
    call.vendor.fault({ kind: "wrong_language" });
    expect(await call.says(wish)).toMatchObject({ heard: hint });
  });

  it("that does not stop", async () => {
    const call = await startCall([{ match: "запишите", say: "Приём стоит две тысячи рублей. " }], { llm: { max_tokens: 40 } });
    call.vendor.fault({ kind: "endless" });
    const { heard } = await call.says(wish);
    expect(heard).toMatch(/^(?:Приём стоит две тысячи рублей\. ?)+/);
    expect(heard.length).toBeLessThan(500);
  });

  it.each(["stall", "drop", "garbage"] as const)("whose answer ends in the middle (%s): what was whole is heard, then the way on", async (kind) => {
    const call = await startCall([{ match: "запишите", say: "Приём стоит две тысячи рублей.| А ещё у нас бывают разные скидки для постоянных" }]);
    call.vendor.fault({ kind });
    expect(await call.says(wish)).toMatchObject({ heard: `Приём стоит две тысячи рублей. ${hint}` });
  });

  it("that fails in the middle of its tools: what was done stays known, and the flow answers", async () => {
    const call = await startCall([{ match: "запишите", tools: [book] }, { match: "теперь", say: "Вы записаны на понедельник." }], { tool: () => {
      running[0]?.fault({ kind: "server_error", times: 1 });
      return { status: "ok", value: {} };
    } });
    expect(await call.says(wish)).toMatchObject({ heard: `Секунду, оформляю. ${hint}` });
    // The circuit is still closed: the next turn is the model's, and it knows what was done.
    expect((await call.says("и что теперь с моим временем")).heard).toBe("Вы записаны на понедельник.");
    expect(JSON.stringify(call.questions().at(-1)?.detail["messages"])).toContain("book_appointment (ok)");
  });

  it("whose write nobody knows the fate of", async () => {
    const call = await startCall([{ match: "запишите", tools: [book] }, { match: "запишите", after: "unknown", say: "Готово, записала вас!" }], { tool: () => ({ status: "unknown" }) });
    expect((await call.says(wish)).heard).toBe(`Секунду, оформляю. Система пока не ответила, получилось ли. Подтверждение придёт отдельно. ${hint}`);
  });

  it("that is masked sees no number in what a tool brought, and the caller hears it", async () => {
    const call = await startCall([{ match: "результат", tools: [{ name: "find_result", arguments: { number: 42 } }] }, { match: "результат", after: "[phone_1]", say: "Звоните врачу: [phone_1]." }], { llm: { mask_personal_data: true }, tool: () => ({ status: "ok", value: { doctor: "+7 912 345-67-89" } }) });
    expect((await call.says("результат номер сорок два")).heard).toBe("Секунду, смотрю. Звоните врачу: +7 912 345-67-89.");
    expect(JSON.stringify(call.questions().map((line) => line.detail["messages"]))).not.toContain("345-67-89");
  });
});

describe.each(["openai", "gigachat", "compatible"] as const)("what was meant, asked of %s", (provider) => {
  const wanted = { intents: ["yes", "no"], fields: ["service"] };
  it("comes as JSON of the schema, by the vendor's own way", async () => {
    const call = await startCall([{ match: "тирапефт", say: '{"intent":null,"confidence":0.9,"fields":{"service":"терапевту"}}' }], { provider });
    const meant = () => refine(call.bot, call.ask, 3_000, { text: "к тирапефту", wanted, state: call.state(), known: {}, timeZone: "Europe/Moscow", nowMs }, () => {}, () => {});
    expect(await meant()).toEqual({ intents: [], fields: { service: "doctor" } });
    expect(JSON.stringify(call.questions().at(-1)?.detail["format"])).toContain("understood");
  });
  it("is nothing when it is nonsense, and when it is late", async () => {
    const call = await startCall([{ match: "тирапефт", say: "Ну, наверное, терапевт?" }], { provider });
    const meant = (budgetMs: number) => refine(call.bot, call.ask, budgetMs, { text: "к тирапефту", wanted, state: call.state(), known: {}, timeZone: "Europe/Moscow", nowMs }, () => {}, () => {});
    expect(await meant(3_000)).toBeNull();
    call.vendor.fault({ kind: "half_open" });
    expect(await meant(50)).toBeNull();
  });
});
