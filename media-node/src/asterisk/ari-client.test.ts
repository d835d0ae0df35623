import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { ariClient } from "./ari-client.ts";

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
});

const clientOf = async (answer: RequestListener) => {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return ariClient({ url: `http://127.0.0.1:${port}/ari`, user: "zvon", password: "пароль" });
};

describe("ariClient", () => {
  it("sends credentials and the query escaped, and parses the answer", async () => {
    const seen: (string | undefined)[] = [];
    const request = await clientOf((incoming, response) => {
      seen.push(incoming.method, incoming.url, incoming.headers.authorization);
      response.end('[{"id":"a"}]');
    });
    expect(await request("POST", "/channels", { endpoint: "PJSIP/1@trunk", callerId: "a&b" })).toEqual([{ id: "a" }]);
    expect(seen).toEqual(["POST", "/ari/channels?endpoint=PJSIP%2F1%40trunk&callerId=a%26b", `Basic ${Buffer.from("zvon:пароль").toString("base64")}`]);
  });

  it("takes an empty answer as null", async () => {
    const request = await clientOf((_, response) => response.writeHead(204).end());
    expect(await request("DELETE", "/channels/1")).toBeNull();
  });

  it.each([
    [404, '{"message":"Channel not found"}', "not_found", false, "Channel not found"],
    [409, '{"message":"Channel not in Stasis application"}', "conflict", false, "Channel not in Stasis application"],
    [422, '{"message":"Channel \\"x\\" gone"}', "refused", false, 'Channel \\"x\\" gone'],
    [500, "<html>Internal</html>", "refused", true, "<html>Internal</html>"],
  ] as const)("turns %i into an error that says what happened and whether to try again", async (status, body, code, retryable, text) => {
    const request = await clientOf((_, response) => response.writeHead(status).end(body));
    await expect(request("POST", "/channels/1/answer")).rejects.toMatchObject({ name: "AriError", code, status, retryable, message: `POST /channels/1/answer: ${status} ${text}` });
  });

  it("calls a connection that breaks in mid-answer unreachable", async () => {
    const request = await clientOf((incoming) => incoming.socket.destroy());
    await expect(request("GET", "/channels")).rejects.toMatchObject({ code: "unreachable", retryable: true });
  });

  it("lets no more wait than it can ever serve", async () => {
    const waiting: (() => void)[] = [];
    const request = await clientOf((_, response) => void waiting.push(() => response.end()));
    const many = Array.from({ length: 1_000 }, () => request("GET", "/asterisk/ping").catch(() => null));
    await expect(request("GET", "/asterisk/ping")).rejects.toMatchObject({ code: "timeout", message: "GET /asterisk/ping: 1000 requests wait already" });
    server?.on("request", (_, response) => response.end());
    for (const answer of waiting) answer();
    server?.closeAllConnections();
    await Promise.all(many);
  });
});
