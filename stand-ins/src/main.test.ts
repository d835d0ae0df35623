/** The program as a person runs it. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { vendorAccessesSchema } from "@zvon/contract/speech.ts";
import { afterEach, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function start(...args: string[]) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let out = "";
  let errors = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (out.includes(text)) resolve();
      };
      child.stdout.on("data", look);
      look();
      void ended.then((code) => reject(new Error(`it ended with ${code}: ${errors}`)));
    });
  return { child, ended, said, out: () => out, errors: () => errors };
}

describe("npm run stand-ins", { timeout: 60_000 }, () => {
  it("starts those that are named, says how to reach them, and ends on Ctrl-C", async () => {
    const standIns = start("--only", "groq", "soniox", "--fault", "groq:rate_limited");
    await standIns.said("Ctrl-C ends them.");
    const json = /^ZVON_VENDORS='(.*)'$/m.exec(standIns.out())?.[1] ?? "";
    const accesses = vendorAccessesSchema.parse(JSON.parse(json));
    expect(Object.keys(accesses)).toEqual(["groq", "soniox"]);
    expect(standIns.out()).toContain("ZVON_EGRESS_ALLOW=127.0.0.0/8");
    const { key, baseUrl } = accesses.groq ?? { key: "", baseUrl: "" };
    expect(standIns.out()).toContain(key);
    const ask = () => fetch(`${baseUrl}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify({ model: "llama", messages: [{ role: "user", content: "hello" }] }) });
    expect((await ask()).status).toBe(429);
    standIns.child.kill("SIGINT");
    expect(await standIns.ended).toBe(0);
    await expect(ask()).rejects.toThrow();
  });

  it("refuses a file it cannot learn from by name, and leaves nothing running", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stand-ins-"));
    await writeFile(path.join(folder, "hello there.wav"), "no sound at all");
    const standIns = start("--only", "groq", "--learn", folder);
    expect(await standIns.ended).toBe(2);
    expect(standIns.errors()).toContain("hello there.wav: this is not a WAV file");
    await rm(folder, { recursive: true });
  });

  it.each([[["--only", "acme"], /there is no stand-in "acme"; there are .*yandex.*\nUsage: npm run stand-ins/], [["--fault", "groq:boom"], /no fault "boom"; there are half_open/]] as const)("refuses %s in a sentence and ends with 2", async (args, sentence) => {
    const standIns = start(...args);
    expect(await standIns.ended).toBe(2);
    expect(standIns.errors()).toMatch(sentence);
    expect(standIns.out()).toBe("");
  });
});
