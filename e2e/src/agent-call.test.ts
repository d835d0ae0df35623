/** Whole calls that a vendor's agent holds, over its stand-in: sound both ways, a transcript in the books, its time on the bill, an apology when it fails. */
import { botVoiceSchema } from "@zvon/contract/api.ts";
import { accessOf, standIns } from "@zvon/stand-ins/src/all.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { agentWords } from "@zvon/stand-ins/src/elevenlabs/agent.ts";
import { learnLines } from "@zvon/stand-ins/src/known-lines.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { holdByBrowser, type Held } from "./call/hold.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

const lines = ["Где мой заказ", "На стрижку", "До свидания"];
const { greeting, noTool, said, bye } = agentWords.ru;
let product: Product;
let vendor: StandIn;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const ears = createEars();
  const mouth = await createMouth();
  closers.push(() => mouth.close());
  await learnLines(ears, mouth, lines.map((text) => ({ text, language: "ru" as const })));
  const offered = standIns.elevenlabs ?? expect.fail("no stand-in of ElevenLabs");
  vendor = await (await offered.load())({ ears, mouth });
  closers.push(() => vendor.close());
  product = await startProduct({ vendors: { elevenlabs: accessOf(offered, vendor) } });
  closers.push(() => product.close());
  const headers = { authorization: `Bearer ${product.resident.apiKey}`, "content-type": "application/json" };
  const url = new URL("/v1/bots/salon/voice", product.resident.url);
  const { version, voice, llm } = botVoiceSchema.parse(await (await fetch(url, { headers })).json());
  const answer = await fetch(url, { method: "PATCH", headers, body: JSON.stringify({ version, llm, voice: { ...voice, agent: { provider: "elevenlabs", agent_id: "agent_standin0pcm16000ru" } } }) });
  expect(answer.status, await answer.clone().text()).toBe(200);
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});
beforeEach(() => vendor.fault(null));

const hold = async (say: string[]): Promise<Held> => holdByBrowser({ api: product.api, bot: "salon", language: "ru", steps: await speakScript(say.map((line) => ({ say: line })), "ru"), signal: AbortSignal.timeout(80_000) });
const told = ({ messages }: Held) => messages.map(({ who, turn, heardText }) => [who, turn, heardText]);

describe("a call that an agent holds", () => {
  it("is heard, spoken and ended by it, and stands in the books", async () => {
    const before = vendor.bill()[0]?.amount ?? 0;
    const held = await hold(lines);
    expect(told(held)).toEqual([
      ["bot", 0, greeting],
      ["caller", 1, "Где мой заказ"],
      ["bot", 1, noTool],
      ["caller", 2, "На стрижку"],
      ["bot", 2, said("На стрижку")],
      ["caller", 3, "До свидания"],
      ["bot", 3, bye],
    ]);
    expect(held.call).toMatchObject({ status: "ended", endReason: "completed" });
    const [line, ...others] = held.call.usage.vendors ?? [];
    expect(others).toEqual([]);
    expect(line).toMatchObject({ kind: "agent", provider: "elevenlabs", unit: "connection_ms" });
    // Two clocks: they differ by what an opening and a close take to arrive, which on a busy machine is more than on an
    // idle one, and never a tenth of a talk.
    const billedMs = (vendor.bill()[0]?.amount ?? 0) - before;
    expect(billedMs).toBeGreaterThan(5_000);
    expect(Math.abs((line?.amount ?? 0) - billedMs)).toBeLessThan(billedMs / 10);
  }, 100_000);

  it("ends with an apology of our own and the reason, when the agent can't be reached", async () => {
    vendor.fault({ kind: "unauthorised" });
    const { call } = await hold(["Где мой заказ"]);
    expect(call).toMatchObject({ status: "ended", endReason: "failed" });
    expect(JSON.stringify(call)).toContain("ElevenLabs does not accept the key");
    expect(JSON.stringify(call)).not.toContain(vendor.key);
  }, 100_000);

  it("ends with an apology when the agent is lost in the middle", async () => {
    vendor.fault({ kind: "drop" });
    const { call, why } = await hold(["Где мой заказ"]);
    expect([call.endReason, why]).toEqual(["failed", "far-hangup"]);
  }, 100_000);
});
