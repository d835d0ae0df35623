import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
import { runSuites } from "../evals/run-suites.ts";
import { checkConfig } from "./check-config.ts";
import { keepEvals, keepLanguages } from "./keep-languages.ts";
import { templates } from "./templates/templates.ts";

const whole = templates.map(({ id, config, evals }) => ({ id, config: botConfigSchema.parse(config), evals: evals.map((suite) => evalSuiteSchema.parse(suite)) }));

describe.each(whole.flatMap((template) => (["ru", "en"] as const).map((language) => ({ ...template, language }))))("the template $id in $language alone", ({ config, evals, language }) => {
  const kept = keepLanguages(config, [language]);

  it("is sound, and has no word of the other language", () => {
    expect(checkConfig(kept, "en").faults).toEqual([]);
    expect(JSON.stringify(kept)).not.toMatch(language === "ru" ? /"en":/ : /"ru":/);
  });

  it("holds those of its evals that are held in it, and they come out as with both", async () => {
    const mine = keepEvals(evals, config.languages, [language]);
    const { bot } = checkConfig(kept, "en");
    if (bot === null) throw new Error("it has faults");
    const verdicts = async (one: typeof bot) => (await runSuites(one, mine)).cases.map(({ name, passed }) => ({ name, passed }));
    expect(await verdicts(bot)).toEqual(await verdicts(config));
    expect(mine.flatMap((suite) => suite.cases).every((one) => one.language === language)).toBe(true);
  });
});

describe("the languages of a new bot", () => {
  it("stand in the order that was asked for, and one that the template does not speak is left out", () => {
    const [first] = whole;
    if (first === undefined) throw new Error("there is no template");
    expect(checkConfig(keepLanguages(first.config, ["en", "ru"]), "en").bot?.languages).toEqual(["en", "ru"]);
    const english = { ...first.config, languages: ["en" as const] };
    expect(keepLanguages(english, ["ru"])).toBe(english);
  });
});
