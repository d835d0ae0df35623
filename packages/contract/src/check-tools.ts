/** Tools and the states that run them: what they name exists, and what a function needs is given. See the table in bot-tools.ts. */
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { StateOf } from "./bot-flow.ts";
import type { Tool, ToolOf } from "./bot-tools.ts";

/** What each function of a calendar takes; what must be there first. */
const calendarFunctions: Record<string, { required: readonly string[]; optional: readonly string[] }> = {
  check_availability: { required: [], optional: ["date", "time", "part", "when", "service"] },
  book_appointment: { required: ["when"], optional: ["service", "name", "phone", "note"] },
  move_appointment: { required: ["when"], optional: ["service", "name", "phone", "note"] },
  cancel_appointment: { required: [], optional: ["when"] },
};

/** What an HTTP tool's templates may name beside its parameters. */
const ofTheCall = ["caller", "call_id"];
/** A day that is open until its end. */
const midnight = "00:00";

export function checkTools(bot: BotConfig, fault: Fault): void {
  const noField = (path: (string | number)[], field: string) => {
    if (!Object.hasOwn(bot.fields, field)) fault(path, `Поля «${field}» нет.`, `There is no field "${field}".`);
  };
  bot.tools.forEach((tool, index) => {
    const at = (...rest: (string | number)[]) => ["tools", index, "config", ...rest];
    if (bot.tools.findIndex((other) => other.name === tool.name) !== index) fault(["tools", index, "name"], `Инструмент «${tool.name}» описан дважды.`, `The tool "${tool.name}" is described twice.`);
    if (tool.type === "table") noField(at("key"), tool.config.key);
    if (tool.type === "message") checkRecipient(bot, tool, at("to", "field"), fault);
    checkWayOut(tool, at, fault);
    if (tool.type === "calendar" && tool.config.source.kind === "built_in" && Object.keys(tool.config.hours).length === 0) fault(at("hours"), "У календаря нет ни одного дня приёма.", "The calendar is open on no day.");
    if (tool.type === "calendar") for (const [weekday, { from, to }] of Object.entries(tool.config.hours)) if (from >= to && to !== midnight) fault(at("hours", weekday, "to"), "День кончается раньше, чем начинается.", "The day ends before it begins.");
    if (tool.type !== "http") return;
    // A read is asked twice when its first try fails.
    if (tool.effect === "read" && ["PUT", "PATCH", "DELETE"].includes(tool.config.method)) fault(["tools", index, "effect"], `${tool.config.method} всегда что-то меняет: поставьте «write».`, `${tool.config.method} always changes something: write "write".`);
    for (const [name, parameter] of Object.entries(tool.config.parameters)) {
      if (parameter.field !== undefined) noField(at("parameters", name, "field"), parameter.field);
      if (ofTheCall.includes(name)) fault(at("parameters", name), `«{${name}}» известно и так: назовите параметр иначе.`, `"{${name}}" is known anyway: give the parameter another name.`);
    }
    const templates: [(string | number)[], string][] = [[["url"], tool.config.url], ...Object.entries(tool.config.body ?? {}).map(([key, value]): [(string | number)[], string] => [["body", key], value])];
    for (const [path, template] of templates) {
      for (const [, name = ""] of template.matchAll(/\{([a-z0-9_]+)\}/g)) if (!Object.hasOwn(tool.config.parameters, name) && !ofTheCall.includes(name)) fault(at(...path), `Параметра «${name}» у инструмента нет.`, `The tool has no parameter "${name}".`);
    }
  });
}

/** A number that is no `phone` field is not written as one is dialled, and nothing would ever be sent. */
function checkRecipient(bot: BotConfig, { config }: ToolOf<"message">, path: (string | number)[], fault: Fault): void {
  if (config.to === "caller") return config.channel === "email" ? fault(path.slice(0, -1), "Почты звонящего никто не знает: выберите поле с адресом.", "Nobody knows the caller's e-mail: choose a field that holds it.") : undefined;
  const { field } = config.to;
  const wanted = config.channel === "sms" ? "phone" : "email";
  const found = Object.hasOwn(bot.fields, field) ? bot.fields[field] : undefined;
  if (found === undefined) fault(path, `Поля «${field}» нет.`, `There is no field "${field}".`);
  else if (found.type !== wanted) fault(path, `Поле «${field}» — не ${wanted === "phone" ? "телефон" : "почта"}: сообщение не уйдёт.`, `The field "${field}" is no ${wanted === "phone" ? "phone number" : "e-mail"}: nothing would be sent.`);
}

/** What leads out of the platform: address and headers. */
function checkWayOut(tool: Tool, at: (...rest: (string | number)[]) => (string | number)[], fault: Fault): void {
  const out = addressOf(tool);
  if (out === null) return;
  const { url, headers, path, named } = out;
  if (/^https?:\/\/[^/?#\\]*[{}]/i.test(url)) fault(at(...path, "url"), "В имени сервера не может быть «{…}».", "The name of the server may not hold \"{…}\".");
  else if (!URL.canParse(url)) fault(at(...path, "url"), "Это не адрес.", "This is not an address.");
  // Of an http tool its parameters may stand there too, and are looked for with its body.
  if (named !== null) for (const [, name = ""] of url.matchAll(/\{([a-z0-9_]+)\}/g)) if (!named.includes(name)) fault(at(...path, "url"), `«{${name}}» здесь нечем заполнить.`, `Nothing fills "{${name}}" here.`);
  for (const [name, value] of Object.entries(headers)) {
    if (/[\r\n]/.test(value)) fault(at(...path, "headers", name), "Заголовок — одна строка.", "A header is one line.");
    for (const [whole] of value.matchAll(/\{[a-z0-9_.]+\}/gi)) if (!/^\{secret\.[a-z][a-z0-9_]*\}$/.test(whole)) fault(at(...path, "headers", name), `В заголовок подставляется только {secret.имя}, а не «${whole}».`, `A header takes {secret.name} alone, not "${whole}".`);
  }
}

/** Where a tool asks outside the platform. `path`: below its `config`. `named`: placeholders of the address; null when they depend on more. */
export function addressOf(tool: Tool): { url: string; headers: Readonly<Record<string, string>>; path: string[]; named: readonly string[] | null } | null {
  switch (tool.type) {
    case "http": return { ...tool.config, path: [], named: null };
    case "crm": return { ...tool.config, path: [], named: ["phone"] };
    case "message": return { ...tool.config, path: [], named: [] };
    case "calendar": return tool.config.source.kind === "http" ? { ...tool.config.source, path: ["source"], named: [] } : null;
    default: return null;
  }
}

export function checkToolState(bot: BotConfig, state: StateOf<"tool">, path: (string | number)[], fault: Fault): void {
  const tool = bot.tools.find((one) => one.name === state.tool);
  if (tool === undefined) return fault([...path, "tool"], `Инструмента «${state.tool}» нет.`, `There is no tool "${state.tool}".`);
  for (const [argument, template] of Object.entries(state.arguments)) {
    for (const [, field = ""] of template.matchAll(/\{([a-z0-9_]+)\}/g)) if (!Object.hasOwn(bot.fields, field) && field !== "caller") fault([...path, "arguments", argument], `Поля «${field}» нет.`, `There is no field "${field}".`);
  }
  const wanted = wantedBy(tool, state.function);
  if (wanted === null) {
    const names = Object.keys(calendarFunctions).join(", ");
    return fault([...path, "function"], tool.type === "calendar" ? `Выберите, что сделать: ${names}.` : `У инструмента «${tool.name}» такой функции нет.`, tool.type === "calendar" ? `Choose what to do: ${names}.` : `The tool "${tool.name}" has no such function.`);
  }
  for (const name of wanted.required) if (state.arguments[name] === undefined) fault([...path, "arguments", name], `Не задан параметр «${name}».`, `The argument "${name}" is missing.`);
  if (wanted.all === null) return;
  for (const name of Object.keys(state.arguments)) if (!wanted.all.includes(name)) fault([...path, "arguments", name], `Параметра «${name}» у инструмента нет.`, `The tool has no parameter "${name}".`);
}

/** @returns null when the tool has no such function; `all` null: it takes anything. */
function wantedBy(tool: Tool, named: string | undefined): { required: readonly string[]; all: readonly string[] | null } | null {
  if (tool.type === "calendar") {
    const one = calendarFunctions[named ?? ""];
    return one === undefined ? null : { required: one.required, all: [...one.required, ...one.optional] };
  }
  if (named !== undefined && named !== tool.name) return null;
  switch (tool.type) {
    case "http": {
      const required = Object.entries(tool.config.parameters).filter(([, parameter]) => parameter.required && parameter.field === undefined).map(([name]) => name);
      return { required, all: Object.keys(tool.config.parameters) };
    }
    case "knowledge": return { required: ["query"], all: ["query"] };
    case "message": {
      const text = Object.values(tool.config.text).some((words) => words.includes("{text}")) ? ["text"] : [];
      return { required: text, all: text };
    }
    default: return { required: [], all: null };
  }
}

/** What tools bring for `{tool.column}` and guards; "any" where a tool brings what its service answers. */
export function columnsOf({ tools }: BotConfig): Set<string> | "any" {
  const columns = new Set<string>();
  for (const tool of tools) {
    if (tool.type === "table") for (const row of Object.values(tool.config.rows)) for (const column of Object.keys(row)) columns.add(column);
    else if (tool.type === "crm") for (const column of Object.keys(tool.config.result)) columns.add(column);
    else if (tool.type === "http" && tool.config.result !== undefined) for (const column of Object.keys(tool.config.result)) columns.add(column);
    else if (tool.type !== "message") return "any";
  }
  return columns;
}
