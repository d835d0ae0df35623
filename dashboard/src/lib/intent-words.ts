/** What callers mean, in words. */
import type { Translate } from "./i18n.tsx";

/** Built-in intents have words of their own; the tenant's are called as they are. */
export function intentWords(name: string, t: Translate): string {
  const known = builtIn.find((one) => one === name);
  return known === undefined ? `«${name}»` : t(`flow.intent.${known}`);
}
export const builtIn = [
  "yes", "no", "maybe", "repeat", "operator", "goodbye", "cancel", "wait", "thanks", "are_you_a_bot", "busy", "who_is_this", "not_interested", "price", "insult", "answering_machine",
  "objection_expensive", "objection_have_supplier", "objection_think", "objection_send_info", "objection_no_time", "objection_no_need", "objection_trust", "complex_request", "emergency", "danger_to_self",
] as const;
