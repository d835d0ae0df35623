import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { argumentsOf, functionOfState, functionsOf, modelToolOf, readTable } from "./definitions.ts";
import type { Known, ToolFunction } from "./definitions.ts";

const text = { ru: "Инструмент.", en: "A tool." };
const url = "https://api.example.com/x";
const botOf = (...tools: unknown[]) => ({ tools: tools.map((tool) => toolSchema.parse(tool)), fields: { service: { type: "text" as const, called: {}, max_chars: 500 } } });
const known = (more: Partial<Known> = {}): Known => ({ by: "model", fields: {}, confirmed: [], say: (source) => textIn(source, "en"), ...more });
const only = (functions: ToolFunction[], name: string): ToolFunction => {
  const found = functions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
};
const order = { type: "http", name: "order", description: text, effect: "read", config: { url, parameters: { id: { type: "integer", description: { en: "The number." } }, size: { options: ["s", "m"], required: false }, rush: { type: "boolean", required: false } } } };

describe("the functions of a bot", () => {
  it("are one or more a tool, and each tells whether it changes anything", () => {
    const functions = functionsOf(botOf({ type: "calendar", name: "diary", description: text, config: {} }, order, { type: "crm", name: "client", config: { url } }, { type: "message", name: "sms", description: text, config: { channel: "sms", url, text: { en: "Hello." } } }, { type: "knowledge", name: "ask", description: text }), "en");
    expect(functions.map(({ name, effect, kind, forModel }) => [name, effect, kind, forModel])).toEqual([
      ["check_availability", "read", "check", true], ["book_appointment", "write", "book", true], ["move_appointment", "write", "book", true], ["cancel_appointment", "write", "cancel", true],
      ["order", "read", "read", true], ["client", "read", "read", false], ["sms", "write", "send", true], ["ask", "read", "search", true],
    ]);
  });
  it("have names that a model can't confuse, also where two tools do the same or one is called as a talk's own", () => {
    const names = functionsOf(botOf({ type: "calendar", name: "hair", config: {} }, { type: "calendar", name: "nails", config: {} }, { ...order, name: "hair_check_availability" }, { ...order, name: "end_call" }), "en").map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("nails_book_appointment");
    expect(names).not.toContain("end_call");
    expect(names.every((name) => /^[a-z0-9_]{1,64}$/.test(name))).toBe(true);
  });
  it("bring their own words for the time they take, and some where the owner wrote none", () => {
    const [one, own] = functionsOf(botOf(order, { ...order, name: "other", filler: { en: "Let me call the warehouse." } }), "en");
    expect(one?.filler?.en).toMatch(/moment/);
    expect(own?.filler).toEqual({ en: "Let me call the warehouse." });
  });
  it("are found by the flow by tool, and by function where there are several", () => {
    const bot = botOf({ type: "calendar", name: "diary", config: {} }, order);
    expect(functionOfState(bot, { tool: "order" }, "ru")?.kind).toBe("read");
    expect(functionOfState(bot, { tool: "diary", function: "book_appointment" }, "ru")?.kind).toBe("book");
    expect(functionOfState(bot, { tool: "diary" }, "ru")).toBeNull();
    expect(functionOfState(bot, { tool: "diary", function: "launch" }, "ru")).toBeNull();
  });
  it("are shown to a model as JSON Schema, without what it may not decide", () => {
    const [one] = functionsOf(botOf({ type: "message", name: "sms", description: text, config: { channel: "sms", url, to: { field: "service" }, text: { en: "You asked: {text}" } } }), "en");
    expect(one && modelToolOf(one)).toEqual({ name: "sms", description: "A tool.", parameters: { type: "object", properties: { text: { type: "string", minLength: 1, maxLength: 2000, description: "The message." } }, required: ["text"], additionalProperties: false } });
  });
});

it.each(["ru", "en"] as const)("what a model is shown is what is then taken, in %s", (language) => {
  const given = { id: { type: "integer", description: { en: "The number." } }, share: { type: "number", required: false }, size: { options: ["s", "m"], required: false }, rush: { type: "boolean" }, who: {} };
  const functions = functionsOf(botOf({ ...order, config: { url, parameters: given } }, { type: "calendar", name: "diary", description: text, config: {} }, { type: "crm", name: "client", config: { url } }, { type: "platform", name: "save_booking", effect: "write" }), language);
  for (const one of functions) {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(one.parameters);
    expect(modelToolOf(one).parameters).toEqual(schema);
  }
});

describe("arguments", () => {
  const functions = functionsOf(botOf(order, { type: "calendar", name: "diary", description: text, config: {} }), "en");
  it.each([
    [{ id: 5 }, { id: "5" }],
    [{ id: "5", size: "m", rush: "true" }, { id: "5", size: "m", rush: "true" }],
    [{ id: " 7 ", size: "", rush: null }, { id: "7" }],
    [{ id: 5, rush: false }, { id: "5", rush: "false" }],
  ])("are scalars, however they were written: %j", (input, out) => {
    expect(argumentsOf(only(functions, "order"), input, known())).toEqual({ ok: true, arguments: out });
  });
  it.each([
    [{}, 'the parameter "id" must be: a whole number'],
    [{ id: "five" }, 'the parameter "id" must be: a whole number'],
    [{ id: 5.5 }, 'the parameter "id" must be: a whole number'],
    [{ id: [5] }, 'the parameter "id" must be: a whole number'],
    [{ id: { $gt: 0 } }, 'the parameter "id" must be: a whole number'],
    [{ id: 5, size: "xl" }, 'the parameter "size" must be: "s", "m"'],
    [{ id: 5, discount: 50 }, 'there is no parameter "discount"'],
    ["5", "the arguments must be an object"],
    [[5], "the arguments must be an object"],
  ])("that don't fit are told in a sentence: %j", (input, error) => {
    expect(argumentsOf(only(functions, "order"), input, known())).toEqual({ ok: false, error });
  });
  it("quote no value in what they complain of, and speak the call's language", () => {
    const [one] = functionsOf(botOf(order), "ru");
    expect(one && argumentsOf(one, { id: "4276 1234" }, known())).toEqual({ ok: false, error: "параметр «id» должен быть: целое число" });
  });
  it.each(["2026-11-23T15:00", "2026-11-23 15:00", "2026-11-23T15:00:00"])("take a time as models write it: %s", (when) => {
    expect(argumentsOf(only(functions, "book_appointment"), { when }, known())).toEqual({ ok: true, arguments: { when: "2026-11-23T15:00" } });
  });
  it.each(["tomorrow at 3", "2026-11-23", "2026-11-23T25:00", "2026-11-23T15:00Z"])("leave a time that names no slot: %s", (when) => {
    expect(argumentsOf(only(functions, "book_appointment"), { when }, known())).toMatchObject({ ok: false });
  });
  it("take a field that is known before what a model says of it; a flow is asked for what it wrote", () => {
    const [one] = functionsOf(botOf({ ...order, config: { url, parameters: { what: { field: "service" } } } }), "en");
    if (one === undefined) throw new Error("no function");
    expect(argumentsOf(one, { what: "rocket" }, known({ fields: { service: "haircut" } }))).toEqual({ ok: true, arguments: { what: "haircut" } });
    expect(argumentsOf(one, { what: "haircut, short" }, known({ by: "flow", fields: { service: "haircut" } }))).toEqual({ ok: true, arguments: { what: "haircut, short" } });
    expect(argumentsOf(one, {}, known({ by: "flow", fields: { service: "haircut" } }))).toEqual({ ok: true, arguments: { what: "haircut" } });
  });
  it("of the platform's own tools are what the flow gives them, or what is known", () => {
    const [one] = functionsOf(botOf({ type: "platform", name: "save_booking", description: text, effect: "write" }), "en");
    if (one === undefined) throw new Error("no function");
    expect(argumentsOf(one, { service: "haircut", colour: "red" }, known({ by: "flow" }))).toEqual({ ok: true, arguments: { service: "haircut", colour: "red" } });
    expect(argumentsOf(one, {}, known({ fields: { service: "haircut" } }))).toEqual({ ok: true, arguments: { service: "haircut" } });
  });
});

describe("a message", () => {
  const bot = botOf({ type: "message", name: "sms", description: text, config: { channel: "sms", url, to: { field: "service" }, text: { en: "Zvon: {text}" } } });
  const [sms] = functionsOf(bot, "en");
  if (sms === undefined) throw new Error("no function");
  it("goes to a field only once the caller has confirmed it", () => {
    const fields = { service: "+79120001427" };
    expect(argumentsOf(sms, { text: "Hi" }, known({ fields }))).toEqual({ ok: false, error: 'the caller has not confirmed the field "service" yet' });
    expect(argumentsOf(sms, { text: "Hi" }, known({ fields, confirmed: ["service"] }))).toEqual({ ok: true, arguments: { text: "Zvon: Hi", to: "+79120001427" } });
  });
  it("goes nowhere else, whatever the model writes", () => {
    expect(argumentsOf(sms, { text: "Hi", to: "+900000" }, known({ fields: { service: "+79120001427" }, confirmed: ["service"] }))).toMatchObject({ arguments: { to: "+79120001427" } });
  });
  it("puts the model's words in as they are", () => {
    expect(argumentsOf(sms, { text: "{service} $& {text}" }, known({ fields: { service: "+7" }, confirmed: ["service"] }))).toMatchObject({ arguments: { text: "Zvon: {service} $& {text}" } });
  });
});

describe("a table", () => {
  const tool = toolSchema.parse({ type: "table", name: "prices", effect: "read", config: { key: "service", rows: { haircut: { price: { ru: "две тысячи", en: "two thousand" } } } } });
  it("is read in the call's language, and has only its own rows", () => {
    if (tool.type !== "table") throw new Error("no table");
    expect(readTable(tool, "haircut", "ru")).toEqual({ price: "две тысячи" });
    expect(readTable(tool, "constructor", "ru")).toBeNull();
  });
});
