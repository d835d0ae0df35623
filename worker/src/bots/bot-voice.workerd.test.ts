/** The voice of a bot: read, changed, published, previewed. */
import { env } from "cloudflare:workers";
import { botVoiceSchema, problemSchema } from "@zvon/contract/api.ts";
import type { BotVoice } from "@zvon/contract/api.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { openLinkTo } from "../call/link-stand-in.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import type { NodeStandIn } from "../testing/node-stand-in.ts";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeNode, makeTenant } from "../testing/people.ts";

let tenant: TestTenant;
let node: NodeStandIn;

beforeAll(async () => {
  tenant = await makeTenant();
  node = await connectNode((await makeNode(tenant.id)).token);
});

const read = async (): Promise<BotVoice> => botVoiceSchema.parse(await (await ask("/v1/bots/salon/voice", { key: tenant.apiKey })).json());
const patch = (json: unknown, headers: Record<string, string> = {}) => ask("/v1/bots/salon/voice", { method: "PATCH", key: tenant.apiKey, json, headers });
const faster = ({ voice }: BotVoice, speed: number) => ({ ...voice, speech: { ...voice.speech, ru: voice.speech.ru && { ...voice.speech.ru, speed } } });

describe("the voice of a bot", () => {
  it("is changed as a new version that is published at once, and nothing else of the bot changes", async () => {
    const before = await read();
    const response = await patch({ version: before.version, voice: faster(before, 1.3), llm: before.llm });
    expect(response.status).toBe(200);
    const after = await read();
    expect(after).toMatchObject({ version: before.version + 1, voice: { speech: { ru: { speed: 1.3 } } } });
    const configs = (await env.DB.prepare("SELECT version, json_remove(config, '$.voice', '$.llm') AS rest, json_extract(config, '$.flow') AS flow FROM bot_versions WHERE bot_id = ? ORDER BY version").bind(tenant.botId).all<{ version: number; flow: string }>()).results;
    expect(configs.map((config) => config.version)).toEqual([before.version, after.version]);
    expect(Object.keys(JSON.parse(configs[1]?.flow ?? "{}"))).toEqual(expect.arrayContaining(["states", "transitions"]));
    const [entry] = (await env.DB.prepare("SELECT action, subject FROM audit_log WHERE tenant_id = ? AND action = 'bot.publish'").bind(tenant.id).all()).results;
    expect(entry).toEqual({ action: "bot.publish", subject: tenant.botId });
  });

  it("says when someone else has saved meanwhile, and of two who save at once lets one through", async () => {
    const { version, ...rest } = await read();
    const stale = await patch({ version: version - 1, voice: rest.voice, llm: null });
    expect([stale.status, problemSchema.parse(await stale.json()).code]).toEqual([409, "version_changed"]);
    const both = await Promise.all([1.1, 1.2].map((speed) => patch({ version, voice: faster({ version, ...rest }, speed), llm: null })));
    expect(both.map((response) => response.status).toSorted()).toEqual([200, 409]);
    expect((await read()).version).toBe(version + 1);
  });

  it("points at fields that would not work, in the language asked for", async () => {
    const { version, voice } = await read();
    const wrong = { ...voice, speech: { ...voice.speech, ru: voice.speech.ru && { ...voice.speech.ru, tts_provider: "acme" } } };
    const refused = await patch({ version, voice: wrong, llm: null }, { "accept-language": "ru" });
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json()).errors).toEqual([{ pointer: "/voice/speech/ru/tts_provider", detail: expect.stringContaining("Поставщика голоса «acme» нет") }]);
    const outOfRange = await patch({ version, voice: faster({ ...(await read()) }, 5), llm: null });
    expect(outOfRange.status).toBe(400);
    expect(problemSchema.parse(await outOfRange.json()).errors?.[0]?.pointer).toBe("/voice/speech/ru/speed");
  });

  it("is not published with stand-ins that no call would ever ask", async () => {
    const { version, voice } = await read();
    const fallbacks = [{ tts_provider: "acme", tts_voice_id: "x" }, { tts_provider: "yandex" }, { stt_provider: "acme" }, {}, { language: "ru", tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" }];
    const refused = await patch({ version, voice: { ...voice, fallbacks }, llm: { provider: "openai", model: "gpt-4.1-mini", fallback_provider: "groq" } });
    expect(refused.status).toBe(422);
    const told = problemSchema.parse(await refused.json()).errors?.map((error) => error.pointer);
    expect(told).toEqual(["/voice/fallbacks/0/tts_provider", "/voice/fallbacks/1/tts_voice_id", "/voice/fallbacks/2/stt_provider", "/voice/fallbacks/3", "/llm/fallback_model"]);
    const voiceless = await patch({ version, voice: { ...voice, speech: { ...voice.speech, ru: voice.speech.ru && { ...voice.speech.ru, tts_voice_id: "" } } }, llm: null });
    expect(problemSchema.parse(await voiceless.json()).errors?.map((error) => error.pointer)).toEqual(["/voice/speech/ru/tts_voice_id"]);
    expect((await read()).version).toBe(version);
  });

  it("waits, asks again and hangs up by timers of its own, a state by its own again, and keeps what is not named", async () => {
    const before = await read();
    expect([before.fallbacks, before.limits, before.timing["name"]]).toEqual([{ silence_after_ms: [6000, 8000, 8000] }, { max_call_minutes: 60 }, null]);
    const change = { voice: { ...before.voice, waiting: { filler_ms: 1500, apology_ms: 15_000, end_ms: 25_000 } }, llm: before.llm, fallbacks: { silence_after_ms: [5000, 7000, 9000] }, limits: { max_call_minutes: 10 }, timing: { name: { endpointing: { silence_ms: 900 } } } };
    expect((await patch({ version: before.version, ...change })).status).toBe(200);
    const after = await read();
    expect(after).toMatchObject({ ...change, timing: { ...before.timing, name: { endpointing: { silence_ms: 900 }, barge_in: {} } } });
    node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000096", diversion: null });
    const { grant } = await node.hear("accept");
    const link = await openLinkTo(env.CALL_SESSION.get(env.CALL_SESSION.idFromName(`${tenant.id}/${grant.callId}`)), grant.callId, { epoch: grant.epochBase * 1_000_000 + 1 });
    expect(await link.hear("welcome")).toMatchObject({ maxDurationMs: 600_000, lostPlan: { fillerAtMs: 1500, apologyAtMs: 15_000, endAtMs: 25_000 } });
    expect((await patch({ version: after.version, voice: before.voice, llm: before.llm })).status).toBe(200);
    expect(await read()).toMatchObject({ fallbacks: change.fallbacks, limits: change.limits, timing: after.timing });
    const refused = await patch({ version: after.version + 1, voice: before.voice, llm: null, timing: { nowhere: null, declined: null } });
    expect(problemSchema.parse(await refused.json()).errors?.map((error) => error.pointer)).toEqual(["/timing/nowhere", "/timing/declined"]);
  });

  it("keeps a call on the version it began with", async () => {
    node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000097", diversion: null });
    const { grant } = await node.hear("accept");
    const before = await read();
    await patch({ version: before.version, voice: faster(before, 0.8), llm: null });
    const call = await (await ask(`/v1/calls/${grant.callId}`, { key: tenant.apiKey })).json<{ bot: { version: number } }>();
    expect(call.bot.version).toBe(before.version);
  });
});

describe("a preview by ear", () => {
  const preview = (json: unknown) => ask("/v1/bots/salon/voice/preview", { method: "POST", key: tenant.apiKey, json });

  it("is the node's WAV of the text as the dictionary says it", async () => {
    await ask("/v1/pronunciations", { method: "PUT", key: tenant.apiKey, json: { language: "ru", word: "звон", say: "зво́н" } });
    const answer = preview({ language: "ru", text: "Это Звон.", speech: { tts_provider: "embedded", tts_voice_id: "vera", speed: 1.5 } });
    const probe = await node.hear("probe");
    expect(probe).toMatchObject({ kind: "tts", provider: "embedded", voice: "vera", speed: 1.5, language: "ru", text: "Это зво́н.", access: null });
    node.say({ type: "probed", probe: probe.probe, ok: true, code: null, detail: "", tookMs: 3, audio: btoa("RIFFxxxxWAVE") });
    const response = await answer;
    expect([response.status, response.headers.get("content-type"), new TextDecoder().decode(await response.arrayBuffer())]).toEqual([200, "audio/wav", "RIFFxxxxWAVE"]);
  });

  it("says what the vendor said when it does not speak", async () => {
    const answer = preview({ language: "ru", text: "Проба", speech: { tts_provider: "yandex", tts_voice_id: "marina" } });
    const probe = await node.hear("probe");
    node.say({ type: "probed", probe: probe.probe, ok: false, code: "misconfigured", detail: "There is no key for Yandex.", tookMs: 0, audio: null });
    const response = await answer;
    expect(response.status).toBe(422);
    expect(problemSchema.parse(await response.json())).toMatchObject({ code: "voice_misconfigured", detail: "There is no key for Yandex." });
  });

  it("is heard as often as a person listens: the installation's key is not for a program to spend", async () => {
    const eager = await makeTenant();
    const statuses = await Promise.all(Array.from({ length: 25 }, async () => (await ask("/v1/bots/salon/voice/preview", { method: "POST", key: eager.apiKey, json: { language: "ru", text: "Проба" } })).status));
    // No node: those that were let through are told so.
    expect([statuses.filter((status) => status === 503).length, statuses.filter((status) => status === 429).length]).toEqual([20, 5]);
    expect((await ask("/v1/vendors/cartesia/test", { method: "POST", key: eager.apiKey, json: { access: { key: "k" } } })).status).toBe(429);
    expect((await preview({ language: "xx", text: "Проба" })).status).toBe(400);
  });

  it("is given up at once when its node goes away", async () => {
    const lonely = await makeTenant();
    const leaving = await connectNode((await makeNode(lonely.id)).token);
    const beganMs = Date.now();
    const answer = ask("/v1/bots/salon/voice/preview", { method: "POST", key: lonely.apiKey, json: { language: "ru", text: "Проба" } });
    await leaving.hear("probe");
    leaving.close();
    expect(problemSchema.parse(await (await answer).json()).code).toBe("voice_no_node");
    // Its own time limit is 15 s.
    expect(Date.now() - beganMs).toBeLessThan(10_000);
  });

  it("needs a media node", async () => {
    const other = await makeTenant();
    const response = await ask("/v1/bots/salon/voice/preview", { method: "POST", key: other.apiKey, json: { language: "ru", text: "Проба" } });
    expect([response.status, problemSchema.parse(await response.json()).code]).toEqual([503, "voice_no_node"]);
  });
});
