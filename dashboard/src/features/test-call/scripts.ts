/** Built-in scripted callers: scripts/<bot>.<what it does>.<language>.yaml, and what a person may say to each demo bot. */
import type { MessageKey } from "../../locales/en.ts";

const files = import.meta.glob<string>("./scripts/*.yaml", { query: "?raw", import: "default", eager: true });

export const scriptKinds = ["booking", "correction", "interruption", "voice", "keys", "silence"] as const;
export type ScriptKind = (typeof scriptKinds)[number];
export type CallScript = { kind: ScriptKind; title: MessageKey; yaml: string };

/** Scripts a bot can be held a call by, in the order they are worth trying. */
export function scriptsFor(botSlug: string, language: string): CallScript[] {
  return scriptKinds.flatMap((kind) => {
    const yaml = files[`./scripts/${botSlug}.${kind}.${language}.yaml`];
    return yaml === undefined ? [] : [{ kind, title: `script.${kind}` as const, yaml }];
  });
}

const phrases: Record<string, Record<string, readonly string[]>> = {
  salon: { ru: ["на стрижку", "завтра в пять", "меня зовут Анна", "да"], en: ["a haircut, please", "tomorrow at five", "my name is Anna", "yes"] },
  "order-status": { ru: ["один, два, три, четыре", "нет"], en: ["one, two, three, four", "no"] },
};

/** What is hard for a bot and worth trying by hand. */
export const tipsFor = (botSlug: string) => ["interrupt", "silence", botSlug === "order-status" ? "keys" : "correct"] as const;

/** Lines the closed list of the demo bot knows; none for a bot of one's own. */
export const phrasesFor = (botSlug: string, language: string): readonly string[] => phrases[botSlug]?.[language] ?? [];
