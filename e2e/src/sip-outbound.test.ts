/** Calls the product places through a real Asterisk: each ends in the books with its reason, and leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Call } from "@zvon/contract/api.ts";
import { botsOf, reworded } from "./bots-api.ts";
import { converse } from "./call/converse.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { loudness, readRecording } from "./recorded.ts";
import { startSipProduct, type SipProduct } from "./sip/sip-product.ts";
import type { CallEnd, Phone, RingingPhone } from "./sip/user-agent.ts";

const reason = await whyNoLab();
/** The least the API takes. */
const ringTimeoutMs = 5_000;
const answerWithinMs = 20_000;

describe.skipIf(reason !== null)(`a call to a SIP trunk${reason === null ? "" : ` (${reason})`}`, () => {
  let sip: SipProduct;
  /** What the carrier does with a call, by the number that was dialled. */
  const carriers = new Map<string, (phone: RingingPhone) => void>();
  let numbers = 0;

  beforeAll(async () => {
    sip = await startSipProduct();
    sip.carrier.onCall((phone) => carriers.get(phone.number)?.(phone));
  }, 600_000);
  afterAll(() => sip?.close());

  async function dial(behave: (phone: RingingPhone) => void, more: Record<string, unknown> = {}): Promise<{ call: Call; phone: Promise<RingingPhone> }> {
    const to = `7900555${String(++numbers).padStart(4, "0")}`;
    const arrived = Promise.withResolvers<RingingPhone>();
    carriers.set(to, (phone) => {
      arrived.resolve(phone);
      behave(phone);
    });
    const { call } = await sip.product.api.startCall({ bot: "order-status", language: "ru", via: "sip", to, from: "74950001122", ringTimeoutMs, ...more });
    expect(call).toMatchObject({ direction: "outbound", via: "sip", to });
    return { call, phone: arrived.promise };
  }
  const ended = (id: string, withRecording = false): Promise<Call> => sip.product.api.ended(id, { withinMs: answerWithinMs, withRecording });
  /** What both sides know of a call that nobody answered. */
  async function unanswered(behave: (phone: RingingPhone) => void): Promise<{ call: Call; end: CallEnd }> {
    const { call, phone } = await dial(behave);
    const end = await (await phone).ended;
    return { call: await ended(call.id), end };
  }

  it.concurrent("talks with who answers, to the end, and hangs up itself", async () => {
    const steps = await sip.speak([{ keys: "4071" }, { say: "Нет" }], "ru");
    const { call, phone } = await dial((ringing) => {
      ringing.ring();
      ringing.accept();
    });
    const answered: Phone = await phone;
    const over = new AbortController();
    void answered.ended.then(() => over.abort());
    expect(await converse(answered.audio, steps, over.signal)).toBe("far-hangup");
    expect(await answered.ended).toMatchObject({ by: "far", status: 200 });
    const after = await ended(call.id, true);
    expect(after).toMatchObject({ status: "ended", endReason: "completed", outcome: "answered", fields: { number: "4071" }, media: { lost: 0 } });
    expect(after.answeredAt).not.toBeNull();
    const { rateHz, left, right } = readRecording(await sip.product.api.recording(call.id));
    for (const message of await sip.product.api.messages(call.id)) {
      if (message.by === "voice" && message.startMs !== null && message.endMs !== null) expect(loudness(message.who === "bot" ? right : left, rateHz, message.startMs, message.endMs)).toBeGreaterThan(300);
    }
  }, 90_000);

  it.concurrent("leaves an answering machine its message after the beep, and not a word of it before", async () => {
    const bots = botsOf(sip.product);
    const { slug } = await bots.create({ name: "Reminder", slug: "reminder-of-machines", template: "appointment-reminder" });
    await bots.edit(slug, (config) => reworded(reworded(config, " Если планы изменились, пожалуйста, перезвоните нам. До свидания!", ""), "Здравствуйте! Это {company}.", "Это {company}."));
    await bots.publish(slug);
    const [greeting] = await sip.speak([{ say: "Никто не может подойти к телефону, оставьте сообщение после сигнала" }], "ru");
    if (greeting?.type !== "speak") throw new Error("nothing to play");
    const beep = Int16Array.from({ length: 8 * 400 }, (_, n) => Math.round(8_000 * Math.sin((2 * Math.PI * 1_000 * n) / 8_000)));
    const announcement = new Int16Array(greeting.pcm.length + 8 * 500 + beep.length);
    announcement.set(greeting.pcm);
    announcement.set(beep, greeting.pcm.length + 8 * 500);
    const { call, phone } = await dial(
      (ringing) => {
        ringing.ring();
        ringing.accept();
      },
      { bot: slug, fields: { name: "Мария", company: "салон Мята", place: "улица Садовая, дом восемь", when: "2026-12-23T15:00" } },
    );
    const answered = await phone;
    await answered.answered;
    await answered.audio.say(announcement);
    expect(await answered.ended).toMatchObject({ by: "far", status: 200 });
    const after = await ended(call.id, true);
    expect(after).toMatchObject({ endReason: "voicemail", outcome: "voicemail", answeredBy: "machine" });
    const left = (await sip.product.api.messages(call.id)).findLast(({ who }) => who === "bot");
    expect(left?.heardText).toMatch(/^Это салон Мята. Напоминаем о записи .*15:00/);
    expect(left?.startMs).toBeGreaterThan(announcement.length / 8);
    const { rateHz, right } = readRecording(await sip.product.api.recording(call.id));
    expect(loudness(right, rateHz, left?.startMs ?? 0, left?.endMs ?? 0)).toBeGreaterThan(300);
  }, 90_000);

  it.concurrent("tells that the person called hung up", async () => {
    const { call, phone } = await dial((ringing) => {
      ringing.ring();
      ringing.accept();
    });
    const answered = await phone;
    expect(await answered.audio.waitForTurn({ quietMs: 300, withinMs: answerWithinMs })).toBe(true);
    await answered.hangup();
    expect(await ended(call.id)).toMatchObject({ endReason: "caller_hangup", cause: { q850: 16 } });
  }, 60_000);

  it.concurrent("rings for as long as it was told to, and books that nobody answered", async () => {
    const { call, end } = await unanswered((phone) => phone.ring());
    expect(end).toMatchObject({ by: "far", status: 487 });
    expect(call).toMatchObject({ endReason: "no_answer", outcome: "no_answer", answeredAt: null, cause: { q850: 19 } });
    expect((call.endedAt ?? 0) - call.createdAt).toBeGreaterThan(ringTimeoutMs - 500);
  }, 60_000);

  it.concurrent("books a busy line", async () => {
    const { call } = await unanswered((phone) => phone.reject(486));
    expect(call).toMatchObject({ endReason: "busy", answeredAt: null, cause: { q850: 17, sip: 486 } });
  }, 60_000);

  it.concurrent("books a call that was declined", async () => {
    const { call } = await unanswered((phone) => {
      phone.ring();
      phone.reject(603);
    });
    expect(call).toMatchObject({ endReason: "rejected", answeredAt: null, cause: { sip: 603 } });
  }, 60_000);

  it.concurrent("books a telephone that is switched off, rung or not", async () => {
    const [silent, rung] = await Promise.all([
      unanswered((phone) => phone.reject(480)),
      unanswered((phone) => {
        phone.ring();
        phone.reject(480);
      }),
    ]);
    for (const { call } of [silent, rung]) expect(call).toMatchObject({ endReason: "unreachable", answeredAt: null, cause: { sip: 480 } });
  }, 60_000);

  it.concurrent("books a number that does not exist, and a trunk without room", async () => {
    const [nobody, full] = await Promise.all([unanswered((phone) => phone.reject(404)), unanswered((phone) => phone.reject(503))]);
    expect(nobody.call).toMatchObject({ endReason: "invalid_number", cause: { sip: 404 } });
    expect(full.call).toMatchObject({ endReason: "congestion", cause: { sip: 503 } });
  }, 60_000);

  it.concurrent("stops ringing at once when the user hangs up", async () => {
    const { call, phone } = await dial((ringing) => ringing.ring());
    const ringing = await phone;
    await sip.product.api.hangup(call.id);
    expect(await ringing.ended).toMatchObject({ by: "far", status: 487 });
    expect(await ended(call.id)).toMatchObject({ endReason: "api_hangup", answeredAt: null });
  }, 60_000);

  it("leaves no channel in Asterisk and no lease with the tenant", async () => {
    expect(await sip.channelsLeft(5_000)).toBe(0);
    const calls = await sip.product.api.calls();
    expect(calls.length).toBe(numbers);
    expect(calls.filter((call) => call.status !== "ended")).toEqual([]);
  });

});
