import { describe, expect, it } from "vitest";
import { isJsonObject } from "./check-config.ts";
import { demoBots } from "./demo/demo-bots.ts";
import { diffConfigs } from "./diff.ts";

const shown = (before: unknown, after: unknown) => diffConfigs(before, after).map(({ kind, where, pointer }) => `${kind} ${where.join(" › ")} ${pointer}`);

describe("the difference of two configs", () => {
  it("is nothing where nothing changed, in whatever order settings stand", () => {
    for (const { config } of demoBots) expect(diffConfigs(config, structuredClone(config))).toEqual([]);
    expect(diffConfigs({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  it("names a setting by its place, with what it was and what it is", () => {
    expect(diffConfigs({ llm: { temperature: 0.2, model: "a" } }, { llm: { temperature: 0.5, model: "a" } })).toEqual([{ pointer: "/llm/temperature", where: ["llm", "temperature"], kind: "changed", before: 0.2, after: 0.5 }]);
    expect(shown({ llm: null }, { llm: { model: "a" } })).toEqual(["changed llm /llm"]);
    expect(shown({ fields: { "a/b": 1 } }, { fields: {} })).toEqual(["removed fields › a/b /fields/a~1b"]);
  });

  it("knows tools by their names, wherever they stand", () => {
    const [book, send, find] = [{ name: "book", url: "a" }, { name: "send", url: "b" }, { name: "find", url: "c" }];
    expect(shown({ tools: [book, send] }, { tools: [find, book, { ...send, url: "d" }] })).toEqual(["changed tools › send › url /tools/2/url", "added tools › find /tools/0"]);
    expect(shown({ tools: [book, send] }, { tools: [send] })).toEqual(["removed tools › book /tools/0"]);
    expect(shown({ tools: [] }, { tools: [book] })).toEqual(["added tools › book /tools/0"]);
    expect(shown({ tools: [book, send] }, { tools: [send, book] })).toEqual(["moved tools /tools"]);
  });

  it("shows a transition put in first as one change, and a changed order as a change of its own", () => {
    const [one, two, three] = ["yes", "no", "goodbye"].map((intent) => ({ from: "a", to: "b", when: { intent } }));
    expect(shown({ flow: { transitions: [one, two] } }, { flow: { transitions: [three, one, two] } })).toEqual(["added flow › transitions › 1 /flow/transitions/0"]);
    expect(shown({ flow: { transitions: [one, two] } }, { flow: { transitions: [two, one] } })).toEqual(["moved flow › transitions /flow/transitions"]);
    expect(shown({ flow: { transitions: [one, two] } }, { flow: { transitions: [one, { ...two, to: "c" }] } })).toEqual(["changed flow › transitions › 2 › to /flow/transitions/1/to"]);
  });

  it("compares states by their names, and tells when their order changed, which a linear flow goes by", () => {
    const states = { name: { say: 1 }, day: { say: 2 } };
    expect(shown({ flow: { states } }, { flow: { states: { ...states, end: { say: 3 } } } })).toEqual(["added flow › states › end /flow/states/end"]);
    expect(shown({ flow: { states } }, { flow: { states: { day: { say: 2 }, name: { say: 1 } } } })).toEqual(["moved flow › states /flow/states"]);
  });

  it("finds a changed text among texts, and phrases that came and went", () => {
    expect(shown({ facts: [{ ru: "а" }, { ru: "б" }] }, { facts: [{ ru: "а" }, { ru: "в" }] })).toEqual(["changed facts › 2 › ru /facts/1/ru"]);
    expect(shown({ words: ["а", "б", "в"] }, { words: ["а", "в"] })).toEqual(["removed words › 2 /words/1"]);
    expect(shown({ waits: [6000, 8000, 8000] }, { waits: [6000, 9000, 8000] })).toEqual(["changed waits › 2 /waits/1"]);
  });

  it("of long lists of the same is found at once, whatever a draft holds", () => {
    // Half a minute when each entry was looked for in a copy of all before it.
    const list = (...end: number[]) => ({ e: [...Array<number>(80_000).fill(0), ...end] });
    expect(shown(list(), { e: [1, ...list().e] })).toContain("added e › 1 /e/0");
    expect(shown(list(2), list(3, 4))).toEqual(["removed e › 80001 /e/80000", "added e › 80001 /e/80000", "added e › 80002 /e/80001"]);
  }, 10_000);

  it("leads from one to the other: what a change names stands there", () => {
    const [salon, orders] = demoBots;
    const at = (config: unknown, pointer: string): unknown => pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).reduce<unknown>((value, part) => (Array.isArray(value) ? value[Number(part)] : isJsonObject(value) ? value[part] : undefined), config);
    const changes = diffConfigs(salon?.config, orders?.config);
    expect(changes.length).toBeGreaterThan(20);
    for (const change of changes) {
      if (change.kind !== "moved" && change.kind !== "removed") expect(at(orders?.config, change.pointer)).toEqual(change.after);
      if (change.kind === "removed") expect(at(salon?.config, change.pointer)).toEqual(change.before);
    }
  });
});
