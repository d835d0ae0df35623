import { describe, expect, it } from "vitest";
import { sentimentOf } from "./sentiment.ts";

describe("how the caller feels", () => {
  it.each([
    ["спасибо вам огромное, очень вежливая девушка", "ru"], ["отлично, мне всё нравится", "ru"], ["совсем не плохо", "ru"], ["thank you, that was very helpful", "en"], ["great service, I love it", "en"], ["not bad at all", "en"],
  ] as const)("«%s» is good", (text, language) => expect(sentimentOf(text, language)).toBeGreaterThan(0.2));
  it.each([
    ["это ужас какой-то, никто не перезвонил", "ru"], ["мне не нравится ваш сервис", "ru"], ["вы идиоты, я пойду в суд", "ru"], ["я очень недовольна", "ru"], ["this is terrible, nobody called me back", "en"], ["I'm not happy with this", "en"], ["you are all idiots", "en"],
  ] as const)("«%s» is bad", (text, language) => expect(sentimentOf(text, language)).toBeLessThan(-0.2));
  it.each([["запишите на завтра в пять", "ru"], ["нет", "ru"], ["my number is five five five", "en"], ["hello?", "en"], ["Sue", "en"], ["", "en"]] as const)("«%s» tells nothing", (text, language) => expect(sentimentOf(text, language)).toBe(0));
  it("abuse is worse than a complaint, and never beyond -1", () => {
    expect(sentimentOf("вы идиоты", "ru")).toBeLessThan(sentimentOf("плохо", "ru"));
    expect(sentimentOf("идиоты ".repeat(300), "ru")).toBeGreaterThanOrEqual(-1);
  });
});
