import { describe, expect, it } from "vitest";
import { nameInFile } from "./name-in-file.ts";

describe("the name in a bot's file", () => {
  it("is read from YAML, plain and in either quotes", () => {
    expect(nameInFile("slug: salon\nname: Салон у дома # наш\nconfig: {}\n", "yaml")).toBe("Салон у дома");
    expect(nameInFile('name: "Кафе \\"Мята\\""\n', "yaml")).toBe('Кафе "Мята"');
    expect(nameInFile("name: 'O''Hara'\n", "yaml")).toBe("O'Hara");
  });
  it("is read from JSON", () => expect(nameInFile('{"name":" Salon ","config":{}}', "json")).toBe("Salon"));
  it("is none where only something inside has one, or the file says none", () => {
    expect(nameInFile("config:\n  tools:\n    - name: calendar\n", "yaml")).toBe(null);
    expect(nameInFile("name: ''\n", "yaml")).toBe(null);
    expect(nameInFile("{broken", "json")).toBe(null);
    expect(nameInFile('{"name":7}', "json")).toBe(null);
  });
});
