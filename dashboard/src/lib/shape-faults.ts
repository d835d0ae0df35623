/** What of a draft has not the shape of a bot, in sentences that say what to enter; and what is sent of it. Pure. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotFault } from "@zvon/contract/bots-api.ts";
import type { z } from "zod";
import type { Translate } from "./i18n.tsx";
import { pointerOf, valueAt } from "./pointer.ts";

/** @returns one a pointer; none when the shape is right: what refers to what is then the server's to judge. */
export function shapeFaults(config: unknown, t: Translate): BotFault[] {
  const sent = tidy(config);
  const parsed = botConfigSchema.safeParse(sent);
  if (parsed.success) return [];
  return [...new Map(parsed.error.issues.map((issue) => [pointerOf(issue.path), sentence(issue, valueAt(sent, pointerOf(issue.path)), t)]))].map(([pointer, detail]) => ({ pointer, detail }));
}

/** Lines that were left empty while typing are no phrases; spaces around them are nobody's intention. */
export function tidy(config: unknown): unknown {
  if (Array.isArray(config)) {
    const items: unknown[] = config.map(tidy);
    return items.every((item) => typeof item === "string") ? items.filter((item) => item !== "") : items;
  }
  if (typeof config === "object" && config !== null) return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, tidy(value)]));
  return typeof config === "string" ? config.trim() : config;
}

function sentence(issue: z.core.$ZodIssue, value: unknown, t: Translate): string {
  // An empty line, or a member without a name.
  if (value === "" || issue.path.at(-1) === "") return t("form.required");

  if (issue.code === "too_small") return issue.origin === "string" || issue.origin === "array" ? t("form.required") : t("form.tooSmall", { min: Number(issue.minimum) });
  if (issue.code === "too_big") return issue.origin === "string" ? t("form.tooLong", { max: Number(issue.maximum) }) : issue.origin === "array" ? t("form.tooMany", { max: Number(issue.maximum) }) : t("form.tooBig", { max: Number(issue.maximum) });
  if (issue.code === "invalid_type" && value === undefined) return t("form.required");
  if (issue.code === "invalid_type" && (issue.expected === "number" || issue.expected === "int")) return t("form.number");
  if (issue.code === "invalid_key" && issue.path.at(-2) === "headers") return t("form.header");
  if (issue.code === "invalid_key" || (issue.code === "invalid_format" && issue.message.startsWith("a name is"))) return t("form.name");
  if (issue.code === "invalid_format" && issue.message.startsWith("a time of day")) return t("form.clock");
  if (issue.code === "invalid_format" && issue.message.startsWith("an address begins")) return t("form.url");
  return t("form.wrong");
}
