/** Keys of vendors over HTTP, and what the media node is asked with them. */
import { env } from "cloudflare:workers";
import { botVoiceSchema, problemSchema, vendorListSchema, vendorTestSchema } from "@zvon/contract/api.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { scopes } from "../auth/actor.ts";
import { openLinkTo } from "../call/link-stand-in.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import type { NodeStandIn } from "../testing/node-stand-in.ts";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeKey, makeNode, makeTenant } from "../testing/people.ts";
import { parseKeyring, seal } from "./keyring.ts";

const secret = "sk-very-secret-0123456789-tail";
const wav = btoa("RIFF....WAVE");

let tenant: TestTenant;
let node: NodeStandIn;

beforeAll(async () => {
  tenant = await makeTenant();
  node = await connectNode((await makeNode(tenant.id)).token);
});

const put = (vendor: string, json: unknown, key = tenant.apiKey) => ask(`/v1/vendors/${vendor}/key`, { method: "PUT", key, json });
const listed = async () => vendorListSchema.parse(await (await ask("/v1/vendors", { key: tenant.apiKey })).json());
const stateOf = async (vendor: string) => (await listed()).vendors.find((one) => one.vendor === vendor);

async function answerProbe(answer: { ok: boolean; code: string | null; detail: string; audio?: string }) {
  const probe = await node.hear("probe");
  node.say({ type: "probed", probe: probe.probe, tookMs: 12, audio: null, ...answer });
  return probe;
}

describe("a vendor's key", () => {
  it("is kept sealed, shown by its last signs, and never answered", async () => {
    expect((await put("cartesia", { key: secret, proxy: "http://user:pass@proxy.example.com:3128" })).status).toBe(204);
    const info = await stateOf("cartesia");
    expect(info?.key).toMatchObject({ hint: "tail", proxy: "http://…@proxy.example.com:3128" });
    expect(JSON.stringify(await listed())).not.toContain(secret);
    const dump = JSON.stringify([(await env.DB.prepare("SELECT * FROM provider_keys").all()).results, (await env.DB.prepare("SELECT * FROM audit_log").all()).results]);
    expect(dump).toContain('"cartesia"');
    for (const part of [secret, "very-secret", "user:pass"]) expect(dump).not.toContain(part);
  });

  it("is replaced whole, and forgotten", async () => {
    await put("soniox", { key: secret, baseUrl: "https://stt.example.com" });
    expect((await stateOf("soniox"))?.inRussia).toBeNull();
    await put("soniox", { key: `${secret}-new9` });
    expect((await stateOf("soniox"))?.key).toMatchObject({ hint: "new9", baseUrl: null });
    expect((await ask("/v1/vendors/soniox/key", { method: "DELETE", key: tenant.apiKey })).status).toBe(204);
    expect((await stateOf("soniox"))?.key).toBeNull();
    expect((await ask("/v1/vendors/soniox/key", { method: "DELETE", key: tenant.apiKey })).status).toBe(404);
  });

  it("of a short or structured kind has no hint that would give it away", async () => {
    await put("yandex", { key: '{"id":"x","service_account_id":"y","private_key":"-----BEGIN PRIVATE KEY-----"}', folder: "b1g0000000000000000" });
    expect((await stateOf("yandex"))?.key).toMatchObject({ hint: "", folder: "b1g0000000000000000" });
  });

  it("goes to no private address", async () => {
    for (const [json, pointer] of [[{ key: secret, baseUrl: "https://169.254.169.254" }, "/baseUrl"], [{ key: secret, proxy: "http://10.0.0.1:3128" }, "/proxy"]] as const) {
      const refused = await put("compatible", json);
      expect(refused.status).toBe(422);
      expect(problemSchema.parse(await refused.json()).errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
  });

  it.each([
    [{ key: "y0_a-persons-token" }, "ru", "/folder", /идентификатор каталога/],
    [{ key: "y0_a-persons-token" }, "en", "/folder", /folder ID/],
    [{ key: '{"id":"half a file"}' }, "ru-RU,ru;q=0.9", "/key", /не читается/],
  ])("of Yandex with which calls would be refused is not kept: %j in %s", async (json, language, pointer, detail) => {
    const refused = await ask("/v1/vendors/yandex/key", { method: "PUT", key: tenant.apiKey, json, headers: { "accept-language": language } });
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json())).toMatchObject({ code: "key_incomplete", errors: [{ pointer, detail: expect.stringMatching(detail) }] });
  });

  it("is written by who may write keys alone; an audit entry says who", async () => {
    const reader = await makeKey(tenant.id, scopes.filter((scope) => scope !== "vendors:write"));
    expect((await put("openai", { key: secret }, reader)).status).toBe(403);
    const entries = (await env.DB.prepare("SELECT actor, action, subject FROM audit_log WHERE tenant_id = ? AND action LIKE 'vendor_key.%'").bind(tenant.id).all<{ actor: string; action: string; subject: string }>()).results;
    expect(entries).toContainEqual({ actor: expect.stringMatching(/^key:/), action: "vendor_key.delete", subject: "soniox" });
  });

  it("of an unknown vendor is not kept", async () => {
    expect((await put("embedded", { key: secret })).status).toBe(404);
  });
});

describe("the test of a key", () => {
  const test = (vendor: string, json: unknown = {}) => ask(`/v1/vendors/${vendor}/test`, { method: "POST", key: tenant.apiKey, json });

  it("has the media node speak and hear with the stored key", async () => {
    await put("deepgram", { key: secret });
    const answer = test("deepgram");
    const probes = [await answerProbe({ ok: true, code: null, detail: "", audio: wav }), await answerProbe({ ok: true, code: null, detail: "" })];
    expect(probes.map((probe) => probe.kind).toSorted()).toEqual(["stt", "tts"]);
    expect(probes.every((probe) => probe.access?.key === secret)).toBe(true);
    const told = vendorTestSchema.parse(await (await answer).json());
    expect(told).toMatchObject({ ok: true, code: null });
    expect(JSON.stringify(told)).not.toContain(secret);
  });

  it("brings a key that was sealed under an older master key under the newest", async () => {
    const older = await seal(parseKeyring(JSON.stringify({ ...JSON.parse(env.ZVON_KEYRING ?? ""), current: "1" })), ["provider key", tenant.id, "soniox"], JSON.stringify({ key: secret }));
    await put("soniox", { key: "to be replaced" });
    await env.DB.prepare("UPDATE provider_keys SET sealed = ?, key_version = '1' WHERE tenant_id = ? AND provider = 'soniox'").bind(older.text, tenant.id).run();
    const answer = test("soniox");
    expect((await answerProbe({ ok: true, code: null, detail: "" })).access?.key).toBe(secret);
    await answer;
    const version = async () => (await env.DB.prepare("SELECT key_version AS v FROM provider_keys WHERE tenant_id = ? AND provider = 'soniox'").bind(tenant.id).first<{ v: string }>())?.v;
    for (let look = 0; look < 100 && (await version()) !== "2"; look += 1);
    expect(await version()).toBe("2");
    const again = test("soniox");
    expect((await answerProbe({ ok: true, code: null, detail: "" })).access?.key).toBe(secret);
    await again;
  });

  it("tries a key before it is kept, and says what the vendor made of it", async () => {
    const answer = test("cartesia", { access: { key: "another-key" } });
    const probe = await answerProbe({ ok: false, code: "unauthorised", detail: "Cartesia refuses the key." });
    expect(probe.access).toEqual({ key: "another-key" });
    expect(vendorTestSchema.parse(await (await answer).json())).toMatchObject({ ok: false, code: "unauthorised", detail: "Cartesia refuses the key." });
  });

  it("says at set-up that Yandex wants a folder for a person's token", async () => {
    const told = vendorTestSchema.parse(await (await test("yandex", { access: { key: "y0_a-persons-token" } })).json());
    expect(told).toMatchObject({ ok: false, code: "folder_missing", checks: [] });
    expect(told.detail).toContain("folder ID");
  });

  it("needs a key", async () => {
    expect((await test("groq")).status).toBe(409);
  });
});

describe("the dictionary", () => {
  const audited = async (id: string) => (await env.DB.prepare("SELECT action, subject FROM audit_log WHERE tenant_id = ? AND action LIKE 'pronunciation.%' ORDER BY id").bind(id).all<{ action: string; subject: string }>()).results.map((entry) => `${entry.action} ${entry.subject}`);

  it("tells the audit log of what was changed, by the word that is kept, and of nothing else", async () => {
    const other = await makeTenant();
    const put = (word: string, say: string) => ask("/v1/pronunciations", { method: "PUT", key: other.apiKey, json: { language: "ru", word, say } });
    const remove = (word: string) => ask(`/v1/pronunciations?language=ru&word=${encodeURIComponent(word)}`, { method: "DELETE", key: other.apiKey });
    expect([(await put("Звон", "зв+он")).status, (await put("ЗВОН", "звон!")).status, (await remove("Звон")).status, (await remove("Звон")).status]).toEqual([200, 200, 204, 404]);
    expect(await audited(other.id)).toEqual(["pronunciation.put ru:звон", "pronunciation.put ru:звон", "pronunciation.delete ru:звон"]);
  });

  it("holds five hundred words, also of many who write at once; those that are there may still change", async () => {
    const other = await makeTenant();
    await env.DB.prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 498) INSERT INTO pronunciations (tenant_id, language, word, say, updated_at) SELECT ?, 'ru', 'слово' || i, 'x', 0 FROM n").bind(other.id).run();
    const put = async (word: string) => (await ask("/v1/pronunciations", { method: "PUT", key: other.apiKey, json: { language: "ru", word, say: "y" } })).status;
    expect((await Promise.all(["а", "б", "в", "г", "д"].map(put))).toSorted()).toEqual([200, 200, 422, 422, 422]);
    expect(await put("слово7")).toBe(200);
    expect(await audited(other.id)).toHaveLength(3);
  });
});

describe("health of vendors", () => {
  it("is as the node told it last", async () => {
    node.say({ type: "beat", calls: 0, telephony: "none", nowMs: Date.now(), vendors: [{ kind: "tts", provider: "cartesia", state: "open", lastError: "rate_limited", lastErrorAtMs: 5, attempts: 9, failures: 4, p50Ms: 90, p95Ms: 300, by: "platform" }] });
    await node.ping();
    let body: { vendors: unknown[] } = { vendors: [] };
    for (let look = 0; look < 100 && body.vendors.length === 0; look += 1) body = await (await ask("/v1/health/vendors", { key: tenant.apiKey })).json();
    expect(body.vendors).toEqual([expect.objectContaining({ kind: "tts", provider: "cartesia", state: "open", from: "node", p95Ms: 300 })]);
  });

  it("is public without anything of a tenant's own node", async () => {
    const response = await ask("/health/providers/cartesia");
    expect([response.status, await response.json()]).toEqual([200, { status: "ok", kinds: [] }]);
    expect((await ask("/health/providers/nobody")).status).toBe(404);
  });
});

describe("a call that begins", () => {
  it("brings the keys of the vendors that its bot uses, and says words as the dictionary has them", async () => {
    await put("cartesia", { key: secret });
    const { version, voice, llm } = botVoiceSchema.parse(await (await ask("/v1/bots/salon/voice", { key: tenant.apiKey })).json());
    const ru = voice.speech.ru && { ...voice.speech.ru, tts_provider: "cartesia", tts_voice_id: "a-voice" };
    expect((await ask("/v1/bots/salon/voice", { method: "PATCH", key: tenant.apiKey, json: { version, voice: { ...voice, speech: { ...voice.speech, ru } }, llm } })).status).toBe(200);
    await ask("/v1/pronunciations", { method: "PUT", key: tenant.apiKey, json: { language: "ru", word: "Аврора", say: "Авр+ора" } });
    node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000098", diversion: null });
    const { grant } = await node.hear("accept");
    const session = env.CALL_SESSION.get(env.CALL_SESSION.idFromName(`${tenant.id}/${grant.callId}`));
    const link = await openLinkTo(session, grant.callId, { epoch: grant.epochBase * 1_000_000 + 1 });
    const welcome = await link.hear("welcome");
    // What the bot does not use stays at home: deepgram's key is there, too.
    expect(welcome.access).toEqual({ cartesia: { key: secret } });
    await link.fact({ type: "call.ringing" });
    await link.fact({ type: "call.answered", atMs: 0 });
    const greeting = await link.hear("reply.text");
    expect([greeting.text, greeting.voice]).toEqual([expect.stringContaining("Аврора"), expect.stringContaining("Авр+ора")]);
  });
});
