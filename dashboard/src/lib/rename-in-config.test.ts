import { describe, expect, it } from "vitest";
import { renameField, renameTool } from "./rename-in-config.ts";

const config = {
  prompts: { greeting: { ru: "Алло, {when}" } },
  fields: { when: { type: "day_time" }, whence: { type: "text" } },
  flow: {
    start: "ask",
    states: {
      ask: { type: "ask", field: "when", also: ["whence", "when"], say: { ru: "На {when.day}, {whence}?" } },
      book: { type: "tool", tool: "slots", arguments: { at: "{when}" }, say: null },
      talk: { type: "talk", tools: ["slots", "crm"], say: { ru: "when" } },
    },
    transitions: [{ from: "ask", to: "book", when: { done: true }, if: [{ not: { field: "when", known: true } }] }],
  },
  tools: [{ name: "slots", type: "table", config: { key: "when" } }, { name: "crm" }],
  agent: { crm_field_mapping: { when: "UF_DATE" } },
};

describe("another name", () => {
  it("of a field is known to states, guards, texts, tools and the CRM, and to nothing else", () => {
    expect(renameField(config, "when", "day")).toEqual({
      prompts: { greeting: { ru: "Алло, {day}" } },
      fields: { day: { type: "day_time" }, whence: { type: "text" } },
      flow: {
        start: "ask",
        states: {
          ask: { type: "ask", field: "day", also: ["whence", "day"], say: { ru: "На {day.day}, {whence}?" } },
          book: { type: "tool", tool: "slots", arguments: { at: "{day}" }, say: null },
          talk: { type: "talk", tools: ["slots", "crm"], say: { ru: "when" } },
        },
        transitions: [{ from: "ask", to: "book", when: { done: true }, if: [{ not: { field: "day", known: true } }] }],
      },
      tools: [{ name: "slots", type: "table", config: { key: "day" } }, { name: "crm" }],
      agent: { crm_field_mapping: { day: "UF_DATE" } },
    });
  });

  it("of a tool is known to the states that run it or may use it", () => {
    const renamed = renameTool(config, "slots", "calendar");
    expect(renamed).toMatchObject({ tools: [{ name: "calendar" }, { name: "crm" }], flow: { states: { book: { tool: "calendar" }, talk: { tools: ["calendar", "crm"] } } } });
  });
});
