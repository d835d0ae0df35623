import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
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
  for (const { id, evals } of templates.slice(0, 6)) {
    const languages = new Set(evals.flatMap((suite) => suite.cases.map((one) => one.language)));
    expect([id, languages.has("ru") && languages.has("en")]).toEqual([id, true]);
  }
});
