/** Through a real proxy to a stand-in, over Node's sockets in place of workerd's, which have the same shape. */
import { connect as connectTcp } from "node:net";
import { Duplex } from "node:stream";
import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import { afterEach, describe, expect, it } from "vitest";
import { openaiLlm } from "./openai-compatible.ts";
import type { LlmEvent } from "./port.ts";
import { proxiedFetch } from "./proxied-fetch.ts";
import type { Connect, TcpSocket } from "./proxied-fetch.ts";

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

const connect: Connect = ({ hostname, port }) => {
  const socket = connectTcp({ host: hostname, port });
  // An error is told by the streams.
  socket.on("error", () => undefined);
  const { readable, writable } = Duplex.toWeb(socket) as { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> };
  const tcp: TcpSocket = {
    readable,
    writable,
    close: async () => void socket.destroy(),
    startTls: () => {
      throw new Error("no TLS here");
    },
  };
  return tcp;
};
const request = { messages: [{ role: "user" as const, content: "Привет." }], tools: [], temperature: 0.2, maxTokens: 300, stream: true };

async function open(credentials?: { user: string; password: string }) {
  const standIn = await startLlm({ vendor: "openai" });
  const proxy = await startConnectProxy(credentials);
  running.push(standIn, proxy);
  const llm = (url = proxy.url) => openaiLlm({ provider: "openai", model: "gpt-6-luna", access: { key: standIn.key, baseUrl: standIn.url, proxy: url }, fetch: proxiedFetch(url, connect) });
  return { standIn, proxy, llm };
}
async function textOf(events: AsyncIterable<LlmEvent>): Promise<string> {
  let text = "";
  for await (const event of events) if (event.type === "text") text += event.text;
  return text;
}

describe("a model behind a proxy", () => {
  it("answers through the tunnel, streaming and whole, and leaves nothing open", async () => {
    const { standIn, proxy, llm } = await open({ user: "zvon", password: "пароль:1" });
    for (const stream of [true, false]) expect(await textOf(llm().respond({ ...request, stream }, new AbortController().signal))).toContain("«Привет»");
    expect(proxy.targets()).toEqual([new URL(standIn.url).host, new URL(standIn.url).host]);
    await expect.poll(() => proxy.open()).toBe(0);
  });
  it("sends no password in the clear to a proxy that is to be spoken to by TLS", async () => {
    const { llm } = await open();
    const asked = textOf(llm("https://user:secret@127.0.0.1:1").respond(request, new AbortController().signal));
    await expect(asked).rejects.toMatchObject({ code: "misconfigured", message: expect.not.stringContaining("secret") });
  });
  it("closes the tunnel when the caller goes on, and the vendor stops", async () => {
    const { standIn, proxy, llm } = await open();
    standIn.fault({ kind: "endless" });
    const controller = new AbortController();
    const reason = new Error("the caller spoke");
    const run = async (): Promise<void> => {
      for await (const event of llm().respond(request, controller.signal)) if (event.type === "text") controller.abort(reason);
    };
    await expect(run()).rejects.toBe(reason);
    await expect.poll(() => standIn.asked().at(-1)?.detail["aborted"]).toBe(true);
    await expect.poll(() => proxy.open()).toBe(0);
  });
  it("tells a wrong password of the proxy, a proxy that makes no tunnel and one that is not there", async () => {
    const { proxy, llm } = await open({ user: "zvon", password: "right" });
    const failure = (url?: string) => textOf(llm(url).respond(request, new AbortController().signal)).catch((error: unknown) => error);
    expect(await failure(proxy.url.replace("right", "wrong"))).toMatchObject({ code: "misconfigured", retryable: false });
    proxy.cut({ refuse: true });
    expect(await failure()).toMatchObject({ code: "failed", retryable: true, message: "the proxy made no tunnel (503)" });
    await proxy.close();
    expect(await failure()).toMatchObject({ code: "failed", retryable: true });
  });
  it("does not take half an answer for a whole one", async () => {
    const { standIn, llm } = await open();
    standIn.fault({ kind: "drop" });
    for (const stream of [true, false]) await expect(textOf(llm().respond({ ...request, stream }, new AbortController().signal))).rejects.toMatchObject({ code: "failed", retryable: true });
  });
  it("passes the vendor's refusals on", async () => {
    const { standIn, llm } = await open();
    standIn.fault({ kind: "rate_limited" });
    await expect(textOf(llm().respond(request, new AbortController().signal))).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 2000 });
  });
});
