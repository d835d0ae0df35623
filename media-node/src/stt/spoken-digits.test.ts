import { describe, expect, it } from "vitest";
import { spokenDigits } from "./spoken-digits.ts";

describe("digits that were spoken one by one", () => {
  it.each([
    ["4 0 7 1", "4071"],
    ["40-71", "4071"],
    ["(495) 123-45-67.", "4951234567"],
    ["Four oh seven one.", "4071"],
    ["четыре ноль 7 один", "4071"],
  ])("%s is %s", (text, digits) => expect(spokenDigits(text)).toBe(digits));

  it.each(["", "my code is 4071", "four hundred", "не знаю"])("«%s» is no row of digits", (text) => expect(spokenDigits(text)).toBeNull());
});
