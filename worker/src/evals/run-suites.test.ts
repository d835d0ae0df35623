import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { school } from "../bots/demo/school.ts";
import { runSuites } from "./run-suites.ts";

const bot = botConfigSchema.parse(salon);
type Case = EvalSuiteInput["cases"][number];
const suite = (...cases: Case[]) => [evalSuiteSchema.parse({ name: "booking", cases })];
const booking: Case = {
  name: "books a haircut",
  language: "en",
  opening: { state: "service", says: "book" },
  turns: [
    { says: "a haircut tomorrow at five", expect: { state: "name", fields: { service: "haircut", when: "2026-11-21T17:00", name: null }, tool: null } },
    { says: "my name is Anna", expect: { state: "confirm", says: ["Anna", "5:00"] } },
    { says: "yes, that's right", expect: { tool: { name: "save_booking", arguments: { name: "Anna" } } } },
  ],
  end: { outcome: "booked", tool: { name: "save_booking" } },
};

describe("a scripted case", () => {
  it("passes when everything holds", async () => {
    const report = await runSuites(bot, suite(booking));
    expect(report.cases[0]?.faults).toEqual([]);
    expect(report).toMatchObject({ passed: 1, failed: 0 });
    expect(report.cases[0]?.transcript[0]).toMatchObject({ who: "bot", state: "service" });
  });

  it("names the turn, what was expected and what came", async () => {
    const report = await runSuites(bot, suite({ ...booking, turns: [{ says: "a manicure", expect: { state: "name", intent: "operator", fields: { service: "haircut" }, says: "we are closed", not_says: "time|time?", tool: { name: "save_booking" }, transfer: "desk", ended: true } }], end: {} }));
    expect(report).toMatchObject({ passed: 0, failed: 1 });
    const faults = report.cases[0]?.faults ?? [];
    expect(faults.map((fault) => fault.what)).toEqual(["state", "intent", "ended", "fields/service", "tool", "transfer", "says", "not_says"]);
    expect(faults[0]).toEqual({ run: 1, turn: 1, what: "state", expected: "name", found: "when" });
  });

  it("gives the case as the bot answers it now: what held stays as it was written, and then it passes", async () => {
    const wrong: Case = { ...booking, turns: [{ says: "a haircut tomorrow at five", expect: { state: "when", fields: { service: "manicure", when: "2026-11-21T17:00" }, says: ["name", "we are closed"], not_says: ["name|call", "goodbye"], tool: { name: "save_booking" } } }, { says: "my name is Anna", expect: { state: "confirm" } }], end: { outcome: "booked" } };
    const [result] = (await runSuites(bot, suite(wrong))).cases;
    const taken = result?.taken;
    expect(taken?.turns[0]?.expect).toMatchObject({ state: "name", fields: { service: "haircut", when: "2026-11-21T17:00" }, not_says: ["goodbye"], tool: null });
    expect([taken?.turns[0]?.expect.says].flat()[0]).toBe("name");
    expect([taken?.opening, taken?.turns[1]?.expect, taken?.end]).toEqual([{ state: "service", says: "book" }, { state: "confirm" }, { outcome: null }]);
    expect(taken === undefined ? null : await runSuites(bot, [{ name: "booking", cases: [taken] }])).toMatchObject({ passed: 1, failed: 0 });
    expect((await runSuites(bot, suite(booking))).cases[0]?.taken).toBeUndefined();
  });

  it("that is off is counted and not run", async () => {
    expect(await runSuites(bot, suite({ ...booking, off: true }, { ...booking, name: "again" }))).toMatchObject({ passed: 1, failed: 0, off: 1, cases: [{ name: "again" }] });
  });

  it("asks a model what a turn meant that the rules did not understand, as a call does", async () => {
    const led = botConfigSchema.parse({ ...salon, llm: { provider: "openai", model: "m" } });
    const asked: string[] = [];
    const meaning = (fields: object) => ({ messages }: { messages: { content: string }[] }) => {
      asked.push(messages.at(-1)?.content ?? "");
      return Promise.resolve(JSON.stringify({ intent: null, confidence: 0.9, fields }));
    };
    const garbled: Case = { name: "misheard", language: "en", turns: [{ says: "um the hair cutting", expect: { state: "when", fields: { service: "haircut" } } }] };
    expect((await runSuites(led, suite(garbled), { meaning: meaning({ service: "haircut" }) })).cases[0]?.faults).toEqual([]);
    expect(asked).toEqual(["<caller>um the hair cutting</caller>"]);
    expect((await runSuites(led, suite(garbled), { meaning: meaning({}) })).failed).toBe(1);
    expect((await runSuites(led, suite(garbled))).failed).toBe(1);
    expect((await runSuites(bot, suite(garbled), { meaning: meaning({ service: "haircut" }) })).failed).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it("lets tools fail as the case says", async () => {
    const report = await runSuites(bot, suite({ ...booking, tools: { save_booking: [{ status: "failed" }] }, turns: booking.turns?.slice(0, 3).map((turn) => ({ ...turn, expect: {} })) ?? [], end: { not_says: "you are booked", tool: { name: "save_booking" } } }));
    expect(report.cases[0]?.faults).toEqual([]);
  });

  it("lets others have the thread every few exchanges", async () => {
    let pauses = 0;
    const turns = Array.from({ length: 12 }, () => ({ says: "a haircut" }));
    const report = await runSuites(bot, suite({ name: "long", language: "en", turns, runs: 3 }), { pause: async () => void (pauses += 1) });
    expect(report.cases).toHaveLength(1);
    // Of each run once at its beginning, and once more for every five exchanges.
    expect(pauses).toBeGreaterThanOrEqual(3);
    expect(pauses).toBeLessThanOrEqual(9);
  });

  it("says so when the bot hangs up before the script is over", async () => {
    const report = await runSuites(bot, suite({ name: "silence", language: "ru", turns: [{ silent: true }, { silent: true }, { silent: true }, { says: "алло" }], end: { ended: true, outcome: "abandoned" } }));
    expect(report.cases[0]?.faults).toMatchObject([{ turn: 4, what: "ended" }]);
  });

  it("is refused in a language the bot does not speak", async () => {
    const report = await runSuites({ ...bot, languages: ["ru"] }, suite(booking));
    expect(report.cases[0]?.faults).toMatchObject([{ what: "language", expected: "en", found: "ru" }]);
  });
});

describe("a persona", () => {
  const persona = (manner: string, language: "ru" | "en", end: Case["end"]): Case => ({
    name: manner, language, end,
    persona: { who: "Wants a haircut.", manner: manner as "plain", knows: language === "ru" ? { service: "стрижка", when: "завтра в пять", name: "меня зовут Анна" } : { service: "a haircut", when: "tomorrow at five", name: "my name is Anna" } },
  });
  it.each(["brief", "plain", "chatty", "correcting", "doubting", "unclear", "silent"])("who is %s comes to a booking", async (manner) => {
    const end = { ended: true, outcome: "booked", fields: { service: "haircut", when: "2026-11-21T17:00" } } as const;
    const report = await runSuites(bot, suite(persona(manner, "ru", end), persona(manner, "en", end)));
    expect(report.cases.map((one) => one.faults)).toEqual([[], []]);
  });

  it("hangs up when its patience is over", async () => {
    const report = await runSuites(bot, suite({ ...persona("plain", "en", { ended: false }), persona: { who: "Never knows.", knows: { service: "hm" }, patience: 2 } }));
    expect(report.cases[0]?.faults).toEqual([]);
    expect(report.cases[0]?.transcript.filter((line) => line.who === "caller")).toHaveLength(2);
  });
});

describe("a bot with a model", () => {
  const talk = botConfigSchema.parse(school);
  const asked: Case = { name: "asks", language: "en", turns: [{ says: "do you teach French", expect: { says: "french" } }], runs: 4, pass_rate: 0.5 };

  it("is asked what the caller said, and passes by the share of its runs", async () => {
    const questions: string[] = [];
    let answers = 0;
    const model = (question: { messages: { content: string }[] }) => {
      questions.push(question.messages.at(-1)?.content ?? "");
      answers += 1;
      return Promise.resolve({ status: "said" as const, text: answers % 2 === 0 ? "Yes, French too." : "I do not know.", tools: [] });
    };
    const report = await runSuites(talk, suite(asked), { model });
    expect(report.cases[0]).toMatchObject({ passed: true, runs: 4, passedRuns: 2 });
    expect(questions[0]).toContain("do you teach French");
    expect((await runSuites(talk, suite({ ...asked, pass_rate: 0.75 }), { model })).failed).toBe(1);
  });

  it("without one goes by its own words", async () => {
    const report = await runSuites(talk, suite({ ...asked, runs: 1, turns: [{ says: "do you teach French", expect: { ended: false } }] }));
    expect(report.failed).toBe(0);
  });
});
