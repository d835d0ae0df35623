import { gzipSync } from "node:zlib";
import { serve } from "@zvon/stand-ins/src/core/serve.ts";
import type { Server, Serving } from "@zvon/stand-ins/src/core/serve.ts";
import { afterEach, describe, expect, it } from "vitest";
import { createEgress } from "./egress.ts";
import type { EgressLimits, EgressRequest } from "./egress.ts";

const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});
async function server(request: Serving["request"]): Promise<Server> {
  const made = await serve({ request });
  running.push(made);
  return made;
}
/** 127.0.0.1 alone is open: what leads to 127.0.0.2 leads inside. */
const egress = createEgress({ fetch, allow: "127.0.0.1/32" });
const ask = async (url: string, request: EgressRequest = {}, limits: Partial<EgressLimits> = {}) => {
  const { status, headers, body } = await egress(url, request, { timeoutMs: 5_000, ...limits });
  return { status, headers, text: new TextDecoder().decode(body) };
};
type Seen = { method: string; path: string; headers: Record<string, string | string[] | undefined>; body: string };
/** Answers each path by what it is told, and tells what it was asked. */
async function scripted(answers: Record<string, { status?: number; headers?: Record<string, string>; body?: string | Uint8Array }>) {
  const seen: Seen[] = [];
  const made = await server(async (request, response, url) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ method: request.method ?? "", path: `${url.pathname}${url.search}`, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status = 200, headers = {}, body = "" } = answers[url.pathname] ?? { status: 404 };
    response.writeHead(status, headers).end(body);
  });
  return { url: made.url, seen, answers };
}

describe("the way out", () => {
  it("brings status, headers and bytes, whatever the status", async () => {
    const { url, seen } = await scripted({ "/a": { status: 201, headers: { "x-id": "7" }, body: "Привет" }, "/b": { status: 500, body: "no" } });
    expect(await ask(`${url}/a?x=1`, { method: "POST", headers: { "X-Key": "k" }, body: "{}" })).toMatchObject({ status: 201, text: "Привет" });
    expect(await ask(`${url}/b`)).toMatchObject({ status: 500, text: "no" });
    expect(seen[0]).toMatchObject({ method: "POST", path: "/a?x=1", body: "{}", headers: { "x-key": "k" } });
  });
  it("sends no cookie and no header of the way, and keeps none", async () => {
    const { url, seen } = await scripted({ "/a": { headers: { "set-cookie": "a=1" } } });
    const { headers } = await ask(`${url}/a`, { headers: { Cookie: "a=1", Host: "evil.example", "X-Forwarded-For": "1.1.1.1", "CF-Connecting-IP": "1.1.1.1", "MF-Route": "x", "Content-Length": "999", "X-Mine": "yes" } });
    expect(headers.get("set-cookie")).toBeNull();
    await ask(`${url}/a`);
    for (const { headers: sent } of seen) expect(Object.keys(sent).filter((name) => /cookie|x-forwarded|^cf-|^mf-|content-length/.test(name))).toEqual([]);
    expect(seen[0]?.headers["host"]).toBe(new URL(url).host);
    expect(seen[0]?.headers["x-mine"]).toBe("yes");
  });
  it("keeps a secret out of the clear", async () => {
    await expect(ask("http://example.com/", { headers: { authorization: "Bearer s" } }, { confidential: true })).rejects.toMatchObject({ code: "refused" });
  });
  it.each(["тайна", "two\nlines", "a\u0000b"])("sends nothing when a header can't hold its value: %j", async (value) => {
    const { url, seen } = await scripted({ "/a": {} });
    await expect(ask(`${url}/a`, { headers: { authorization: value } })).rejects.toMatchObject({ code: "refused", message: "a header holds what no header can hold" });
    expect(seen).toEqual([]);
  });
  it("is not taken to an address that leads inwards: nothing is asked", async () => {
    const { url, seen } = await scripted({ "/a": {} });
    await expect(ask(`${url.replace("127.0.0.1", "127.0.0.2")}/a`)).rejects.toMatchObject({ code: "refused", retryable: false });
    expect(seen).toEqual([]);
  });
  it("goes to the hosts that are allowed alone, also by a redirect", async () => {
    const [from, to] = [await scripted({}), await scripted({ "/a": {} })];
    from.answers["/a"] = { status: 307, headers: { location: `${to.url}/a` } };
    await expect(ask(`${from.url}/a`, {}, { allowHosts: ["api.example.com"] })).rejects.toMatchObject({ code: "refused" });
    await expect(ask(`${from.url}/a`, {}, { allowHosts: [new URL(from.url).host] })).rejects.toMatchObject({ code: "refused" });
    expect(to.seen).toEqual([]);
    expect(await ask(`${from.url}/a`)).toMatchObject({ status: 200 });
  });
});

describe("a redirect", () => {
  it.each(["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706434/", "http://localhost.localdomain/", "file:///etc/passwd", "http://user:p@127.0.0.1/", "ftp://127.0.0.1/", "//10.0.0.1/x"])("to %s is not followed", async (location) => {
    const { url, seen } = await scripted({ "/a": { status: 302, headers: { location } } });
    await expect(ask(`${url}/a`)).rejects.toMatchObject({ code: "refused", retryable: false });
    expect(seen).toHaveLength(1);
  });
  it.each([
    [301, "POST", "GET", ""], [302, "POST", "GET", ""], [303, "POST", "GET", ""], [303, "PUT", "GET", ""], [301, "PUT", "PUT", "{}"], [307, "POST", "POST", "{}"], [308, "POST", "POST", "{}"], [302, "GET", "GET", ""],
  ])("%i of %s is asked as browsers ask: %s", async (status, method, then, body) => {
    const { url, seen } = await scripted({ "/a": { status, headers: { location: "/b?c=d" } }, "/b": { body: "here" } });
    const request = method === "GET" ? { method } : { method, body: "{}", headers: { "content-type": "application/json" } };
    expect(await ask(`${url}/a`, request)).toMatchObject({ status: 200, text: "here" });
    expect(seen[1]).toMatchObject({ method: then, path: "/b?c=d", body });
    expect(seen[1]?.headers["content-type"]).toBe(body === "" ? undefined : "application/json");
  });
  it("takes no secret to another origin", async () => {
    const [from, to] = [await scripted({}), await scripted({ "/b": {} })];
    from.answers["/a"] = { status: 307, headers: { location: `${to.url}/b` } };
    await ask(`${from.url}/a`, { method: "POST", body: "{}", headers: { authorization: "Bearer s", "x-api-key": "s", "content-type": "application/json" } });
    expect(to.seen[0]).toMatchObject({ headers: { "content-type": "application/json" } });
    expect(JSON.stringify(to.seen[0]?.headers)).not.toMatch(/Bearer|x-api-key/);
  });
  it("is followed three times, and then it leads nowhere", async () => {
    const { url, seen } = await scripted({ "/1": { status: 302, headers: { location: "/2" } }, "/2": { status: 302, headers: { location: "/3" } }, "/3": { status: 302, headers: { location: "/4" } }, "/4": { body: "end" }, "/0": { status: 302, headers: { location: "/1" } }, "/loop": { status: 302, headers: { location: "/loop" } } });
    expect(await ask(`${url}/1`)).toMatchObject({ text: "end" });
    await expect(ask(`${url}/0`)).rejects.toMatchObject({ code: "bad_status" });
    await expect(ask(`${url}/loop`)).rejects.toMatchObject({ code: "bad_status" });
    await expect(ask(`${url}/1`, {}, { maxRedirects: 0 })).rejects.toMatchObject({ code: "bad_status", retryable: false });
    expect(seen.length).toBe(13);
  });
  it.each([[302, {}], [302, { location: "http://[" }], [304, {}], [300, {}]])("that names no address is an answer that answers nothing: %i %j", async (status, headers) => {
    const { url } = await scripted({ "/a": { status, headers } });
    await expect(ask(`${url}/a`)).rejects.toMatchObject({ code: "bad_status" });
  });
});

describe("an answer", () => {
  it("that is larger than allowed is left while it comes", async () => {
    let sent = 0;
    const { url } = await server((_request, response) => {
      const flood = (): void => {
        while (!response.destroyed) {
          sent += 65_536;
          if (!response.write("x".repeat(65_536))) return void response.once("drain", flood);
        }
      };
      flood();
    });
    await expect(ask(url, {}, { maxBytes: 100_000 })).rejects.toMatchObject({ code: "too_large", retryable: false });
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });
  it("that is large only once it is unpacked is left too", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const { url } = await scripted({ "/a": { headers: { "content-encoding": "gzip" }, body: bomb } });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(ask(`${url}/a`, {}, { maxBytes: 100_000 })).rejects.toMatchObject({ code: "too_large" });
  });
  it("of the size that is allowed comes whole", async () => {
    const { url } = await scripted({ "/a": { body: "x".repeat(1000) } });
    expect((await ask(`${url}/a`, {}, { maxBytes: 1000 })).text).toHaveLength(1000);
    await expect(ask(`${url}/a`, {}, { maxBytes: 999 })).rejects.toMatchObject({ code: "too_large" });
  });
  it("that never begins is left when the time is over", async () => {
    const { url } = await server(() => undefined);
    await expect(ask(url, {}, { timeoutMs: 60 })).rejects.toMatchObject({ code: "timeout", retryable: true });
  });
  it("that drips for ever is left when the time is over: the time is that of all together", async () => {
    const { url } = await server((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 5);
      response.on("close", () => clearInterval(drip));
    });
    await expect(ask(url, {}, { timeoutMs: 120 })).rejects.toMatchObject({ code: "timeout" });
  });
  it("that breaks off, or an address where nobody listens, is not reached", async () => {
    const { url } = await server((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      response.socket?.destroy();
    });
    await expect(ask(url)).rejects.toMatchObject({ code: "unreachable", retryable: true });
    const gone = await serve({ request: () => undefined });
    await gone.close();
    await expect(ask(gone.url)).rejects.toMatchObject({ code: "unreachable", retryable: true });
  });
  it("is not waited for once its asker has given up, for its own reason", async () => {
    const { url } = await server(() => undefined);
    const controller = new AbortController();
    const asked = ask(url, {}, { signal: controller.signal });
    const reason = new Error("the call is over");
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
  it("that fails tells nobody's address and nobody's words", async () => {
    const { url } = await scripted({ "/a": { status: 302, headers: { location: "http://10.0.0.1/79120001427" } } });
    const error: unknown = await ask(`${url}/a?phone=79120001427`, { method: "POST", body: "79120001427" }).catch((caught: unknown) => caught);
    expect(JSON.stringify([error, String(error)])).not.toMatch(/7912|10\.0|127\.0/);
  });
});
