/**
 * What a caller hears, and what is heard of him, while a vendor fails in each way it can: every adapter against its
 * stand-in. How soon is the business of `npm run bench` (failover): here somebody else answers, and every word is there.
 */
import type { Vendor, VendorAccesses } from "@zvon/contract/speech.ts";
import { accessOf, standIns } from "@zvon/stand-ins/src/all.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { Ears, Fault, FaultKind, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createNet } from "../net/create-net.ts";
import { plainWords, until } from "../net/testing/vendor-lab.ts";
import type { Stt } from "../stt/port.ts";
import { openPhraseStore } from "../tts/phrase-store.ts";
import type { Tts } from "../tts/port.ts";
import { createReach } from "./access.ts";
import { createGates } from "./gates.ts";
import { createSpeech } from "./speech.ts";

const spoken = "запишите меня на завтра";
const answers = { ru: "Хорошо, записали вас на завтра, ждём", en: "Good, you are booked for tomorrow, see you" };
/** Of a text that another voice ends, what may sound twice: a word that was broken off, ms. */
const twiceMs = 700;

let mouth: SpeakingMouth;
let ears: Ears;
let caller: Int16Array;
const wholeMs = { ru: 0, en: 0 };
beforeAll(async () => {
  mouth = await createMouth();
  ears = createEars();
  const speech = await mouth.speak(spoken, 8000);
  ears.learn({ text: spoken, pcm: speech, rateHz: 8000 });
  for (const language of ["ru", "en"] as const) {
    const pcm = await mouth.speak(answers[language], 8000);
    wholeMs[language] = pcm.length / 8;
    ears.learn({ text: plainWords(answers[language]), pcm, rateHz: 8000 });
  }
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
  const running: StandIn[] = [];
  for (const [name, fault] of Object.entries(vendors)) {
    const [, offered] = Object.entries(standIns).find(([vendor]) => vendor === name) ?? [];
    if (!offered) throw new Error(`no stand-in ${name}`);
    const standIn = await (await offered.load())({ ears, mouth, ...(fault ? { fault } : {}) });
    closers.push(() => standIn.close());
    running.push(standIn);
    Object.assign(platform, { [name]: accessOf(offered, standIn) });
  }
  const net = createNet({ allows: () => true });
  let isClosed = false;
  const closeNet = async (): Promise<void> => {
    if (!isClosed) await net.close();
    isClosed = true;
  };
  closers.push(closeNet);
  const armed = new Set<NodeJS.Timeout>();
  const log: string[] = [];
  const speech = createSpeech({
    ownEars: new Map(), ownVoice: null, reach: createReach(platform, { open: net, guarded: net }), gates: createGates({ now: () => performance.now(), wallNow: Date.now }),
    phrases: openPhraseStore({ folder: null }), now: () => performance.now(), log: createLog((line) => log.push(line)),
    setTimer(run, ms) {
      const timer = setTimeout(() => {
        armed.delete(timer);
        run();
      }, ms);
      armed.add(timer);
      return () => {
        clearTimeout(timer);
        armed.delete(timer);
      };
    },
  });
  /** Once the call has closed its ears or voice: no timer, no socket, and no key in the log. */
  const nothingIsLeft = async (): Promise<void> => {
    await closeNet();
    await until(() => armed.size === 0 && running.every((standIn) => standIn.connections() === 0));
    for (const { key } of running) expect(log.join()).not.toContain(key);
  };
  return { speech, nothingIsLeft };
}

const line = { language: "ru" as const, access: {}, hints: [], prerender: [] };
const never = new AbortController().signal;

/** The caller's words at once, as after a pause of the network. */
async function hears(stt: Stt): Promise<string> {
  async function* audio() {
    for (let at = 0; at < caller.length; at += 160) yield caller.subarray(at, at + 160);
  }
  for await (const event of stt.transcribe(audio(), { language: "ru", listen: { phrases: [], digits: null } }, never)) {
    if (event.type === "final") return plainWords(event.text);
  }
  return expect.fail("no final");
}

/** What sounds of the text. */
async function says(tts: Tts, language: "ru" | "en"): Promise<{ text: string | undefined; totalMs: number }> {
  const parts: Int16Array[] = [];
  for await (const chunk of tts.synthesise({ text: answers[language], language, voice: "", speed: 1 }, never)) parts.push(chunk.pcm);
  const pcm = Int16Array.from(parts.flatMap((part) => [...part]));
  return { text: ears.recognise(pcm, 8000)?.text, totalMs: pcm.length / 8 };
}

/** Of the test itself, on a busy machine. */
const patienceMs = 20_000;
const faults: FaultKind[] = ["half_open", "slow_start", "stall", "unauthorised", "unpaid", "rate_limited", "server_error", "drop", "garbage"];
const recognisers = ["yandex", "deepgram", "openai", "elevenlabs", "soniox"] as const;
const voices = { yandex: "alena", openai: "marin", elevenlabs: "21m00Tcm4TlvDq8ikWAM", cartesia: "a0e99841-438c-4a64-b679-ae501e7d6091", deepgram: "aura-2-thalia-en" };
const tellsWords = new Set<string>(["yandex", "cartesia", "elevenlabs"]);

describe.each(recognisers)("a call that %s hears", (provider) => {
  it.each(faults)("keeps every word: %s", async (kind) => {
    const next = provider === "soniox" ? { provider: "deepgram" as const, model: "nova-3" } : { provider: "soniox" as const };
    const { speech, nothingIsLeft } = await node({ [provider]: { kind }, [next.provider]: null });
    const stt = speech.stt([{ provider }, next], line);
    expect(await hears(stt)).toBe(spoken);
    await stt.close();
    await nothingIsLeft();
  }, patienceMs);
});

describe.each(["yandex", "openai", "elevenlabs", "cartesia", "deepgram"] as const)("a call that %s speaks in", (provider) => {
  it.each([...faults, "zeros", "slower_than_real_time"] as const)("says every word, once: %s", async (kind) => {
    const next = provider === "cartesia" ? ("yandex" as const) : ("cartesia" as const);
    // Aura speaks no Russian.
    const language = provider === "deepgram" ? "en" : "ru";
    const { speech, nothingIsLeft } = await node({ [provider]: { kind }, [next]: null });
    const tts = speech.tts([provider, next].map((one) => ({ provider: one, voice: voices[one], speed: 1 })), { ...line, language });
    const heard = await says(tts, language);
    // Who tells no times of words leaves it to a guess where to go on, which is early rather than late.
    if (tellsWords.has(provider)) expect(heard.text).toBe(plainWords(answers[language]));
    else expect(heard.text?.endsWith(plainWords(answers[language]))).toBe(true);
    expect(heard.totalMs).toBeLessThanOrEqual(wholeMs[language] + twiceMs);
    await tts.close();
    await nothingIsLeft();
  }, patienceMs);
});

describe("vendors whose sockets open and never answer", () => {
  it("keep nobody from being heard and answered, and are left alone after a few calls", async () => {
    const { speech, nothingIsLeft } = await node({ cartesia: { kind: "half_open" }, yandex: null, soniox: { kind: "half_open" }, deepgram: null });
    for (let call = 0; call < 4; call += 1) {
      const tts = speech.tts([{ provider: "cartesia", voice: voices.cartesia, speed: 1 }, { provider: "yandex", voice: voices.yandex, speed: 1 }], { ...line, prerender: [answers.ru] });
      const stt = speech.stt([{ provider: "soniox" }, { provider: "deepgram", model: "nova-3" }], line);
      await Promise.all([tts.prepare?.(), stt.prepare([], "ru")]);
      expect((await says(tts, "ru")).text).toBe(plainWords(answers.ru));
      expect(await hears(stt)).toBe(spoken);
      await Promise.all([tts.close(), stt.close()]);
    }
    expect(speech.health().map(({ provider, kind, state }) => `${kind} ${provider} ${state}`)).toEqual(expect.arrayContaining(["tts cartesia open", "stt soniox open", "tts yandex ok", "stt deepgram ok"]));
    await nothingIsLeft();
  }, patienceMs);
});
