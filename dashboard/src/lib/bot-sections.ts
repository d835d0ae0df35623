/** Where in a bot's page each part of its config is edited: so that a fault leads to its field. Pure. */
import type { BotFault } from "@zvon/contract/bots-api.ts";
import { partsOf } from "./pointer.ts";
import type { BotTab } from "./routes.ts";

const byPart: Readonly<Record<string, BotTab>> = {
  "": "basics", languages: "basics", language_switch: "basics", context: "basics", limits: "basics", answering_machine: "basics", unwanted_callers: "basics",
  flow: "flow", intents: "flow", objections: "flow",
  prompts: "prompts", fallbacks: "prompts", retrieval: "prompts",
  voice: "voice", llm: "voice",
  tools: "tools",
  agent: "transfer",
  fields: "fields", analysis: "fields",
  // Of failed evals, which stand beside the config.
  suites: "evals",
};
const exact: readonly [prefix: string, tab: BotTab][] = [
  ["/prompts/greeting", "basics"],
  ["/prompts/recording_notice", "basics"],
  ["/prompts/time_warning", "basics"],
  ["/context/safety_rules", "safety"],
  ["/context/never_say", "safety"],
  ["/llm/mask_personal_data", "safety"],
  ["/fallbacks/silence_after_ms", "voice"],
  ["/agent/crm_field_mapping", "fields"],
];

export function tabOf(pointer: string): BotTab {
  const found = exact.find(([prefix]) => pointer === prefix || pointer.startsWith(`${prefix}/`));
  // What no form knows stands in the text of the draft alone.
  return found?.[1] ?? byPart[partsOf(pointer)[0] ?? ""] ?? "code";
}

export function faultsByTab(faults: readonly BotFault[]): Map<BotTab, BotFault[]> {
  return Map.groupBy(faults, (fault) => tabOf(fault.pointer));
}
