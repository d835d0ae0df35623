import { putGroupSchema } from "@zvon/contract/operators-api.ts";
import { describe, expect, it } from "vitest";
import { draftOf, groupOf, moved } from "./group-draft.ts";

const sales = { name: "sales", title: "Продажи", members: ["a", "b"], order: "list" as const, maxWaitSeconds: 60, announce: "place" as const, words: null, overflow: "help" };

describe("a group in its form", () => {
  it("is saved as it was read when nothing was changed", () => {
    const { name: _name, ...settings } = sales;
    expect(putGroupSchema.parse(groupOf(draftOf(sales)))).toEqual(settings);
  });

  it("keeps no words that are not said, and asks for those that are", () => {
    const draft = { ...draftOf(sales), words: { ru: "Ждите.", en: "" } };
    expect(groupOf(draft).words).toBeNull();
    expect(putGroupSchema.safeParse(groupOf({ ...draft, announce: "words" })).error?.issues.map(({ path }) => path.join("/"))).toEqual(["words/en"]);
  });

  it("is refused with an empty wait", () => {
    expect(putGroupSchema.safeParse(groupOf({ ...draftOf(null), title: "Новая", maxWaitSeconds: "" })).error?.issues.map(({ path }) => path.join("/"))).toEqual(["maxWaitSeconds"]);
  });

  it("moves a member by one place, and nobody over an end", () => {
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  });
});
