import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { configToYaml, yamlToConfig } from "./bot-yaml.ts";
import { demoBots } from "./demo/demo-bots.ts";
import { emptyBot } from "./empty-bot.ts";
import { templates } from "./templates/templates.ts";
import { randomFrom } from "../dialogue/testing/random.ts";

const read = (text: string) => yamlToConfig(text, "en");
/** Equal also in the order of names. */
const again = (value: unknown) => JSON.stringify(read(configToYaml(value)));
const refusal = (text: string): Refusal => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error("it was read");
};

/** Strings that some reader of YAML takes for something else, or that its syntax is made of. */
const treacherous = [
  "no", "No", "on", "off", "y", "N", "yes", "true", "null", "~", "", " ", "09:30", "9:30:00", "0012", "012", "0o14", "0x1F", "1_000", "+79120001427", "8 (912) 000-14-27", "1.10", ".5", "1.", "1e3", ".inf", ".nan", "-",
  "2026-11-20", "2026-11-20T10:00", "<<", "=", "!", "!tag", "&a", "*a", "- a", "? a", ": a", "a: b", "a #b", "#b", "%a", "@a", "`a", "{a}", "[a]", "{field}", "\"", "'", "'a'", "\\n", "a\nb", "a\nb\n", "a\n\n\n", "\na", " a", "a ", "a \nb", "a\r\nb", "\ta", "a\tb",
  "---", "...", "--- a", "a\n---\nb", "Ёлка «Полка» — 5 ₽", "👋🏽", "\u0000", "\u0085", "\u2028", "\uFEFF", "\uD800", "x".repeat(300), `${"слово ".repeat(60)}`, "12345678901234567890", "__proto__", "constructor",
];

function randomValue(random: () => number, depth: number): unknown {
  const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? list[0] as T;
  const kind = random() * (depth > 4 ? 5 : 8);
  if (kind < 3) return random() < 0.7 ? pick(treacherous) : pick(treacherous) + pick(["", "\n", " ", ": "]) + pick(treacherous);
  if (kind < 4) return pick([0, 1, -1, 0.2, 1e21, 1e-7, 123456789, -0.5, 2 ** 53 - 1]);
  if (kind < 5) return pick([true, false, null]);
  const size = Math.floor(random() * 5);
  if (kind < 6) return Array.from({ length: size }, () => randomValue(random, depth + 1));
  return Object.fromEntries(Array.from({ length: size }, () => [pick(treacherous), randomValue(random, depth + 1)]));
}

describe("a bot as YAML", () => {
  it.each([...demoBots.map(({ slug, config }) => ({ slug, config: config as unknown })), ...templates.map(({ id, config }) => ({ slug: `template ${id}`, config })), { slug: "the smallest one", config: emptyBot }])("$slug comes back as it was", ({ config }) => {
    expect(again(config)).toBe(JSON.stringify(config));
  });

  it.each(treacherous)("keeps the text %j as a text, as a value and as a name", (text) => {
    expect(read(configToYaml({ text, list: [text], [text]: 1 }))).toEqual({ text, list: [text], [text]: 1 });
  });

  it("keeps whatever is written, over 3,000 random configs", () => {
    const random = randomFrom(20_261_121).next;
    for (let n = 0; n < 3000; n += 1) {
      const config = { config: randomValue(random, 0) };
      expect(again(config)).toBe(JSON.stringify(config));
    }
  });

  it("writes texts of several lines as blocks, and short ones plainly", () => {
    expect(configToYaml({ system: "Первая строка.\nВторая: с двоеточием.", greeting: "Здравствуйте!", time: "09:30", answer: "no" })).toBe('system: |-\n  Первая строка.\n  Вторая: с двоеточием.\ngreeting: Здравствуйте!\ntime: "09:30"\nanswer: "no"\n');
  });
});

describe("YAML that an owner wrote", () => {
  it("means words where a person means words", () => {
    expect(read("intent: no\nopen: 09:30\norder: 0012\nphone: +79120001427\nday: 2026-11-20\nhex: 0x1F\naccount: 12345678901234567890")).toEqual({ intent: "no", open: "09:30", order: "0012", phone: "+79120001427", day: "2026-11-20", hex: "0x1F", account: "12345678901234567890" });
    expect(read("a: 0.2\nb: 500\nc: true\nd: null\ne:\nf: -1.5e3")).toEqual({ a: 0.2, b: 500, c: true, d: null, e: null, f: -1500 });
  });

  it("may repeat a part by an alias, but not without end", () => {
    expect(read("a: &x {ru: да}\nb: *x")).toEqual({ a: { ru: "да" }, b: { ru: "да" } });
    const laughs = ["a: &a [x,x,x,x,x,x,x,x,x,x]", ..."bcdefghij".split("").map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefghi"[index]}`).join(",")}]`)].join("\n");
    expect(refusal(laughs).errors?.[0]?.detail).toContain("repeated too often");
  });

  it("is refused with its line and column where it is none", () => {
    expect(refusal("languages: [ru]\ncontext:\n\trole: x").message).toMatch(/^Line 3, column 1: /);
    expect(refusal("a: 1\nb: 2\na: 3").message).toMatch(/^Line 3, column 1: .*unique/);
    expect(refusal("a: 'x").message).toMatch(/^Line 1, column /);
    expect(refusal("a: 1\n---\nb: 2").message).toMatch(/Line 2, column 1/);
    expect(refusal("a: !!python/object:os.system x").message).toMatch(/Line 1, column 4/);
    expect(refusal("a: *nobody").message).toMatch(/Line 1|repeated/);
    expect(() => yamlToConfig("a: [", "ru")).toThrow(/^Строка 1, столбец 5/);
  });

  it("is refused in time when it is nested without end or much too long", () => {
    expect(refusal("[".repeat(200_000)).status).toBe(422);
    expect(refusal(`a: ${"x".repeat(2_000_000)}`).errors?.[0]?.detail).toContain("too long");
    expect(refusal(`a: ${"{a: ".repeat(50_000)}`).status).toBe(422);
    expect(refusal("-\n".repeat(100_000)).errors?.[0]?.detail).toContain("too_many_parts");
  });

  it("with tens of thousands of names is read, or refused for one of them, in a time that grows no faster than it does", () => {
    // Half a minute when each name was compared with each.
    const names = Array.from({ length: 28_000 }, (_, index) => `n${index}: 1`).join("\n");
    expect(Object.keys(read(names) as object)).toHaveLength(28_000);
    expect(refusal(`${names}\nn7: 2`).message).toMatch(/^Line 28001, column 1: .*unique/);
    expect(refusal('1: a\n"1": b').message).toMatch(/^Line 2, column 1: .*unique/);
  }, 10_000);

  it("gives plain objects, whatever the names are", () => {
    const value = read("__proto__: {polluted: true}\nconstructor: 1");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
