/** What a caller hears, and what is heard of him, while a vendor fails: the node's adapters against stand-ins of the vendors. */
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { standIns, accessOf } from "@zvon/stand-ins/src/all.ts";
import type { Ears, Fault, FaultKind, Mouth, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import type { Vendor, VendorAccesses } from "@zvon/contract/speech.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sumUsage } from "../audio/usage.ts";
import { createLog } from "../log.ts";
import { createNet } from "../net/create-net.ts";
import { plainWords } from "../net/testing/vendor-lab.ts";
import type { Stt } from "../stt/port.ts";
import { openPhraseStore } from "../tts/phrase-store.ts";
import type { Tts } from "../tts/port.ts";
import { createReach } from "./access.ts";
import { createGates } from "./gates.ts";
import { createSpeech } from "./speech.ts";

const spoken = "запишите меня на завтра";
const answer = "Хорошо, записали вас на завтра, ждём";
let mouth: Mouth & { close(): Promise<void> };
let ears: Ears;
let caller: Int16Array;
beforeAll(async () => {
  mouth = await createMouth();
  ears = createEars();
  const speech = await mouth.speak(spoken, 8000);
  ears.learn({ text: spoken, pcm: speech, rateHz: 8000 });
  ears.learn({ text: plainWords(answer), pcm: await mouth.speak(answer, 8000), rateHz: 8000 });
  caller = new Int16Array(speech.length + 8000);
  caller.set(speech, 2400);
});
afterAll(() => mouth.close());

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function node(vendors: Partial<Record<Vendor, Fault | null>>) {
  const platform: VendorAccesses = {};
  const running = new Map<string, StandIn>();
  for (const [name, fault] of Object.entries(vendors)) {
    const [, offered] = Object.entries(standIns).find(([vendor]) => vendor === name) ?? [];
    if (!offered) throw new Error(`no stand-in ${name}`);
    const standIn = await (await offered.load())({ ears, mouth, ...(fault ? { fault } : {}) });
    closers.push(() => standIn.close());
    running.set(name, standIn);
    Object.assign(platform, { [name]: accessOf(offered, standIn) });
  }
  const net = createNet({ allows: () => true });
  closers.push(() => net.close());
  const now = () => performance.now();
  const log: string[] = [];
  const speech = createSpeech({
    ownEars: new Map(), ownVoice: null, reach: createReach(platform, { open: net, guarded: net }), gates: createGates({ now, wallNow: Date.now }), phrases: openPhraseStore({ folder: null }), now, log: createLog((line) => log.push(line)),
    setTimer(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  return { speech, log, standIn: (name: Vendor): StandIn => running.get(name) ?? expect.fail(`${name} does not run`) };
}

const line = { language: "ru" as const, access: {}, hints: [], prerender: [] };
const cartesiaVoice = "a0e99841-438c-4a64-b679-ae501e7d6091";
/** What a fault becomes. */
const codes: Partial<Record<FaultKind, string>> = { unauthorised: "unauthorised", unpaid: "unpaid", rate_limited: "rate_limited", server_error: "failed", drop: "failed", garbage: "bad_answer", half_open: "timeout", stall: "timeout", slow_start: "timeout", zeros: "bad_answer", slower_than_real_time: "timeout" };
const never = new AbortController().signal;

async function hears(stt: Stt): Promise<string> {
  async function* audio() {
    for (let at = 0; at < caller.length; at += 160) yield caller.subarray(at, at + 160);
  }
  for await (const event of stt.transcribe(audio(), { language: "ru", listen: { phrases: [], digits: null } }, never)) if (event.type === "final") return plainWords(event.text);
  return "no final";
}

async function says(tts: Tts): Promise<Int16Array> {
  const parts: number[] = [];
  for await (const chunk of tts.synthesise({ text: answer, language: "ru", voice: "v", speed: 1 }, never)) parts.push(...chunk.pcm);
  return Int16Array.from(parts);
}

const broken: FaultKind[] = ["half_open", "slow_start", "stall", "unauthorised", "unpaid", "rate_limited", "server_error", "drop", "garbage"];

describe("ears behind one another", () => {
  it.each(broken)("lose no word of the caller when the first vendor fails: %s", async (kind) => {
    const { speech, standIn, log } = await node({ soniox: { kind }, deepgram: null });
    const stt = speech.stt([{ provider: "soniox" }, { provider: "deepgram", model: "nova-3" }], line);
    expect(await hears(stt)).toBe(plainWords(spoken));
    await stt.close();
    expect(log.map((entry) => JSON.parse(entry))).toMatchObject([{ message: "a recogniser failed", provider: "soniox", code: codes[kind] }]);
    expect(stt.billed?.().filter((one) => one.provider === "deepgram")).toEqual(standIn("deepgram").bill());
  });

  it("tell the health of who failed and whose turn it was", async () => {
    const { speech, log } = await node({ soniox: { kind: "server_error" }, deepgram: null });
    const stt = speech.stt([{ provider: "soniox" }, { provider: "deepgram", model: "nova-3" }], line);
    await hears(stt);
    await stt.close();
    expect(speech.health()).toMatchObject([{ provider: "soniox", state: "failing", failures: 1 }, { provider: "deepgram", state: "ok", failures: 0 }]);
    expect(log.map((entry) => JSON.parse(entry))).toMatchObject([{ message: "a recogniser failed", provider: "soniox", code: "failed", next: "deepgram" }]);
  });
});

describe("voices behind one another", () => {
  it.each([...broken, "zeros", "slower_than_real_time"] as const)("say all of the text when the first vendor fails: %s", async (kind) => {
    const { speech, standIn, log } = await node({ cartesia: { kind }, yandex: null });
    const tts = speech.tts([{ provider: "cartesia", voice: cartesiaVoice, speed: 1 }, { provider: "yandex", voice: "alena", speed: 1 }], line);
    const pcm = await says(tts);
    await tts.close();
    expect(log.map((entry) => JSON.parse(entry))).toMatchObject([{ message: "a voice failed", provider: "cartesia", code: codes[kind], next: "yandex" }]);
    // Who broke off in mid-text is heard to that point; then the other goes on.
    if (!["stall", "drop", "slower_than_real_time"].includes(kind)) expect(ears.recognise(pcm, 8000)?.text).toBe(plainWords(answer));
    else expect(pcm.length).toBeGreaterThan(8000);
    expect(sumUsage(tts.billed?.().filter((one) => one.provider === "yandex"))).toEqual(standIn("yandex").bill());
  });
});
