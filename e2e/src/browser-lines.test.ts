/** Numbers, trunks, nodes, limits and appointments in a real browser, as their owner sets them up: on a phone, in Russian, over the real API. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startProduct, type Product } from "./testing.ts";

const chromiumPath = [process.env["ZVON_CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((candidate) => existsSync(candidate));
const isRoot = process.getuid?.() === 0;
if (!chromiumPath) console.warn("SKIPPED, LOUDLY: no Chromium on this machine, so the pages of lines were not tried in a browser.");

let product: Product;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  if (!chromiumPath) return;
  product = await startProduct();
  browser = await chromium.launch({ executablePath: chromiumPath, args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"] });
  const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(product.resident.url);
  await page.getByRole("textbox", { name: /e-?mail|почта/i }).fill(product.resident.demo.email);
  await page.locator("input[type=password]").fill(product.resident.demo.password);
  await page.getByTestId("sign-in").click();
  await page.getByTestId("account-menu").first().waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

const at = (pointer: string) => page.locator(`[data-at="${pointer}"]`).locator("input, textarea, select").first();
const fits = async () => expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
const api = async (path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${product.resident.url}/v1${path}`, { method: body === undefined ? "GET" : "POST", headers: { authorization: `Bearer ${product.resident.apiKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return response.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : text;
};

describe.skipIf(!chromiumPath)("lines in a browser", () => {
  it("a trunk says what it lacks where it lacks it, keeps its password to itself, and is checked in plain words", async () => {
    await page.getByTestId("more-sections").click();
    await page.locator("#more-sections a", { hasText: "Номера и транки" }).click();
    await page.getByTestId("lines-trunks").click();
    await page.getByTestId("add-line").click();
    await page.getByTestId("save-record").click();
    await page.locator('[data-at="/username"].err').waitFor();
    await expect.poll(() => page.evaluate("document.activeElement?.closest('[data-at]')?.dataset.at")).toBe("/username");
    await at("/username").fill("123456");
    await at("/password").fill("S3cret.Pass");
    await at("/host").fill("sip.example.com");
    await page.getByTestId("save-record").click();
    await page.getByTestId("test-trunk").click();
    await page.getByTestId("trunk-test-result").waitFor({ timeout: 45_000 });
    expect(await page.getByTestId("trunk-test-result").getAttribute("data-ok")).toBe("false");
    expect(await page.getByTestId("trunk-test-result").textContent()).toMatch(/\p{Script=Cyrillic}{3}/u);
    expect(await page.content()).not.toContain("S3cret.Pass");
    await fits();
  }, 90_000);

  it("a number has hours, holidays, caller lists and an answer for the rest of the time, and all of it is there after a reload", async () => {
    await page.goto(`${product.resident.url}/lines/numbers/new`);
    await at("/number").fill("8 495 123-45-67");
    await at("/name").fill("Главный");
    await at("/botId").selectOption({ index: 1 });
    await page.getByTestId("by-hours").click();
    await at("/hours/week/sat").check();
    await page.getByTestId("add-holiday").click();
    await page.getByTestId("answer-afterHours").selectOption("message");
    await at("/callers/deny").fill("+7 912 000-14-27, спам");
    await fits();
    await page.getByTestId("save-record").click();
    const card = page.locator('[data-number="74951234567"]');
    await card.waitFor();
    expect(await card.textContent()).toContain("пн–сб 09:00–18:00");
    expect(await card.textContent()).toContain("звучит сообщение");
    await fits();
    await card.locator("a").first().click();
    await expect.poll(() => at("/callers/deny").inputValue()).toBe("+7 912 000-14-27, спам");
    const list = z.object({ numbers: z.array(z.object({ number: z.string(), hours: z.object({ week: z.record(z.string(), z.array(z.unknown())).nullable(), holidays: z.array(z.unknown()) }) })) }).parse(await api("/numbers"));
    const kept = list.numbers.find((one) => one.number === "74951234567");
    expect([Object.keys(kept?.hours.week ?? {}).length, kept?.hours.holidays.length]).toEqual([6, 1]);

    await at("/name").fill("Другой");
    page.once("dialog", (dialog) => void dialog.dismiss());
    await page.getByTestId("more-sections").click();
    await page.locator("#more-sections a").first().click();
    expect(new URL(page.url()).pathname).toContain("/lines/numbers/num_");
    await page.getByTestId("save-record").click();
    await page.getByTestId("saved-record").waitFor();
    await page.getByTestId("delete-number").click();
    await page.getByTestId("delete-now").click();
    await card.waitFor({ state: "detached" });
  }, 60_000);

  it("a node's token is shown once, limits are kept, and what a bot booked is told in the reader's words", async () => {
    await page.goto(`${product.resident.url}/lines/nodes`);
    await page.getByTestId("node").first().waitFor();
    await page.getByTestId("add-node").click();
    await page.getByTestId("node-name").fill("Офис");
    await page.getByTestId("create-node").click();
    expect(await page.getByTestId("node-token").textContent()).toMatch(/^ZVON_NODE_TOKEN=\S{20}/);
    await page.getByTestId("token-kept").click();
    await expect.poll(() => page.getByTestId("node").count()).toBe(2);
    await fits();

    await page.goto(`${product.resident.url}/lines/limits`);
    await at("/spend/perDay").fill("1000");
    await page.getByTestId("save-record").click();
    await page.getByTestId("saved-record").waitFor();
    expect(await api("/limits")).toMatchObject({ spend: { perDay: 1_000_000_000_000 } });
    await fits();

    await api("/bots", { name: "Салон", slug: "myata", template: "beauty-salon" });
    await api("/bots/myata/publish", { revision: 1 });
    const began = String(await api("/bots/myata/chat", { language: "ru", callerId: "+79120001427", text: "запишите на маникюр послезавтра в полтретьего, Мария" }));
    const callId = /call_\w+/.exec(began)?.[0];
    await api("/bots/myata/chat", { callId, text: "да, всё верно" });
    await page.goto(`${product.resident.url}/appointments`);
    const row = page.getByTestId("appointment").first();
    await row.waitFor();
    for (const words of ["14:30–15:30", "Мария", "маникюр"]) expect(await row.textContent()).toContain(words);
    await fits();
    expect(errors).toEqual([]);
  }, 60_000);
});
