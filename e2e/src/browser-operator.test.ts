/** A caller of a trunk who asks for a person: an operator takes the call in the browser, and both hear each other. */
import { numberRecordSchema } from "@zvon/contract/numbers-api.ts";
import { trunkRecordSchema } from "@zvon/contract/trunks-api.ts";
import { salon } from "@zvon/worker/src/bots/demo/salon.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botsOf, type BotsApi } from "./bots-api.ts";
import { chromiumPath, launchChromium, signedInTo } from "./browser-session.ts";
import { startLab, type OwnLab } from "./lab/asterisk.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { startUserAgent, type Phone, type RingingPhone, type UserAgent } from "./sip/user-agent.ts";
import { startCallerVoice, startProduct, type Product } from "./testing.ts";

const reason = (await whyNoLab()) ?? (chromiumPath === undefined ? "there is no Chromium" : null);
const said = (ru: string) => ({ ru });
const number = "74951230077";
/** Candidates of loopback, by their addresses: nothing else is between the two. */
const media = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection"];

const config = {
  ...salon, languages: ["ru"], prompts: { ...salon.prompts, greeting: said("Здравствуйте!") }, fields: {}, tools: [],
  agent: { destinations: [{ name: "people", description: said("Сотрудник."), to: "operators", kind: "cold", called: {} }] },
  flow: {
    type: "graph", start: "ready",
    states: {
      ready: { type: "question", say: said("Соединить вас с сотрудником?"), hint: said("Скажите да или нет.") },
      hand: { type: "transfer", destination: "people", say: said("Соединяю.") },
      nobody: { type: "end", outcome: "callback", say: said("Никто не отвечает, вам перезвонят. До свидания.") },
      left: { type: "end", outcome: "refused", say: said("Хорошо, до свидания.") },
    },
    transitions: [{ from: "ready", to: "hand", when: { intent: "yes" } }, { from: "ready", to: "left", when: { intent: "no" } }, { from: "hand", to: "nobody", when: { done: true } }],
  },
};

describe.skipIf(reason !== null)(`an operator in the browser${reason === null ? "" : ` (${reason})`}`, () => {
  let lab: OwnLab;
  let carrier: UserAgent;
  let product: Product;
  let api: BotsApi;
  let browser: Browser;
  let page: Page;
  let yes: Int16Array;
  let trunkId: string;
  const closing: (() => Promise<unknown>)[] = [];

  const asked = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await api.send(method, path, body);
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
    return JSON.parse(text);
  };

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.47" });
    closing.push(() => carrier.close());
    lab = await startLab({ ariApp: "zvon", trunkHost: carrier.host, trunkPort: carrier.port, trunks: [], operators: [], qualifySeconds: 1 });
    closing.push(() => lab.stop());
    const { url, user, password, app } = lab.ari;
    product = await startProduct({ egressAllow: ["127.0.0.0/8"], env: { ZVON_ARI_URL: url, ZVON_ARI_USER: user, ZVON_ARI_PASSWORD: password, ZVON_ARI_APP: app, ...lab.nodeEnv } });
    closing.push(() => product.close());
    api = botsOf(product);
    const bot = await api.published("people", config);
    const trunk = trunkRecordSchema.parse(await asked("POST", "/v1/trunks", { name: "By address", kind: "exolve", host: carrier.host, port: carrier.port }));
    trunkId = trunk.id;
    const { id } = (await asked("GET", `/v1/bots/by-slug/${bot}`)) as { id: string };
    numberRecordSchema.parse(await asked("POST", "/v1/numbers", { number: `+${number}`, name: "Front desk", trunkId: trunk.id, botId: id }));
    const voice = await startCallerVoice();
    closing.push(() => voice.close());
    const [step] = await voice.speak([{ say: "Да" }], "ru");
    if (step?.type !== "speak") throw new Error("nothing was spoken");
    yes = step.pcm;
    browser = await launchChromium(media);
    closing.push(() => browser.close());
    ({ page } = await signedInTo(browser, product)({ locale: "ru-RU" }));
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  }, 60_000);

  /** A caller who has been asked, and said yes until `done`. */
  async function wantsPerson(done: () => Promise<boolean>): Promise<Phone> {
    const caller = await carrier.call({ ...lab.sip, number, from: "79001112233" });
    expect(await caller.answered).toBe(200);
    for (let tries = 0; tries < 8 && !(await done()); tries++) {
      await caller.audio.waitForTurn({ quietMs: 900, withinMs: 6_000 });
      if (await done()) break;
      await caller.audio.say(yes);
    }
    return caller;
  }
  const callsOf = async () => (await product.api.calls()).filter((call) => call.direction === "inbound");

  it("is not waited for when nobody is there: the bot says so and ends the call itself", async () => {
    await expect.poll(async () => trunkRecordSchema.parse(await asked("GET", `/v1/trunks/${trunkId}`)).states[0]?.state, { timeout: 30_000, interval: 300 }).toBe("reachable");
    const caller = await wantsPerson(async () => (await callsOf())[0]?.status === "ended");
    expect(await caller.ended).toMatchObject({ by: "far" });
    await expect.poll(async () => (await callsOf())[0], { timeout: 20_000 }).toMatchObject({ status: "ended", endReason: "completed", outcome: "callback" });
  }, 90_000);

  it("sees who calls before answering, talks with them, and is free again afterwards", async () => {
    // Kept for the test, to look at what arrives.
    await page.addInitScript("globalThis.RTCPeerConnection = class extends RTCPeerConnection { constructor(...all) { super(...all); globalThis.connection = this; } }");
    await page.reload();
    await page.getByTestId("phone-on").click();
    const phone = page.getByTestId("operator-phone");
    await phone.getByText("Готов к звонкам").waitFor({ timeout: 30_000 });

    const caller = await wantsPerson(() => page.getByTestId("incoming").isVisible());
    const incoming = page.getByRole("alertdialog");
    await expect.poll(() => incoming.textContent(), { timeout: 10_000 }).toMatch(/\+7.900.111.22.33/);
    await expect.poll(() => incoming.locator("#op-summary").textContent(), { timeout: 10_000 }).toContain("Соединить вас с сотрудником?");
    await page.keyboard.press("KeyA");
    await page.getByTestId("talking").waitFor({ timeout: 15_000 });

    const energy = (): Promise<number> => page.evaluate("(async () => { for (const one of (await connection.getStats()).values()) if (one.type === 'inbound-rtp') return one.totalAudioEnergy; return 0; })()");
    // Chromium's own microphone beeps each second.
    await expect.poll(() => caller.audio.waitForTurn({ quietMs: 200, withinMs: 3_000 }), { timeout: 20_000 }).toBe(true);
    const before = await energy();
    await caller.audio.say(yes);
    await expect.poll(energy, { timeout: 10_000 }).toBeGreaterThan(before + 1e-5);

    await page.getByRole("button", { name: "Клавиши" }).click();
    await page.getByRole("button", { name: "5", exact: true }).click();
    await expect.poll(() => caller.audio.digitsHeard(), { timeout: 10_000 }).toBe("5");
    await page.getByRole("button", { name: "Удержать" }).click();
    await page.getByText("На удержании").waitFor({ timeout: 10_000 });
    await page.getByRole("button", { name: "Вернуться" }).click();
    await page.getByText("На удержании").waitFor({ state: "detached", timeout: 10_000 });

    await page.keyboard.press("KeyH");
    expect(await caller.ended).toMatchObject({ by: "far" });
    await phone.getByText("Готов к звонкам").waitFor({ timeout: 15_000 });
    await expect.poll(async () => (await callsOf())[0], { timeout: 20_000 }).toMatchObject({ endReason: "transferred", outcome: "transferred" });
    await expect.poll(() => lab.channels(), { timeout: 10_000 }).toBe(0);
  }, 120_000);

  /** Somebody at the carrier who is called next. */
  const friend = (): Promise<RingingPhone> => new Promise((resolve) => carrier.onCall((phone) => {
    phone.ring();
    resolve(phone);
  }));
  const hears = async (one: Phone, other: Phone): Promise<boolean> => {
    const heard = one.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await other.audio.say(yes);
    return heard;
  };
  const outbound = async () => (await product.api.calls()).filter((call) => call.direction === "outbound");
  const dial = async (to: string) => {
    await page.getByTestId("dial-number").fill(to);
    await page.getByTestId("dial-go").click();
  };

  it("hands the caller on: a busy number gives them back, one that answers is asked first, and both hear each other without the operator", async () => {
    const phone = page.getByTestId("operator-phone");
    const caller = await wantsPerson(() => page.getByTestId("incoming").isVisible());
    await page.keyboard.press("KeyA");
    await page.getByTestId("talking").waitFor({ timeout: 15_000 });

    // Nobody dials where the account may not call, whatever the page asks for.
    await page.getByTestId("transfer").click();
    await dial("+7 809 555-00-00");
    await page.getByTestId("transfer-form").getByRole("alert").waitFor({ timeout: 10_000 });
    await page.getByTestId("mode-blind").click();
    const busy = friend();
    await dial("+7 916 000-00-05");
    (await busy).reject(486);
    await page.locator("[data-testid=dial-result][data-result=busy]").waitFor({ timeout: 15_000 });
    await expect.poll(() => caller.audio.waitForTurn({ quietMs: 200, withinMs: 3_000 }), { timeout: 20_000 }).toBe(true);

    const answers = friend();
    await page.getByTestId("transfer").click();
    await page.getByTestId("mode-attended").click();
    await dial("+7 916 000-00-05");
    const other = await answers;
    await page.locator("[data-testid=dialling][data-stage=ringing]").waitFor({ timeout: 15_000 });
    other.accept();
    await page.getByTestId("dial-join").waitFor({ timeout: 15_000 });
    // The operator's microphone.
    expect(await other.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 })).toBe(true);
    await page.getByTestId("dial-join").click();
    await phone.getByText("Готов к звонкам").waitFor({ timeout: 15_000 });
    await expect.poll(() => hears(other, caller), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => hears(caller, other), { timeout: 30_000 }).toBe(true);

    await caller.hangup();
    expect(await other.ended).toMatchObject({ by: "far" });
    await expect.poll(async () => (await outbound()).map(({ endReason }) => endReason).toSorted(), { timeout: 20_000 }).toEqual(["busy", "completed"]);
    expect((await outbound()).find(({ endReason }) => endReason === "completed")).toMatchObject({ to: "79160000005", from: number, operator: { of: (await callsOf())[0]?.id } });
    await expect.poll(() => lab.channels(), { timeout: 10_000 }).toBe(0);
  }, 120_000);

  it("calls a number, and is free again when it is over; the call is in the books", async () => {
    const phone = page.getByTestId("operator-phone");
    const answers = friend();
    await page.getByTestId("call-somebody").click();
    await dial("8 916 000-00-06");
    const other = await answers;
    other.accept();
    await page.getByTestId("talking").waitFor({ timeout: 15_000 });
    expect(await other.audio.waitForTurn({ quietMs: 200, withinMs: 15_000 })).toBe(true);
    await page.getByTestId("dialling").waitFor({ state: "detached", timeout: 10_000 });
    await page.keyboard.press("KeyH");
    expect(await other.ended).toMatchObject({ by: "far" });
    await phone.getByText("Готов к звонкам").waitFor({ timeout: 15_000 });
    await expect.poll(async () => (await outbound()).find(({ to }) => to === "79160000006"), { timeout: 20_000 }).toMatchObject({ status: "ended", endReason: "completed", outcome: "answered", operator: { of: null } });
    await expect.poll(() => lab.channels(), { timeout: 10_000 }).toBe(0);
  }, 90_000);
});
