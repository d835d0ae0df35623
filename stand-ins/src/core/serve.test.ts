import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createFaultPlan } from "./fault-plan.ts";
import { createLedger } from "./ledger.ts";
import { answerJson, goneWith, pause, readBody, serve, type Server, type Serving } from "./serve.ts";

let server: Server;
const start = async (serving: Serving): Promise<void> => void (server = await serve(serving));
afterEach(() => server.close());
const never = new AbortController().signal;

describe("the server of a stand-in", () => {
  it("answers requests on loopback and counts them while they last", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await start({
      async request(request, response, url) {
        const body = await readBody(request);
        await held;
        answerJson(response, 200, { path: url.pathname, query: url.searchParams.get("a"), body: body.toString() });
      },
    });
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    const asking = fetch(`${server.url}/v1/speak?a=1`, { method: "POST", body: "hello" });
    await expect.poll(() => server.connections()).toBe(1);
    release();
    expect(await (await asking).json()).toEqual({ path: "/v1/speak", query: "1", body: "hello" });
    await expect.poll(() => server.connections()).toBe(0);
  });

  it("cuts the connection when a handler fails, and serves the next", async () => {
    let failing = true;
    await start({
      request(_request, response) {
        if (failing) throw new Error("a fault of the stand-in");
        answerJson(response, 200, {});
      },
    });
    await expect(fetch(server.url)).rejects.toThrow();
    failing = false;
    expect((await fetch(server.url)).status).toBe(200);
  });

  it("opens WebSockets with the protocol it chose, and counts them", async () => {
    await start({ request: () => undefined, upgrade: () => ({ accept: (socket) => socket.on("message", (data) => socket.send(`heard ${String(data)}`)), protocol: "b", headers: { "x-request-id": "7" } }) });
    const client = new WebSocket(server.url.replace("http", "ws"), ["a", "b"]);
    const [upgraded] = await Promise.all([once(client, "upgrade"), once(client, "open")]);
    expect(upgraded[0].headers["x-request-id"]).toBe("7");
    expect(client.protocol).toBe("b");
    client.send("a word");
    expect(String((await once(client, "message"))[0])).toBe("heard a word");
    expect(server.connections()).toBe(1);
    client.close();
    await once(client, "close");
    await expect.poll(() => server.connections()).toBe(0);
  });

  it("refuses an upgrade with the vendor's status, headers and body", async () => {
    await start({ request: () => undefined, upgrade: () => ({ status: 402, body: { err_code: "ASR_PAYMENT_REQUIRED" }, headers: { "dg-error": "pay" } }) });
    const client = new WebSocket(server.url.replace("http", "ws"));
    const [, response] = await once(client, "unexpected-response");
    expect(response.statusCode).toBe(402);
    expect(response.headers["dg-error"]).toBe("pay");
    const [body] = await once(response, "data");
    expect(JSON.parse(String(body))).toEqual({ err_code: "ASR_PAYMENT_REQUIRED" });
  });

  it("leaves an upgrade without an answer when it is to hang, and cuts it when it is to drop", async () => {
    let how: "hang" | "drop" = "hang";
    await start({ request: () => undefined, upgrade: () => how });
    const hanging = new WebSocket(server.url.replace("http", "ws"), { handshakeTimeout: 50 });
    expect(String((await once(hanging, "error"))[0])).toContain("timed out");
    how = "drop";
    const dropped = new WebSocket(server.url.replace("http", "ws"));
    expect(String((await once(dropped, "error"))[0])).toContain("hang up");
    await expect.poll(() => server.connections()).toBe(0);
  });

  it("ends with connections still open, and once however often it is told to", async () => {
    await start({ request: () => undefined, upgrade: () => ({ accept: () => undefined }) });
    const client = new WebSocket(server.url.replace("http", "ws"));
    await once(client, "open");
    const closed = once(client, "close");
    await Promise.all([server.close(), server.close()]);
    await closed;
    expect(server.sockets()).toBe(0);
  });

  it("tells a handler that its client has gone", async () => {
    const heard: boolean[] = [];
    await start({ request: async (_request, response) => void heard.push(await pause(60_000, goneWith(response))) });
    const stop = new AbortController();
    const asking = fetch(server.url, { signal: stop.signal }).catch((error: unknown) => error);
    await expect.poll(() => server.connections()).toBe(1);
    stop.abort();
    await asking;
    await expect.poll(() => heard).toEqual([false]);
    expect(await pause(0, never)).toBe(true);
    expect(await pause(1, never)).toBe(true);
  });
});

describe("a plan of faults", () => {
  it("strikes where it is asked for, as many times as it was planned", () => {
    const plan = createFaultPlan({ kind: "drop", times: 2 });
    expect(plan.take("stall", "garbage")).toBeNull();
    expect(plan.peek("drop")?.kind).toBe("drop");
    expect([plan.take("drop"), plan.take(), plan.take("drop")].map((fault) => fault?.kind)).toEqual(["drop", "drop", undefined]);
  });

  it("strikes until it is taken away when no number is given", () => {
    const plan = createFaultPlan();
    expect(plan.take()).toBeNull();
    plan.set({ kind: "zeros" });
    for (let n = 0; n < 5; n++) expect(plan.take("zeros")).not.toBeNull();
    plan.set(null);
    expect(plan.take("zeros")).toBeNull();
  });
});

describe("a stand-in's book", () => {
  const line = { kind: "stt", provider: "deepgram", model: "nova-3", unit: "audio_ms" } as const;

  it("sums what is billed by kind, provider, model and unit, and leaves out nothing but nothing", () => {
    const ledger = createLedger();
    ledger.count({ ...line, amount: 1_200 });
    ledger.count({ ...line, amount: 300 });
    ledger.count({ ...line, model: "nova-2", amount: 20 });
    ledger.count({ ...line, unit: "requests", amount: 0 });
    expect(ledger.bill()).toEqual([{ ...line, amount: 1_500 }, { ...line, model: "nova-2", amount: 20 }]);
  });

  it("keeps the newest thousand requests", () => {
    let at = 0;
    const ledger = createLedger(() => at++);
    for (let n = 0; n < 1_200; n++) ledger.note("utterance", { n });
    expect(ledger.asked()).toHaveLength(1_000);
    expect(ledger.asked().at(-1)).toEqual({ at: 1_199, what: "utterance", detail: { n: 1_199 } });
  });
});
