/** An Asterisk that comes up beside a running product and goes again; a node without room; a caller who interrupts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "@zvon/contract/api.ts";
import { startEmbeddedVoice } from "@zvon/media-node/src/tts/embedded/embedded-voice.ts";
import { holdBySip, type Held } from "./call/hold.ts";
import { startLab, type Lab } from "./lab/asterisk.ts";
import { announceLab, withdrawLab } from "./lab/product.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { lastSoundMs, loudness, readRecording } from "./recorded.ts";
import { startUserAgent, type UserAgent } from "./sip/user-agent.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

const reason = await whyNoLab();
const wordsIn = (text: string): string[] => text.split(/\s+/).filter((word) => /\p{L}/u.test(word));

/** When each word of the greeting begins, in the salon's own voice. */
async function wordStartsMs(text: string): Promise<number[]> {
  const voice = await startEmbeddedVoice();
  try {
    const starts: number[] = [];
    for await (const chunk of voice.synthesise({ text, language: "ru", voice: "vera", speed: 1 }, AbortSignal.timeout(20_000))) starts.push(...chunk.words.map((word) => word.startMs));
    return starts;
  } finally {
    await voice.close();
  }
}

describe.skipIf(reason !== null)(`Asterisk beside a running product${reason === null ? "" : ` (${reason})`}`, () => {
  let product: Product;
  let lab: Lab;
  let carrier: UserAgent;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.2" });
    closing.push(() => carrier.close());
    lab = await startLab({ ariApp: "zvon", trunkHost: carrier.host, trunkPort: carrier.port });
    closing.push(() => lab.stop());
    product = await startProduct({ env: { ZVON_CAPACITY: "1" } });
    closing.push(() => product.close());
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  const dialledStatus = async (number: string): Promise<number> => {
    const phone = await carrier.call({ ...lab.sip, number, from: "79001112233" });
    const status = await phone.answered;
    await phone.hangup();
    return status;
  };

  it("refuses SIP while the product knows of no exchange, in both directions", async () => {
    expect(await dialledStatus("1001")).toBe(503);
    await expect(product.api.startCall({ bot: "salon", via: "sip", to: "79001112233" })).rejects.toMatchObject({ status: 503, message: expect.stringContaining("has no telephone exchange: give it an Asterisk") });
  });

  it("takes calls as soon as the lab is announced", async () => {
    expect(await announceLab(product.resident.dataDir, lab)).toContain("takes the calls");
  });

  it("stops when the caller speaks, and remembers only what was heard; another caller finds no room meanwhile", async () => {
    const steps = await speakScript([{ interrupt: { afterMs: 1_500, say: "Хочу записаться на стрижку" } }, { hangup: true }], "ru");
    const holding = holdBySip({ api: product.api, bot: "salon", language: "ru", steps, signal: AbortSignal.timeout(60_000) }, lab, "1001");
    // The first call has its place at the latest when it is in the list.
    await expect.poll(async () => (await product.api.calls()).some((call) => call.status === "live"), { timeout: 10_000, interval: 50 }).toBe(true);
    expect(await dialledStatus("1001")).toBe(503);
    await expectTruthOfInterruption(await holding);
  }, 90_000);

  async function expectTruthOfInterruption({ call, messages }: Held): Promise<void> {
    const [greeting, interruption, next] = messages;
    if (greeting === undefined || interruption === undefined || greeting.startMs === null || greeting.endMs === null || interruption.startMs === null) throw new Error(`the transcript lacks its beginning: ${JSON.stringify(messages)}`);
    expect([greeting, interruption, next].map((message?: Message) => message?.who)).toEqual(["bot", "caller", "bot"]);
    expect(greeting.interrupted).toBe(true);
    expect(interruption).toMatchObject({ text: "хочу записаться на стрижку", verdict: "sure" });

    const { rateHz, left, right } = readRecording(await product.api.recording(call.id));
    const silentMs = lastSoundMs(right, rateHz, greeting.startMs, next?.startMs ?? greeting.endMs + 1_000);
    if (silentMs === null) throw new Error("the bot cannot be heard in the recording");
    // The caller can be heard at his words, and the bot fell silent while he spoke (how soon is the bench's affair: other work may hold these processors).
    expect(loudness(left, rateHz, interruption.startMs, interruption.startMs + 600)).toBeGreaterThan(300);
    expect(silentMs).toBeGreaterThan(interruption.startMs);
    expect(silentMs).toBeLessThan(interruption.endMs ?? 0);

    const heard = wordsIn(greeting.heardText ?? "");
    expect(wordsIn(greeting.text).slice(0, heard.length).join(" ").startsWith(heard.join(" "))).toBe(true);
    expect(heard.length).toBeLessThan(wordsIn(greeting.text).length);
    const sounded = (await wordStartsMs(greeting.text)).filter((startMs) => startMs < silentMs - (greeting.startMs ?? 0));
    expect(Math.abs(heard.length - sounded.length), `heard "${greeting.heardText}", ${sounded.length} words sounded`).toBeLessThanOrEqual(1);
  }

  it("lets go when the lab goes, and keeps nothing in Asterisk", async () => {
    await withdrawLab(product.resident.dataDir);
    await expect(product.api.startCall({ bot: "salon", via: "sip", to: "79001112233" })).rejects.toMatchObject({ status: 503 });
    expect(await dialledStatus("1001")).toBe(503);
    await expect.poll(() => lab.channels(), { timeout: 5_000, interval: 50 }).toBe(0);
  });
});
