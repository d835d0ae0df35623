/** `npm run -s asterisk -- render`: the configuration of one Asterisk from its settings and trunks. Described in asterisk/README.md. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { trunkSettingsSchema } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";
import { readTemplates, templateFolder, writeFiles } from "./config-folder.ts";
import { renderNode } from "./node-files.ts";
import { readAsteriskSettings } from "./read-settings.ts";

const usage = "usage: npm run -s asterisk -- render --settings FILE --out DIR [--trunks FILE] [--secrets FILE] [--rotate]";
const exit = { done: 0, someLeftOut: 1, usage: 2 } as const;

async function render(options: { settings: string; out: string; trunks: string | undefined; secrets: string; rotate: boolean }): Promise<number> {
  const settings = await readAsteriskSettings(options.settings, options.secrets, options.rotate);
  const trunks = options.trunks === undefined ? [] : z.array(trunkSettingsSchema).parse(JSON.parse(await readFile(options.trunks, "utf8")));
  const { files, refused } = renderNode(settings, trunks, await readTemplates(templateFolder("asterisk")));
  const changed = await writeFiles(options.out, files);
  console.log(changed.length === 0 ? "nothing has changed" : `written: ${changed.join(", ")}`);
  for (const { id, why } of refused) console.error(`left out: trunk ${id}: ${why}`);
  return refused.length === 0 ? exit.done : exit.someLeftOut;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { settings: { type: "string" }, out: { type: "string" }, trunks: { type: "string" }, secrets: { type: "string" }, rotate: { type: "boolean", default: false } },
});
if (positionals[0] !== "render" || values.settings === undefined || values.out === undefined) {
  console.error(usage);
  process.exitCode = exit.usage;
} else {
  try {
    process.exitCode = await render({ settings: values.settings, out: values.out, trunks: values.trunks, secrets: values.secrets ?? `${values.settings}.secrets`, rotate: values.rotate });
  } catch (error) {
    // zod quotes no values, and so no passwords.
    console.error(error instanceof z.ZodError ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n") : error instanceof Error ? error.message : String(error));
    process.exitCode = exit.usage;
  }
}
