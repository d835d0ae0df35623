import { describe, expect, it } from "vitest";
import { stem } from "./stem.ts";
import { indexOfWords, tokens, words } from "./tokens.ts";

describe("words of an utterance", () => {
  it("are lower case, without «ё» and without punctuation but the comma", () => {
    expect(tokens("Нет, ещё раз: в 17.30!")).toEqual(["нет", ",", "еще", "раз", "в", "17:30"]);
    expect(words("That's right, O’Clock…")).toEqual(["that's", "right", "o'clock"]);
    expect(words("25-го, в 5")).toEqual(["25", "го", "в", "5"]);
    expect(words("  ")).toEqual([]);
  });
  it("are found in a row", () => {
    expect(indexOfWords(["меня", "зовут", "анна"], ["зовут", "анна"])).toBe(1);
    expect(indexOfWords(["анна"], ["зовут", "анна"])).toBe(-1);
    expect(indexOfWords(["анна"], [])).toBe(-1);
  });
});

describe("stems", () => {
  it.each([
    ["стрижка", "стрижку"], ["стрижка", "стрижки"], ["стрижка", "стрижкой"], ["маникюр", "маникюра"], ["окрашивание", "окрашивания"], ["укладка", "укладке"],
    ["анна", "анну"], ["мария", "марию"], ["юлия", "юлию"], ["павел", "павел"], ["haircut", "haircuts"], ["colouring", "coloring"], ["styling", "styled"],
  ])("«%s» and «%s» are one word", (one, other) => expect(stem(other)).toBe(stem(one)));
  it.each([["маникюр", "педикюр"], ["анна", "анастасия"], ["иван", "ирина"], ["стрижка", "укладка"]])("«%s» and «%s» are two", (one, other) => expect(stem(other)).not.toBe(stem(one)));
});
