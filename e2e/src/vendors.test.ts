/** Whole calls over vendors' stand-ins: what is said arrives, a vendor that fails in mid-call is stepped in for, and the bill is the vendors' own. */
import { botVoiceSchema, type Call, type Message } from "@zvon/contract/api.ts";
import type { UsageLine, Vendor, VendorAccesses } from "@zvon/contract/speech.ts";
import { accessOf, standIns } from "@zvon/stand-ins/src/all.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { learnLines } from "@zvon/stand-ins/src/known-lines.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdByBrowser } from "./call/hold.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

const lines = ["На стрижку", "Завтра в пять", "Меня зовут Анна", "Да"];
let product: Product;
const running = new Map<Vendor, StandIn>();
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const ears = createEars();
  const mouth = await createMouth();
  closers.push(() => mouth.close());
  await learnLines(ears, mouth, lines.map((text) => ({ text, language: "ru" as const })));
  const vendors: VendorAccesses = {};
  for (const vendor of ["deepgram", "cartesia", "soniox", "yandex"] as const) {
    const offered = standIns[vendor];
    if (!offered) throw new Error(`no stand-in ${vendor}`);
    const standIn = await (await offered.load())({ ears, mouth });
    running.set(vendor, standIn);
    closers.push(() => standIn.close());
    vendors[vendor] = accessOf(offered, standIn);
  }
  product = await startProduct({ vendors });
  closers.push(() => product.close());
  await listenAndSpeakBy("salon", { tts_provider: "cartesia", tts_voice_id: "a0e99841-438c-4a64-b679-ae501e7d6091", stt_provider: "deepgram", stt_model: "nova-3" }, [{ tts_provider: "yandex", tts_voice_id: "alena", stt_provider: "soniox" }]);
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

const standIn = (vendor: Vendor): StandIn => running.get(vendor) ?? expect.fail(`${vendor} does not run`);

async function listenAndSpeakBy(bot: string, speech: Record<string, string>, fallbacks: Record<string, string>[]): Promise<void> {
  const headers = { authorization: `Bearer ${product.resident.apiKey}`, "content-type": "application/json" };
  const url = new URL(`/v1/bots/${bot}/voice`, product.resident.url);
  const { version, voice, llm } = botVoiceSchema.parse(await (await fetch(url, { headers })).json());
  const answer = await fetch(url, { method: "PATCH", headers, body: JSON.stringify({ version, llm, voice: { ...voice, speech: { ...voice.speech, ru: { ...voice.speech.ru, ...speech } }, fallbacks } }) });
  expect(answer.status, await answer.clone().text()).toBe(200);
}

/** A caller who waits out the pause that a vendor's failure makes in a sentence. */
const hold = async (): Promise<{ call: Call; messages: Message[] }> => {
  const steps = await speakScript(lines.map((say) => ({ say })), "ru");
  return holdByBrowser({ api: product.api, bot: "salon", language: "ru", steps: steps.map((step) => (step.type === "speak" ? { ...step, afterQuietMs: 2_000 } : step)), signal: AbortSignal.timeout(90_000) });
};

/** What the stand-ins have counted since. */
function counting(): () => UsageLine[] {
  const before = [...running.values()].flatMap((one) => one.bill());
  return () =>
    [...running.values()]
      .flatMap((one) => one.bill())
      .map((line) => ({ ...line, amount: line.amount - (before.find((old) => old.kind === line.kind && old.provider === line.provider && old.model === line.model && old.unit === line.unit)?.amount ?? 0) }))
      .filter((line) => line.amount > 0);
}
const byName = (book: readonly UsageLine[]): UsageLine[] => book.filter((line) => line.amount > 0).toSorted((a, b) => JSON.stringify([a.kind, a.provider, a.model, a.unit]).localeCompare(JSON.stringify([b.kind, b.provider, b.model, b.unit])));

describe("a call over vendors", () => {
  it("is heard and spoken by them, and costs in the books what they count", async () => {
    const counted = counting();
    const { call } = await hold();
    expect(call).toMatchObject({ outcome: "booked", endReason: "completed", fields: { service: "стрижка", name: "Анна" } });
    const told = byName(call.usage.vendors ?? []);
    expect(told.map(({ kind, provider }) => [kind, provider])).toEqual([["stt", "deepgram"], ["tts", "cartesia"]]);
    expect(told).toEqual(byName(counted()));
  }, 120_000);

  it("goes on to its end when ears and voice fail in the middle of it", async () => {
    const counted = counting();
    const held = hold();
    // The first answer is on its way: from now on nothing comes from either.
    await spokenTo("deepgram");
    standIn("deepgram").fault({ kind: "stall" });
    standIn("cartesia").fault({ kind: "stall" });
    const { call, messages } = await held;
    expect(call, messages.map((message) => `${message.who}: ${message.text}`).join("\n")).toMatchObject({ outcome: "booked", endReason: "completed", fields: { service: "стрижка", name: "Анна" } });
    const told = byName(call.usage.vendors ?? []);
    expect(told.map(({ provider }) => provider)).toEqual(expect.arrayContaining(["deepgram", "cartesia", "soniox", "yandex"]));
    expect(told.filter(({ provider }) => provider === "yandex")).toEqual(byName(counted()).filter(({ provider }) => provider === "yandex"));
  }, 120_000);
});

/** Resolves when the vendor has been sent a caller's speech of a new call. */
async function spokenTo(vendor: Vendor): Promise<void> {
  const before = billedOf(vendor);
  for (const until = performance.now() + 30_000; performance.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) if (billedOf(vendor) > before) return;
  throw new Error(`nobody was heard by ${vendor}`);
}
const billedOf = (vendor: Vendor): number => standIn(vendor).bill().reduce((sum, { amount }) => sum + amount, 0);
