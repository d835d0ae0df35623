import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
import { createDecide } from "../../dialogue/decide.ts";
import { runSuites } from "../../evals/run-suites.ts";
import { templates } from "./templates.ts";

describe.each(templates.map((template) => [template.id, template] as const))("the template %s", (_, template) => {
  it("has no faults", () => {
    const parsed = parseBotConfig(template.config);
    expect(parsed.ok ? [] : parsed.errors.map((fault) => `${fault.pointer}: ${fault.message.en}`)).toEqual([]);
  });

  it("speaks both languages, and is described in both", () => {
    expect(template.config.languages.toSorted()).toEqual(["en", "ru"]);
    expect([template.name.ru, template.description.ru].every((text) => /\p{Script=Cyrillic}/u.test(text)) && [template.name.en, template.description.en].every((text) => /^[ -~]+$/.test(text))).toBe(true);
  });

  it("passes its own evals", async () => {
    const parsed = parseBotConfig(template.config);
    if (!parsed.ok) throw new Error("it has faults");
    const report = await runSuites(parsed.bot, template.evals.map((suite) => evalSuiteSchema.parse(suite)));
    expect(report.cases.filter((one) => !one.passed).map(({ name, faults }) => ({ name, faults }))).toEqual([]);
  });
});

it("those that begin a bot are tried in both languages", () => {
  for (const { id, evals } of templates.slice(0, 7)) {
    const languages = new Set(evals.flatMap((suite) => suite.cases.map((one) => one.language)));
    expect([id, languages.has("ru") && languages.has("en")]).toEqual([id, true]);
  }
});

it.each([
  ["appointment-reminder", "ru", /^Здравствуйте! Это салон «Мята»\. Напоминаем о записи .*15:00/],
  ["appointment-reminder", "en", /^Hello! This is the Mint salon\. .* appointment .*3:00 PM/],
  ["delivery-confirmation", "ru", /Заказ .*4071.* завтра/],
  ["delivery-confirmation", "en", /Order .*4071.* tomorrow/],
] as const)("%s leaves a machine its message, complete, %s", (id, language, message) => {
  const template = templates.find((one) => one.id === id);
  const parsed = parseBotConfig(template?.config);
  const fields = template?.evals[0]?.cases.find((one) => one.language === language && one.fields !== undefined)?.fields;
  if (!parsed.ok || fields === undefined) throw new Error("it has faults, or no case that knows its fields");
  const nowMs = Date.parse("2026-11-21T12:00:00Z");
  const decide = createDecide(parsed.bot, { timeZone: "UTC", language });
  const begun = decide(null, { type: "begin", language, from: "", fields }, nowMs);
  const waits = decide(begun.state, { type: "machine", stage: "took" }, nowMs);
  const left = decide(waits.state, { type: "machine", stage: "records" }, nowMs);
  expect(left.say.map(({ text }) => text).join(" ")).toMatch(message);
  expect([waits.hangup, left.hangup, left.outcome]).toEqual([null, "voicemail", "voicemail"]);
});
