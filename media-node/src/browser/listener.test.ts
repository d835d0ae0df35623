import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { listenForBrowsers, type Listener } from "./listener.ts";

let listener: Listener | null = null;
afterEach(async () => {
  await listener?.close();
});

async function listen(lines: EventEmitter): Promise<number> {
  const log = createLog((line) => lines.emit((JSON.parse(line) as { message: string }).message));
  listener = await listenForBrowsers({ host: "127.0.0.1", port: 0, admit: () => null, health: () => ({ status: "ok" }), metrics: () => "", log });
  return listener.port;
}

async function ask(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  socket.write(request);
  await once(socket, "close");
  return answer.split("\r\n")[0] ?? "";
}

const upgrade = (path: string) => `GET ${path} HTTP/1.1\r\nhost: node\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;

describe("the node's listener", () => {
  it("answers 400 to a path that is no address, and lives on", async () => {
    const port = await listen(new EventEmitter());
    expect(await ask(port, "GET // HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request");
    expect(await ask(port, upgrade("//"))).toBe("HTTP/1.1 400 Bad Request");
    expect(await ask(port, "GET /health HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n")).toBe("HTTP/1.1 200 OK");
  });

  it("refuses a bad ticket and outlives the client's reset", async () => {
    const lines = new EventEmitter();
    const port = await listen(lines);
    expect(await ask(port, upgrade("/browser/call_1?ticket=no"))).toBe("HTTP/1.1 403 Forbidden");
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const broken = once(lines, "a browser's upgrade broke");
    // The reset meets the node's answer: an error on a socket that node:http no longer looks after.
    socket.write(upgrade("/browser/call_1"), () => socket.resetAndDestroy());
    await broken;
  });
});
