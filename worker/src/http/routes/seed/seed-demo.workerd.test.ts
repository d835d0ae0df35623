import { SELF } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botVoiceSchema, meSchema } from "@zvon/contract/api.ts";
import { describe, expect, it } from "vitest";
import { ask, origin } from "../../../testing/people.ts";

const seed = { email: "Demo@zvon.test", password: "a long enough password", apiKey: "zv_live_0123456789abcdef01234567", nodeToken: "node-token-of-the-demo-installation" };
const post = (path: string, json: unknown, headers: Record<string, string> = {}) => ask(path, { method: "POST", json, headers: { origin, ...headers } });
const signIn = (password: string) => post("/auth/sign-in/email", { email: "demo@zvon.test", password });
const cookieOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");

describe("the demo tenant", () => {
  it("is made once: a repeat finds the same rows, and takes a new password and key", async () => {
    const first = await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    expect(first.status).toBe(200);
    const made = await first.json();
    const second = await post("/internal/seed", { ...seed, password: "another long password", apiKey: "zv_live_fedcba9876543210fedcba98" }, { authorization: "Bearer seed-token-of-the-tests" });
    expect(await second.json()).toEqual(made);
    expect((await ask("/v1/me", { key: seed.apiKey })).status).toBe(401);
    expect((await ask("/v1/me", { key: "zv_live_fedcba9876543210fedcba98" })).status).toBe(200);
    expect((await signIn(seed.password)).status).toBe(401);
    expect((await signIn("another long password")).status).toBe(200);
  });

  it("refuses whoever has not the seed token", async () => {
    expect((await post("/internal/seed", seed)).status).toBe(401);
    expect((await post("/internal/seed", seed, { authorization: "Bearer something-else" })).status).toBe(401);
  });

  it("keeps what a person has chosen for a demo bot when the product starts again", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const { version, voice, llm } = botVoiceSchema.parse(await (await ask("/v1/bots/salon/voice", { key: seed.apiKey })).json());
    const slower = { ...voice, speech: { ...voice.speech, ru: voice.speech.ru && { ...voice.speech.ru, speed: 0.9 } } };
    expect((await ask("/v1/bots/salon/voice", { method: "PATCH", key: seed.apiKey, json: { version, voice: slower, llm } })).status).toBe(200);
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const after = botVoiceSchema.parse(await (await ask("/v1/bots/salon/voice", { key: seed.apiKey })).json());
    expect([after.version, after.voice.speech.ru?.speed]).toEqual([version + 1, 0.9]);
  });

  it("lists every bot once, with both its languages", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const { bots } = await (await ask("/v1/bots", { key: seed.apiKey })).json<{ bots: { slug: string; languages: string[] }[] }>();
    expect(bots.map(({ slug, languages }) => [slug, ...languages])).toEqual([["order-status", "ru", "en"], ["salon", "ru", "en"], ["school", "ru", "en"]]);
  });
});

describe("a session", () => {
  it("opens by e-mail and password, tells who one is, and ends with signing out", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const signedIn = await signIn(seed.password);
    expect(signedIn.status).toBe(200);
    const cookie = cookieOf(signedIn);
    expect(signedIn.headers.getSetCookie().join()).toMatch(/HttpOnly/);
    const me = meSchema.parse(await (await ask("/v1/me", { headers: { cookie } })).json());
    expect(me).toMatchObject({ user: { email: "demo@zvon.test" }, tenant: { slug: "demo" }, role: "owner" });
    expect((await post("/auth/sign-out", {}, { cookie })).status).toBe(200);
    expect((await ask("/v1/me", { headers: { cookie } })).status).toBe(401);
  });

  it("is not taken when its signature was changed", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const cookie = cookieOf(await signIn(seed.password));
    const forged = cookie.replace(/token=(...)/, (_, start: string) => `token=${start === "abc" ? "xyz" : "abc"}`);
    expect((await ask("/v1/me", { headers: { cookie: forged } })).status).toBe(401);
  });

  it("changes nothing when the request comes from another site", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const cookie = cookieOf(await signIn(seed.password));
    const start = (headers: Record<string, string>) => ask("/v1/calls", { method: "POST", json: { bot: "salon", via: "browser" }, headers: { cookie, ...headers } });
    expect((await start({ origin: "https://elsewhere.test" })).status).toBe(403);
    expect((await start({})).status).toBe(403);
    // From our own page it gets as far as the media node, which is not there.
    expect((await start({ origin })).status).toBe(503);
  });

  it("of a viewer reads, and starts nothing; a member who left is out at once", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const cookie = cookieOf(await signIn(seed.password));
    const start = () => ask("/v1/calls", { method: "POST", json: { bot: "salon", via: "browser" }, headers: { cookie, origin } });
    await env.DB.prepare("UPDATE members SET role = 'viewer'").run();
    expect((await ask("/v1/calls", { headers: { cookie } })).status).toBe(200);
    expect((await start()).status).toBe(403);
    await env.DB.prepare("DELETE FROM members").run();
    expect((await ask("/v1/calls", { headers: { cookie } })).status).toBe(401);
  });

  it("opens no live events to a page of another site", async () => {
    await post("/internal/seed", seed, { authorization: "Bearer seed-token-of-the-tests" });
    const cookie = cookieOf(await signIn(seed.password));
    const watch = (from: string) => ask("/v1/calls/call_2611bbbbbbbbbbbbbbbbbbbb/live", { headers: { cookie, origin: from, upgrade: "websocket" } });
    expect((await watch("https://elsewhere.test")).status).toBe(403);
    expect((await watch(origin)).status).toBe(404);
  });

  it("of a newcomer has a tenant of its own, with nothing in it", async () => {
    const signedUp = await post("/auth/sign-up/email", { name: "Anna", email: `anna-${crypto.randomUUID()}@zvon.test`, password: "a long enough password" });
    expect(signedUp.status).toBe(200);
    const cookie = cookieOf(signedUp);
    const me = meSchema.parse(await (await ask("/v1/me", { headers: { cookie } })).json());
    expect(me).toMatchObject({ role: "owner", tenant: { name: "Anna" } });
    expect(await (await SELF.fetch(`${origin}/v1/bots`, { headers: { cookie } })).json()).toEqual({ bots: [], records: [] });
  });
});
