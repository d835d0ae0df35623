import { describe, expect, it } from "vitest";
import { occurs } from "./words.ts";

describe("words of an expectation", () => {
  it.each([
    ["записать вас", "На какую услугу записать вас?", true],
    ["вас записать", "На какую услугу записать вас?", false],
    ["запис*", "Вы записаны на завтра.", true],
    ["запис", "Вы записаны на завтра.", false],
    ["всё верно", "Все верно", true],
    ["завтра|сегодня", "Ждём вас сегодня.", true],
    ["в 17:30", "Приходите в 17:30, пожалуйста.", true],
    ["book*", "You are BOOKED.", true],
    ["", "anything", false],
    ["*", "anything", false],
    ["a|", "nothing of it", false],
  ])("%j in %j: %s", (pattern, text, expected) => expect(occurs(pattern, text)).toBe(expected));
});
