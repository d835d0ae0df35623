/** Handoffs, objections and the CRM's mapping: what they name exists. */
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import { knownIntents } from "./check-flow.ts";

export function checkAgent(bot: BotConfig, fault: Fault): void {
  const { agent, objections } = bot;
  const intents = knownIntents(bot);
  const noIntent = (path: (string | number)[], intent: string) => {
    if (!intents.has(intent)) fault(path, `Намерения «${intent}» нет.`, `There is no intent "${intent}".`);
  };
  const noState = (path: (string | number)[], name: string | null) => {
    if (name !== null && bot.flow.states[name] === undefined) fault(path, `Состояния «${name}» нет.`, `There is no state "${name}".`);
  };
  agent.handoff_criteria.forEach((criterion, index) => {
    if ("intent" in criterion) noIntent(["agent", "handoff_criteria", index, "intent"], criterion.intent);
  });
  noState(["agent", "handoff_state"], agent.handoff_state);
  agent.destinations.forEach((destination, index) => {
    if (agent.destinations.findIndex((other) => other.name === destination.name) !== index) fault(["agent", "destinations", index, "name"], `Направление «${destination.name}» описано дважды.`, `The destination "${destination.name}" is described twice.`);
  });
  for (const field of Object.keys(agent.crm_field_mapping)) {
    if (bot.fields[field] === undefined) fault(["agent", "crm_field_mapping", field], `Поля «${field}» нет.`, `There is no field "${field}".`);
  }
  objections.kinds.forEach((kind, index) => {
    noIntent(["objections", "kinds", index, "intent"], kind.intent);
    noState(["objections", "kinds", index, "after"], kind.after);
    if (objections.kinds.findIndex((other) => other.intent === kind.intent) !== index) fault(["objections", "kinds", index, "intent"], `Возражение «${kind.intent}» описано дважды.`, `The objection "${kind.intent}" is described twice.`);
  });
  noState(["objections", "after"], objections.after);
}
