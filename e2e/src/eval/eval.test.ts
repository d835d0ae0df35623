/** `npm run eval` as its user runs it: what it prints, and what it ends with. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { evalReportSchema } from "@zvon/contract/eval-suite.ts";
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import { school } from "@zvon/worker/src/bots/demo/school.ts";
import { stringify } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../call/server.ts";

type Ended = { code: number | null; out: string; err: string };

/** @param args as after `npm run -s eval --`. */
async function runEval(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn("npm", ["run", "-s", "eval", "--", ...args], { cwd: repositoryRoot, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const read = async (stream: AsyncIterable<Buffer>): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts).toString("utf8");
  };
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await code, out, err };
}

let folder: string;
const file = async (name: string, content: unknown): Promise<string> => {
  const at = path.join(folder, name);
  await writeFile(at, name.endsWith(".json") ? JSON.stringify(content) : stringify(content));
  return at;
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-eval-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const asked = { name: "asked", language: "en", turns: [{ says: "when are you open", expect: { says: "nine in the morning" } }] };
const wrong = { name: "wrong", language: "en", turns: [{ says: "when are you open", expect: { says: "around the clock", state: "address" } }] };

describe("npm run eval", () => {
  it("passes a template with its own evals, line by line, and ends with 0", async () => {
    const { code, out, err } = await runEval(["beauty-salon"]);
    expect([code, err]).toEqual([0, expect.stringMatching(/^The template "beauty-salon": \d+ conversations\.\n$/)]);
    expect(out).toMatch(/^passed {2}booking: /);
    expect(out).toMatch(/\n\d+ passed, 0 failed\n$/);
    expect(out).not.toContain("FAILED");
  }, 60_000);

  it("tells a program the same in one JSON report", async () => {
    const { code, out } = await runEval(["medical-clinic", "--json"]);
    expect(code).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(1);
    const report = evalReportSchema.parse(JSON.parse(out));
    expect(report.failed).toBe(0);
    expect(report.passed).toBe(report.cases.length);
    expect(report.cases.length).toBeGreaterThan(5);
  }, 60_000);

  it("takes a bot's file with the evals in it, as export writes it", async () => {
    const whole = await file("bot.yaml", { slug: "school", name: "School", description: "", languages: ["ru", "en"], config: school, evals: [{ name: "hours", cases: [asked] }] });
    const { code, out, err } = await runEval([whole]);
    expect([code, out]).toEqual([0, "passed  hours: asked\n\n1 passed, 0 failed\n"]);
    expect(err).toMatch(/^The file .*bot\.yaml: 1 conversation\.\n$/);
  }, 60_000);

  it("ends with 1 when a case fails, and says where, what was expected and what was found", async () => {
    const bot = await file("school.yaml", school);
    const evals = await file("evals.yaml", { name: "hours", cases: [asked, wrong] });
    const { code, out } = await runEval([bot, "--evals", evals]);
    expect(code).toBe(1);
    expect(out).toMatch(/^passed {2}hours: asked$/m);
    expect(out).toMatch(/^FAILED {2}hours: wrong$/m);
    expect(out).toMatch(/caller {2}when are you open/);
    expect(out).toMatch(/turn 1: says: expected around the clock, found .*nine in the morning/);
    expect(out).toMatch(/turn 1: state: expected address, found more/);
    expect(out).toMatch(/\n1 passed, 1 failed\n$/);

    const json = await runEval([bot, "--evals", evals, "--json"]);
    expect(json.code).toBe(1);
    const report = evalReportSchema.parse(JSON.parse(json.out));
    expect(report.cases.map((one) => [one.name, one.passed, one.faults.map((fault) => [fault.turn, fault.what])])).toEqual([["asked", true, []], ["wrong", false, [[1, "state"], [1, "says"]]]]);
  }, 60_000);

  it("runs one case alone", async () => {
    const evals = await file("one.json", { suites: [{ name: "hours", cases: [asked, wrong] }] });
    const { code, out } = await runEval([await file("school.json", school), "--evals", evals, "--suite", "hours", "--case", "asked"]);
    expect([code, out]).toEqual([0, "passed  hours: asked\n\n1 passed, 0 failed\n"]);
  }, 60_000);

  it.each([
    ["a bot that is not there", ["no-such-bot-anywhere"], /There is no bot "no-such-bot-anywhere"\. Templates: .*beauty-salon/],
    ["a case that is not there", ["beauty-salon", "--case", "nothing"], /No case fits: the suites are "booking"/],
    ["a file that is not there", ["missing.yaml"], /missing\.yaml can't be read/],
    ["no bot", [], /Which bot\?[^]*npm run -s eval/],
  ])("ends with 2 for %s, and says so", async (_what, args, sentence) => {
    const { code, out, err } = await runEval(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(sentence);
  }, 60_000);

  it("ends with 2 for a faulty bot, and points at its faults", async () => {
    const { code, err } = await runEval([await file("faulty.yaml", { ...school, flow: { ...school.flow, start: "nowhere" } })]);
    expect(code).toBe(2);
    expect(err).toMatch(/\/flow\/start: .*nowhere/);
  }, 60_000);

  it("asks the bot's model when it is told to", async () => {
    const model = await startLlm({ vendor: "compatible", answers: [{ match: "chess", say: "We play chess on Fridays." }] });
    try {
      const bot = await file("chess.json", { ...school, llm: { provider: "compatible", model: "qwen3-8b-instruct", first_token_timeout_ms: 20_000 } });
      const evals = await file("chess.yaml", { name: "chess", cases: [{ name: "free question", language: "en", turns: [{ says: "do you play chess", expect: { says: "fridays" } }] }] });
      const vendors = { ZVON_VENDORS: JSON.stringify({ compatible: { key: model.key, baseUrl: model.baseUrl } }) };
      expect((await runEval([bot, "--evals", evals], vendors)).code).toBe(1);
      expect(model.asked()).toEqual([]);
      expect(await runEval([bot, "--evals", evals, "--model"], vendors)).toMatchObject({ code: 0, out: "passed  chess: free question\n\n1 passed, 0 failed\n" });
      expect(model.asked().length).toBeGreaterThan(0);
    } finally {
      await model.close();
    }
  }, 60_000);
});
