/** The pages of vendors and of a bot's voice in a real browser, against a voice vendor's stand-in: a key is added and tried, a voice is heard, saved, and spoken with in the next call. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCartesia } from "@zvon/stand-ins/src/cartesia/cartesia.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, expectFits, launchChromium, microphoneHearing, signedInTo, type Signed } from "./browser-session.ts";
import { startProduct, type Product } from "./testing.ts";

if (!chromiumPath) console.warn("SKIPPED, LOUDLY: no Chromium on this machine, so the pages of vendors and voices were not tried in a browser.");

let product: Product;
let browser: Browser;
let signedIn: Signed;
let mouth: SpeakingMouth;
let cartesia: StandIn;
let folder: string;

beforeAll(async () => {
  if (!chromiumPath) return;
  folder = await mkdtemp(path.join(tmpdir(), "zvon-browser-"));
  mouth = await createMouth();
  cartesia = await startCartesia({ ears: createEars(), mouth });
  product = await startProduct({ egressAllow: ["127.0.0.0/8"] });
  browser = await launchChromium([...(await microphoneHearing(new Int16Array(8_000), path.join(folder, "silence.wav"))), "--autoplay-policy=no-user-gesture-required"]);
  signedIn = signedInTo(browser, product);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await cartesia?.close();
  await mouth?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** What the element's data-state is, and was from now on, without the state it has now. */
async function statesOf(page: Page, testId: string): Promise<() => Promise<unknown>> {
  // As text: this program has no DOM types.
  await page.evaluate(`
    window.statesSeen = [];
    const element = document.querySelector("[data-testid=${testId}]");
    new MutationObserver(() => window.statesSeen.push(element.dataset.state)).observe(element, { attributeFilter: ["data-state"] });
  `);
  return () => page.evaluate("window.statesSeen");
}

describe.skipIf(!chromiumPath)("vendors and voices in a browser", () => {
  it("refuses a wrong key with a sentence, tries a right one, keeps it and never shows it again", async () => {
    const { context, page } = await signedIn({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    await page.goto(`${product.resident.url}/settings/vendors`);
    const card = page.getByTestId("vendor-cartesia");
    await card.getByTestId("edit-key").click();
    await card.getByTestId("save-key").click();
    await card.getByText("Введите ключ: он лежит").waitFor();
    await card.getByTestId("vendor-key").fill("sk_car_wrong_0123456789");
    await card.locator("summary").click();
    await card.getByTestId("vendor-base-url").fill(cartesia.url);
    await card.getByTestId("test-key").click();
    await card.locator("[data-testid=test-result][data-ok=false]").waitFor({ timeout: 20_000 });
    expect(await card.getByTestId("test-result").textContent()).toContain("Поставщик не принимает ключ");
    await card.getByTestId("vendor-key").fill(cartesia.key);
    await card.getByTestId("test-key").click();
    await card.locator("[data-testid=test-result][data-ok=true]").waitFor({ timeout: 20_000 });
    await card.getByTestId("save-key").click();
    await card.getByText("изменён сегодня").waitFor();
    expect(await card.getByTestId("key-state").textContent()).toBe("Свой ключ");
    await page.reload();
    await card.getByText("изменён сегодня").waitFor();
    expect(await page.content()).not.toContain(cartesia.key);
    await card.getByTestId("test-key").click();
    await card.locator("[data-testid=test-result][data-ok=true]").waitFor({ timeout: 20_000 });
    await context.close();
  }, 90_000);

  it("lets a voice be heard before it is published; the next call then speaks with it", async () => {
    const { context, page } = await signedIn({ locale: "en-US", viewport: { width: 1280, height: 900 } });
    const listed = Promise.withResolvers<void>();
    await page.route(/\/v1\/vendors$/, async (route) => {
      await listed.promise;
      await route.continue();
    });
    await page.goto(`${product.resident.url}/bots`);
    await page.getByTestId("open-bot-order-status").click();
    await page.getByTestId("go-voice").click();
    const section = page.locator("section[aria-labelledby=speech-en]");
    await section.getByLabel("Who speaks").selectOption("cartesia");
    // The list of vendors came later than the choice on a slow machine, and Cartesia was asked for a voice without a name.
    listed.resolve();
    await expect.poll(() => section.getByLabel("Voice", { exact: true }).inputValue()).not.toBe("");
    await section.getByLabel("Speed").fill("9");
    await section.getByText("At most 2.").waitFor();
    await section.getByLabel("Speed").fill("1.2");
    await page.getByTestId("section-faults").waitFor({ state: "detached" });
    const before = cartesia.bill().find((line) => line.unit === "chars")?.amount ?? 0;
    const preview = page.getByTestId("preview-en");
    const states = await statesOf(page, "preview-en");
    // Spoken once beforehand: a vendor is waited for 3.5 s, and a voice that shares this machine may take as long over its first words.
    await mouth.speak("Hello! How can I help you today?", 8_000);
    await section.getByTestId("listen-en").click();
    // Making and playing may be over before anybody looks: that they were is read from what the page went through.
    await expect.poll(async () => [await states(), await preview.getByRole("alert").allTextContents()], { timeout: 60_000 }).toEqual([["making", "playing", "idle"], []]);
    expect((cartesia.bill().find((line) => line.unit === "chars")?.amount ?? 0) - before).toBe("Hello! How can I help you today?".length);
    await page.getByTestId("publish").click();
    await page.getByTestId("publish-now").click();
    await page.locator("dialog").waitFor({ state: "detached", timeout: 60_000 });
    expect(await page.getByTestId("live-version").textContent()).toContain("v2");

    // By keyboard, one answer after the other. A scripted caller, who takes a pause of 700 ms for the end of what is said,
    // spoke too early when a busy machine made the voice halt, ran out of lines and hung up.
    await page.goto(`${product.resident.url}/test-call?bot=order-status&language=en`);
    await page.getByTestId("how-microphone").check();
    await page.getByTestId("start-call").click();
    const transcript = page.getByTestId("transcript");
    for (const [asked, answer] of [["order number", "4071"], ["another order", "no"]] as const) {
      await transcript.getByText(asked).first().waitFor({ timeout: 60_000 });
      await page.getByTestId("say-text").fill(answer);
      await page.getByTestId("say-send").click();
    }
    await page.getByTestId("call-over").waitFor({ timeout: 60_000 });
    await page.getByTestId("open-call").click();
    await page.getByTestId("vendor-usage").waitFor({ timeout: 60_000 });
    expect(await page.locator("[data-testid=vendor-usage] [data-provider=cartesia]").textContent()).toMatch(/Cartesia voice .*[1-9]\d* characters/);
    const [call] = await product.api.calls();
    expect([call?.bot.version, call?.endReason]).toEqual([2, "completed"]);
    await page.goto(`${product.resident.url}/settings/vendors`);
    await page.locator("[data-testid=health] [data-state=ok]").first().waitFor({ timeout: 60_000 });
    expect(await page.getByTestId("residency").textContent()).toContain("Cartesia");
    await context.close();
  }, 180_000);

  it("says when someone else has saved the bot meanwhile, and keeps what was written", async () => {
    const { context, page } = await signedIn({ locale: "en-US", viewport: { width: 1280, height: 900 } });
    await page.goto(`${product.resident.url}/bots/order-status/voice`);
    const pause = page.getByLabel("Pause after a turn");
    await pause.waitFor();
    const headers = { authorization: `Bearer ${product.resident.apiKey}`, "content-type": "application/json" };
    const voice: unknown = await (await fetch(`${product.resident.url}/v1/bots/order-status/voice`, { headers })).json();
    const { version, voice: settings, llm } = voice as { version: number; voice: unknown; llm: unknown };
    const theirs = await fetch(`${product.resident.url}/v1/bots/order-status/voice`, { method: "PATCH", headers, body: JSON.stringify({ version, voice: settings, llm }) });
    expect(theirs.status).toBe(200);
    await pause.fill("650");
    await page.getByTestId("conflict").waitFor();
    expect(await pause.inputValue()).toBe("650");
    await page.getByTestId("keep-mine").click();
    await page.getByTestId("saved").waitFor();
    const draft = await (await fetch(`${product.resident.url}/v1/bots/order-status/draft`, { headers })).text();
    expect(draft).toContain('"silence_ms":650');
    await context.close();
  }, 60_000);

  it("moves stand-ins of a voice by keyboard, and says words as the dictionary has them", async () => {
    const { context, page } = await signedIn({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    await page.goto(`${product.resident.url}/bots/salon/voice`);
    await page.getByTestId("add-voice").click();
    await page.getByTestId("add-hearing").click();
    const order = page.locator("ol.order");
    await page.getByRole("button", { name: "Поднять замену 2" }).focus();
    await page.keyboard.press("Enter");
    expect(await order.locator("h3").allTextContents()).toEqual(["1. Запасной слух", "2. Запасной голос"]);
    await page.getByTestId("saved").waitFor();
    await page.goto(`${product.resident.url}/settings/pronunciations`);
    await page.getByTestId("word").fill("Аврора");
    await page.getByTestId("say").fill("Авр+ора");
    await page.getByTestId("keep-word").click();
    await page.getByTestId("words").getByText("аврора").waitFor();
    await page.getByRole("button", { name: "Удалить слово: аврора" }).click();
    await page.getByText("Здесь будут слова").waitFor();
    await context.close();
  }, 60_000);

  it("fits the pages into phones of 320 and 390 px and a desktop, in both languages", async () => {
    for (const locale of ["ru-RU", "en-US"]) {
      const { context, page } = await signedIn({ locale });
      for (const [address, shown] of [["/bots", "[data-testid=bot-card-salon]"], ["/bots/salon/voice", "[data-testid=tab-voice]"], ["/settings/vendors", "[data-testid=vendor-cartesia]"], ["/settings/pronunciations", "[data-testid=word]"]] as const) {
        await page.goto(`${product.resident.url}${address}`);
        await page.locator(shown).waitFor();
        await expectFits(page, [1280, 390, 320], `${address} ${locale}`);
      }
      await context.close();
    }
  }, 120_000);
});
