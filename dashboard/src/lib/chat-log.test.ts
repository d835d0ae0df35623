import { evalCaseSchema } from "@zvon/contract/eval-suite.ts";
import type { ToChat } from "@zvon/contract/chat.ts";
import { describe, expect, it } from "vitest";
import { caseOf, emptyChat, followChat, localMinute, stateOf, withSilence } from "./chat-log.ts";

const turn = (n: number, state: string, more: Partial<Extract<ToChat, { type: "turn" }>> = {}): ToChat => ({ type: "turn", turn: n, trace: null, state, fields: {}, intent: null, outcome: null, language: "en", tools: [], firstMs: 1, tookMs: 2, ...more });
const bot = (text: string, n: number, reply: number): ToChat => ({ type: "message", who: "bot", text, turn: n, reply, done: true, by: null });
const caller = (text: string, n: number, by: "text" | "keys" = "text"): ToChat => ({ type: "message", who: "caller", text, turn: n, reply: null, done: true, by });
const started: ToChat = { type: "started", callId: "call_26117k3mz9qx2w4bvnlr5t8h", bot: { id: "bot_1", slug: "salon", name: "Salon", version: 0 }, language: "en", resumed: false };
const fold = (frames: ToChat[]) => frames.reduce(followChat, emptyChat);

describe("a chat", () => {
  it("shows a reply that grows as one", () => {
    const log = fold([started, bot("Hello.", 0, 0), bot("Hello. What would you like?", 0, 0), turn(0, "service")]);
    expect(log.entries.map((entry) => (entry.kind === "message" ? entry.text : entry.kind))).toEqual(["Hello. What would you like?", "turn"]);
    expect(log.waiting).toBe(false);
    expect(stateOf(log)).toBe("service");
  });

  it("waits from what the caller wrote to the turn that answers", () => {
    const asked = fold([started, turn(0, "service"), caller("a haircut", 1)]);
    expect(asked.waiting).toBe(true);
    expect(followChat(asked, turn(1, "when")).waiting).toBe(false);
  });

  it("tells what was refused and goes on", () => expect(fold([started, { type: "refused", code: "too_long", detail: "At most 2,000 signs." }])).toMatchObject({ refused: "At most 2,000 signs.", waiting: false, ended: null }));
});

describe("a chat as a case", () => {
  const trace = (fields: Record<string, string>) => ({ stateBefore: "service", stateAfter: "when", language: "en" as const, intents: [], fields, steps: [] });
  const log = fold([
    started, bot("Hello.", 0, 0), turn(0, "service"),
    caller("a haircut", 1), bot("When?", 1, 1), turn(1, "when", { trace: trace({ service: "haircut", when: "2026-11-21T17:00" }), fields: { service: "haircut" } }),
    caller("1", 2, "keys"), turn(2, "save", { intent: "yes", tools: [{ name: "save_booking", arguments: {}, status: "failed", value: { offer: "At six." }, reason: "taken" }] }),
    { type: "ended", callId: "call_26117k3mz9qx2w4bvnlr5t8h", outcome: "callback", endReason: "completed" },
  ]);

  it("says what the caller said, where each turn led and what tools brought; a field that the state forgets at once is not asked for", () => {
    const made = caseOf(log, "from the chat");
    expect(made).toEqual({
      name: "from the chat", language: "en", tools: { save_booking: [{ status: "failed", value: { offer: "At six." } }] },
      turns: [{ says: "a haircut", expect: { state: "when", fields: { service: "haircut" } } }, { keys: "1", expect: { state: "save", intent: "yes", tool: { name: "save_booking" } } }],
      end: { ended: true, outcome: "callback" },
    });
    expect(evalCaseSchema.safeParse(made).success).toBe(true);
  });

  it("keeps the day it was held on, so that tomorrow is tomorrow again", () => expect(caseOf(log, "from the chat", "2026-11-21T17:30")?.now).toBe("2026-11-21T17:30"));

  it("holds silences", () => expect(caseOf(followChat(withSilence(fold([started, turn(0, "service")])), turn(0, "service")), "quiet")?.turns).toEqual([{ silent: true, expect: { state: "service" } }]));
  it("is none before the caller said anything", () => expect(caseOf(fold([started, turn(0, "service")]), "nothing")).toBeNull());
});

it("a moment is told by the clock of its zone", () => expect(localMinute(Date.parse("2026-11-21T21:30:00Z"), "Europe/Moscow")).toBe("2026-11-22T00:30"));
