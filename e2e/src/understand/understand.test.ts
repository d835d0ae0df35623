import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { demoBots } from "@zvon/worker/src/bots/demo/demo-bots.ts";
import { describe, expect, it } from "vitest";
import { parseUnderstandArguments } from "./arguments.ts";
import { parseLine, understandLine } from "./understand.ts";

const now = { date: "2026-11-20", time: "10:00" };
const understand = (line: object, language: "ru" | "en" = "ru") => understandLine(parseLine(JSON.stringify(line)), { language, now, bot: null });

describe("what a line means", () => {
  it("is intent, moment, fields and language", () => {
    expect(understand({ text: "да, верно", context: { expects: "yes_no" } })).toMatchObject({ intent: "yes", when: null, fields: {}, language: "ru" });
    expect(understand({ text: "завтра ближе к вечеру" })).toMatchObject({ when: "2026-11-21", fields: { part_of_day: "evening" } });
    expect(understand({ text: "меня зовут Анна телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять" })).toMatchObject({ when: null, fields: { name: "Анна", phone: "+79123456789" } });
    expect(understand({ text: "can I come next wednesday at half past two" })).toMatchObject({ when: "2026-11-25T14:30", language: "en" });
  });
  it("is null where nothing was understood", () => {
    expect(understand({ text: "мням" })).toEqual({ intent: null, confidence: null, when: null, fields: {}, language: "ru" });
    expect(understand({ text: "" })).toEqual({ intent: null, confidence: null, when: null, fields: {}, language: "ru" });
  });
  it("depends on what was asked: a lone number is a time after «во сколько», a lone word a name after «как вас зовут»", () => {
    expect(understand({ text: "пять" }).when).toBeNull();
    expect(understand({ text: "пять", context: "Во сколько вам удобно?" }).when).toBe("2026-11-20T17:00");
    expect(understand({ text: "five", context: { expects: "time" } }, "en").when).toBe("2026-11-20T17:00");
    expect(understand({ text: "Зульфия" }).fields).toEqual({});
    expect(understand({ text: "Зульфия", context: "Как вас зовут?" }).fields).toEqual({ name: "Зульфия" });
  });
  it("keeps the day that was read back when only the hour is put right", () => {
    expect(understand({ text: "нет не в пять а в шесть", context: "Записал вас на завтра в пять вечера, верно?" }).when).toBe("2026-11-21T18:00");
    expect(understand({ text: "no, at nine", context: "Tomorrow at eight in the evening, is that right?" }, "en").when).toBe("2026-11-21T21:00");
    expect(understand({ text: "нет, в понедельник в шесть", context: "Записал вас на завтра в пять вечера, верно?" }).when).toBe("2026-11-23T18:00");
  });
  it("gives a name with its letters, whole", () => {
    expect(understand({ text: "Алёна", context: "Как вас зовут?" }).fields).toEqual({ name: "Алёна" });
    expect(understand({ text: "Анна, а фамилия Шмидт-Орлова", context: "Как вас зовут?" }).fields).toEqual({ name: "Анна Шмидт-Орлова" });
  });
  it("fills the bot's own fields, whole or by half", () => {
    const bot = demoBots.find((one) => one.slug === "salon")?.config ?? null;
    const line = parseLine(JSON.stringify({ text: "на стрижку завтра с утра" }));
    expect(understandLine(line, { language: "ru", now, bot }).fields).toEqual({ service: "haircut", when: { date: "2026-11-21", window: { from: "10:00", to: "12:00" } } });
  });
  it("is an error in words where the line cannot be read", () => {
    expect(() => parseLine("not json")).toThrow(/^not JSON/);
    expect(() => parseLine("[]")).toThrow(/must be an object/);
    expect(() => parseLine("{}")).toThrow(/"text" must be a string/);
    expect(() => parseLine(JSON.stringify({ text: "да", context: 5 }))).toThrow(/"context" must be/);
  });
});

describe("the arguments", () => {
  it("take a moment as it stands on the wall, or in the zone that is given", () => {
    expect(parseUnderstandArguments(["--lang", "ru", "--now", "2026-11-20T10:00"])).toMatchObject({ now });
    expect(parseUnderstandArguments(["--lang", "ru", "--now", "2026-11-20T10:00:00+03:00"])).toMatchObject({ now });
    expect(parseUnderstandArguments(["--lang", "ru", "--now", "2026-11-20T07:00:00Z", "--time-zone", "Europe/Moscow"])).toMatchObject({ now });
  });
  it("are refused with a sentence", () => {
    expect(() => parseUnderstandArguments([])).toThrow(/--lang: ru or en/);
    expect(() => parseUnderstandArguments(["--lang", "en", "--now", "tomorrow"])).toThrow(/--now: "tomorrow" is no moment/);
  });
});

describe("the command", () => {
  it("answers each line as it comes, goes on after a bad one, and says so by its exit code", async () => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path.join(import.meta.dirname, "main.ts"), "--lang", "ru", "--now", "2026-11-20T10:00"], { stdio: ["pipe", "pipe", "inherit"] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (line: string): Promise<unknown> => {
      child.stdin.write(`${line}\n`);
      const { value } = await answers.next();
      return JSON.parse(String(value));
    };
    expect(await ask(JSON.stringify({ text: "завтра в пять" }))).toMatchObject({ when: "2026-11-21T17:00" });
    expect(await ask("nonsense")).toMatchObject({ error: expect.stringContaining("not JSON") });
    expect(await ask(JSON.stringify({ text: "послезавтра в полтретьего" }))).toMatchObject({ when: "2026-11-22T14:30" });
    child.stdin.end();
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(1);
  });
});
