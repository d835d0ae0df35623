import { readFileSync } from "node:fs";
import { botEvalsSchema } from "@zvon/contract/bots-api.ts";
import { describe, expect, it } from "vitest";
import { runSuites } from "../evals/run-suites.ts";
import { yamlToConfig } from "./bot-yaml.ts";
import { demoBots } from "./demo/demo-bots.ts";

describe.each(["bots.md", "bots.ru.md"])("the guide %s", (file) => {
  it("shows evals that can be kept as they stand there, and that the salon passes", async () => {
    const guide = readFileSync(new URL(`../../../docs/guides/${file}`, import.meta.url), "utf8");
    const { suites } = botEvalsSchema.parse(yamlToConfig(/```yaml\n([^]*?)```/.exec(guide)?.[1] ?? "", "en"));
    const salon = demoBots.find((bot) => bot.slug === "salon");
    if (salon === undefined) throw new Error("there is no salon");
    const report = await runSuites(salon.config, suites);
    expect(report.cases.flatMap((one) => one.faults)).toEqual([]);
    expect(report.passed).toBe(1);
  });
});
