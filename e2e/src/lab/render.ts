import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The product's own templates: what the lab runs is what an operator is given. */
export const templateFolder = fileURLToPath(new URL("../../../asterisk/", import.meta.url));

/** Asterisk complains about these when they are absent; an empty one is all it wants. */
const EMPTY = ["acl", "ccss", "cli", "dnsmgr", "features", "manager", "pjproject", "sorcery", "stasis", "udptl", "websocket_client"];

/** Fills {{name}} with its value. A name nobody gave is an error, so a typo cannot reach Asterisk. */
export const fillTemplate = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`template asks for {{${name}}}, which has no value`);
    return value;
  });

/** Writes the configuration of one instance into `folder`, readable by its owner only: it holds passwords. */
export const renderConfiguration = async (folder: string, values: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of EMPTY) await writeFile(join(folder, `${name}.conf`), "");
  for (const name of await readdir(templateFolder)) {
    if (!name.endsWith(".conf")) continue;
    const text = await readFile(join(templateFolder, name), "utf8");
    await writeFile(join(folder, name), fillTemplate(text, values), { mode: 0o600 });
  }
};
