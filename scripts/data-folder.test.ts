import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { identify } from "./process-identity.ts";

const refused = (sentence: RegExp) => expect.objectContaining({ name: "StartFailure", exitCode: 4, message: expect.stringMatching(sentence) });
const open = (dir: string, reset = false) => openDataFolder(dir, { reset, lockWaitMs: 0 });

describe("the data folder", () => {
  let dir = "";
  beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "zvon-data-")); });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("keeps its secrets between runs, readable by its owner alone", async () => {
    const first = await open(dir);
    first.close();
    const second = await open(dir);
    second.close();
    expect(second.secrets).toEqual(first.secrets);
    expect(statSync(join(dir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("makes different secrets for each product", async () => {
    const one = await open(dir);
    const before = one.secrets;
    one.close();
    const again = await open(dir, true);
    again.close();
    expect(again.secrets.sessionSecret).not.toBe(before.sessionSecret);
    expect(again.secrets.demo.password).not.toBe(before.demo.password);
  });

  it("gives a folder made before there was a keyring one of its only key", async () => {
    const { secrets } = await open(dir).then((folder) => (folder.close(), folder));
    const { keyring, ...older } = secrets;
    writeFileSync(join(dir, "secrets.json"), JSON.stringify(older));
    const again = await open(dir);
    again.close();
    expect(again.secrets.keyring).toEqual({ current: "1", keys: { "1": older.encryptionKey } });
    expect(keyring).toEqual(again.secrets.keyring);
  });

  it("belongs to one process at a time", async () => {
    const holder = await open(dir);
    await expect(open(dir)).rejects.toEqual(refused(/in use/));
    holder.close();
    (await open(dir)).close();
  });

  it("says where it runs only while it runs", async () => {
    const folder = await open(dir);
    folder.writeRun({ url: "http://127.0.0.1:1" });
    expect(JSON.parse(readFileSync(join(dir, "run.json"), "utf8"))).toEqual({ url: "http://127.0.0.1:1" });
    folder.close();
    expect(() => statSync(join(dir, "run.json"))).toThrow("ENOENT");
  });

  it("ends what a hard kill left running, but never what runs for the folder it was copied from", async () => {
    const orphan = spawn("sleep", ["60"], { stdio: "ignore" });
    const gone = new Promise((resolve) => orphan.on("exit", (_code, signal) => resolve(signal)));
    const folder = await open(dir);
    folder.rememberChild("edge", identify(orphan.pid ?? 0));
    const copy = mkdtempSync(join(tmpdir(), "zvon-copy-"));
    cpSync(dir, copy, { recursive: true });
    const record = readFileSync(join(dir, "children.json"), "utf8");
    (await open(copy)).close();
    expect(identify(orphan.pid ?? 0)).not.toBeNull();
    rmSync(copy, { recursive: true });
    // As after a hard kill: the lock is free, the record still there.
    folder.close();
    writeFileSync(join(dir, "children.json"), record);
    (await open(dir)).close();
    expect(await gone).toBe("SIGKILL");
  });

  it("does not take a folder that holds other things, not even to reset it", async () => {
    writeFileSync(join(dir, "thesis.txt"), "precious");
    await expect(open(dir, true)).rejects.toEqual(refused(/not a Zvon data folder/));
    expect(readFileSync(join(dir, "thesis.txt"), "utf8")).toBe("precious");
  });

  it.each(["secrets.json", "version.json"])("is damaged when %s cannot be read, until it is reset", async (name) => {
    (await open(dir)).close();
    writeFileSync(join(dir, name), "{");
    await expect(open(dir)).rejects.toEqual(refused(/damaged/));
    (await open(dir, true)).close();
  });

  it("is damaged when a database no longer is one", async () => {
    (await open(dir)).close();
    writeFileSync(join(dir, "edge", "d1.sqlite"), "something else entirely");
    await expect(open(dir)).rejects.toEqual(refused(/no longer a database/));
  });

  it("is refused when a newer version wrote it", async () => {
    (await open(dir)).close();
    writeFileSync(join(dir, "version.json"), '{ "format": 99 }');
    await expect(open(dir)).rejects.toEqual(refused(/newer version/));
  });

  it("is refused when a file stands in its place", async () => {
    const file = join(dir, "file");
    writeFileSync(file, "");
    await expect(open(file)).rejects.toEqual(refused(/cannot be written/));
  });
});
