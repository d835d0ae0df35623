/**
 * What an owner should know of their evals. They are kept with the bot, not with callers' data, so nobody's real number or
 * address belongs there (152-FZ); and a case that names what the bot has not fails, whatever the bot says.
 */
import type { BotConfig } from "./bot-config.ts";
import { pointerOf } from "./bot-fault.ts";
import type { BotConfigError } from "./bot-fault.ts";
import type { EvalSuite, Expectation } from "./eval-suite.ts";

/** @returns a warning for each line that holds what may be somebody's; pointers go into `{suites}`. */
export function suiteWarnings(suites: readonly EvalSuite[]): BotConfigError[] {
  return suites.flatMap(({ cases }, suite) => cases.flatMap((one, index) => textsIn(one, ["suites", suite, "cases", index]).flatMap(({ path, text }) => {
    const found = personalIn(text);
    if (found === null) return [];
    const message = found === "phone"
      ? { ru: "Похоже на настоящий номер телефона. Проверки хранятся без защиты личных данных: возьмите вымышленный, например +7 912 000-14-27.", en: "This looks like a real phone number. Evals are not kept as personal data: take a fictional one, such as +7 912 000-14-27." }
      : { ru: "Похоже на настоящую почту. Проверки хранятся без защиты личных данных: возьмите вымышленную, например anna@example.com.", en: "This looks like a real e-mail. Evals are not kept as personal data: take a fictional one, such as anna@example.com." };
    return [{ pointer: pointerOf(...path), message }];
  })));
}

/** @param bot as it is edited. @returns a warning for each state, field, tool and destination that a case names and the bot has not; pointers go into `{suites}`. */
export function suiteReferences(bot: BotConfig, suites: readonly EvalSuite[]): BotConfigError[] {
  const states = new Set([...Object.keys(bot.flow.states), ...Object.entries(bot.flow.flows).flatMap(([flow, { states }]) => Object.keys(states).map((name) => `${flow}.${name}`))]);
  const functions = new Set([...modelsOwn, ...bot.tools.flatMap(toolNames)]);
  const destinations = new Set(bot.agent.destinations.map(({ name }) => name));
  const warnings: BotConfigError[] = [];
  const warn = (path: Path, ru: string, en: string) => warnings.push({ pointer: pointerOf(...path), message: { ru, en } });
  const noState = (path: Path, name: string) => { if (!states.has(name)) warn(path, `Состояния «${name}» у бота нет.`, `The bot has no state "${name}".`); };
  const noField = (path: Path, name: string) => { if (bot.fields[name] === undefined) warn(path, `Поля «${name}» у бота нет.`, `The bot has no field "${name}".`); };
  const noTool = (path: Path, name: string) => { if (!functions.has(name)) warn(path, `Инструмента «${name}» у бота нет.`, `The bot has no tool "${name}".`); };
  const noDestination = (path: Path, name: string) => { if (!destinations.has(name)) warn(path, `Направления «${name}» у бота нет.`, `The bot has no destination "${name}".`); };
  const check = ({ state, fields, tool, transfer }: Expectation, at: Path): void => {
    if (state !== undefined) noState([...at, "state"], state);
    for (const name of Object.keys(fields ?? {})) noField([...at, "fields", name], name);
    if (tool !== undefined && tool !== null) noTool([...at, "tool", "name"], tool.name);
    if (transfer !== undefined) noDestination([...at, "transfer"], transfer);
  };
  suites.forEach(({ cases }, suite) => cases.forEach((one, index) => {
    const at = ["suites", suite, "cases", index];
    for (const name of Object.keys(one.fields)) noField([...at, "fields", name], name);
    for (const name of Object.keys(one.tools)) noTool([...at, "tools", name], name);
    for (const name of Object.keys(one.transfers)) noDestination([...at, "transfers", name], name);
    for (const name of Object.keys(one.persona?.knows ?? {})) noField([...at, "persona", "knows", name], name);
    for (const name of Object.keys(one.persona?.answers ?? {})) noState([...at, "persona", "answers", name], name);
    check(one.opening, [...at, "opening"]);
    one.turns.forEach((turn, place) => check(turn.expect, [...at, "turns", place, "expect"]));
    check(one.end, [...at, "end"]);
  }));
  return warnings;
}

/** As a case may name them: by the tool, by its function, or by both where two tools have the same function; and what every model has. */
function toolNames({ name, type }: BotConfig["tools"][number]): string[] {
  const functions = type === "calendar" ? ["check_availability", "book_appointment", "cancel_appointment"] : [];
  return [name, `tool_${name}`, ...functions.flatMap((one) => [one, `${name}_${one}`])];
}
const modelsOwn = ["end_call", "transfer_to_operator", "collect_keys", "press_keys", "set_fields"];

type Path = (string | number)[];

function textsIn(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, [...path, Array.isArray(value) ? Number(name) : name]));
}

/**
 * What "phone" and "email" mean here: not one of those that are nobody's. Numbers that are said in words are not looked for.
 * Both patterns have bounds (RFC 5321, 4.5.3.1): a value may be as long as a suite, and 400 kB in one word took minutes without them.
 */
export function personalIn(text: string): "phone" | "email" | null {
  for (const [email] of text.matchAll(/[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}\.[^\s@<>,;".]{2,63}/g)) if (!fictionalEmail.test(email)) return "email";
  for (const [written] of text.replaceAll(dates, ";").matchAll(/\+?\d(?:[ ().-]{0,2}\d){9,14}/g)) if (!fictionalNumber(written.replaceAll(/\D/g, ""))) return "phone";
  return null;
}

/** With an hour behind it a date has as many digits as a number. */
const dates = /(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})(?!\d)/g;

/** RFC 2606 and RFC 6761. */
const fictionalEmail = /[@.](?:example\.(?:com|net|org)|(?:[^.@]+\.)?(?:example|test|invalid|localhost))$/i;

/** Russia has kept none free: a subscriber's number that begins with 000 or 555 is taken for one. Then 555-01xx (NANPA) and those of Ofcom. */
function fictionalNumber(digits: string): boolean {
  const national = /^(?:7|8)?(\d{10})$/.exec(digits)?.[1];
  if (national !== undefined && /^\d{3}(?:000|555)/.test(national)) return true;
  if (/^1?\d{3}55501\d\d$/.test(digits)) return true;
  return /^(?:44|0)(?:7700900\d{3}|2079460\d{3}|1\d{2}4960\d{3}|8081570\d{3})$/.test(digits);
}
