import { describe, expect, it } from "vitest";
import { ApiError, createApi, liveUrl } from "./api.ts";

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const problem = (status: number) => ({ type: "/problems/x", title: "x", status, detail: "Why.", code: "x", requestId: "req_1" });
const faultOf = async (run: Promise<unknown>) => run.then(() => null, (error: unknown) => (error instanceof ApiError ? error : null));

describe("the API client", () => {
  it.each([[401, "signed-out"], [403, "no-access"], [404, "not-found"], [409, "refused"], [503, "server"]] as const)("tells %d as %s, with the server's problem", async (status, fault) => {
    const error = await faultOf(createApi(async () => json(status, problem(status))).me());
    expect([error?.fault, error?.problem?.requestId]).toEqual([fault, "req_1"]);
  });
  it("tells a server that cannot be reached, and an answer it does not understand", async () => {
    expect((await faultOf(createApi(async () => Promise.reject(new TypeError("fetch failed"))).me()))?.fault).toBe("offline");
    expect((await faultOf(createApi(async () => json(200, { user: 1 })).me()))?.fault).toBe("unexpected");
    expect((await faultOf(createApi(async () => new Response("<html>", { status: 502 })).me()))?.problem).toBeNull();
  });
  it("asks for a page of calls by status and cursor", async () => {
    const asked: string[] = [];
    const api = createApi(async (input) => {
      asked.push(input);
      return json(200, { calls: [], next: null });
    });
    await api.calls({});
    await api.calls({ status: "live", cursor: "a b" });
    expect(asked).toEqual(["/v1/calls?limit=25", "/v1/calls?limit=25&status=live&cursor=a+b"]);
  });
  it("starts a call once per key", async () => {
    let headers: HeadersInit | undefined;
    const api = createApi(async (_input, init) => {
      headers = init.headers;
      return json(429, problem(429));
    });
    await faultOf(api.startCall({ bot: "salon", language: "ru", via: "browser" }, "key-1"));
    expect(new Headers(headers).get("idempotency-key")).toBe("key-1");
  });
  it("opens live events by the scheme of the page", () => {
    expect(liveUrl("call_1", "https://zvon.example")).toBe("wss://zvon.example/v1/calls/call_1/live");
    expect(liveUrl("call_1", "http://127.0.0.1:8787")).toBe("ws://127.0.0.1:8787/v1/calls/call_1/live");
  });
});
