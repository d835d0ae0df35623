/** Events of a flow in a few words, as they stand on an arrow and in the reasons of a turn. */
import { intentWords } from "./intent-words.ts";
import type { Translate } from "./i18n.tsx";
import { textAt, valueAt } from "./pointer.ts";

export const eventKinds = ["done", "intent", "not_understood", "silence", "timeout_s", "visits", "tool", "transfer", "returned"] as const;
export type EventKind = (typeof eventKinds)[number];
export const toolResults = ["ok", "failed", "unknown"] as const;
export const transferResults = ["answered", "busy", "refused", "no_answer", "failed"] as const;

export const eventKindOf = (when: unknown): EventKind => eventKinds.find((kind) => valueAt(when, `/${kind}`) !== undefined) ?? "done";

export function eventWords(when: unknown, t: Translate): string {
  const kind = eventKindOf(when);
  const value = textAt(when, `/${kind}`);
  const count = Number(value);
  switch (kind) {
    case "done": return t("flow.event.done.short");
    case "intent": return intentWords(value, t);
    case "not_understood": return t("flow.event.not_understood.short", { count });
    case "silence": return t("flow.event.silence.short", { count });
    case "timeout_s": return t("flow.event.timeout_s.short", { count });
    case "visits": return t("flow.event.visits.short", { count });
    case "tool": return toolResults.some((one) => one === value) ? t(`flow.tool.${value as (typeof toolResults)[number]}`) : value;
    case "transfer": return transferResults.some((one) => one === value) ? t(`flow.transfer.${value as (typeof transferResults)[number]}`) : value;
    case "returned": return t("flow.event.returned.short", { name: value });
  }
}
