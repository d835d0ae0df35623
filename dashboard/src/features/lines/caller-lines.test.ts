import { callerListsSchema } from "@zvon/contract/numbers-api.ts";
import { describe, expect, it } from "vitest";
import { entriesOf, linesOf } from "./caller-lines.ts";

describe("caller lists as lines", () => {
  it("hold a number and, after a comma, a note", () => {
    expect(entriesOf("+7 912 000-14-27, Анна, склад\n\n 7495* \n")).toEqual([{ number: "+7 912 000-14-27", note: "Анна, склад" }, { number: "7495*", note: "" }]);
  });
  it("come back as they were kept", () => {
    const kept = [{ number: "79120001427", note: "Анна" }, { number: "7495*", note: "" }, { number: "101", note: "" }];
    expect(linesOf(kept)).toBe("+7 912 000-14-27, Анна\n7495*\n101");
    expect(callerListsSchema.parse({ allow: entriesOf(linesOf(kept)), deny: [] }).allow).toEqual(kept);
  });
});
