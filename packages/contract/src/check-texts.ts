/** Every text of a bot is there in each of its languages, and its placeholders name what exists. */
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { Text } from "./bot-text.ts";
import { calendarHours } from "./calendar-hours.ts";
import { graphsOf } from "./flow-graphs.ts";

type Found = { path: (string | number)[]; text: Text };

export function checkTexts(bot: BotConfig, fault: Fault): void {
  const optional = optionalTextsOf(bot);
  for (const { path, text } of textsOf(bot)) missingIn(bot, path, text, fault);
  // What the owner may leave empty must not be there in one language alone.
  for (const { path, text } of optional) if (Object.keys(text).length > 0) missingIn(bot, path, text, fault);
  for (const { path, text } of [...spokenTextsOf(bot)]) {
    for (const language of bot.languages) {
      for (const [, name = "", part = ""] of (text[language] ?? "").matchAll(/\{([^}.]*)(?:\.([^}]*))?\}/g)) {
        const field = Object.hasOwn(bot.fields, name) ? bot.fields[name] : undefined;
        if (field !== undefined && part === "options" && field.type !== "choice") fault([...path, language], `«{${name}.options}» перечисляет варианты, а поле «${name}» — не выбор.`, `"{${name}.options}" lists options, and the field "${name}" is no choice.`);
        if (field === undefined && name === "hours" && calendarHours(bot) === null) fault([...path, language], "«{hours}» — часы встроенного календаря, а у бота его нет.", `"{hours}" tells the hours of the built-in calendar, and the bot has none.`);
        if (field === undefined && !placeholders.has(name)) fault([...path, language], `В тексте стоит «{${name}}», а такого поля нет.`, `The text holds "{${name}}", and there is no such field.`);
      }
    }
  }
}

/** Beside the names of fields, see `render` of the dialogue. */
const placeholders = new Set(["hint", "value", "tool", "crm", "caller", "hours"]);

function missingIn({ languages }: BotConfig, path: (string | number)[], text: Text, fault: Fault): void {
  for (const language of languages) if (text[language] === undefined) fault([...path, language], language === "ru" ? "Впишите текст по-русски." : "Впишите текст по-английски.", language === "ru" ? "The Russian text is missing: write it." : "The English text is missing: write it.");
}

function textsOf(bot: BotConfig): Found[] {
  const fields = Object.entries(bot.fields).flatMap(([name, field]): Found[] => {
    if (field.type === "choice") return field.options.map((option, index) => ({ path: ["fields", name, "options", index, "label"], text: option.label }));
    return field.type === "day_time" ? [{ path: ["fields", name, "ask_day"], text: field.ask_day }, { path: ["fields", name, "ask_time"], text: field.ask_time }] : [];
  });
  return [...spokenTextsOf(bot), ...fields];
}

/** Said to the caller, with placeholders. */
export function spokenTextsOf(bot: BotConfig): Found[] {
  const { fallbacks } = bot;
  const texts: Found[] = [{ path: ["prompts", "greeting"], text: bot.prompts.greeting }];
  for (const name of ["unsure", "busy", "lost_filler", "lost_apology"] as const) texts.push({ path: ["fallbacks", name], text: fallbacks[name] });
  // They may be left out, but not in one language alone.
  for (const name of ["recording_notice", "time_warning"] as const) if (Object.keys(bot.prompts[name]).length > 0) texts.push({ path: ["prompts", name], text: bot.prompts[name] });
  if (bot.answering_machine.action === "leave_message") texts.push({ path: ["answering_machine", "message"], text: bot.answering_machine.message });
  for (const name of ["not_understood", "silence"] as const) fallbacks[name].forEach((text, index) => texts.push({ path: ["fallbacks", name, index], text }));
  for (const { path, graph } of graphsOf(bot)) {
    for (const [name, state] of Object.entries(graph.states)) {
      const at = [...path, "states", name];
      if ("say" in state && state.say !== null) texts.push({ path: [...at, "say"], text: state.say });
      if ("hint" in state) texts.push({ path: [...at, "hint"], text: state.hint });
      if (state.type === "confirm") texts.push({ path: [...at, "what"], text: state.what }, { path: [...at, "corrected"], text: state.corrected });
    }
    graph.transitions.forEach(({ say }, index) => {
      if (say !== undefined) texts.push({ path: [...path, "transitions", index, "say"], text: say });
    });
  }
  bot.objections.kinds.forEach(({ answers }, kind) => answers.forEach((text, index) => texts.push({ path: ["objections", "kinds", kind, "answers", index], text })));
  bot.tools.forEach((tool, index) => {
    if (tool.type === "message") texts.push({ path: ["tools", index, "config", "text"], text: withoutModelText(tool.config.text) });
  });
  return texts;
}

/** `{text}` of a message is the model's. */
const withoutModelText = (text: Text): Text => Object.fromEntries(Object.entries(text).map(([language, words]) => [language, words.replaceAll("{text}", "")]));

function optionalTextsOf(bot: BotConfig): Found[] {
  const texts: Found[] = bot.agent.destinations.map(({ description }, index) => ({ path: ["agent", "destinations", index, "description"], text: description }));
  bot.tools.forEach((tool, index) => {
    texts.push({ path: ["tools", index, "description"], text: tool.description });
    if (tool.type === "message") texts.push({ path: ["tools", index, "config", "subject"], text: tool.config.subject });
    if (tool.type === "http") for (const [name, { description }] of Object.entries(tool.config.parameters)) texts.push({ path: ["tools", index, "config", "parameters", name, "description"], text: description });
    if (tool.type === "table") for (const [key, row] of Object.entries(tool.config.rows)) for (const [column, text] of Object.entries(row)) texts.push({ path: ["tools", index, "config", "rows", key, column], text });
  });
  for (const { path, graph } of graphsOf(bot)) for (const [name, state] of Object.entries(graph.states)) if (state.type === "talk") texts.push({ path: [...path, "states", name, "instructions"], text: state.instructions });
  bot.context.safety_rules.forEach((text, index) => texts.push({ path: ["context", "safety_rules", index], text }));
  bot.context.facts.forEach((text, index) => texts.push({ path: ["context", "facts", index], text }));
  for (const name of ["role", "style"] as const) texts.push({ path: ["context", name], text: bot.context[name] });
  for (const name of ["system", "contextualizer"] as const) texts.push({ path: ["prompts", name], text: bot.prompts[name] });
  texts.push({ path: ["analysis", "success"], text: bot.analysis.success });
  return texts;
}
