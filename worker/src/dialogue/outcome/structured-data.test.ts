import { describe, expect, it } from "vitest";
import { askableSchema, checkData, fillData } from "./structured-data.ts";

const schema = {
  type: "object",
  required: ["service"],
  properties: { service: { type: "string" }, guests: { type: "integer", minimum: 1 }, budget: { type: "number" }, smoker: { type: "boolean" }, when: { type: ["string", "null"] }, kind: { type: "string", enum: ["new", "regular"] }, nested: { type: "object" } },
};

describe("data of a call by the tenant's schema", () => {
  it("is filled by name, each as its type wants it", () => {
    expect(fillData(schema, { service: "стрижка", guests: "3", budget: "1 500,50", smoker: "нет", kind: "New", other: "x" })).toEqual({ service: "стрижка", guests: 3, budget: 1500.5, smoker: false, when: null, kind: "new" });
  });

  it("leaves out what cannot be that", () => {
    expect(fillData(schema, { service: "стрижка", guests: "many", kind: "stranger" })).toMatchObject({ guests: null, kind: null });
  });

  it("is nothing without a schema, and when nothing is known", () => {
    expect(fillData(null, { service: "x" })).toBeNull();
    expect(fillData({ type: "object" }, { service: "x" })).toBeNull();
    expect(fillData(schema, { name: "Анна" })).toBeNull();
  });

  it("of a model is taken when every member fits, unknown ones left out", () => {
    expect(checkData(schema, { service: "стрижка", guests: 2, extra: "x" })).toEqual({ service: "стрижка", guests: 2, budget: null, smoker: null, when: null, kind: null });
  });

  it.each([
    ["a member that is required is missing", { guests: 2 }],
    ["a number stands as text", { service: "x", guests: "2" }],
    ["a whole number is none", { service: "x", guests: 2.5 }],
    ["a bound is passed", { service: "x", guests: 0 }],
    ["a value is not on the list", { service: "x", kind: "stranger" }],
    ["a member is an object", { service: { name: "x" } }],
    ["it is no object", ["x"]],
  ])("is refused when %s", (_why, data) => {
    expect(checkData(schema, data)).toBeNull();
  });

  it("a member's name is data, never a way into objects", () => {
    expect(fillData({ properties: { constructor: { type: "string" } } }, {})).toBeNull();
    expect(checkData({ properties: { toString: { type: "string" } } }, {})).toEqual({ toString: null });
  });

  it("a model may leave open what it does not know", () => {
    expect(askableSchema(schema)).toMatchObject({ additionalProperties: false, properties: { guests: { type: ["integer", "null"], minimum: 1 }, kind: { enum: ["new", "regular", null] } } });
  });
});
