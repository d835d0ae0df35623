import { describe, expect, it } from "vitest";
import { saysSame } from "./delete-dialog.tsx";

describe("the name that is typed before a bot is deleted", () => {
  it.each([['Салон "Мята"', "Салон «Мята»"], ["Anna's bot", "Anna’s bot"], ["  Бот - ночной ", "Бот — ночной"]])("may be of the keyboard's own signs: %s", (typed, name) => expect(saysSame(typed, name)).toBe(true));
  it.each([["Салон", "Салон «Мята»"], ["салон «мята»", "Салон «Мята»"], ["", " "]])("is no other name: %s", (typed, name) => expect(saysSame(typed, name)).toBe(false));
});
