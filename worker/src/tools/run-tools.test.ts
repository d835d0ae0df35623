/** Every tool of a bot against a server of the test's own. */
import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { readBody, serve } from "@zvon/stand-ins/src/core/serve.ts";
import type { Server } from "@zvon/stand-ins/src/core/serve.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ToolResult } from "../dialogue/decision.ts";
import type { ToolContext } from "./port.ts";
import { createRunTool, patienceMs } from "./run-tools.ts";
import { callOf, context, never, portsTo } from "./testing/fakes.ts";

type Answer = { status?: number; body?: unknown; raw?: string; headers?: Record<string, string>; hang?: boolean };
type Seen = { method: string; url: string; headers: Record<string, string | string[] | undefined>; body: unknown };
let server: Server;
let answers: Answer[];
let seen: Seen[];
beforeEach(async () => {
  answers = [];
  seen = [];
  server = await serve({
    async request(request, response) {
      const body = (await readBody(request)).toString();
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: body === "" ? null : JSON.parse(body) });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer?.hang === true) return;
      response.writeHead(answer?.status ?? 200, { "content-type": "application/json", ...answer?.headers }).end(answer?.raw ?? JSON.stringify(answer?.body ?? {}));
    },
  });
});
afterEach(() => server.close());

type Config = Record<string, unknown>;
const run = (tool: Config, effect: "read" | "write", given: Record<string, string> = {}, more: { context?: Partial<ToolContext>; secrets?: Record<string, string> } = {}): Promise<ToolResult> => {
  const parsed = toolSchema.parse({ name: "one", ...tool });
  return createRunTool({ tools: [parsed] }, { ...context, ...more.context }, portsTo(more.secrets))(callOf("one", effect, given), never);
};
const http = (effect: "read" | "write", config: Config) => ({ type: "http", effect, config: { timeout_ms: 600, ...config, url: `${server.url}${String(config["url"] ?? "/x")}` } });

describe("an HTTP tool", () => {
  it("sends its parameters as JSON of their types, its secrets in headers, and a key when it writes", async () => {
    answers = [{ body: { id: 7, ok: true, note: null, list: [1], nested: { a: 1 } } }];
    const tool = http("write", { headers: { "X-Api-Key": "k {secret.crm}" }, parameters: { count: { type: "integer" }, name: {}, vip: { type: "boolean" } } });
    expect(await run(tool, "write", { count: "2", name: "Анна", vip: "true" }, { secrets: { crm: "s3" } })).toEqual({ status: "ok", value: { id: "7", ok: "true" } });
    expect(seen[0]).toMatchObject({ method: "POST", url: "/x", body: { count: 2, name: "Анна", vip: true }, headers: { "x-api-key": "k s3", "idempotency-key": "call_a/book-1", "content-type": "application/json" } });
  });
  it("puts its parameters URL-encoded into the address, and what a GET's address does not name behind it", async () => {
    await run(http("read", { method: "GET", url: "/orders/{id}?full=1", parameters: { id: {}, city: {} } }), "read", { id: "a/../b?x=1&y=#", city: "Нижний Новгород" });
    expect(seen[0]).toMatchObject({ method: "GET", url: `/orders/a%2F..%2Fb%3Fx%3D1%26y%3D%23?full=1&city=${encodeURIComponent("Нижний Новгород").replaceAll("%20", "+")}`, body: null });
    expect(seen[0]?.headers["idempotency-key"]).toBeUndefined();
  });
  it.each(["..", "."])("is not led up its own path by %j", async (id) => {
    expect(await run(http("read", { method: "GET", url: "/orders/{id}/status" }), "read", { id })).toMatchObject({ status: "failed" });
    expect(seen).toEqual([]);
  });
  it.each([[{}], [{ id: "" }], [{ id: ".", more: "." }]])("deletes no whole list where a part of its address is not known: %j", async (given: Record<string, string>) => {
    expect(await run(http("write", { method: "DELETE", url: "/orders/{id}{more}?by={caller}" }), "write", given)).toMatchObject({ status: "failed", reason: "the address can't be made of these values" });
    expect(seen).toEqual([]);
  });
  it("takes what is no text, or no address, for what it is", async () => {
    expect(await run(http("read", { method: "GET", url: "/orders/{id}" }), "read", { id: "\ud800", city: "\udc00" })).toMatchObject({ status: "ok" });
    expect(seen[0]?.url).toBe("/orders/%EF%BF%BD?city=%EF%BF%BD");
    expect(await run({ type: "http", effect: "read", config: { method: "GET", url: "https://[/x" } }, "read")).toMatchObject({ status: "failed" });
  });
  it("names the verified caller, whatever a model says who that is", async () => {
    await run(http("read", { method: "GET", url: "/of/{caller}/in/{call_id}", parameters: { caller: {}, call_id: {} } }), "read", { caller: "+79990000000", call_id: "x" });
    expect(seen[0]?.url).toBe("/of/%2B79120001427/in/call_a");
  });
  it("sends each header once, and the key of a write as its own", async () => {
    await run(http("write", { headers: { "Content-Type": "application/vnd.api+json", Accept: "text/plain", "Idempotency-Key": "always the same" } }), "write");
    expect(seen[0]?.headers).toMatchObject({ "content-type": "application/vnd.api+json", accept: "text/plain", "idempotency-key": "call_a/book-1" });
  });
  it("has no placeholder in its host", async () => {
    const tool = { type: "http", effect: "read", config: { url: "https://{where}/x" } };
    expect(await run(tool, "read", { where: "127.0.0.1" })).toMatchObject({ status: "failed" });
  });
  it("goes to no private network", async () => {
    const tool = { type: "http", effect: "read", config: { url: "http://169.254.169.254/latest/meta-data" } };
    expect(await run(tool, "read")).toMatchObject({ status: "failed", reason: "the address leads into a private network" });
  });
  it("fills its body by templates: data that changes nothing else", async () => {
    await run(http("write", { body: { what: "{name} x{count}", count: "{count}", gone: "{gone}", from: "{caller}" }, parameters: { name: {}, count: { type: "integer" }, gone: { required: false } } }), "write", { name: '", "admin": true, "x": "{caller}', count: "2" });
    expect(seen[0]?.body).toEqual({ what: '", "admin": true, "x": "{caller} x2', count: 2, from: "+79120001427" });
  });
  it("brings columns by JSON pointers", async () => {
    answers = [{ body: { data: [{ "a/b": { price: 1500 } }], status: "ok" } }];
    expect(await run(http("read", { result: { price: "/data/0/a~1b/price", nothing: "/data/9", status: "/status", whole: "/data" } }), "read")).toEqual({ status: "ok", value: { price: "1500", status: "ok" } });
  });
  it("that answers in another form has failed, or nobody knows: it is never claimed", async () => {
    answers = [{ raw: "<h1>All good</h1>" }];
    expect(await run(http("read", { result: { id: "/id" } }), "read")).toMatchObject({ status: "failed", reason: "the service answered in another form than expected" });
    expect(await run(http("write", { result: { id: "/id" } }), "write")).toMatchObject({ status: "unknown" });
    expect(await run(http("write", {}), "write")).toEqual({ status: "ok", value: {} });
  });
  it.each([
    [400, "failed", "failed"], [401, "failed", "failed"], [404, "failed", "failed"], [409, "failed", "failed"], [429, "failed", "failed"], [408, "failed", "unknown"], [500, "failed", "unknown"], [503, "failed", "unknown"], [301, "failed", "failed"], [308, "failed", "failed"], [302, "failed", "unknown"], [303, "failed", "unknown"], [204, "ok", "ok"],
  ])("that answers %i: a read is %s, a write %s", async (status, read, write) => {
    answers = [{ status, raw: "" }];
    expect(await run(http("read", {}), "read")).toMatchObject({ status: read });
    expect(await run(http("write", {}), "write")).toMatchObject({ status: write });
  });
  it("tells the reason of a refusal in short", async () => {
    answers = [{ status: 422, body: { message: `too late${"!".repeat(500)}` } }];
    const result = await run(http("write", {}), "write");
    expect(result).toMatchObject({ status: "failed" });
    expect(result.status === "failed" && result.reason.length).toBeLessThan(260);
  });
  it("reads once more after a fault that may pass; writes never again by itself", async () => {
    answers = [{ status: 503 }, { body: { id: 1 } }];
    expect(await run(http("read", {}), "read")).toEqual({ status: "ok", value: { id: "1" } });
    expect(seen).toHaveLength(2);
    answers = [{ status: 503 }, { body: { id: 1 } }];
    expect(await run(http("write", {}), "write")).toMatchObject({ status: "unknown" });
    expect(seen).toHaveLength(3);
  });
  it("is asked again when it says that it may be, where the time allows it", async () => {
    answers = [{ status: 429, headers: { "retry-after": "0" } }, { body: { id: 1 } }];
    expect(await run(http("read", {}), "read")).toEqual({ status: "ok", value: { id: "1" } });
    answers = [{ status: 429, headers: { "retry-after": "30" } }, { body: { id: 1 } }];
    expect(await run(http("read", {}), "read")).toMatchObject({ status: "failed" });
    answers = [{ status: 503, headers: { "retry-after": "Fri, 31 Dec 2100 23:59:59 GMT" } }, { body: { id: 1 } }];
    expect(await run(http("read", {}), "read")).toMatchObject({ status: "failed" });
    expect(seen).toHaveLength(4);
  });
  it("brings no more than a call can keep: 16 kB of columns, the first ones", async () => {
    answers = [{ body: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`column_${n}`, "я".repeat(1000)])) }];
    const result = await run(http("read", {}), "read");
    expect(Object.keys(result.status === "ok" ? result.value : {})).toEqual(Array.from({ length: 8 }, (_, n) => `column_${n}`));
  });
  it("is not waited for longer than its time, all tries together", async () => {
    answers = [{ hang: true }];
    expect(await run(http("read", { timeout_ms: 500 }), "read")).toMatchObject({ status: "failed", reason: "no whole answer within 500 ms" });
    expect(await run(http("write", { timeout_ms: 500 }), "write")).toMatchObject({ status: "unknown" });
    expect(seen).toHaveLength(2);
  });
  it("takes a secret to the servers it is for alone: an editor's own server is not even asked", async () => {
    const secrets = { crm: "s3" };
    const elsewhere = { ...http("read", { headers: { Authorization: "Bearer {secret.crm}" } }) };
    const url = elsewhere.config.url.replace("127.0.0.1", "localhost");
    expect(await run({ ...elsewhere, config: { ...elsewhere.config, url } }, "read", {}, { secrets })).toMatchObject({ status: "failed", reason: "a secret that a header names is not for this host" });
    expect(seen).toEqual([]);
  });
  it("takes a secret along no redirect to another server", async () => {
    answers = [{ status: 307, headers: { location: server.url.replace("127.0.0.1", "localhost") } }];
    expect(await run(http("read", { headers: { Authorization: "Bearer {secret.crm}" } }), "read", {}, { secrets: { crm: "s3" } })).toMatchObject({ status: "failed" });
    expect(seen).toHaveLength(1);
  });
  it("sends nothing while a secret is missing", async () => {
    expect(await run(http("write", { headers: { Authorization: "Bearer {secret.gone}" } }), "write")).toMatchObject({ status: "failed", reason: "a secret that a header names is missing" });
    expect(seen).toEqual([]);
  });
});

describe("a message", () => {
  const sms = (more: Config = {}) => ({ type: "message", config: { channel: "sms", url: `${server.url}/send`, text: { en: "x" }, timeout_ms: 600, ...more } });
  it("goes to the caller's own number by the tenant's webhook, once by its key", async () => {
    expect(await run(sms(), "write", { text: "Tomorrow at three.", to: "+79990000000" })).toEqual({ status: "ok", value: { sent: "yes" } });
    expect(seen[0]).toMatchObject({ method: "POST", url: "/send", headers: { "idempotency-key": "call_a/book-1" }, body: { channel: "sms", to: "+79120001427", text: "Tomorrow at three.", call_id: "call_a" } });
  });
  it("goes nowhere where there is no number: a text chat", async () => {
    expect(await run(sms(), "write", { text: "Hi" }, { context: { caller: "" } })).toMatchObject({ status: "failed", reason: "no number" });
    expect(seen).toEqual([]);
  });
  it("goes to a field that the dialogue has confirmed", async () => {
    expect(await run(sms({ channel: "email", to: { field: "email" } }), "write", { text: "Hi", subject: "Yours", to: "anna@example.com" })).toMatchObject({ status: "ok" });
    expect(seen[0]?.body).toMatchObject({ channel: "email", to: "anna@example.com", subject: "Yours" });
  });
  it.each(["anna", "anna@example.com, eve@example.com", "", "a@b", "x\n@example.com"])("has one address, not %j", async (to) => {
    expect(await run(sms({ channel: "email", to: { field: "email" } }), "write", { text: "Hi", to })).toMatchObject({ status: "failed", reason: "no address" });
    expect(seen).toEqual([]);
  });
  it("that may have been sent is not claimed", async () => {
    answers = [{ status: 502 }];
    expect(await run(sms(), "write", { text: "Hi" })).toMatchObject({ status: "unknown" });
  });
});

describe("a calendar service that answers 409", () => {
  const problem = { type: "/problems/slot_taken", title: "Conflict", status: 409 };
  it.each([[{ ...problem, next: ["2026-11-23T16:00"] }, "2026-11-23T16:00"], [problem, ""], [{ status: "booked", when: "2026-11-23T15:00", next: "soon" }, ""], [[], ""], [null, ""]])("has another in that time, whatever else it says: %j", async (body: unknown, next: string) => {
    answers = [{ status: 409, body }];
    const tool = toolSchema.parse({ type: "calendar", name: "diary", config: { source: { kind: "http", url: `${server.url}/x`, timeout_ms: 600 } } });
    const answer = await createRunTool({ tools: [tool] }, context, portsTo())(callOf("book_appointment", "write", { when: "2026-11-23T15:00" }, "diary"), never);
    expect(answer).toMatchObject({ status: "failed", value: { free: "no", next } });
  });
});

describe("a CRM", () => {
  const crm = (more: Config = {}) => ({ type: "crm", config: { url: `${server.url}/contact`, result: { name: "/contact/name", last_visit: "/contact/last" }, timeout_ms: 600, ...more } });
  it("is asked by the caller's number", async () => {
    answers = [{ body: { contact: { name: "Анна", last: "2026-10-01" } } }];
    expect(await run(crm(), "read")).toEqual({ status: "ok", value: { found: "yes", name: "Анна", last_visit: "2026-10-01" } });
    expect(seen[0]).toMatchObject({ method: "POST", body: { phone: "+79120001427", call_id: "call_a" } });
    await run(crm({ url: `${server.url}/contacts/{phone}` }), "read");
    expect(seen[1]).toMatchObject({ method: "GET", url: "/contacts/%2B79120001427" });
  });
  it("that knows nobody says so; one that is away, or a hidden number, is a failure", async () => {
    answers = [{ status: 404 }];
    expect(await run(crm(), "read")).toEqual({ status: "ok", value: { found: "no" } });
    answers = [{ raw: "oops" }];
    expect(await run(crm(), "read")).toMatchObject({ status: "failed" });
    for (const body of [[], null, { contact: null }, { result: [], total: 0 }]) {
      answers = [{ body }];
      expect(await run(crm(), "read")).toEqual({ status: "ok", value: { found: "no" } });
    }
    expect(await run(crm(), "read", {}, { context: { caller: "" } })).toMatchObject({ status: "failed", reason: "no number" });
  });
});

describe("other tools", () => {
  it("of knowledge find nothing where there are no documents", async () => {
    expect(await run({ type: "knowledge" }, "read", { query: "hours" })).toEqual({ status: "ok", value: { found: "no", answer: "" } });
  });
  it("that are not there fail, so that the bot never claims success", async () => {
    const runTool = createRunTool({ tools: [] }, context, portsTo());
    expect(await runTool(callOf("launch_rocket", "write"), never)).toMatchObject({ status: "failed" });
    expect(await run({ type: "table", effect: "read", config: { key: "x", rows: {} } }, "read")).toMatchObject({ status: "failed" });
  });
  it("do nothing once the session has given up", async () => {
    const given = new AbortController();
    given.abort();
    await expect(createRunTool({ tools: [] }, context, portsTo())(callOf("one", "write"), given.signal)).rejects.toThrow();
  });
  it("are waited for a little longer than they wait themselves, and a write never so long that a caller hangs up", () => {
    const tool = toolSchema.parse({ type: "http", name: "one", effect: "write", config: { url: "https://api.example.com", timeout_ms: 15_000 } });
    expect(patienceMs({ tools: [tool] }, { name: "one", effect: "write" })).toBe(8_500);
    expect(patienceMs({ tools: [tool] }, { name: "one", effect: "read" })).toBe(15_500);
    expect(patienceMs({ tools: [] }, { name: "one", effect: "read" })).toBe(6_000);
  });
});

describe("in a test", () => {
  const trial = { context: { trial: true } };
  it("a service that did not do it is told by its host alone", async () => {
    answers = [{ status: 500 }];
    const { host } = new URL(server.url);
    expect(await run(http("write", { url: "/x?token=secret" }), "write")).toMatchObject({ status: "unknown", cause: { why: "answered", status: 500, host } });
    answers = [{ status: 404 }];
    expect(await run(http("read", {}), "read")).toMatchObject({ status: "failed", cause: { why: "answered", status: 404, host } });
    answers = [{ hang: true }];
    expect(await run(http("write", {}), "write")).toMatchObject({ status: "unknown", cause: { why: "timeout", host } });
  });
  it("what a service really answered is not taken for pretended, though it says so itself", async () => {
    answers = [{ body: { pretended: "yes", state: "ready" } }];
    expect(await run(http("read", { result: { pretended: "/pretended", state: "/state" } }), "read")).toEqual({ status: "ok", value: { state: "ready" } });
  });
  it("nothing leaves the platform, and every result says that it is pretended", async () => {
    expect(await run(http("write", { result: { number: "/id" } }), "write", {}, trial)).toEqual({ status: "ok", value: { number: "«number»", pretended: "yes" } });
    expect(await run({ type: "crm", config: { url: `${server.url}/crm` } }, "read", {}, trial)).toEqual({ status: "ok", value: { found: "no", pretended: "yes" } });
    expect(await run({ type: "message", config: { channel: "sms", url: `${server.url}/sms`, text: { en: "Hi" } } }, "write", { text: "Hi" }, trial)).toEqual({ status: "ok", value: { sent: "yes", pretended: "yes" } });
    const calendar = { type: "calendar", config: { source: { kind: "http", url: `${server.url}/calendar` } } };
    const ask = (name: string) => createRunTool({ tools: [toolSchema.parse({ name: "one", ...calendar })] }, { ...context, trial: true }, portsTo())({ ...callOf(name, "write", { when: "2026-11-23T15:00" }), tool: "one" }, never);
    expect(await ask("check_availability")).toMatchObject({ status: "ok", value: { free: "yes", pretended: "yes" } });
    expect(await ask("book_appointment")).toMatchObject({ status: "ok", value: { booking: "booked", when: "2026-11-23T15:00", pretended: "yes" } });
    expect(await ask("cancel_appointment")).toMatchObject({ status: "ok", value: { booking: "cancelled", pretended: "yes" } });
    expect(seen).toEqual([]);
  });
  it("services are asked when whoever tests says so", async () => {
    answers = [{ body: { id: 7 } }];
    expect(await run(http("read", { result: { number: "/id" } }), "read", {}, { context: { trial: true, liveTools: true } })).toEqual({ status: "ok", value: { number: "7" } });
  });
});
