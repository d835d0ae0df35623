import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** The project's own rules over one planted file: the codes of what was found. */
function lint(source: string, name = "planted.ts"): string[] {
  const folder = mkdtempSync(join(tmpdir(), "zvon-lint-"));
  try {
    writeFileSync(join(folder, name), source);
    const { stdout } = spawnSync(process.execPath, [join(root, "node_modules/oxlint/bin/oxlint"), "--config", join(root, ".oxlintrc.json"), "--format", "json", folder], { encoding: "utf8" });
    const report: { diagnostics: { code: string }[] } = JSON.parse(stdout);
    return report.diagnostics.map(({ code }) => code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("lint", () => {
  it.each([
    ["any", "export const f = (x: any): unknown => x;", "typescript(no-explicit-any)"],
    ["a non-null assertion", "export const f = (x: string | null): string => x!;", "typescript(no-non-null-assertion)"],
    ["an empty catch", "export function f(g: () => void): void { try { g(); } catch {} }", "eslint(no-empty)"],
    ["a default export", "export default function f(): void {}", "import(no-default-export)"],
    ["a value import of a type", 'import { Readable } from "node:stream";\nexport const f = (x: Readable): Readable => x;', "typescript(consistent-type-imports)"],
  ])("refuses %s", (_, source, code) => {
    expect(lint(source)).toContain(code);
  });

  it.each(["skip", "only"])("refuses a test left with %s", (word) => {
    const found = lint(`import { expect, it } from "vitest";\nit.${word}("does", () => { expect(1).toBe(1); });`, "planted.test.ts");
    expect(found).toContain(word === "skip" ? "vitest(no-disabled-tests)" : "vitest(no-focused-tests)");
  });

  it("has nothing against ordinary code", () => {
    expect(lint("/** Doubles. */\nexport const twice = (x: number): number => x * 2;\n")).toEqual([]);
  });
});
