/**
 * People say the digits of their orders, over A-law RTP through a real Asterisk. The recogniser has recorded examples of
 * the same speakers, other takes. Whatever is misheard, nobody may be told of an order that is not his.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "@zvon/contract/api.ts";
import { readWav } from "@zvon/media-node/src/caller/wav.ts";
import { callFrom, freshCaller } from "./call/hold.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { startSipProduct, type SipProduct } from "./sip/sip-product.ts";

const digitsFolder = path.join(process.env["ZVON_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)), "spoken-digits");
const noData = existsSync(digitsFolder) ? null : `there is no ${path.basename(digitsFolder)} in the folder ZVON_DATA`;
if (noData !== null) console.warn(`SKIPPED: people's digits, because: ${noData}`);
const reason = noData ?? (await whyNoLab());

/** Takes 0–4 are examples, the others callers. */
const exampleTakes = [0, 1, 2, 3, 4];
const callerTakes = [5, 6, 7, 8, 9];
const gapMs = 220;
const patienceMs = 12_000;
/** A call that asks again and again must end by itself before that. */
const longestExchange = 12;

/** Every digit of the demo's table by one or more of the speakers. */
const callers = [
  { speaker: "george", order: "1234", told: "on its way" },
  { speaker: "lucas", order: "5678", told: "pick-up point" },
  { speaker: "theo", order: "2580", told: "packing it" },
  { speaker: "george", order: "9036", told: "cancelled" },
  { speaker: "lucas", order: "4071", told: "delivered yesterday" },
  { speaker: "theo", order: "4071", told: "delivered yesterday" },
] as const;

async function examplesOf(speakers: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "zvon-examples-"));
  for (let digit = 0; digit <= 9; digit++) {
    const one = path.join(folder, "en", String(digit));
    await mkdir(one, { recursive: true });
    for (const speaker of speakers) for (const take of exampleTakes) await copyFile(path.join(digitsFolder, `${digit}_${speaker}_${take}.wav`), path.join(one, `${speaker}-${take}.wav`));
  }
  return folder;
}

/** Four digits as one breath, each from a take of its own. */
async function sayDigits(speaker: string, order: string, attempt: number): Promise<Int16Array> {
  const gap = new Int16Array(gapMs * 8);
  const parts: Int16Array[] = [];
  for (const [at, digit] of [...order].entries()) {
    const take = callerTakes[(at + attempt) % callerTakes.length] ?? 5;
    parts.push(readWav(await readFile(path.join(digitsFolder, `${digit}_${speaker}_${take}.wav`))).pcm, gap);
  }
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const digitsIn = (text: string): string => text.replaceAll(/\D/g, "");

describe.skipIf(reason !== null)(`people's own digits${reason === null ? "" : ` (${reason})`}`, () => {
  let sip: SipProduct;
  let examples: string | null = null;
  const answers = new Map<"Yes" | "No", Int16Array>();

  beforeAll(async () => {
    examples = await examplesOf([...new Set(callers.map((caller) => caller.speaker))]);
    sip = await startSipProduct({ ZVON_STT_EXAMPLES: examples });
    for (const say of ["Yes", "No"] as const) for (const step of await sip.speak([{ say }], "en")) if (step.type === "speak") answers.set(say, step.pcm);
  }, 600_000);
  afterAll(async () => {
    await sip?.close();
    if (examples !== null) await rm(examples, { recursive: true, force: true });
  });

  /** Talks until the bot has told of an order, or the bot has ended the call. */
  async function ask(speaker: string, order: string): Promise<{ messages: Message[]; attempts: number }> {
    const { api } = sip.product;
    const from = freshCaller();
    const phone = await sip.carrier.call({ ...sip.lab.sip, number: "1004", from, codecs: ["alaw"] });
    expect(await phone.answered).toBe(200);
    expect(phone.codec()).toBe("alaw");
    let over = false;
    void phone.ended.then(() => (over = true));
    let attempts = 0;
    for (let exchange = 0; exchange < longestExchange && !over; exchange++) {
      await phone.audio.waitForTurn({ quietMs: 900, withinMs: patienceMs });
      if (over) break;
      const { id } = await callFrom(api, from);
      const said = (await api.messages(id)).filter((message) => message.who === "bot").at(-1)?.text ?? "";
      if (/another order/.test(said)) await phone.audio.say(answers.get("No") ?? new Int16Array(0));
      else if (/is that right/.test(said)) await phone.audio.say(answers.get(digitsIn(said) === order ? "Yes" : "No") ?? new Int16Array(0));
      else await phone.audio.say(await sayDigits(speaker, order, attempts++));
    }
    await phone.hangup();
    const call = await api.ended((await callFrom(api, from)).id, { withinMs: 20_000, withRecording: false });
    expect(call.media["lost"]).toBe(0);
    return { messages: await api.messages(call.id), attempts };
  }

  it("reach the right order, asking again where unsure, and never a wrong one", async () => {
    const results = await Promise.all(callers.map(async ({ speaker, order, told }) => ({ speaker, order, told, ...(await ask(speaker, order)) })));
    const reached: string[] = [];
    for (const { speaker, order, told, messages, attempts } of results) {
      const talk = messages.map(({ who, text, verdict }) => `${who}: ${text}${verdict === null ? "" : ` (${verdict})`}`).join("\n");
      const answered = messages.filter((message) => message.who === "bot" && /^Order \d/.test(message.text));
      const orders = answered.map((message) => digitsIn(message.text.split(".")[0] ?? ""));
      // The one thing that must never happen, whatever was heard.
      expect(orders.filter((one) => one !== order), `${speaker}, order ${order}:\n${talk}`).toEqual([]);
      console.log(`${speaker}, ${order}: ${orders.length === 0 ? "not reached" : "reached"}, said ${attempts} time${attempts === 1 ? "" : "s"}${attempts > 2 || orders.length === 0 ? `\n${talk}` : ""}`);
      if (orders.length === 0) continue;
      expect(talk).toContain(told);
      reached.push(order);
    }
    // One who is not understood is handed on or bidden farewell, which is allowed and rare.
    expect(reached.length).toBeGreaterThanOrEqual(callers.length - 1);
  }, 150_000);

  it("leave no channel behind", async () => {
    expect(await sip.channelsLeft(5_000)).toBe(0);
  });
});
