import { describe, expect, it } from "vitest";
import { parseStandInArguments } from "./arguments.ts";

const offered = ["yandex", "deepgram", "groq"] as const;
const parse = (line: string) => parseStandInArguments(line === "" ? [] : line.split(" "), offered);

describe("arguments of the stand-ins", () => {
  it("start all of them on free ports when there are none", () => {
    expect(parse("")).toEqual({ only: ["yandex", "deepgram", "groq"], faults: [], port: 0, learn: null });
  });

  it("take names with spaces, commas or again and again", () => {
    for (const line of ["--only groq deepgram", "--only groq,deepgram", "--only=groq,deepgram", "--only groq --only deepgram groq"]) expect(parse(line).only).toEqual(["groq", "deepgram"]);
  });

  it("take faults by name, with milliseconds where they are said", () => {
    expect(parse("--fault deepgram:stall groq:slow_first_token:900 --port 4000 --learn sounds")).toMatchObject({
      faults: [{ name: "deepgram", fault: { kind: "stall" } }, { name: "groq", fault: { kind: "slow_first_token", ms: 900 } }],
      port: 4000,
      learn: "sounds",
    });
  });

  it.each([
    ["--only acme", 'there is no stand-in "acme"; there are yandex, deepgram, groq'],
    ["--only openai", 'there is no stand-in "openai"'],
    ["--only", "--only needs a value"],
    ["--fault groq:explodes", "there are half_open, slow_start"],
    ["--fault groq", 'there is no fault ""'],
    ["--fault groq:stall:soon", '"soon" is no number of milliseconds'],
    ["--only yandex --fault groq:stall", "groq is not started"],
    ["--port lots", '"lots" is no port'],
    ["--port 65535", "is no port"],
    ["--port 1 2", "--port takes one value"],
    ["--verbose", "--verbose is no option"],
    ["yandex", '"yandex" stands before any option'],
  ])("refuse %s with a sentence", (line, sentence) => {
    expect(() => parse(line)).toThrow(sentence);
  });
});
