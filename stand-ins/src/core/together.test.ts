import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { StandIn } from "../stand-in.ts";
import { createLedger } from "./ledger.ts";
import { answerJson, readBody, serve } from "./serve.ts";
import { together } from "./together.ts";

/** A service that tells what it was asked, and by whose key. */
async function startPlain(name: string): Promise<StandIn & { faults: (string | null)[] }> {
  const ledger = createLedger();
  const faults: (string | null)[] = [];
  const server = await serve({
    async request(request, response, url) {
      const body = (await readBody(request)).toString();
      ledger.note(url.pathname, {});
      ledger.count({ kind: "llm", provider: name, model: "m", unit: "requests", amount: 1 });
      if (url.pathname === "/cut") {
        response.writeHead(200).write("half");
        return void setImmediate(() => response.destroy());
      }
      if (url.pathname === "/hang") return;
      answerJson(response, 200, { name, body, by: request.headers.authorization });
    },
    upgrade: () => ({ accept: (socket) => socket.on("message", (data) => socket.send(`${name} ${String(data)}`)) }),
  });
  return { name, key: `${name}-key`, url: server.url, bill: () => ledger.bill(), asked: () => ledger.asked(), connections: server.connections, close: server.close, fault: (fault) => void faults.push(fault?.kind ?? null), faults };
}

let speech: Awaited<ReturnType<typeof startPlain>>;
let models: Awaited<ReturnType<typeof startPlain>>;
let both: StandIn;
beforeEach(async () => {
  [speech, models] = [await startPlain("speech"), await startPlain("models")];
  both = await together([{ standIn: speech, serves: /^/ }, { standIn: models, serves: /\/chat$/ }]);
});
afterEach(() => both.close());
const ask = async (path: string): Promise<unknown> => (await fetch(`${both.url}${path}`, { method: "POST", body: "words", headers: { authorization: "Bearer speech-key" } })).json();

describe("stand-ins of one vendor together", () => {
  it("take requests by their path, all with one key", async () => {
    expect(both.key).toBe("speech-key");
    expect(await ask("/v1/speak")).toEqual({ name: "speech", body: "words", by: "Bearer speech-key" });
    expect(await ask("/v1/chat")).toEqual({ name: "models", body: "words", by: "Bearer models-key" });
    expect(both.asked().map((asked) => asked.what)).toEqual(["/v1/speak", "/v1/chat"]);
    expect(both.bill().map((line) => line.provider)).toEqual(["speech", "models"]);
  });

  it("carry WebSockets and end them on both sides", async () => {
    const client = new WebSocket(both.url.replace("http", "ws"));
    await once(client, "open");
    client.send("hello");
    expect(String((await once(client, "message"))[0])).toBe("speech hello");
    expect(both.connections()).toBe(1);
    client.terminate();
    await expect.poll(() => both.connections()).toBe(0);
  });

  it("cut what a member cuts, and end at a member what its client gives up", async () => {
    await expect(fetch(`${both.url}/cut`).then((answer) => answer.text())).rejects.toThrow();
    const stop = new AbortController();
    const hanging = fetch(`${both.url}/hang`, { signal: stop.signal }).catch((error: unknown) => error);
    await expect.poll(() => both.connections()).toBe(1);
    stop.abort();
    await hanging;
    await expect.poll(() => both.connections()).toBe(0);
  });

  it("share a fault", () => {
    both.fault({ kind: "drop" });
    expect([speech.faults, models.faults]).toEqual([["drop"], ["drop"]]);
  });

  it("are all ended by one close, with work in the middle", async () => {
    const hanging = fetch(`${both.url}/hang`).catch((error: unknown) => error);
    await expect.poll(() => both.connections()).toBe(1);
    await both.close();
    expect(await hanging).toBeInstanceOf(Error);
    await expect(fetch(speech.url)).rejects.toThrow();
  });
});
