import { describe, expect, it } from "vitest";
import refused from "../fixtures/call-link/refused.json" with { type: "json" };
import toEdge from "../fixtures/call-link/to-edge.json" with { type: "json" };
import toNode from "../fixtures/call-link/to-node.json" with { type: "json" };
import { droppedByBargeIn, factSchema, isFact, noteSchema, parseToEdge, parseToNode, toNodeSchema } from "./call-link.ts";

const typesOf = (schema: { options: readonly { shape: { type: { value: string } } }[] }) => schema.options.map((option) => option.shape.type.value);

describe("golden messages of the call link", () => {
  it("name every type of both directions", () => {
    expect(new Set(toEdge.map(({ message }) => message.type))).toEqual(new Set([...typesOf(factSchema), ...typesOf(noteSchema)]));
    expect(new Set(toNode.map(({ message }) => message.type))).toEqual(new Set(typesOf(toNodeSchema)));
    expect(new Set(Object.keys(droppedByBargeIn))).toEqual(new Set(typesOf(toNodeSchema)));
  });

  it.each(toEdge)("to the edge: $what", ({ message }) => {
    const parsed = parseToEdge(JSON.stringify(message));
    expect(parsed).toEqual(message);
    expect(isFact(parsed)).toBe("n" in message);
  });

  it.each(toNode)("to the node: $what", ({ message }) => {
    expect(parseToNode(JSON.stringify(message))).toEqual(message);
  });

  it.each(refused)("refused by the $to: $why", ({ to, frame }) => {
    expect(() => (to === "edge" ? parseToEdge(frame) : parseToNode(frame))).toThrow();
  });

  it("a field of a later edition is left out, not refused", () => {
    expect(parseToEdge(JSON.stringify({ v: 1, type: "call.ringing", n: 1, mood: "good" }))).toEqual({ v: 1, type: "call.ringing", n: 1 });
  });
});
