import { choiceSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { isUnnamedValue, optionValue } from "./option-value.ts";

describe("the value of an option", () => {
  it.each([["Стрижка", "strizhka"], ["Женская стрижка, 2 ч", "zhenskaia_strizhka_2_ch"], ["Café crème", "cafe_creme"], ["2 места", "mesta"], ["—", "option"], ["щ".repeat(60), "shch".repeat(9)]])("is made of its name: %s", (label, value) => {
    expect(optionValue(label, [])).toBe(value);
    expect(choiceSchema.safeParse({ value, label: { ru: label } }).success).toBe(true);
  });
  it("is no other option's", () => expect(optionValue("Стрижка", ["strizhka", "strizhka_2"])).toBe("strizhka_3"));
  it("is made once: what stands in records stays", () => expect(["option", "option_12", "first", "", "strizhka", "first_aid"].map(isUnnamedValue)).toEqual([true, true, true, true, false, false]));
});
