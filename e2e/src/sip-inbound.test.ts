/** Calls that come in through a real Asterisk: the bot talks, hears, books; the books and the recording tell it as it was. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Call, Message } from "@zvon/contract/api.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import type { ScriptStep } from "@zvon/media-node/src/caller/script.ts";
import { callFrom, freshCaller, holdByRtp, holdBySip, type Held, type HoldOptions } from "./call/hold.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { loudness, readRecording, soundingMs } from "./recorded.ts";
import { callShortly, heldBy, leftBehind } from "./sip/short-calls.ts";
import { sippCall } from "./sip/sipp.ts";
import { startSipProduct, type SipProduct } from "./sip/sip-product.ts";

const reason = await whyNoLab();

const booking = { ru: ["На стрижку", "Завтра в пять", "Меня зовут Анна", "Да"], en: ["I'd like a haircut", "Tomorrow at five", "My name is Anna", "Yes"] } as const;
const lines = (texts: readonly string[]): ScriptStep[] => texts.map((say) => ({ say }));

/** Both voices where the transcript says they were, and the other side quiet meanwhile. */
async function expectBothVoices(sip: SipProduct, call: Call, messages: readonly Message[]): Promise<void> {
  const { rateHz, left, right } = readRecording(await sip.product.api.recording(call.id));
  const timed = messages.flatMap(({ who, by, startMs, endMs, text }) => (startMs === null || endMs === null || by !== "voice" ? [] : [{ who, startMs, endMs, text }]));
  expect(timed.filter((one) => one.who === "caller").length).toBeGreaterThan(0);
  for (const { who, startMs, endMs, text } of timed) {
    const [own, other] = who === "bot" ? [right, left] : [left, right];
    expect(soundingMs(own, rateHz, startMs, endMs), `${who}: ${text}`).toBeGreaterThan((endMs - startMs) / 2);
    // Nobody speaks over anybody in a script of turns: the other side's whole stretch is far quieter.
    expect(loudness(other, rateHz, startMs + 60, endMs - 60) * 5, `the other side of ${who}: ${text}`).toBeLessThan(loudness(own, rateHz, startMs, endMs));
  }
  expect(call.recording?.durationMs).toBeCloseTo((left.length / rateHz) * 1000, -2);
}

describe.skipIf(reason !== null)(`a call from a SIP trunk${reason === null ? "" : ` (${reason})`}`, () => {
  let sip: SipProduct;
  let signal: AbortSignal;

  beforeAll(async () => {
    sip = await startSipProduct();
    signal = AbortSignal.timeout(200_000);
  }, 600_000);
  afterAll(() => sip?.close());

  const options = (bot: string, language: "ru" | "en", steps: CallerStep[]): HoldOptions => ({ api: sip.product.api, bot, language, steps, signal });

  /** When each line may begin, for a caller who cannot hear: as in a call that was held by one who can, with room for a slower bot. */
  function timetable(rehearsal: Held, steps: CallerStep[]): Int16Array {
    const turns = rehearsal.messages.filter((message) => message.who === "caller");
    const slackMs = 500;
    const begins = turns.map((turn, i) => Math.round((turn.startMs ?? 0) + slackMs * (i + 1)));
    const spoken = steps.flatMap((step) => (step.type === "speak" ? [step.pcm] : []));
    const audio = new Int16Array(((begins.at(-1) ?? 0) + 2_000) * 8 + (spoken.at(-1)?.length ?? 0));
    spoken.forEach((pcm, i) => audio.set(pcm, (begins[i] ?? 0) * 8));
    return audio;
  }

  it.concurrent("books a haircut for SIPp, which speaks from a recording, and tells all of it", async () => {
    const steps = await sip.speak(lines(booking.ru), "ru");
    const rehearsal = await holdBySip(options("salon", "ru", steps), sip.lab, "1001", ["alaw"]);
    const audio = timetable(rehearsal, steps);
    const from = freshCaller();
    const result = await sippCall({ to: sip.lab.sip, host: sip.lab.trunk.host, number: "1001", from, codec: "alaw", audio, hangupAfterMs: Math.ceil(audio.length / 8) + 15_000 });
    expect(result.log).toBe("");
    const call = await sip.product.api.ended((await callFrom(sip.product.api, from)).id, { withinMs: 20_000, withRecording: true });
    const messages = await sip.product.api.messages(call.id);
    expect(messages.filter((message) => message.who === "caller").map((message) => [message.text.toLowerCase(), message.verdict])).toEqual(booking.ru.map((text) => [text.toLowerCase(), "sure"]));
    expect(call).toMatchObject({ status: "ended", direction: "inbound", via: "sip", from, to: "1001", outcome: "booked", endReason: "completed", cause: { q850: 16 }, language: "ru" });
    expect(call.fields).toMatchObject({ service: "стрижка", name: "Анна" });
    expect(call.fields["when"]).toMatch(/T17:00$/);
    expect(call.media).toMatchObject({ lost: 0, malformed: 0, foreign: 0 });
    await expectBothVoices(sip, call, messages);
  }, 150_000);

  it.concurrent("books in English for a caller who listens and answers", async () => {
    const held = await holdBySip(options("salon", "en", await sip.speak(lines(booking.en), "en")), sip.lab, "1002", ["ulaw"]);
    expect(held.call).toMatchObject({ outcome: "booked", endReason: "completed", language: "en", fields: { service: "haircut", name: "Anna" } });
    await expectBothVoices(sip, held.call, held.messages);
  }, 120_000);

  it.concurrent("hears keys through Asterisk, and does not take their hole in the stream for loss", async () => {
    const held = await holdBySip(options("order-status", "ru", await sip.speak([{ keys: "4071" }, { say: "Нет" }], "ru")), sip.lab, "1003");
    expect(held.messages.find((message) => message.by === "keys")?.text).toBe("4071");
    expect(held.call).toMatchObject({ outcome: "answered", endReason: "completed", fields: { number: "4071" }, media: { lost: 0 } });
  }, 120_000);

  it.concurrent("hears keys of bare RTP by RFC 4733, and misses nothing there either", async () => {
    const held = await holdByRtp(options("order-status", "ru", await sip.speak([{ keys: "4071" }, { say: "Нет" }], "ru")));
    expect(held.messages.find((message) => message.by === "keys")?.text).toBe("4071");
    expect(held.call).toMatchObject({ outcome: "answered", endReason: "completed", fields: { number: "4071" }, media: { lost: 0, dtmf: 4 } });
  }, 120_000);

  it.concurrent("refuses a number that nobody owns with 404, and keeps no call of it", async () => {
    const from = freshCaller();
    const phone = await sip.carrier.call({ ...sip.lab.sip, number: "5550000", from });
    expect(await phone.answered).toBe(404);
    await expect(callFrom(sip.product.api, from)).rejects.toThrow("lists no call");
  }, 30_000);

  it.concurrent("answers 100 with an echo and 101 with the time, bot or no bot", async () => {
    const tone = Int16Array.from({ length: 8_000 }, (_, at) => Math.round(8_000 * Math.sin((at * 2 * Math.PI * 440) / 8_000)));
    for (const number of ["100", "101"]) {
      const phone = await sip.carrier.call({ ...sip.lab.sip, number, from: freshCaller() });
      expect(await phone.answered).toBe(200);
      const heardOut = phone.audio.waitForTurn({ quietMs: 200, withinMs: 15_000 });
      if (number === "100") await phone.audio.say(tone);
      expect(await heardOut, number).toBe(true);
      await phone.hangup();
    }
  }, 60_000);

  it("comes and goes sixty times in ten seconds, and leaves no channel, bridge, port, lease or timer behind", async () => {
    const before = await heldBy(sip);
    const calling = callShortly(sip, "1001", 60, 6);
    // What is counted is there to be counted.
    await expect.poll(async () => Object.keys(await leftBehind(sip, before, 0)).toSorted(), { timeout: 8_000 }).toEqual(Object.keys(before).toSorted());
    const { answered, givenUp, refused } = await calling;
    expect({ all: answered + givenUp, refused }).toEqual({ all: 60, refused: {} });
    expect(answered).toBeGreaterThan(30);
    expect(await leftBehind(sip, before, 30_000)).toEqual({});
  }, 90_000);

  it("leaves no channel in Asterisk and no call in the books that has not ended", async () => {
    expect(await sip.channelsLeft(5_000)).toBe(0);
    const calls = await sip.product.api.calls();
    expect(calls.length).toBeGreaterThanOrEqual(5);
    expect(calls.filter((call) => call.status !== "ended")).toEqual([]);
  });
});
