/** The pages of vendors and of a bot's voice in a real browser, against a voice vendor's stand-in: a key is added and tried, a voice is heard, saved, and spoken with in the next call. */
import { existsSync } from "node:fs";
import { startCartesia } from "@zvon/stand-ins/src/cartesia/cartesia.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProduct, type Product } from "./testing.ts";

const chromiumPath = [process.env["ZVON_CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((candidate) => existsSync(candidate));
const isRoot = process.getuid?.() === 0;
if (!chromiumPath) console.warn("SKIPPED, LOUDLY: no Chromium on this machine, so the pages of vendors and voices were not tried in a browser.");

let product: Product;
let browser: Browser;
let mouth: SpeakingMouth;
let cartesia: StandIn;

beforeAll(async () => {
  if (!chromiumPath) return;
  mouth = await createMouth();
  cartesia = await startCartesia({ ears: createEars(), mouth });
  product = await startProduct({ egressAllow: ["127.0.0.0/8"] });
  browser = await chromium.launch({ executablePath: chromiumPath, args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"] });
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await cartesia?.close();
  await mouth?.close();
});

async function signedIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(product.resident.url);
  await page.getByRole("textbox", { name: /e-?mail|почта/i }).fill(product.resident.demo.email);
  await page.locator("input[type=password]").fill(product.resident.demo.password);
  await page.getByTestId("sign-in").click();
  await page.getByTestId("account-menu").first().waitFor();
  return page;
}

describe.skipIf(!chromiumPath)("vendors and voices in a browser", () => {
  it("refuses a wrong key with a sentence, tries a right one, keeps it and never shows it again", async () => {
    const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    const page = await signedIn(context);
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
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 } });
    const page = await signedIn(context);
    await page.goto(`${product.resident.url}/bots`);
    await page.getByTestId("open-bot-salon").click();
    await page.getByTestId("go-voice").click();
    const section = page.locator("section[aria-labelledby=speech-en]");
    await section.getByLabel("Who speaks").selectOption("cartesia");
    await section.getByLabel("Speed").fill("9");
    await section.getByText("At most 2.").waitFor();
    await section.getByLabel("Speed").fill("1.2");
    await page.getByTestId("section-faults").waitFor({ state: "detached" });
    const before = cartesia.bill().find((line) => line.unit === "chars")?.amount ?? 0;
    await section.getByTestId("listen-en").click();
    await page.locator("[data-testid=preview-en][data-state=playing]").waitFor({ timeout: 20_000 });
    await page.locator("[data-testid=preview-en][data-state=idle]").waitFor({ timeout: 20_000 });
    expect((cartesia.bill().find((line) => line.unit === "chars")?.amount ?? 0) - before).toBe("Hello! How can I help you today?".length);
    await page.getByTestId("publish").click();
    await page.getByTestId("publish-now").click();
    await page.locator("dialog").waitFor({ state: "detached", timeout: 20_000 });
    expect(await page.getByTestId("live-version").textContent()).toContain("v2");

    await page.goto(`${product.resident.url}/test-call?bot=salon&language=en`);
    await page.getByTestId("how-script").check();
    await page.getByTestId("start-call").click();
    await page.getByTestId("call-over").waitFor({ timeout: 90_000 });
    await page.getByTestId("open-call").click();
    await page.getByTestId("vendor-usage").waitFor({ timeout: 20_000 });
    expect(await page.locator("[data-testid=vendor-usage] [data-provider=cartesia]").textContent()).toMatch(/Cartesia voice .*[1-9]\d* characters/);
    const [call] = await product.api.calls();
    expect([call?.bot.version, call?.endReason]).toEqual([2, "completed"]);
    await page.goto(`${product.resident.url}/settings/vendors`);
    await page.locator("[data-testid=health] [data-state=ok]").first().waitFor({ timeout: 20_000 });
    expect(await page.getByTestId("residency").textContent()).toContain("Cartesia");
    await context.close();
  }, 180_000);

  it("says when someone else has saved the bot meanwhile, and keeps what was written", async () => {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 } });
    const page = await signedIn(context);
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
    const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    const page = await signedIn(context);
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
      for (const width of [320, 390, 1280]) {
        const context = await browser.newContext({ locale, viewport: { width, height: 800 } });
        const page = await signedIn(context);
        for (const [address, shown] of [["/bots", "[data-testid=bot-card-salon]"], ["/bots/salon/voice", "[data-testid=tab-voice]"], ["/settings/vendors", "[data-testid=vendor-cartesia]"], ["/settings/pronunciations", "[data-testid=word]"]] as const) {
          await page.goto(`${product.resident.url}${address}`);
          await page.locator(shown).waitFor();
          const tooWide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
          expect(tooWide, `${address} ${locale} ${width}`).toBe(0);
        }
        await context.close();
      }
    }
  }, 120_000);
});
