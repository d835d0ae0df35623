/** A bot from its template to its end, over the public API of a real product, with the calls it takes meanwhile. */
import { botTemplateListSchema, evalRunSchema, importedBotSchema } from "@zvon/contract/bots-api.ts";
import type { Call } from "@zvon/contract/api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botsOf, problemOf, reworded, type BotsApi } from "./bots-api.ts";
import { botSaid, postChat } from "./chat-client.ts";
import { startProduct, type Product } from "./testing.ts";
import { startTypedCall, type TypedCall } from "./typed-call.ts";

let product: Product;
let bots: BotsApi;
const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  product = await startProduct();
  closers.push(() => product.close());
  bots = botsOf(product);
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

/** A day by its date: calls before and after midnight mean the same one. */
const day = new Date(Date.now() + 9 * 86_400_000);
const spoken = `${new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: "UTC" }).format(day)} в пять вечера`;

const slug = "myata";
const call = (language: "ru" | "en" = "ru"): Promise<TypedCall> => startTypedCall({ api: product.api, bot: slug, language });

/** A caller who wants that time. @returns what was heard of whether it is free. */
async function ask(caller: TypedCall): Promise<string | null> {
  await caller.greeting;
  return (await caller.type(`на стрижку ${spoken}`)).heardText;
}
async function hangUp(caller: TypedCall): Promise<Call> {
  await product.api.hangup(caller.id);
  return caller.ended();
}

// One bot's life: each sentence goes on where the one before ended.
describe("a bot's life", () => {
  it("begins as a draft of its template, which no caller can reach", async () => {
    const bot = await bots.create({ name: "Мята", slug, template: "beauty-salon" });
    expect(bot).toMatchObject({ slug, version: null, dirty: true, languages: ["ru", "en"] });
    expect((await bots.draft(slug)).faults).toEqual([]);
    await expect(call()).rejects.toMatchObject({ status: 409, code: "bot_not_published" });
  });

  it("is not published while an eval fails, and the refusal says which; the mended draft is", async () => {
    await bots.edit(slug, (config) => reworded(reworded(config, "fifteen hundred", "five thousand"), '"capacity":2', '"capacity":1'));
    const { revision } = await bots.draft(slug);
    const refused = await bots.send("POST", `/v1/bots/${slug}/publish`, { revision });
    expect(refused.status).toBe(409);
    const problem = await problemOf(refused);
    expect(problem.code).toBe("evals_failed");
    // Every case that hears the price; each is named by its place.
    expect(problem.errors).toContainEqual({ pointer: expect.stringMatching(/^\/suites\/0\/cases\/\d+$/), detail: expect.stringMatching(/books step by step, with a correction.*fifteen hundred/s) });
    expect(problem.errors?.every((one) => one.detail.includes("fifteen hundred"))).toBe(true);
    await expect(call()).rejects.toMatchObject({ code: "bot_not_published" });

    await bots.edit(slug, (config) => reworded(config, "five thousand", "fifteen hundred"));
    expect(await bots.publish(slug)).toMatchObject({ version: 1, dirty: false });
  }, 60_000);

  it("books in the calendar, and its record says what came of the call", async () => {
    const caller = await call();
    expect(await ask(caller)).toMatch(/Секунду, смотрю\. Свободно\. Как вас зовут\?$/);
    // A call from the browser has no number to call back.
    expect((await caller.type("меня зовут Анна")).heardText).toMatch(/номер/i);
    expect((await caller.type("+7 912 000-14-27")).heardText).toMatch(/стрижк.*17:00.*Анна/is);
    expect((await caller.type("да")).heardText).toMatch(/^Секунду, записываю\. Готово, Анна, вы записаны\./);
    const ended = await caller.ended();
    expect(ended).toMatchObject({ outcome: "booked", endReason: "completed", bot: { slug, version: 1 }, fields: { name: "Анна", service: "стрижка" } });
    expect(ended.analysis).toMatchObject({ by: "rules", success: true });
    expect(ended.analysis?.summary).toMatch(/Анна/);
  }, 90_000);

  it("finds the time taken for the next caller, and offers another", async () => {
    const caller = await call();
    expect(await ask(caller)).toMatch(/На это время уже занято\..*(16:00|18:00|четыре|шесть)/s);
    expect(await hangUp(caller)).toMatchObject({ endReason: "api_hangup", outcome: "abandoned" });
  }, 60_000);

  it("goes on with old words in a call that began with them, while the next one hears the new", async () => {
    const early = await call();
    expect((await early.greeting).heardText).toContain("«Мята»");
    await bots.edit(slug, (config) => reworded(config, "«Мята»", "«Шалфей»"));
    await bots.edit(slug, (config) => reworded(config, "На какой день и время?", "Когда вам удобно прийти?"));
    // The old greeting is expected by the template's own eval.
    const { revision } = await bots.draft(slug);
    expect((await problemOf(await bots.send("POST", `/v1/bots/${slug}/publish`, { revision }))).code).toBe("evals_failed");
    expect((await bots.send("POST", `/v1/bots/${slug}/publish`, { revision, note: "Шалфей", override: true })).status).toBe(200);

    const late = await call();
    expect((await late.greeting).heardText).toContain("«Шалфей»");
    const [before, after] = await Promise.all([early.type("на маникюр"), late.type("на маникюр")]);
    expect([before.heardText, after.heardText]).toEqual([expect.stringContaining("На какой день и время?"), expect.stringContaining("Когда вам удобно прийти?")]);
    const [first, second] = await Promise.all([hangUp(early), hangUp(late)]);
    expect([first.bot.version, second.bot.version]).toEqual([1, 2]);
  }, 90_000);

  it("has its old words again when its old version is restored", async () => {
    const restored = await bots.send("POST", `/v1/bots/${slug}/versions/1/restore`, {});
    expect(await restored.json()).toMatchObject({ version: 3, dirty: false });
    const caller = await call();
    expect((await caller.greeting).heardText).toContain("«Мята»");
    expect((await hangUp(caller)).bot.version).toBe(3);
  }, 60_000);

  it.each(["yaml", "json"])("is the same bot after export and import: %s", async (format) => {
    const { config } = await bots.draft(slug);
    const file = await (await bots.send("GET", `/v1/bots/${slug}/export?format=${format}`)).text();
    const imported = await bots.send("POST", `/v1/bots/import?slug=copy-${format}&name=Copy`, format === "yaml" ? file : JSON.parse(file));
    expect(importedBotSchema.parse(await imported.json())).toMatchObject({ slug: `copy-${format}`, faults: [], version: null });
    expect((await bots.draft(`copy-${format}`)).config).toEqual(config);
  });

  it("ends when it is deleted, unless a number leads to it; its calls stay in the books", async () => {
    expect(await problemOf(await bots.send("DELETE", "/v1/bots/salon"))).toMatchObject({ status: 409, code: "bot_in_use" });
    expect((await bots.send("DELETE", `/v1/bots/${slug}`)).status).toBe(204);
    expect((await bots.send("GET", `/v1/bots/${slug}`)).status).toBe(404);
    await expect(call()).rejects.toMatchObject({ status: 404 });
    expect((await product.api.calls()).filter((one) => one.bot.slug === slug)).toHaveLength(5);
  });
});

describe("the bots that are there", () => {
  it("pass the evals they come with", async () => {
    for (const demo of ["salon", "order-status", "school"]) {
      const { report } = evalRunSchema.parse(await (await bots.send("POST", `/v1/bots/${demo}/evals/run`, {})).json());
      expect([demo, report.cases.length > 0, report.cases.filter((one) => !one.passed)]).toEqual([demo, true, []]);
    }
  }, 60_000);

  it.each([["both languages", undefined], ["Russian alone", ["ru"]], ["English alone", ["en"]]])("are published from every template as it stands, in %s, and answer", async (what, languages) => {
    const { templates } = botTemplateListSchema.parse(await (await bots.send("GET", "/v1/bot-templates")).json());
    expect(templates.length).toBeGreaterThanOrEqual(6);
    for (const template of templates) {
      const bot = await bots.create({ name: `${template.id} in ${what}`, template: template.id, ...(languages === undefined ? {} : { languages }) });
      expect(await bots.publish(bot.slug)).toMatchObject({ version: 1, languages: languages ?? ["ru", "en"] });
      for (const language of bot.languages) expect(botSaid(await postChat(product, bot.slug, { language })), `${bot.slug} in ${language}`).toMatch(language === "ru" ? /[а-яё]/i : /^[^а-яё]+$/i);
    }
  }, 60_000);
});
