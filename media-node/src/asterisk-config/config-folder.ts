/** The shell around the renderer: templates from disk, files to disk. */
import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's own, `asterisk` or `kamailio`. */
export const templateFolder = (name: "asterisk" | "kamailio"): string => fileURLToPath(new URL(`../../../${name}/`, import.meta.url));

/** @returns the templates' texts by file name */
export async function readTemplates(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => /\.(conf|cfg)$/.test(name));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)));
}

/**
 * Writes what differs, each file in one step, readable by its owner alone unless `mode` says otherwise: most hold passwords.
 * A reader sees the old file or the new one, never half of either.
 * @returns the names that changed, sorted
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>, mode = 0o600): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const changed: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    if ((await readOrNull(join(folder, name))) === text) continue;
    const draft = join(folder, `.${name}.${process.pid}.draft`);
    try {
      await writeFile(draft, text, { mode: 0o600 });
      // Apart: what a process may give away is cut by its umask.
      if (mode !== 0o600) await chmod(draft, mode);
      await rename(draft, join(folder, name));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    changed.push(name);
  }
  return changed.toSorted();
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
