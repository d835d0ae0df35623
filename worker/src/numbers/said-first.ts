/** What a number says of its own, made of its bot's config: a notice before the greeting, or a text in place of the whole conversation. */
import type { Language } from "@zvon/contract/call-link.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { z } from "zod";

const greetedSchema = z.looseObject({ prompts: z.looseObject({ greeting: z.record(z.string(), z.string()) }) });

/** Braces would be read as names of fields. */
const plain = (text: string): string => text.replaceAll(/[{}]/g, "").trim();

/** @param config as it is stored; one that is broken is left as it is, for its session to refuse. */
export function withNotice(config: unknown, notice: string | null, language: Language): unknown {
  if (notice === null || plain(notice) === "") return config;
  const parsed = greetedSchema.safeParse(config);
  if (!parsed.success) return config;
  const { greeting } = parsed.data.prompts;
  const own = greeting[language] ?? "";
  return { ...parsed.data, prompts: { ...parsed.data.prompts, recording_notice: {}, greeting: { ...greeting, [language]: `${plain(notice)} ${own}`.trim() } } };
}

/** Does the bot itself say that the call is recorded? @param config as it is stored. */
export function saysNotice(config: unknown, language: Language): boolean {
  const parsed = z.looseObject({ prompts: z.looseObject({ recording_notice: z.record(z.string(), z.string()) }) }).safeParse(config);
  return parsed.success && (parsed.data.prompts.recording_notice[language] ?? "").trim() !== "";
}

/** The bot's voice says the text and hangs up. Null when its config is no bot's. */
export function sayingOnly(config: unknown, text: string, language: Language): unknown {
  const parsed = botConfigSchema.safeParse(config);
  if (!parsed.success || plain(text) === "") return null;
  const { voice, limits, fallbacks, schema_version } = parsed.data;
  const said = { [language]: plain(text) };
  return {
    schema_version,
    languages: [language],
    context: { role: said, style: said },
    fields: {},
    flow: { type: "graph", start: "said", states: { said: { type: "end", outcome: "answered", say: { [language]: " " } } }, transitions: [] },
    agent: {},
    voice: { ...voice, agent: null },
    prompts: { greeting: said },
    fallbacks,
    limits,
  };
}
