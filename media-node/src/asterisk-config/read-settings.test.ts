import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ZodError } from "zod";
import { writeFiles } from "./config-folder.ts";
import { readAsteriskSettings } from "./read-settings.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-settings-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = (): string => path.join(folder, "asterisk.json");
const settled = (more: object = {}): Promise<void> => writeFile(file(), JSON.stringify({ sip: { host: "192.0.2.5" }, ...more }));

describe("an Asterisk's settings", () => {
  it("get passwords that nobody wrote, each its own, kept for the next time where their owner alone reads them", async () => {
    await settled({ browsers: true, operators: [{ id: "anna" }] });
    const first = await readAsteriskSettings(file());
    const passwords = [first.ari.password, first.manager?.password, first.operators[0]?.password];
    expect(new Set(passwords).size).toBe(3);
    expect((await stat(`${file()}.secrets`)).mode & 0o077).toBe(0);
    expect(await readAsteriskSettings(file())).toEqual(first);
  });

  it("have all their passwords changed when they are rotated, and those of who left forgotten", async () => {
    await settled({ browsers: true, operators: [{ id: "anna" }] });
    const before = await readAsteriskSettings(file());
    await settled();
    const after = await readAsteriskSettings(file(), undefined, true);
    expect(after.ari.password).not.toBe(before.ari.password);
    expect(await readFile(`${file()}.secrets`, "utf8")).not.toContain("operator-anna");
  });

  it("that are wrong are named, and nothing of a password is told", async () => {
    await settled({ rtp: { first: 20_000, last: 20_010 }, sbc: { host: "10.0.0.1", token: "too short" } });
    const error: unknown = await readAsteriskSettings(file()).catch((reason: unknown) => reason);
    if (!(error instanceof ZodError)) throw new Error("they were taken");
    expect(error.issues.map((issue) => issue.path.join("."))).toEqual(["rtp", "sbc.token"]);
    expect(error.message).not.toContain("too short");
  });
});

describe("files of a configuration", () => {
  it("are written where they differ, readable by their owner alone, and leave no draft behind", async () => {
    expect(await writeFiles(folder, { "b.conf": "1", "a.conf": "1" })).toEqual(["a.conf", "b.conf"]);
    expect(await writeFiles(folder, { "a.conf": "1", "b.conf": "2" })).toEqual(["b.conf"]);
    expect((await readdir(folder)).toSorted()).toEqual(["a.conf", "b.conf"]);
    expect((await stat(path.join(folder, "b.conf"))).mode & 0o077).toBe(0);
  });
});
