/** One of the team at a live call: hears it from the page, whispers, takes it from the bot and hands it back. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, expectFits, launchChromium, signedInTo } from "./browser-session.ts";
import { startProduct, type Product } from "./testing.ts";
import { startTypedCall } from "./typed-call.ts";

/** Chromium's own microphone beeps. */
const media = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"];
const patient = { timeout: 15_000 };
const loud = (pcm: Int16Array): boolean => pcm.some((sample) => Math.abs(sample) > 1_000);

describe.skipIf(chromiumPath === undefined)("the page of live calls", () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    product = await startProduct();
    browser = await launchChromium(media);
    ({ page } = await signedInTo(browser, product)({ locale: "ru-RU", viewport: { width: 1280, height: 800 }, permissions: ["microphone"] }));
  });
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  it("has a call as it begins; its sound is heard, words are whispered, it is taken and handed back", async () => {
    await page.goto(`${product.resident.url}/live`);
    await page.getByTestId("empty").waitFor();
    const heard = { caller: 0, team: 0 };
    page.on("websocket", (socket) => {
      if (new URL(socket.url()).pathname.includes("/listen/")) socket.on("framereceived", ({ payload }) => (heard.team += typeof payload !== "string" && loud(new Int16Array(new Uint8Array(payload).buffer)) ? 1 : 0));
    });
    const call = await startTypedCall({ api: product.api, bot: "salon", language: "ru", onSound: (pcm) => (heard.caller += loud(pcm) ? 1 : 0) });
    const card = page.locator(`[data-call="${call.id}"]`);
    const press = (what: string) => card.getByTestId(what).click();
    const team = card.getByTestId("live-team");
    await card.getByTestId("listen").waitFor();

    await press("listen");
    await expect.poll(() => team.textContent(), patient).toMatch(/Слушают:\sвы/);
    await expect.poll(() => heard.team, patient).toBeGreaterThan(0);
    const { text } = await call.greeting;
    await expect.poll(() => card.textContent(), patient).toContain(text.slice(-20));

    await press("open-whisper");
    await card.getByTestId("whisper-text").fill("Мы открыты до восьми");
    await press("whisper-send");
    expect(await call.until((message) => message.whisperedBy !== undefined && message.heardText !== null)).toMatchObject({ who: "bot", heardText: "Мы открыты до восьми", interrupted: false });

    await press("take-over");
    await expect.poll(() => team.textContent(), patient).toMatch(/Говорит\sс\s.+:\sвы/);
    heard.caller = 0;
    await expect.poll(() => heard.caller, patient).toBeGreaterThan(0);
    call.send("хочу записаться на стрижку");
    expect((await call.until((message) => message.who === "caller")).text).toBe("хочу записаться на стрижку");
    await expectFits(page, [320, 390, 1280], "live");

    await press("hand-back");
    expect(await call.until((message) => message.who === "bot" && message.turn === 1)).toMatchObject({ text: expect.stringMatching(/^Я снова с вами\./) });
    await press("live-end");
    await press("live-end-now");
    const { takeOvers = [], endReason } = await call.ended();
    expect(endReason).toBe("api_hangup");
    expect(takeOvers.map(({ from, to }) => to > from)).toEqual([true]);
    await card.waitFor({ state: "detached" });
  });
});
