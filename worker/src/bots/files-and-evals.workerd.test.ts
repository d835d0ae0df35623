/** Bots as files, their differences, parts that are published at once, and the evals that stand before publishing. */
import { env } from "cloudflare:workers";
import { botVoiceSchema, problemSchema } from "@zvon/contract/api.ts";
import { botDiffSchema, botDraftSchema, botEvalsSchema, botPromptsSchema, botRecordSchema, botSettingsSchema, botVersionPageSchema, evalRunListSchema, evalRunSchema, importedBotSchema, keptEvalsSchema, publishedBotSchema } from "@zvon/contract/bots-api.ts";
import type { BotDraft } from "@zvon/contract/bots-api.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeTenant } from "../testing/people.ts";
import { isJsonObject } from "./check-config.ts";

let tenant: TestTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});

const get = (path: string) => ask(path, { key: tenant.apiKey });
const send = (method: string, path: string, json: unknown, headers: Record<string, string> = {}) => ask(path, { method, key: tenant.apiKey, json, headers });
const importFile = (query: string, raw: string, type = "application/yaml", language = "en") => ask(`/v1/bots/import${query}`, { method: "POST", key: tenant.apiKey, raw, headers: { "content-type": type, "accept-language": language } });
const draftOf = async (bot: string): Promise<BotDraft> => botDraftSchema.parse(await (await get(`/v1/bots/${bot}/draft`)).json());
const codeOf = async (response: Response): Promise<[number, string]> => [response.status, problemSchema.parse(await response.json()).code];
const greeted = (config: unknown, ru: string): object => (isJsonObject(config) && isJsonObject(config["prompts"]) ? { ...config, prompts: { ...config["prompts"], greeting: { ru, en: "Hello!" } } } : {});

describe("a bot as a file", () => {
  it.each(["yaml", "json"])("goes out as %s and comes in as another bot that is the same", async (format) => {
    const file = await get(`/v1/bots/salon/export?format=${format}&of=1`);
    expect([file.headers.get("content-type"), file.headers.get("content-disposition")]).toEqual([`application/${format}; charset=utf-8`, `attachment; filename="salon-v1.${format}"`]);
    const made = importedBotSchema.parse(await (await importFile("?name=Копия", await file.text(), `application/${format}`)).json());
    expect(made).toMatchObject({ slug: "kopiia", name: "Копия", version: null, languages: ["ru", "en"] });
    expect([(await draftOf("kopiia")).config, made.faults]).toEqual([(await draftOf("salon")).config, []]);
  });

  it.each(["yaml", "json"])("brings its description and its evals along as %s, so the gate is there too", async (format) => {
    await send("PUT", "/v1/bots/salon/evals", { suites });
    await send("PATCH", "/v1/bots/salon", { description: "Записывает: «стрижка, 12:00»" });
    const file = await (await get(`/v1/bots/salon/export?format=${format}`)).text();
    const made = importedBotSchema.parse(await (await importFile("", file, `application/${format}`)).json());
    const { name } = botRecordSchema.parse(await (await get("/v1/bots/salon")).json());
    expect(made).toMatchObject({ slug: "salon-2", name, description: "Записывает: «стрижка, 12:00»" });
    const [kept, own] = [await (await get(`/v1/bots/${made.slug}/evals`)).json(), await (await get("/v1/bots/salon/evals")).json()];
    expect(kept).toEqual(own);
    expect((await (await get(`/v1/bots/${made.slug}/export?format=${format}`)).text()).replace("salon-2", "salon")).toBe(file);
    // Over a bot that is there: its name stays, its evals are those of the file.
    await send("POST", "/v1/bots", { name: "Другой", slug: "other" });
    expect(importedBotSchema.parse(await (await importFile("?bot=other", file, `application/${format}`)).json())).toMatchObject({ slug: "other", name: "Другой" });
    expect(await (await get("/v1/bots/other/evals")).json()).toEqual(own);
  });

  it("is refused with pointers when its parts do not fit, and nothing is kept of it", async () => {
    const refused = await importFile("", JSON.stringify({ name: "X", config: {}, evals: [{ name: "s", cases: [] }] }), "application/json");
    expect(problemSchema.parse(await refused.json())).toMatchObject({ code: "bot_file_faulty", errors: [{ pointer: "/evals/0/cases" }] });
    expect((await get("/v1/bots/x")).status).toBe(404);
  });

  it("comes in again however large: indented, it is more than twice what it says", async () => {
    const { revision } = await draftOf("salon");
    await send("PUT", "/v1/bots/salon/draft", { revision, config: { list: Array.from({ length: 18_000 }, (_, index) => ({ a: index })) } });
    for (const format of ["json", "yaml"]) expect((await importFile("?bot=salon", await (await get(`/v1/bots/salon/export?format=${format}`)).text(), `application/${format}`)).status).toBe(200);
  });

  it("replaces the draft of a bot that is named, and tells what is wrong with it", async () => {
    const replaced = importedBotSchema.parse(await (await importFile("?bot=salon", "$schema: https://zvon.test/v1/schemas/bot.json\nschema_version: 1\nlanguages: [ru]\n", "text/yaml", "ru")).json());
    expect(replaced).toMatchObject({ slug: "salon", version: 1, dirty: true });
    expect((await draftOf("salon")).config).toEqual({ schema_version: 1, languages: ["ru"] });
    expect(replaced.faults.map((fault) => fault.pointer)).toContain("/flow");
  });

  it("is refused with line and column where it is no YAML, and by its type where it is neither", async () => {
    const refused = await importFile("", "languages:\n  - ru\n - en\n", "application/yaml", "ru");
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json()).detail).toMatch(/^Строка 3, столбец 1: /);
    expect(await codeOf(await importFile("", "languages: [ru]", "text/plain"))).toEqual([415, "refused"]);
    expect(await codeOf(await importFile("", "- a list"))).toEqual([422, "config_no_object"]);
    expect(await codeOf(await importFile("?bot=nothing", "languages: [ru]"))).toEqual([404, "not_found"]);
  });

  it("is described by a JSON Schema that anyone may fetch and keep", async () => {
    const response = await ask("/v1/schemas/bot.json");
    expect([response.status, response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([200, "application/schema+json", "public, max-age=3600"]);
    expect(await response.json()).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", additionalProperties: false, properties: { schema_version: { const: 1 }, flow: { type: "object" } } });
  });
});

describe("the difference", () => {
  it("of a version and the draft is told change by change", async () => {
    const { revision, config } = await draftOf("salon");
    await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Привет!") });
    const { from, to, changes } = botDiffSchema.parse(await (await get("/v1/bots/salon/diff?from=1")).json());
    expect([from, to]).toEqual(["1", "draft"]);
    expect(changes.map(({ pointer, kind, after }) => [pointer, kind, after])).toEqual(expect.arrayContaining([["/prompts/greeting/ru", "changed", "Привет!"]]));
    expect(changes.every((change) => change.pointer.startsWith("/prompts/greeting/"))).toBe(true);
    expect((await get("/v1/bots/salon/diff?from=9")).status).toBe(404);
    expect((await get("/v1/bots/salon/diff?from=first")).status).toBe(400);
  });
});

describe("prompts and settings", () => {
  it("are published as they are saved, and the draft has them too", async () => {
    const { revision, config } = await draftOf("salon");
    await send("PUT", "/v1/bots/salon/draft", { revision, config: { ...greeted(config, "Моё"), retrieval: null } });
    const before = botPromptsSchema.parse(await (await get("/v1/bots/salon/prompts")).json());
    const saved = await send("PUT", "/v1/bots/salon/prompts", { version: before.version, context: { ...before.context, facts: [{ ru: "Мы на Садовой.", en: "We are on Garden Street." }] } });
    expect(botPromptsSchema.parse(await saved.json())).toMatchObject({ version: 2, prompts: before.prompts, context: { facts: [{ ru: "Мы на Садовой.", en: "We are on Garden Street." }] } });
    const draft = await draftOf("salon");
    expect([draft.bot.dirty, JSON.stringify(draft.config)]).toEqual([true, expect.stringMatching(/Садовой.*Моё/s)]);
    const settings = await send("PATCH", "/v1/bots/salon/settings", { version: 2, llm: { provider: "openai", model: "gpt-4.1-mini" } });
    expect(botSettingsSchema.parse(await settings.json())).toMatchObject({ version: 3, llm: { model: "gpt-4.1-mini", temperature: 0.2 }, retrieval: null });
    expect(await codeOf(await send("PATCH", "/v1/bots/salon/settings", { version: 2, llm: null }))).toEqual([409, "version_changed"]);
  });

  it("keep what a request leaves out, and refuse a name that is misspelt", async () => {
    const llm = { provider: "openai", model: "gpt-4.1-mini" };
    await send("PATCH", "/v1/bots/salon/settings", { version: 1, llm, retrieval: { knowledge_bases: ["general"] } });
    expect(botSettingsSchema.parse(await (await send("PATCH", "/v1/bots/salon/settings", { version: 2, retrieval: null })).json())).toMatchObject({ version: 3, llm, retrieval: null });
    const misspelt = await send("PATCH", "/v1/bots/salon/settings", { version: 3, llm: { ...llm, temprature: 1 } });
    expect([misspelt.status, problemSchema.parse(await misspelt.json()).errors?.map((fault) => fault.pointer)]).toEqual([400, ["/llm/temprature"]]);
    const { voice } = botVoiceSchema.parse(await (await get("/v1/bots/salon/voice")).json());
    expect(botVoiceSchema.parse(await (await send("PATCH", "/v1/bots/salon/voice", { version: 3, voice: { ...voice, phrase_hints: { ru: ["мята"] } } })).json())).toMatchObject({ version: 4, llm });
  });

  it("that change nothing publish nothing, and those of a bot that is a draft are not there yet", async () => {
    const { version, prompts } = botPromptsSchema.parse(await (await get("/v1/bots/salon/prompts")).json());
    expect(botPromptsSchema.parse(await (await send("PUT", "/v1/bots/salon/prompts", { version, prompts })).json()).version).toBe(version);
    await send("POST", "/v1/bots", { name: "New", slug: "new" });
    for (const part of ["prompts", "settings", "voice"]) expect(await codeOf(await get(`/v1/bots/new/${part}`))).toEqual([409, "bot_not_published"]);
  });
});

describe("a prompt", () => {
  it("is shown as the model gets it, of the draft or of a config that is tried out", async () => {
    const { revision, config } = await draftOf("salon");
    const told = (role: string) => (isJsonObject(config) && isJsonObject(config["context"]) ? { ...config, context: { ...config["context"], role: { ru: role, en: "x" } } } : {});
    await send("PUT", "/v1/bots/salon/draft", { revision, config: told("Администратор черновика.") });
    const preview = async (json: object) => JSON.stringify(await (await send("POST", "/v1/bots/salon/prompt-preview", { language: "ru", ...json })).json());
    expect(await preview({})).toContain("Администратор черновика.");
    expect(await preview({ config: told("Администратор пробы.") })).toContain("Администратор пробы.");
    expect(await codeOf(await send("POST", "/v1/bots/salon/prompt-preview", { language: "ru", state: "nowhere" }))).toEqual([422, "state_not_found"]);
    expect(await codeOf(await send("POST", "/v1/bots/salon/prompt-preview", { language: "ru", config: {} }))).toEqual([422, "bot_faulty"]);
  });
});

describe("a tool of the bot", () => {
  const toolAt = (url: string) => ({ type: "http", name: "orders", effect: "read", config: { url, headers: { Authorization: "Bearer {secret.crm}" } } });
  const others = (config: unknown) => (isJsonObject(config) && Array.isArray(config["tools"]) ? config["tools"].filter((tool) => !isJsonObject(tool) || tool["name"] !== "orders") : []);
  const publishWith = async (url: string) => {
    const { revision, config } = await draftOf("salon");
    const kept = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: { ...(isJsonObject(config) ? config : {}), tools: [toolAt(url), ...others(config)] } })).json());
    expect(kept.faults).toEqual([]);
    return send("POST", "/v1/bots/salon/publish", { revision: kept.revision, note: "" }, { "accept-language": "ru" });
  };
  it("that would take a secret to a server it is not for is not published, nor brought back", async () => {
    // Written later: what is not there yet leads nowhere.
    expect((await publishWith("https://evil.example.org/x")).status).toBe(200);
    await send("PUT", "/v1/secrets/crm", { value: "s", hosts: ["*.example.com"] });
    expect((await publishWith("https://api.example.com/x")).status).toBe(200);
    const refused = await publishWith("https://evil.example.org/y");
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json())).toMatchObject({ code: "bot_faulty", errors: [{ pointer: "/tools/0/config/headers/Authorization", detail: expect.stringContaining("evil.example.org") }] });
    expect(await codeOf(await send("POST", "/v1/bots/salon/versions/2/restore", {}))).toEqual([422, "bot_faulty"]);
  });
});

const suites = [{ name: "Начало", cases: [{ name: "Здоровается", language: "ru", opening: { says: "здравствуйте" }, turns: [{ says: "алло" }] }] }];

describe("evals", () => {
  it("are kept as a whole, and two of one name are not", async () => {
    expect(botEvalsSchema.parse(await (await get("/v1/bots/salon/evals")).json())).toEqual({ suites: [] });
    const kept = botEvalsSchema.parse(await (await send("PUT", "/v1/bots/salon/evals", { suites })).json());
    expect(botEvalsSchema.parse(await (await get("/v1/bots/salon/evals")).json())).toEqual(kept);
    const twice = await send("PUT", "/v1/bots/salon/evals", { suites: [...suites, ...suites] });
    expect(problemSchema.parse(await twice.json()).errors?.map((error) => error.pointer)).toEqual(["/suites/1/name"]);
    const many = { name: "x", turns: [{ says: "да" }], runs: 20 };
    expect(await codeOf(await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "a", cases: Array.from({ length: 30 }, (_, index) => ({ ...many, name: `${index}` })) }] }))).toEqual([422, "evals_too_many"]);
    // A minute of everybody's thread when nothing but conversations was counted.
    const talks = { name: "long", turns: Array.from({ length: 60 }, () => ({ says: "да" })), runs: 20, persona: { who: "x", patience: 60 } };
    expect(await codeOf(await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "a", cases: Array.from({ length: 6 }, (_, index) => ({ ...talks, name: `${index}` })) }] }))).toEqual([422, "evals_too_long"]);
    const speech = { name: "speech", turns: Array.from({ length: 30 }, () => ({ says: "да ".repeat(300) })), runs: 20 };
    expect(await codeOf(await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "a", cases: [speech, { ...speech, name: "other" }] }] }))).toEqual([422, "evals_too_long"]);
    expect(await codeOf(await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "a", cases: [{ name: "x", now: "2026-13-01T10:00", turns: [{ says: "да" }] }] }] }))).toEqual([400, "invalid_request"]);
  });

  it("are run when asked for, and what came of them is kept", async () => {
    expect(await codeOf(await send("POST", "/v1/bots/salon/evals/run", {}))).toEqual([404, "not_found"]);
    await send("PUT", "/v1/bots/salon/evals", { suites });
    const run = evalRunSchema.parse(await (await send("POST", "/v1/bots/salon/evals/run", { of: 1, suite: "Начало" })).json());
    expect([run.of, run.report.passed, run.report.failed]).toEqual(["1", 1, 0]);
    expect(evalRunListSchema.parse(await (await get("/v1/bots/salon/evals/runs")).json()).runs).toEqual([{ id: run.id, of: "1", startedAt: run.startedAt, tookMs: run.tookMs, passed: 1, failed: 0 }]);
    expect(evalRunSchema.parse(await (await get(`/v1/bots/salon/evals/runs/${run.id}`)).json())).toEqual(run);
    expect((await get(`/v1/bots/salon/evals/runs/evr_nothing`)).status).toBe(404);
  });

  it("that fail keep a draft, a version and prompts from being published, unless the owner insists; the books say so", async () => {
    await send("PUT", "/v1/bots/salon/evals", { suites });
    const { revision, config } = await draftOf("salon");
    const kept = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Салон красоты.") })).json());
    const refused = await send("POST", "/v1/bots/salon/publish", { revision: kept.revision }, { "accept-language": "ru" });
    expect(refused.status).toBe(409);
    const problem = problemSchema.parse(await refused.json());
    expect([problem.code, problem.detail]).toEqual(["evals_failed", "Проверки не пройдены: 1 из 1."]);
    expect(problem.errors).toEqual([{ pointer: "/suites/0/cases/0", detail: expect.stringMatching(/^Начало › Здоровается: /) }]);
    const [failed] = evalRunListSchema.parse(await (await get("/v1/bots/salon/evals/runs")).json()).runs;
    expect(failed).toMatchObject({ of: "draft", passed: 0, failed: 1 });
    const { version, prompts } = botPromptsSchema.parse(await (await get("/v1/bots/salon/prompts")).json());
    expect(await codeOf(await send("PUT", "/v1/bots/salon/prompts", { version, prompts: { ...prompts, greeting: { ru: "Салон.", en: "Hello!" } } }))).toEqual([409, "evals_failed"]);
    const insisted = botRecordSchema.parse(await (await send("POST", "/v1/bots/salon/publish", { revision: kept.revision, override: true, note: "Так надо" })).json());
    expect(insisted.version).toBe(2);
    expect(botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions.map(({ note, overridden }) => [note, overridden])).toEqual([["Так надо", true], ["", false]]);
    const audit = (await env.DB.prepare("SELECT after FROM audit_log WHERE tenant_id = ? AND action = 'bot.publish'").bind(tenant.id).all<{ after: string }>()).results;
    expect(audit.map((row) => JSON.parse(row.after))).toEqual([{ version: 2, evals: "overridden" }]);
    // The first version passes, so it comes back without insisting; the second would not.
    expect((await send("POST", "/v1/bots/salon/versions/1/restore", {})).status).toBe(200);
    expect(await codeOf(await send("POST", "/v1/bots/salon/versions/2/restore", {}))).toEqual([409, "evals_failed"]);
  });

  it("that are off hold nothing up and are not run; a failing one comes with the answer it may be given, and the books name what was changed", async () => {
    const failing = { name: "Прощается", language: "ru", opening: { says: "до свидания" }, turns: [{ says: "алло" }] };
    const put = (cases: unknown[]) => send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "Начало", cases }] });
    await put([failing]);
    const { revision, config } = await draftOf("salon");
    const kept = botDraftSchema.parse(await (await send("PUT", "/v1/bots/salon/draft", { revision, config: greeted(config, "Салон красоты. Что вам нужно?") })).json());
    expect(await codeOf(await send("POST", "/v1/bots/salon/publish", { revision: kept.revision }))).toEqual([409, "evals_failed"]);
    const [newest] = evalRunListSchema.parse(await (await get("/v1/bots/salon/evals/runs")).json()).runs;
    const { taken } = evalRunSchema.parse(await (await get(`/v1/bots/salon/evals/runs/${newest?.id}`)).json()).report.cases[0] ?? {};
    expect(taken).toMatchObject({ name: "Прощается", opening: { says: "Салон красоты." } });
    await put([taken]);
    expect(evalRunSchema.parse(await (await send("POST", "/v1/bots/salon/evals/run", {})).json()).report).toMatchObject({ passed: 1, failed: 0 });
    await put([{ ...failing, off: true }]);
    expect(await codeOf(await send("POST", "/v1/bots/salon/evals/run", {}))).toEqual([422, "evals_off"]);
    expect((await send("POST", "/v1/bots/salon/publish", { revision: kept.revision })).status).toBe(200);
    const audit = (await env.DB.prepare("SELECT after FROM audit_log WHERE tenant_id = ? AND action = 'bot.evals' ORDER BY id").bind(tenant.id).all<{ after: string }>()).results;
    expect(audit.map((row) => JSON.parse(row.after))).toEqual([{ suites: 1, conversations: 1, changed: ["Начало › Прощается"] }, { suites: 1, conversations: 1, changed: ["Начало › Прощается"] }, { suites: 1, conversations: 1, off: 1, changed: ["Начало › Прощается"] }]);
  });

  it("don't hold up a vendor's agent, which has no flow to run: the version says so; without it they do again, unless the owner insists", async () => {
    await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "Начало", cases: [{ name: "Не сойдётся", language: "ru", opening: { says: "такого бот не скажет" }, turns: [{ says: "алло" }] }] }] });
    const voiceOf = async () => botVoiceSchema.parse(await (await get("/v1/bots/salon/voice")).json());
    const { version, voice, llm } = await voiceOf();
    const agent = { provider: "elevenlabs", agent_id: "agent_1" };
    expect((await send("PATCH", "/v1/bots/salon/voice", { version, voice: { ...voice, agent }, llm })).status).toBe(200);
    const { prompts } = botPromptsSchema.parse(await (await get("/v1/bots/salon/prompts")).json());
    expect((await send("PUT", "/v1/bots/salon/prompts", { version: 2, prompts: { ...prompts, greeting: { ru: "Салон.", en: "Hello!" } } }, { "accept-language": "ru" })).status).toBe(200);
    expect(botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions.map((one) => one.note)).toEqual(["Без проверок: разговор ведёт агент поставщика.", "Without evals: a vendor's agent leads the talk.", ""]);
    expect(await codeOf(await send("POST", "/v1/bots/salon/evals/run", {}))).toEqual([422, "evals_agent"]);
    expect(await codeOf(await send("PATCH", "/v1/bots/salon/voice", { version: 3, voice, llm }))).toEqual([409, "evals_failed"]);
    expect((await send("PATCH", "/v1/bots/salon/voice", { version: 3, voice, llm, override: true })).status).toBe(200);
    expect(botVersionPageSchema.parse(await (await get("/v1/bots/salon/versions")).json()).versions[0]).toMatchObject({ version: 4, overridden: true });
    expect((await voiceOf()).voice.agent).toBeNull();
  });

  it("run once at a time: whoever asks meanwhile is told to wait, and another account is not", async () => {
    // Long enough that whatever else was asked for comes in between its exchanges.
    const talk = { language: "ru", turns: Array.from({ length: 20 }, () => ({ says: "алло" })), runs: 20 };
    await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "Долго", cases: Array.from({ length: 5 }, (_, index) => ({ ...talk, name: `${index}` })) }] });
    const other = await makeTenant();
    await ask("/v1/bots/salon/evals", { method: "PUT", key: other.apiKey, json: { suites } });
    const asked = await Promise.all([...[1, 2, 3].map(() => send("POST", "/v1/bots/salon/evals/run", {}, { "accept-language": "ru" })), ask("/v1/bots/salon/evals/run", { method: "POST", key: other.apiKey, json: {} })]);
    expect(asked.slice(0, 3).map((response) => response.status).toSorted()).toEqual([200, 429, 429]);
    expect(asked[3]?.status).toBe(200);
    const refused = asked.find((response) => response.status === 429);
    expect(problemSchema.parse(await refused?.json())).toMatchObject({ code: "evals_running", detail: "Проверки уже идут: дождитесь, пока закончатся." });
    expect((await send("POST", "/v1/bots/salon/evals/run", { case: "0" })).status).toBe(200);
  });

  it("keep the newest fifty runs", async () => {
    await send("PUT", "/v1/bots/salon/evals", { suites });
    for (let n = 0; n < 52; n += 1) await send("POST", "/v1/bots/salon/evals/run", {});
    expect((await env.DB.prepare("SELECT count(*) AS n FROM eval_runs WHERE bot_id = ?").bind(tenant.botId).first())?.["n"]).toBe(50);
  });
});

describe("a warning", () => {
  it("stands beside the faults, hinders nothing, and goes when what it names is changed", async () => {
    await send("POST", "/v1/bots", { name: "Mint", slug: "mint", template: "beauty-salon" });
    const { revision, config, faults, warnings } = await draftOf("mint");
    expect(faults).toEqual([]);
    const pointers = warnings.map((one) => one.pointer);
    expect(pointers).toEqual(expect.arrayContaining(["/llm", "/context/facts/0", "/prompts/greeting", "/agent/destinations/0/to"]));
    const changed = botDraftSchema.parse(await (await send("PUT", "/v1/bots/mint/draft", { revision, config: greeted(config, "Салон «Вишня», здравствуйте!") })).json());
    expect(changed.warnings.map((one) => one.pointer)).toEqual(pointers.filter((pointer) => pointer !== "/prompts/greeting"));
    const published = publishedBotSchema.parse(await (await send("POST", "/v1/bots/mint/publish", { revision: changed.revision, override: true }, { "accept-language": "ru" })).json());
    expect(published.version).toBe(1);
    expect(published.warnings).toHaveLength(changed.warnings.length);
  });

  it("about a template's text goes once its owner has looked at it, and comes back with another text of a template", async () => {
    await send("POST", "/v1/bots", { name: "Mint", slug: "mint", template: "beauty-salon" });
    const { config, revision, warnings } = await draftOf("mint");
    const number = warnings.find((one) => one.pointer === "/agent/destinations/0/to");
    expect(warnings.find((one) => one.pointer === "/llm")?.check).toBeUndefined();
    const checked = botDraftSchema.parse(await (await send("POST", "/v1/bots/mint/checked", { checks: [number?.check] })).json());
    expect([checked.revision, checked.warnings]).toEqual([revision, warnings.filter((one) => one !== number)]);
    expect((await draftOf("mint")).warnings).toEqual(checked.warnings);
    const greetingOf = (found: BotDraft) => found.warnings.find((one) => one.pointer === "/prompts/greeting")?.check;
    await send("POST", "/v1/bots/mint/checked", { checks: [greetingOf(checked)] });
    expect(greetingOf(await draftOf("mint"))).toBeUndefined();
    // Half of the template's words are there still: what was looked at is not what stands there now.
    const again = botDraftSchema.parse(await (await send("PUT", "/v1/bots/mint/draft", { revision, config: { ...Object(config), prompts: { ...Object(Reflect.get(Object(config), "prompts")), greeting: { ...Object(Reflect.get(Object(Reflect.get(Object(config), "prompts")), "greeting")), en: "Hello!" } } } })).json());
    expect(greetingOf(again)).toEqual(expect.any(String));
    expect(await codeOf(await send("POST", "/v1/bots/nothing/checked", { checks: ["a1"] }))).toEqual([404, "not_found"]);
  });

  it("names a line of an eval that looks like somebody's own number", async () => {
    const cases = [{ name: "звонит", turns: [{ says: "мой номер +7 916 234-56-78" }] }];
    const kept = keptEvalsSchema.parse(await (await send("PUT", "/v1/bots/salon/evals", { suites: [{ name: "s", cases }] }, { "accept-language": "ru" })).json());
    expect(kept.warnings).toEqual([{ pointer: "/suites/0/cases/0/turns/0/says", detail: expect.stringContaining("настоящий номер") }]);
    expect(keptEvalsSchema.parse(await (await get("/v1/bots/salon/evals")).json()).warnings).toHaveLength(1);
  });
});
