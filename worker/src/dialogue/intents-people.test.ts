/** What people really say for yes and no (data of others, see ZVON_DATA): a wrong guess books or cancels for nothing. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { intentsOf } from "./intents.ts";

const root = path.join(import.meta.dirname, "../../..");
const file = path.join(process.env["ZVON_DATA"] ?? path.join(root, "../shared/data"), "intents-en/utterances.json");
const present = existsSync(file);
if (!present) console.warn(`SKIPPED: ${file} is absent, so intents were not measured on people's words (set ZVON_DATA).`);
const rows = present ? z.array(z.object({ text: z.string(), intent: z.string() })).parse(JSON.parse(readFileSync(file, "utf8"))) : [];
const heard = rows.map((row) => ({ ...row, got: intentsOf(row.text, { intents: [] }, "en") }));

describe.skipIf(!present)("people's words in English", () => {
  it.each([["yes", "no"], ["no", "yes"]])("a %s is hardly ever taken for a %s", (meant, other) => {
    const meantSo = heard.filter((row) => row.intent === meant);
    expect(meantSo.length).toBeGreaterThan(50);
    // The rule set knows most of them and asks again for the rest.
    expect(meantSo.filter((row) => row.got.includes(meant)).length / meantSo.length).toBeGreaterThan(0.75);
    expect(meantSo.filter((row) => row.got.includes(other)).length / meantSo.length).toBeLessThan(0.02);
  });
  it("what is neither is hardly ever taken for a yes", () => {
    const others = heard.filter((row) => row.intent !== "yes" && row.intent !== "no");
    expect(others.filter((row) => row.got.includes("yes")).length / others.length).toBeLessThan(0.01);
  });
  it("not knowing is no answer", () => {
    const maybe = heard.filter((row) => row.intent === "maybe");
    expect(maybe.filter((row) => row.got[0] === "yes" || row.got[0] === "no").length / Math.max(1, maybe.length)).toBeLessThan(0.06);
  });
});
