/** A caller whose node is killed in mid-call, and who is then handed on: through a real Asterisk, from the first word to the last. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Call } from "@zvon/contract/api.ts";
import { salon } from "@zvon/worker/src/bots/demo/salon.ts";
import { botsOf } from "./bots-api.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { startSipProduct, type SipProduct } from "./sip/sip-product.ts";
import type { RingingPhone } from "./sip/user-agent.ts";

const reason = await whyNoLab();
const said = (ru: string) => ({ ru });
const question = "Соединить вас с администратором?";
const sorry = "Никто не отвечает, вам перезвонят. До свидания.";

/** Asks once; a yes leads to the receptionist, who hears first who it is. */
const config = {
  ...salon, languages: ["ru"], prompts: { ...salon.prompts, greeting: said("Здравствуйте!") }, fields: {}, tools: [],
  agent: { destinations: [{ name: "desk", description: said("Администратор."), to: "200", kind: "warm", called: {} }] },
  flow: {
    type: "graph", start: "ready",
    states: {
      ready: { type: "question", say: said(question), hint: said("Скажите да или нет.") },
      hand: { type: "transfer", destination: "desk", say: said("Соединяю.") },
      nobody: { type: "end", outcome: "callback", say: said(sorry) },
      left: { type: "end", outcome: "refused", say: said("Хорошо, до свидания.") },
    },
    transitions: [{ from: "ready", to: "hand", when: { intent: "yes" } }, { from: "ready", to: "left", when: { intent: "no" } }, { from: "hand", to: "nobody", when: { done: true } }],
  },
};

describe.skipIf(reason !== null)(`a caller of a SIP trunk${reason === null ? "" : ` (${reason})`}`, () => {
  let sip: SipProduct;
  let bot: string;
  let yes: Int16Array;
  /** Who is called, by number. */
  const carriers = new Map<string, (phone: RingingPhone) => void>();
  let numbers = 0;

  beforeAll(async () => {
    sip = await startSipProduct();
    sip.carrier.onCall((phone) => carriers.get(phone.number)?.(phone));
    bot = await botsOf(sip.product).published("handed-on", config);
    const [step] = await sip.speak([{ say: "Да" }], "ru");
    if (step?.type !== "speak") throw new Error("nothing was spoken");
    yes = step.pcm;
  }, 600_000);
  afterAll(() => sip?.close());

  const arrival = (number: string, behave: (phone: RingingPhone) => void): Promise<RingingPhone> =>
    new Promise((resolve) => {
      carriers.set(number, (phone) => {
        behave(phone);
        resolve(phone);
      });
    });

  /** A call of the bot's that was answered, its question heard. */
  async function asked(): Promise<{ call: Call; caller: RingingPhone }> {
    const to = `7900556${String(++numbers).padStart(4, "0")}`;
    const arriving = arrival(to, (phone) => phone.accept());
    const { call } = await sip.product.api.startCall({ bot, language: "ru", via: "sip", to, from: "74950001122", ringTimeoutMs: 10_000 });
    const caller = await arriving;
    expect(await caller.audio.waitForTurn({ quietMs: 700, withinMs: 20_000 })).toBe(true);
    return { call, caller };
  }

  it("is talked with again after the node was killed, and talks with the receptionist, who has heard a summary first, until one of them hangs up", async () => {
    const arriving = arrival("200", (phone) => phone.accept());
    const { call, caller } = await asked();
    await sip.product.resident.node.kill();
    await sip.product.resident.node.start();
    // The new node asks again, or waits for the answer: who did not hear one asks once more.
    const desk = await sayUntil(caller, arriving);
    expect(desk).toMatchObject({ number: "200", from: "74950001122" });
    expect(await desk.audio.waitForTurn({ quietMs: 300, withinMs: 20_000 })).toBe(true);
    const ended = await sip.product.api.ended(call.id, { withinMs: 20_000, withRecording: false });
    expect(ended).toMatchObject({ endReason: "transferred", outcome: "transferred" });
    // It began before the new node did.
    expect(ended.durationMs).toBeGreaterThan(4_000);
    const heard = desk.audio.waitForTurn({ quietMs: 300, withinMs: 10_000 });
    await caller.audio.say(yes);
    expect(await heard).toBe(true);
    await caller.hangup();
    expect(await desk.ended).toMatchObject({ by: "far" });
    // The books have with whom and how long, as the node told it.
    await expect.poll(async () => (await sip.product.api.call(call.id)).talk, { timeout: 20_000 }).toMatchObject({ to: "200", ms: expect.any(Number) });
    const talkedMs = (await sip.product.api.call(call.id)).talk?.ms ?? 0;
    expect(talkedMs).toBeGreaterThan(300);
    expect(talkedMs).toBeLessThan(60_000);
  }, 120_000);

  /** Says yes, after each pause of the bot, until somebody is called. */
  async function sayUntil(caller: RingingPhone, arriving: Promise<RingingPhone>): Promise<RingingPhone> {
    for (let tries = 0; tries < 8; tries++) {
      await caller.audio.say(yes);
      const arrived = await Promise.race([arriving, caller.audio.waitForTurn({ quietMs: 1_200, withinMs: 4_000 })]);
      if (typeof arrived !== "boolean") return arrived;
    }
    throw new Error("nobody was called");
  }

  it("leaves no channel behind", async () => {
    expect(await sip.channelsLeft(10_000)).toBe(0);
  });
});
