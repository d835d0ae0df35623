import { describe, expect, it } from "vitest";
import { parseEvalArguments } from "./arguments.ts";

describe("arguments of npm run eval", () => {
  it("take a bot and what is asked of it", () => expect(parseEvalArguments(["salon", "--suite", "booking", "--data", "there", "--json"])).toMatchObject({ bot: "salon", suite: "booking", data: "there", json: true, model: false, persona: "rules" }));
  it.each([[[]], [["salon", "clinic"]], [["salon", "--persona", "parrot"]], [["salon", "--loud"]]])("are refused with the usage: %j", (argv) => expect(() => parseEvalArguments(argv)).toThrow(/npm run -s eval/));
});
