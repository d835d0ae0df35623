import { describe, expect, it } from "vitest";
import { listAt, textAt, valueAt } from "../../lib/pointer.ts";
import { addState, connect, freeName, moveStates, moveTransition, nearestState, readGraph, removeState, removeStates, renameState, waysThrough, withType } from "./flow-graph.ts";

const ask = (field: string) => ({ type: "ask", field, say: { en: `${field}?` }, hint: {} });
const bot = {
  fields: { name: { type: "name" } },
  flow: {
    type: "graph", start: "name",
    states: { name: ask("name"), done: { type: "end", say: { en: "Bye" }, outcome: "booked" } },
    transitions: [{ from: "name", to: "done", when: { done: true } }, { from: "name", to: "done", when: { intent: "no" } }, { from: "*", to: "operator", when: { intent: "operator" } }],
    flows: { contact: { start: "phone", states: { phone: ask("phone") }, transitions: [] } },
  },
  agent: { handoff_state: "done" },
  objections: { after: "done", kinds: [{ intent: "price", answers: [], after: "done" }] },
};
const read = (config: unknown, flow = "") => readGraph(config, flow, "en", [{ pointer: "/flow/transitions/2/to", detail: "no such state" }, { pointer: "/flow/states/name/say/ru", detail: "missing" }]);

describe("a flow read as a graph", () => {
  it("has a node a state, one for anywhere, and one for a state that is missing", () => {
    expect(read(bot).nodes.map(({ name, type, missing, start, faults }) => ({ name, type, missing, start, faults }))).toEqual([
      { name: "name", type: "ask", missing: false, start: true, faults: 1 },
      { name: "done", type: "end", missing: false, start: false, faults: 0 },
      { name: "*", type: "*", missing: false, start: false, faults: 0 },
      { name: "operator", type: "", missing: true, start: false, faults: 0 },
    ]);
  });

  it("has one edge for all transitions between two states", () => {
    expect(read(bot).edges).toEqual([{ from: "name", to: "done", indices: [0, 1], faults: 0 }, { from: "*", to: "operator", indices: [2], faults: 1 }]);
  });

  it("shows how a linear flow goes on by itself", () => {
    const linear = { flow: { type: "linear", start: "a", states: { a: ask("x"), b: ask("y"), c: { type: "end" } }, transitions: [{ from: "b", to: "a", when: { done: true } }] } };
    expect(read(linear).edges).toEqual([{ from: "b", to: "a", indices: [0], faults: 0 }, { from: "a", to: "b", indices: [], faults: 0 }]);
  });

  it.each([[null], [{}], [{ flow: { states: 7, transitions: [null, 1, { from: 3 }] } }]])("survives what is no flow: %j", (config) => expect(read(config)).toEqual({ nodes: [], edges: [] }));
});

describe("a change of the graph", () => {
  it("adds a state of the least that its type needs", () => {
    const next = addState(bot, "", freeName(bot, "", "name"), "ask", { x: 1.4, y: 2.6 });
    expect(valueAt(next, "/flow/states/name_2")).toEqual({ type: "ask", field: "name", say: {}, hint: {}, place: { x: 1, y: 3 } });
  });

  it("renames a state wherever it is named", () => {
    const next = renameState(bot, "", "done", "farewell");
    expect(Object.keys(valueAt(next, "/flow/states") as object)).toEqual(["name", "farewell"]);
    expect(listAt(next, "/flow/transitions").map((one) => textAt(one, "/to"))).toEqual(["farewell", "farewell", "operator"]);
    expect([valueAt(next, "/agent/handoff_state"), valueAt(next, "/objections/after"), valueAt(next, "/objections/kinds/0/after")]).toEqual(["farewell", "farewell", "farewell"]);
    expect(textAt(renameState(bot, "", "name", "who"), "/flow/start")).toBe("who");
  });

  it("leaves all as it is when the name is taken", () => expect(renameState(bot, "", "done", "name")).toBe(bot));

  it("removes a state with what led to it", () => {
    const next = removeState(bot, "", "done");
    expect(listAt(next, "/flow/transitions")).toEqual([{ from: "*", to: "operator", when: { intent: "operator" } }]);
    expect(valueAt(next, "/agent/handoff_state")).toBeNull();
    expect(textAt(removeState(bot, "", "name"), "/flow/start")).toBe("done");
  });

  it("connects by what the state has no way for yet", () => {
    const { config, index } = connect(bot, "", "name", "name");
    expect(valueAt(config, `/flow/transitions/${index}`)).toEqual({ from: "name", to: "name", when: { not_understood: 3 } });
    expect(valueAt(connect(bot, "contact", "phone", "phone").config, "/flow/flows/contact/transitions/0/when")).toEqual({ done: true });
  });

  it("moves a transition among those of its own state", () => {
    const transitions = (config: unknown) => listAt(config, "/flow/transitions").map((one) => Object.keys(valueAt(one, "/when") as object)[0]);
    expect(transitions(moveTransition(bot, "", 1, -1))).toEqual(["intent", "done", "intent"]);
    expect(moveTransition(bot, "", 1, 1)).toBe(bot);
  });

  it("changes a type and keeps the words", () => {
    expect(valueAt(withType(bot, "", "name", "question"), "/flow/states/name")).toEqual({ type: "question", say: { en: "name?" }, hint: {} });
  });

  it("moves states and forgets those that are not there", () => {
    const next = moveStates(bot, "", new Map([["name", { x: 10.2, y: 20 }], ["*", { x: 0, y: 0 }]]));
    expect(valueAt(next, "/flow/states/name/place")).toEqual({ x: 10, y: 20 });
    expect(valueAt(next, "/flow/states/*")).toBeUndefined();
  });

  it("guesses what a mistyped name meant", () => {
    expect(nearestState(bot, "", "nmae")).toBe("name");
    expect(nearestState(bot, "", "escalation")).toBeNull();
  });
});

describe("what goes with a state", () => {
  it("is every transition to it or from it, counted before and gone after", () => {
    expect([waysThrough(bot, "", ["done"]), waysThrough(bot, "", ["name", "done"]), waysThrough(bot, "contact", ["phone"])]).toEqual([2, 2, 0]);
    expect(listAt(removeStates(bot, "", ["done"]), "/flow/transitions")).toEqual([{ from: "*", to: "operator", when: { intent: "operator" } }]);
  });
});
