/** A real browser: signs in, holds a test call by microphone and by script, sees the transcript, plays the recording. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, expectFits, launchChromium, microphoneHearing, signedInTo, type Signed } from "./browser-session.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

if (!chromiumPath) console.warn("SKIPPED, LOUDLY: no Chromium on this machine, so the dashboard was not tried in a browser.");

let product: Product;
let browser: Browser;
let signedIn: Signed;
let folder: string;

/** What the microphone hears: the caller answers the greeting at 9 s and the question after it at 22 s. */
async function whatIsHeard(): Promise<Int16Array> {
  const [digits, no] = await speakScript([{ say: "Один, два, три, четыре" }, { say: "Нет" }], "ru");
  const pcm = new Int16Array(8000 * 60);
  if (digits?.type === "speak") pcm.set(digits.pcm, 9 * 8000);
  if (no?.type === "speak") pcm.set(no.pcm, 22 * 8000);
  return pcm;
}

beforeAll(async () => {
  if (!chromiumPath) return;
  folder = await mkdtemp(path.join(tmpdir(), "zvon-browser-"));
  product = await startProduct();
  browser = await launchChromium([...(await microphoneHearing(await whatIsHeard(), path.join(folder, "microphone.wav"))), "--autoplay-policy=no-user-gesture-required"]);
  signedIn = signedInTo(browser, product);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Everything the page asked for, and every error it logged. */
function watch(page: Page): { foreign: string[]; errors: string[] } {
  const seen = { foreign: [] as string[], errors: [] as string[] };
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["127.0.0.1"].includes(url.hostname) && !["data:", "blob:"].includes(url.protocol)) seen.foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  return seen;
}

describe.skipIf(!chromiumPath)("the dashboard in a browser", () => {
  it("refuses a wrong password with a sentence", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(product.resident.url);
    await page.getByRole("textbox", { name: /e-?mail/i }).fill(product.resident.demo.email);
    await page.locator("input[type=password]").fill("not the password");
    await page.getByTestId("sign-in").click();
    expect(await page.getByTestId("sign-in-error").textContent()).toMatch(/password/i);
    await context.close();
  });

  it("holds a test call by microphone in Russian, shows what was said, and plays the recording", async () => {
    const { context, page } = await signedIn({ locale: "ru-RU", permissions: ["microphone"] });
    const seen = watch(page);
    await page.goto(`${product.resident.url}/test-call`);
    await page.getByTestId("bot-order-status").check();
    await page.getByTestId("call-language-ru").click();
    await page.getByTestId("how-microphone").check();
    await page.getByTestId("start-call").click();
    const transcript = page.getByTestId("transcript");
    await transcript.getByText("Полка").waitFor({ timeout: 20_000 });
    await transcript.getByText("1234").first().waitFor({ timeout: 30_000 });
    await page.getByTestId("call-over").waitFor({ timeout: 60_000 });
    expect(await page.getByTestId("turn").count()).toBeGreaterThanOrEqual(5);
    await page.getByTestId("open-call").click();
    await page.getByTestId("player").waitFor();
    expect(await page.getByTestId("end-reason").getAttribute("data-reason")).toBe("completed");
    await page.locator("[data-testid=player][data-state=ready]").waitFor({ timeout: 20_000 });
    await page.getByTestId("play").click();
    await expect.poll(async () => page.getByTestId("play-position").textContent(), { timeout: 20_000 }).toMatch(/0:0[2-9]/);
    expect(seen).toEqual({ foreign: [], errors: [] });
    await context.close();
  }, 150_000);

  it("lets a scripted caller hold the call in English while the browser listens", async () => {
    const { context, page } = await signedIn({ locale: "en-US", permissions: ["microphone"] });
    const seen = watch(page);
    await page.goto(`${product.resident.url}/test-call`);
    await page.getByTestId("bot-salon").check();
    await page.getByTestId("call-language-en").click();
    await page.getByTestId("how-script").check();
    await page.getByTestId("start-call").click();
    await page.getByTestId("call-over").waitFor({ timeout: 90_000 });
    await page.getByTestId("transcript").getByText("Anna").first().waitFor();
    expect(seen).toEqual({ foreign: [], errors: [] });
    await context.close();
  }, 120_000);

  it("takes keys and typed words in a test call, and shows the timings of each turn", async () => {
    const { context, page } = await signedIn({ locale: "ru-RU", permissions: ["microphone"] });
    await page.goto(`${product.resident.url}/test-call?bot=order-status&language=ru`);
    await page.getByTestId("how-microphone").check();
    await page.getByTestId("start-call").click();
    const transcript = page.getByTestId("transcript");
    await transcript.getByText("Полка").waitFor({ timeout: 20_000 });
    for (const digit of "4071") await page.getByTestId(`key-${digit}`).click();
    await transcript.getByText("доставлен").waitFor({ timeout: 10_000 });
    await page.getByTestId("say-text").fill("нет");
    await page.getByTestId("say-send").click();
    await page.getByTestId("call-over").waitFor({ timeout: 20_000 });
    await page.getByTestId("open-call").click();
    await page.getByTestId("turn-timing").first().waitFor();
    expect(await page.getByTestId("turn").allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining("4071"), expect.stringContaining("нет")]));
    await context.close();
  }, 90_000);

  it("fits every page into a phone of 320 px and a desktop, in both languages", async () => {
    const [call] = await product.api.calls();
    if (!call) throw new Error("the calls of this file are not in the books");
    for (const locale of ["ru-RU", "en-US"]) {
      const { context, page } = await signedIn({ locale });
      for (const address of ["/calls", `/calls/${call.id}`, "/test-call"]) {
        await page.goto(`${product.resident.url}${address}`);
        await page.locator("h1").first().waitFor();
        await expectFits(page, [1440, 320], `${address} ${locale}`);
        expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
      }
      await context.close();
    }
  }, 120_000);
});

/** The version stands in the log of a failed run. */
if (chromiumPath) console.info(execFileSync(chromiumPath, ["--version"], { encoding: "utf8" }).trim());
