/** A bot from its template to its end: draft, publishing, versions, and what calls see of it. */
import { env } from "cloudflare:workers";
import { problemSchema } from "@zvon/contract/api.ts";
import { botDraftSchema, botRecordSchema, botTemplateListSchema, botVersionConfigSchema, botVersionPageSchema } from "@zvon/contract/bots-api.ts";
import type { BotDraft, BotRecord } from "@zvon/contract/bots-api.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { connectNode } from "../testing/node-stand-in.ts";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeKey, makeNode, makeTenant } from "../testing/people.ts";
import { isJsonObject } from "./check-config.ts";

let tenant: TestTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});

const get = (path: string, headers: Record<string, string> = {}) => ask(path, { key: tenant.apiKey, headers });
const send = (method: string, path: string, json: unknown, headers: Record<string, string> = {}) => ask(path, { method, key: tenant.apiKey, json, headers });
const create = async (json: object): Promise<BotRecord> => botRecordSchema.parse(await (await send("POST", "/v1/bots", json)).json());
const draftOf = async (bot: string): Promise<BotDraft> => botDraftSchema.parse(await (await get(`/v1/bots/${bot}/draft`)).json());
const codeOf = async (response: Response): Promise<[number, string]> => [response.status, problemSchema.parse(await response.json()).code];
const greeted = (config: unknown, ru: string): object => {
  if (!isJsonObject(config) || !isJsonObject(config["prompts"])) throw new Error("no prompts");
  return { ...config, prompts: { ...config["prompts"], greeting: { ru, en: "Hello!" } } };
};
/** Changes the greeting in the draft and publishes it. */
async function publishGreeting(bot: string, ru: string): Promise<BotRecord> {
  const draft = await draftOf(bot);
  const kept = botDraftSchema.parse(await (await send("PUT", `/v1/bots/${bot}/draft`, { revision: draft.revision, config: greeted(draft.config, ru) })).json());
  return botRecordSchema.parse(await (await send("POST", `/v1/bots/${bot}/publish`, { revision: kept.revision })).json());
}
const greetingOf = async (bot: string, version: number): Promise<unknown> => {
  const { config } = botVersionConfigSchema.parse(await (await get(`/v1/bots/${bot}/versions/${version}`)).json());
  return isJsonObject(config) && isJsonObject(config["prompts"]) && isJsonObject(config["prompts"]["greeting"]) ? config["prompts"]["greeting"]["ru"] : null;
};

describe("a new bot", () => {
  it("is a draft of its template, sound, and takes calls once it is published", async () => {
    const { templates } = botTemplateListSchema.parse(await (await get("/v1/bot-templates")).json());
    expect(templates.map((template) => template.id)).toContain("order-status");
    const bot = await create({ name: "Заказы «Полки»", template: "order-status" });
    expect(bot).toMatchObject({ slug: "zakazy-polki", version: null, publishedAt: null, dirty: true, languages: ["ru", "en"] });
    expect((await draftOf(bot.id)).faults).toEqual([]);
    expect(await codeOf(await send("POST", "/v1/calls", { bot: bot.slug, via: "browser" }))).toEqual([409, "bot_not_published"]);
    const published = await send("POST", `/v1/bots/${bot.id}/publish`, { revision: bot.revision, note: "Первая" });
    expect(botRecordSchema.parse(await published.json())).toMatchObject({ version: 1, dirty: false });
    expect(await codeOf(await send("POST", "/v1/calls", { bot: bot.slug, via: "browser" }))).toEqual([503, "no_media_node"]);
    const listed = await (await get("/v1/bots")).json<{ bots: { slug: string; languages: string[] }[] }>();
    expect(listed.bots.filter((one) => one.slug === bot.slug).map((one) => one.languages)).toEqual([["ru", "en"]]);
  });

  it("without a template is small and sound, and has only the languages that were asked for", async () => {
    const bot = await create({ name: "Desk", languages: ["en"] });
    expect(bot.languages).toEqual(["en"]);
    const draft = await draftOf(bot.slug);
    expect(draft.faults).toEqual([]);
    expect(JSON.stringify(draft.config)).not.toMatch(/[а-яё]/i);
  });

  it("gets a slug of its own, and says when the wanted one is taken", async () => {
    const names = [await create({ name: "Ёлка" }), await create({ name: "Елка" }), await create({ name: "★" })];
    expect(names.map((bot) => bot.slug)).toEqual(["elka", "elka-2", "bot"]);
    expect(await codeOf(await send("POST", "/v1/bots", { name: "x", slug: "elka" }))).toEqual([409, "slug_taken"]);
    expect(await codeOf(await send("PATCH", "/v1/bots/elka-2", { slug: "elka" }))).toEqual([409, "slug_taken"]);
    expect(await codeOf(await send("POST", "/v1/bots", { name: "x", slug: "check" }))).toEqual([409, "slug_taken"]);
    expect(botRecordSchema.parse(await (await send("PATCH", "/v1/bots/elka-2", { slug: "tree", name: "Tree" })).json())).toMatchObject({ slug: "tree", name: "Tree" });
    expect((await get("/v1/bots/by-slug/tree")).status).toBe(200);
  });

  it("has a source that exists, and one alone", async () => {
    const strange = problemSchema.parse(await (await send("POST", "/v1/bots", { name: "x", template: "nothing" })).json());
    expect([strange.status, strange.code, strange.errors]).toEqual([422, "template_not_found", [{ pointer: "/template", detail: expect.stringMatching(/^There are these: .*beauty-salon/) }]]);
    expect(await codeOf(await send("POST", "/v1/bots", { name: "x", template: "salon", config: {} }))).toEqual([422, "two_sources"]);
  });

  it("is the two hundredth at most", async () => {
    const now = Date.now();
    await env.DB.batch(Array.from({ length: 199 }, (_, n) => env.DB.prepare("INSERT INTO bots (id, tenant_id, slug, name, languages, published_version, created_at, updated_at) VALUES (?, ?, ?, 'x', '[]', 0, ?, ?)").bind(`bot_${tenant.id.slice(4)}${n}`, tenant.id, `n${n}`, now, now)));
    expect(await codeOf(await send("POST", "/v1/bots", { name: "x" }))).toEqual([422, "bots_too_many"]);
  });

  it("is the two hundredth at most however many are made at once", async () => {
    const now = Date.now();
    await env.DB.batch(Array.from({ length: 198 }, (_, n) => env.DB.prepare("INSERT INTO bots (id, tenant_id, slug, name, languages, published_version, created_at, updated_at) VALUES (?, ?, ?, 'x', '[]', 0, ?, ?)").bind(`bot_${tenant.id.slice(4)}${n}`, tenant.id, `n${n}`, now, now)));
    const answers = await Promise.all(["a", "b", "c"].map((slug) => send("POST", "/v1/bots", { name: slug, slug })));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 422, 422]);
    const { results } = await env.DB.prepare("SELECT (SELECT count(*) FROM bots WHERE tenant_id = ?1) AS bots, (SELECT count(*) FROM audit_log WHERE tenant_id = ?1 AND action = 'bot.create') AS told").bind(tenant.id).all();
    expect(results).toEqual([{ bots: 200, told: 1 }]);
  });

  it("is described by its template until its maker says something else", async () => {
    expect((await create({ name: "One", template: "salon" })).description).toMatch(/^Four questions/);
    expect((await create({ name: "Two", template: "salon", description: "Ours." })).description).toBe("Ours.");
    expect((await create({ name: "Three" })).description).toBe("");
  });

  it("is deleted with its versions, but not while a number leads to it", async () => {
    expect(await codeOf(await ask("/v1/bots/salon", { method: "DELETE", key: tenant.apiKey }))).toEqual([409, "bot_in_use"]);
    const bot = await create({ name: "Gone", template: "salon" });
    await send("POST", `/v1/bots/${bot.id}/publish`, { revision: 1 });
    expect((await ask(`/v1/bots/${bot.id}`, { method: "DELETE", key: tenant.apiKey })).status).toBe(204);
    expect((await get(`/v1/bots/${bot.id}`)).status).toBe(404);
    expect((await env.DB.prepare("SELECT count(*) AS n FROM bot_versions WHERE bot_id = ?").bind(bot.id).first())?.["n"]).toBe(0);
  });
});

describe("a draft", () => {
  it("is kept with its faults, which are told in the language asked for, and is not published with them", async () => {
    const { revision, config } = await draftOf("salon");
    const faulty = { ...greeted(config, "Привет"), llm: { provider: "openai", model: "m", temprature: 0.5 } };
    const kept = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: faulty }, { "accept-language": "ru" })).json());
    expect(kept.faults).toEqual([{ pointer: "/llm/temprature", detail: "Настройки «temprature» здесь нет: проверьте имя." }]);
    expect(kept.bot.dirty).toBe(true);
    expect((await draftOf("salon")).config).toEqual(faulty);
    const refused = await send("POST", "/v1/bots/salon/publish", { revision: kept.revision });
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json()).errors?.map((error) => error.pointer)).toEqual(["/llm/temprature"]);
    const check = await send("POST", "/v1/bots/check", { config: faulty });
    expect((await check.json<{ faults: unknown[] }>()).faults).toHaveLength(1);
  });

  it("keeps what it was told even when it is no bot at all, but nothing that could not be read again", async () => {
    const { revision } = await draftOf("salon");
    expect((await send("PUT", "/v1/bots/salon/draft", { revision, config: { flow: 7 } })).status).toBe(200);
    expect((await draftOf("salon")).config).toEqual({ flow: 7 });
    expect(await codeOf(await send("PUT", "/v1/bots/salon/draft", { revision: revision + 1, config: [] }))).toEqual([422, "config_no_object"]);
    const deep = `{"revision":${revision + 1},"config":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;
    expect(await codeOf(await ask("/v1/bots/salon/draft", { method: "PUT", key: tenant.apiKey, headers: { "content-type": "application/json" }, raw: deep }))).toEqual([422, "config_too_large"]);
  });

  it("is refused when somebody else was faster, and of two at once one is kept", async () => {
    const { revision, config } = await draftOf("salon");
    const both = await Promise.all(["Раз", "Два"].map((ru) => send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, ru) })));
    expect(both.map((response) => response.status).toSorted()).toEqual([200, 409]);
    expect(await codeOf(await send("POST", "/v1/bots/salon/publish", { revision }))).toEqual([409, "draft_changed"]);
  });

  it("that says what is published is none, and there is nothing to publish then", async () => {
    const { revision, config } = await draftOf("salon");
    const changed = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Привет") })).json());
    const back = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision: changed.revision, config })).json());
    expect([changed.bot.dirty, back.bot.dirty]).toEqual([true, false]);
    expect(await codeOf(await send("POST", "/v1/bots/salon/publish", { revision: back.revision }))).toEqual([409, "nothing_to_publish"]);
  });

  it("follows a change of the voice, or takes it along when it has changes of its own", async () => {
    const voice = async () => (await get("/v1/bots/salon/voice")).json<{ version: number; voice: { barge_in: object }; llm: null }>();
    const patch = async (min_speech_ms: number) => {
      const { version, voice: now, llm } = await voice();
      return send("PATCH", "/v1/bots/salon/voice", { version, voice: { ...now, barge_in: { ...now.barge_in, min_speech_ms } }, llm });
    };
    expect((await patch(300)).status).toBe(200);
    const followed = await draftOf("salon");
    expect([followed.bot.dirty, JSON.stringify(followed.config)]).toEqual([false, expect.stringContaining('"min_speech_ms":300')]);
    await send("PUT", "/v1/bots/salon/draft", { revision: followed.revision, config: greeted(followed.config, "Моё") });
    expect((await patch(400)).status).toBe(200);
    const taken = await draftOf("salon");
    expect([taken.bot.dirty, JSON.stringify(taken.config)]).toEqual([true, expect.stringMatching(/"min_speech_ms":400.*"greeting":\{"ru":"Моё"/s)]);
    expect(await greetingOf("salon", 3)).not.toBe("Моё");
  });
});

describe("versions", () => {
  it("are listed newest first by pages, with who made them and why", async () => {
    for (const ru of ["Два", "Три", "Четыре"]) await publishGreeting("salon", ru);
    const first = botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions?limit=3")).json());
    expect(first.versions.map(({ version, author, published }) => [version, author, published])).toEqual([[4, "Test", true], [3, "Test", false], [2, "Test", false]]);
    const rest = botVersionPageSchema.parse(await (await get(`/v1/bots/salon/versions?limit=3&cursor=${first.next}`)).json());
    expect([rest.versions.map(({ version, author }) => [version, author]), rest.next]).toEqual([[[1, "system"]], null]);
    expect((await get("/v1/bots/salon/versions/9")).status).toBe(404);
  });

  it("come back as new ones, and a draft with changes of its own stays", async () => {
    const before = await greetingOf("salon", 1);
    await publishGreeting("salon", "Два");
    const restored = botRecordSchema.parse(await (await send("POST", "/v1/bots/salon/versions/1/restore", {}, { "accept-language": "ru" })).json());
    expect([restored.version, restored.dirty, await greetingOf("salon", 3)]).toEqual([3, false, before]);
    const [newest] = botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions;
    expect(newest?.note).toBe("Возврат к версии 1");
    const { revision, config } = await draftOf("salon");
    await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Моё") });
    expect(botRecordSchema.parse(await (await send("POST", "/v1/bots/salon/versions/2/restore", { note: "назад" })).json())).toMatchObject({ version: 4, dirty: true });
    expect(JSON.stringify((await draftOf("salon")).config)).toContain("Моё");
  });

  it("are held by the calls that began with them; the next call has the new one", async () => {
    const node = await connectNode((await makeNode(tenant.id)).token);
    const call = async () => {
      node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000001", diversion: null });
      return (await node.hear("accept")).grant.callId;
    };
    const versionOf = async (id: string) => (await (await get(`/v1/calls/${id}`)).json<{ bot: { version: number } }>()).bot.version;
    const first = await call();
    await publishGreeting("salon", "Два");
    const second = await call();
    await send("POST", "/v1/bots/salon/versions/1/restore", {});
    const third = await call();
    expect([await versionOf(first), await versionOf(second), await versionOf(third)]).toEqual([1, 2, 3]);
  });

  it("are numbered without gaps however many publish at once, and the oldest of more than five hundred go", async () => {
    const { revision, config } = await draftOf("salon");
    const draft = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Сразу") })).json());
    const all = await Promise.all([1, 2, 3].map(() => send("POST", "/v1/bots/salon/publish", { revision: draft.revision })));
    expect(all.map((response) => response.status).toSorted()).toEqual([200, 409, 409]);
    expect(botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions.map(({ version }) => version)).toEqual([2, 1]);
    await env.DB.batch([env.DB.prepare("UPDATE bot_versions SET version = 501 WHERE bot_id = ? AND version = 2").bind(tenant.botId), env.DB.prepare("UPDATE bots SET published_version = 501 WHERE id = ?").bind(tenant.botId)]);
    await publishGreeting("salon", "Позже");
    expect(botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions.map(({ version }) => version)).toEqual([502, 501]);
  });

  it("leave a line in the audit log each, with names and numbers and no texts", async () => {
    await publishGreeting("salon", "Секретное приветствие");
    const rows = (await env.DB.prepare("SELECT action, after FROM audit_log WHERE tenant_id = ? ORDER BY id").bind(tenant.id).all<{ action: string; after: string }>()).results;
    expect(rows.map((row) => row.action)).toEqual(["bot.draft", "bot.publish"]);
    expect(JSON.stringify(rows)).not.toContain("Секретное");
  });

  it("tell the audit log once in ten minutes of a draft that one person keeps on saving", async () => {
    const { revision: first, config } = await draftOf("salon");
    let revision = first;
    for (const note of ["а", "б", "в"]) revision = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: { ...(typeof config === "object" ? config : {}), note } })).json()).revision;
    const drafts = () => env.DB.prepare("SELECT count(*) AS n FROM audit_log WHERE tenant_id = ? AND action = 'bot.draft'").bind(tenant.id).first<{ n: number }>();
    expect((await drafts())?.n).toBe(1);
    await env.DB.prepare("UPDATE audit_log SET created_at = created_at - 600001 WHERE tenant_id = ?").bind(tenant.id).run();
    expect((await send("PUT", "/v1/bots/salon/draft", { revision, config })).status).toBe(200);
    expect((await drafts())?.n).toBe(2);
  });
});

describe("rights", () => {
  it("to read let one look at everything and change nothing", async () => {
    const key = await makeKey(tenant.id, ["bots:read"]);
    expect((await ask("/v1/bots/salon/draft", { key })).status).toBe(200);
    for (const [method, path] of [["PUT", "draft"], ["POST", "publish"], ["POST", "versions/1/restore"]]) expect((await ask(`/v1/bots/salon/${path}`, { key, method: method ?? "", json: {} })).status).toBe(403);
  });
});
