/** The pages of bots in a real browser: one is made from a template, edited, published, compared, brought back, and deleted; two who edit at once lose nothing. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { chromiumPath, expectFits, launchChromium, signedInTo, type Signed } from "./browser-session.ts";
import { startProduct, type Product } from "./testing.ts";

if (!chromiumPath) console.warn("SKIPPED, LOUDLY: no Chromium on this machine, so the pages of bots were not tried in a browser.");

let product: Product;
let browser: Browser;
let signed: Signed;

beforeAll(async () => {
  if (!chromiumPath) return;
  product = await startProduct();
  browser = await launchChromium();
  signed = signedInTo(browser, product);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

async function signedIn(options: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const { context, page } = await signed(options);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return { context, page, errors };
}

const api = (path: string, init: { method?: string; body?: unknown } = {}): Promise<Response> =>
  fetch(`${product.resident.url}/v1${path}`, { method: init.method ?? "GET", headers: { authorization: `Bearer ${product.resident.apiKey}`, "content-type": "application/json" }, ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }) });

const drawnSchema = z.object({ revision: z.number(), config: z.looseObject({ flow: z.looseObject({ states: z.record(z.string(), z.looseObject({ place: z.object({ x: z.number(), y: z.number() }).optional() })), transitions: z.array(z.unknown()) }) }) });

/** From what is seen, once it rests, to something else, or so many pixels on. */
async function dragged(page: Page, from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const middle = async (what: Locator) => {
    const box = await what.boundingBox();
    if (box === null) throw new Error("it is not to be seen");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await from.hover();
  const begin = await middle(from);
  const end = "x" in to ? { x: begin.x + to.x, y: begin.y + to.y } : await middle(to);
  await page.mouse.move(begin.x, begin.y);
  await page.mouse.down();
  await page.mouse.move((begin.x + end.x) / 2, (begin.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

async function newBot(page: Page, name: string): Promise<string> {
  await page.goto(`${product.resident.url}/bots`);
  await page.getByTestId("create-bot").click();
  await page.getByTestId("source-beauty-salon").check();
  await page.getByTestId("new-bot-name").fill(name);
  await page.getByTestId("create-now").click();
  await page.getByTestId("tab-basics").waitFor();
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

describe.skipIf(!chromiumPath)("bots in a browser", () => {
  it("go from a template to a published version and back, and every step is seen", async () => {
    const { context, page, errors } = await signedIn({ locale: "ru-RU", viewport: { width: 1440, height: 900 } });
    const slug = await newBot(page, "Салон у дома");
    expect(await page.getByTestId("live-version").textContent()).toContain("Ещё не опубликован");

    const greeting = page.locator('[data-at="/prompts/greeting/ru"] textarea');
    const first = await greeting.inputValue();
    await greeting.fill("Салон «Мята», добрый день.");
    await page.getByTestId("saved").waitFor();
    await page.keyboard.press("Control+z");
    await expect.poll(() => greeting.inputValue()).toBe(first);
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => greeting.inputValue()).toBe("Салон «Мята», добрый день.");
    await page.keyboard.press("Control+Shift+p");
    await page.getByTestId("publish-note").fill("Первая");
    await page.getByTestId("publish-now").click();
    await page.locator("dialog").waitFor({ state: "detached", timeout: 20_000 });
    expect(await page.getByTestId("live-version").textContent()).toContain("v1");

    await greeting.fill("Алло, это салон.");
    await page.getByTestId("saved").waitFor();
    await page.getByTestId("publish").click();
    expect(await page.getByTestId("changes").textContent()).toContain("Салон «Мята», добрый день.");
    expect(await page.getByTestId("changes").textContent()).toContain("Основное › Приветствие › Русский");
    // The template's evals expect its name in the greeting.
    await page.getByTestId("publish-now").click();
    await page.getByTestId("evals-failed").waitFor({ timeout: 20_000 });
    expect(await page.getByTestId("publish-now").isDisabled()).toBe(true);
    await page.getByTestId("override-evals").check();
    await page.getByTestId("publish-now").click();
    await page.locator("dialog").waitFor({ state: "detached", timeout: 20_000 });

    await page.getByTestId("go-versions").click();
    expect(await page.getByTestId("version-2").textContent()).toContain("хотя проверки не проходили");
    await page.getByTestId("restore-1").click();
    await page.getByTestId("restore-now").click();
    await page.getByTestId("restored").waitFor({ timeout: 20_000 });
    expect(await page.getByTestId("live-version").textContent()).toContain("v3");
    const published: unknown = await (await api(`/bots/${slug}/versions/3`)).json();
    expect(JSON.stringify(published)).toContain("Салон «Мята», добрый день.");
    expect(errors).toEqual([]);
    await context.close();
  }, 90_000);

  it("say what is wrong where it is, and are not published until it is mended", async () => {
    const { context, page } = await signedIn({ locale: "en-US", viewport: { width: 1280, height: 900 } });
    const slug = await newBot(page, "Faulty");
    await page.locator('[data-at="/prompts/greeting/en"] textarea').fill("");
    await page.getByTestId("section-faults").waitFor();
    await page.goto(`${product.resident.url}/bots/${slug}/safety`);
    await page.getByTestId("tab-safety").waitFor();
    await page.getByTestId("publish").click();
    await page.getByTestId("publish-blocked").locator("a").first().click();
    await page.getByTestId("tab-basics").waitFor();
    await expect.poll(() => page.evaluate("document.activeElement?.closest('[data-at]')?.dataset.at")).toBe("/prompts/greeting/en");
    await page.keyboard.type("Hello, Aurora speaking.");
    await page.getByTestId("section-faults").waitFor({ state: "detached" });
    await context.close();
  }, 60_000);

  it("lead from a warning to its field whatever view is open, and undo an edit after a reload", async () => {
    const { context, page, errors } = await signedIn({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    const slug = await newBot(page, "Восстановимый");
    await page.goto(`${product.resident.url}/bots/${slug}/flow`);
    await page.getByTestId("warnings").locator("summary").click();
    const toAnswer = page.getByTestId("warnings").locator("a[href*='objections']").first();
    const wanted = new URL((await toAnswer.getAttribute("href")) ?? "", product.resident.url).searchParams.get("at") ?? "";
    await toAnswer.click();
    await expect.poll(() => page.evaluate("document.activeElement?.closest('[data-at]')?.dataset.at ?? ''")).toContain(wanted);
    const answer = page.locator(`[data-at^="${wanted}"] textarea`).first();
    const first = await answer.inputValue();
    await answer.fill("Стрижка за тысячу.");
    await page.getByTestId("saved").waitFor();
    await page.reload();
    await page.getByTestId("undo").click();
    await expect.poll(() => answer.inputValue()).toBe(first);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it("keep what two people write at once, and ask whose goes on", async () => {
    const { context, page } = await signedIn({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    const slug = await newBot(page, "Вдвоём");
    const theirs: unknown = await (await api(`/bots/${slug}/draft`)).json();
    const { revision, config } = theirs as { revision: number; config: object };
    expect((await api(`/bots/${slug}/draft`, { method: "PUT", body: { revision, config } })).status).toBe(200);
    const greeting = page.locator('[data-at="/prompts/greeting/ru"] textarea');
    await greeting.fill("Моё приветствие.");
    await page.getByTestId("conflict").waitFor();
    expect(await greeting.inputValue()).toBe("Моё приветствие.");
    await page.getByTestId("keep-mine").click();
    await page.getByTestId("saved").waitFor();
    expect(JSON.stringify(await (await api(`/bots/${slug}/draft`)).json())).toContain("Моё приветствие.");
    await context.close();
  }, 60_000);

  it("take a field, a tool and a destination, leave as YAML and come back as a new bot", async () => {
    const { context, page, errors } = await signedIn({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    const slug = await newBot(page, "Полный");
    await page.getByTestId("go-fields").click();
    await page.getByTestId("new-field-type").selectOption("phone");
    await page.getByTestId("add-field").click();
    await page.locator('[data-at="/fields/phone/name"], [data-at="/fields/phone_2/name"]').first().waitFor();
    await page.getByTestId("go-tools").click();
    await page.getByTestId("new-tool-type").selectOption("crm");
    await page.getByTestId("add-tool").click();
    await page.locator(".item-body").last().getByLabel("Адрес").fill("https://crm.example.com/by-phone");
    await page.getByTestId("go-transfer").click();
    await page.getByTestId("add-destination").click();
    await page.locator(".item-body").last().getByLabel("Номер или адрес").fill("+79120001427");
    await page.getByTestId("saved").waitFor();
    await page.getByTestId("go-code").click();
    await expect.poll(() => page.getByTestId("code").inputValue()).toContain("https://crm.example.com/by-phone");
    const yaml = await (await api(`/bots/${slug}/export?format=yaml&of=draft&what=config`)).text();
    expect(yaml).toContain("+79120001427");

    await page.goto(`${product.resident.url}/bots/new`);
    await page.getByTestId("source-file").check();
    await page.getByTestId("bot-file").setInputFiles({ name: "broken.yaml", mimeType: "text/yaml", buffer: Buffer.from("languages: [ru\nflow: }") });
    await page.getByTestId("new-bot-name").fill("Из файла");
    await page.getByTestId("create-now").click();
    expect(await page.getByTestId("create-failed").textContent()).toMatch(/[Сс]трока \d/);
    await page.getByTestId("bot-file").setInputFiles({ name: "bot.yaml", mimeType: "text/yaml", buffer: Buffer.from(yaml) });
    await page.getByTestId("create-now").click();
    await page.getByTestId("tab-basics").waitFor();
    const copy = new URL(page.url()).pathname.split("/")[2] ?? "";
    expect(await (await api(`/bots/${copy}/export?format=yaml&of=draft&what=config`)).text()).toBe(yaml);

    await page.goto(`${product.resident.url}/bots`);
    await page.getByTestId(`delete-${copy}`).click();
    expect(await page.getByTestId("delete-now").isDisabled()).toBe(true);
    await page.getByTestId("delete-name").fill("Из файла");
    await page.getByTestId("delete-now").click();
    await page.getByTestId(`bot-card-${copy}`).waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await context.close();
  }, 90_000);

  it("keep a secret for the servers it is written for, and say where a tool would not get it", async () => {
    const { context, page, errors } = await signedIn({ locale: "ru-RU", viewport: { width: 1440, height: 900 } });
    const slug = await newBot(page, "Салон с секретом");
    const { revision, config } = z.object({ revision: z.number(), config: z.looseObject({ tools: z.array(z.unknown()) }) }).parse(await (await api(`/bots/${slug}/draft`)).json());
    const tool = { type: "http", name: "orders", effect: "read", config: { url: "https://elsewhere.example.org/x", headers: { Authorization: "Bearer {secret.crm}" } } };
    await api(`/bots/${slug}/draft`, { method: "PUT", body: { revision, config: { ...config, tools: [...config.tools, tool] } } });
    await page.goto(`${product.resident.url}/bots/${slug}/tools`);
    await page.getByTestId("add-secret").click();
    await page.getByTestId("secret-name").fill("crm");
    await page.getByTestId("secret-value").fill("s3cret");
    await page.getByTestId("secret-hosts").fill("*.com");
    await page.getByTestId("save-secret").click();
    await page.getByText("«*.com» — не имя сервера.").waitFor();
    await page.getByTestId("secret-hosts").fill("api.example.com\nhttps://crm.example.com/v1");
    await page.getByTestId("save-secret").click();
    await page.getByText("api.example.com, crm.example.com").waitFor();
    await page.getByText("Инструмент спрашивает elsewhere.example.org: туда этот секрет не уйдёт.").waitFor();
    expect(await (await api("/secrets")).json()).toMatchObject({ secrets: [{ name: "crm", hosts: ["api.example.com", "crm.example.com"] }] });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it("are drawn with the mouse: a state moved, two joined, both taken back; a fault comes and goes; a chat says why", async () => {
    // An edit goes to the server after a quiet moment.
    const kept = { timeout: 10_000 };
    const { context, page, errors } = await signedIn({ locale: "ru-RU", viewport: { width: 1600, height: 1000 } });
    await api("/bots", { method: "POST", body: { name: "Рисунок", slug: "drawn", template: "order-status" } });
    const draft = async () => drawnSchema.parse(await (await api("/bots/drawn/draft")).json());
    const made = await draft();
    const { states } = made.config.flow;
    // Beside one another, so that each is in sight.
    const places = Object.fromEntries(Object.keys(states).map((name, at) => [name, { ...states[name], place: { x: 400 + (at % 4) * 260, y: Math.floor(at / 4) * 170 } }]));
    await api("/bots/drawn/draft", { method: "PUT", body: { revision: made.revision, config: { ...made.config, flow: { ...made.config.flow, states: places } } } });
    await page.goto(`${product.resident.url}/bots/drawn/flow`);
    const node = (name: string) => page.locator(`.react-flow__node[data-id="${name}"]`);
    const placeOf = async (name: string) => (await draft()).config.flow.states[name]?.place;
    const ways = async () => (await draft()).config.flow.transitions.length;
    await node("lost").waitFor();

    await dragged(page, node("lost"), { x: 60, y: 90 });
    await expect.poll(() => placeOf("lost"), kept).not.toEqual(places["lost"]?.place);
    await page.keyboard.press("Control+z");
    await expect.poll(() => placeOf("lost"), kept).toEqual(places["lost"]?.place);

    const before = await ways();
    await dragged(page, node("another").locator(".react-flow__handle.source"), node("operator").locator(".react-flow__handle.target"));
    await page.locator('.react-flow__edge[data-id="another operator"]').waitFor({ state: "attached" });
    await expect.poll(ways, kept).toBe(before + 1);
    await page.keyboard.press("Control+z");
    await page.locator('.react-flow__edge[data-id="another operator"]').waitFor({ state: "detached" });
    await expect.poll(ways, kept).toBe(before);

    await node("operator").click();
    await page.locator('[data-at="/flow/states/operator/say/ru"] textarea').fill("");
    await node("operator").locator(".fl-node.er").waitFor();
    await page.keyboard.press("Control+z");
    await node("operator").locator(".fl-node.er").waitFor({ state: "detached" });

    await page.getByTestId("chat-start").click();
    await page.getByTestId("bot-chat").locator("footer input").fill("один два три");
    await page.getByTestId("chat-send").click();
    const why = page.getByTestId("turn-why").last();
    await expect.poll(() => why.textContent(), kept).toContain("number");
    const short = (await why.textContent())?.length ?? 0;
    await why.getByTestId("why").click();
    await expect.poll(async () => (await why.textContent())?.length ?? 0, kept).toBeGreaterThan(short);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it("fit into phones of 320 and 390 px and a desktop, in both languages", async () => {
    for (const locale of ["ru-RU", "en-US"]) {
      const { context, page } = await signedIn({ locale, viewport: { width: 320, height: 800 } });
      const fits = (what: string) => expectFits(page, [1280, 390, 320], `${what} ${locale}`);
      await page.goto(`${product.resident.url}/bots/new`);
      await page.getByTestId("source-beauty-salon").waitFor();
      await fits("new bot");
      await page.goto(`${product.resident.url}/bots`);
      await page.getByTestId("bot-card-salon").waitFor();
      await fits("bots");
      await page.getByTestId("open-bot-salon").click();
      for (const tab of ["basics", "flow", "prompts", "voice", "tools", "transfer", "fields", "safety", "evals", "versions", "code"]) {
        await page.getByTestId(`go-${tab}`).click();
        await page.getByTestId(`tab-${tab}`).waitFor();
        await fits(tab);
      }
      await context.close();
    }
  }, 120_000);
});
