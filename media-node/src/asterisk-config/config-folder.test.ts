import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { writeFiles } from "./config-folder.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
const folder = async (): Promise<string> => {
  const made = await mkdtemp(path.join(tmpdir(), "zvon-config-"));
  folders.push(made);
  return made;
};
const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe("a folder of configuration", () => {
  it("names what changed, and leaves no draft behind", async () => {
    const to = await folder();
    expect(await writeFiles(to, { "b.conf": "1", "a.conf": "1" })).toEqual(["a.conf", "b.conf"]);
    expect(await writeFiles(to, { "b.conf": "2", "a.conf": "1" })).toEqual(["b.conf"]);
    expect((await readdir(to)).toSorted()).toEqual(["a.conf", "b.conf"]);
  });

  it("is readable by its owner alone, and by others only where that is said, whatever the process's umask", async () => {
    const to = await folder();
    const before = process.umask(0o077);
    try {
      await writeFiles(to, { "secret.conf": "password" });
      await writeFiles(to, { "list.json": "[]" }, 0o644);
    } finally {
      process.umask(before);
    }
    expect([await modeOf(path.join(to, "secret.conf")), await modeOf(path.join(to, "list.json"))]).toEqual([0o600, 0o644]);
  });
});
