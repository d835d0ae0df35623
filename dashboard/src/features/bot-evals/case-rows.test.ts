import { evalCaseSchema } from "@zvon/contract/eval-suite.ts";
import { describe, expect, it } from "vitest";
import { fromRows, rowsOf, tidyCase } from "./case-rows.ts";

const one = evalCaseSchema.parse({ name: "books", language: "en", turns: [{ says: "a haircut", expect: { state: "when", fields: { service: "haircut" } } }, { keys: "1", heard: "sure", expect: { says: ["booked", "goodbye"] } }, { silent: true }] });

describe("a case as a table", () => {
  it("shows the words, the state and what must be said", () => {
    expect(rowsOf(tidyCase(one)).map(({ says, state, words }) => ({ says, state, words }))).toEqual([{ says: "a haircut", state: "when", words: "" }, { says: "1", state: "", words: "booked; goodbye" }, { says: "", state: "", words: "" }]);
  });

  it("loses nothing when nothing is changed", () => {
    const draft = tidyCase(one);
    expect(evalCaseSchema.parse(fromRows(draft, rowsOf(draft)))).toEqual(one);
  });

  it("keeps what a row does not show", () => {
    const draft = tidyCase(one);
    const rows = rowsOf(draft).map((row) => ({ ...row, state: "name" }));
    expect(evalCaseSchema.parse(fromRows(draft, rows)).turns[0]?.expect).toEqual({ state: "name", fields: { service: "haircut" } });
  });

  it("writes only what is out of the ordinary", () => expect(Object.keys(tidyCase(one) as object)).toEqual(["name", "language", "turns"]));
});
