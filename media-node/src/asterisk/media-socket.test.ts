import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { mediaSocketUrl, openMediaSocket } from "./media-socket.ts";

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Asterisk's end, as far as a test writes it; `told` are its commands, `frames` what it was to play. */
async function begin(now = () => 0) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  const far = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const heard: number[] = [];
  let closed = 0;
  const socket = await openMediaSocket(`ws://127.0.0.1:${address.port}/media/1`, { onAudio: (pcm) => heard.push(...pcm), onClose: () => (closed += 1) }, now);
  const asterisk = await far;
  const told: { command: string; correlation_id?: string }[] = [];
  let frames = 0;
  let waiting: (() => void) | null = null;
  asterisk.on("message", (data, binary) => {
    if (binary) frames += 1;
    else told.push(JSON.parse(String(data)));
    waiting?.();
  });
  const until = (reached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting = () => {
        if (reached()) resolve();
      };
      waiting();
    });
  /** Everything that was sent has come. */
  const settled = async () => {
    const before = told.length;
    socket.flush();
    await until(() => told.length > before);
  };
  const says = async (event: Record<string, string>) => {
    asterisk.send(JSON.stringify(event));
    // What comes after it shows that it was read.
    const before = heard.length;
    asterisk.send(Buffer.alloc(2));
    await new Promise<void>((resolve) => {
      const look = () => (heard.length > before ? resolve() : setImmediate(look));
      look();
    });
  };
  return { socket, asterisk, told, frames: () => frames, settled, says, heard, closed: () => closed };
}
const speech = new Int16Array(160).fill(5_000);
const silence = new Int16Array(160);

describe("audio to and from Asterisk by WebSocket", () => {
  it("stands beside ARI", () => {
    expect(mediaSocketUrl("http://10.0.0.1:8088/ari", "a-b")).toBe("ws://10.0.0.1:8088/media/a-b");
    expect(mediaSocketUrl("https://pbx.example.org/ari", "a")).toBe("wss://pbx.example.org/media/a");
  });

  it("gives the caller's samples as they are, little-endian", async () => {
    const { asterisk, heard } = await begin();
    const bytes = Buffer.alloc(4);
    bytes.writeInt16LE(-300, 0);
    bytes.writeInt16LE(7, 2);
    asterisk.send(bytes);
    await new Promise<void>((resolve) => {
      const look = () => (heard.length === 2 ? resolve() : setImmediate(look));
      look();
    });
    expect(heard).toEqual([-300, 7]);
  });

  it("drops what has not sounded when the bot is cut off", async () => {
    const { socket, told, settled } = await begin();
    socket.send(speech);
    await settled();
    expect(told).toEqual([{ command: "FLUSH_MEDIA" }]);
  });

  it("measures how far the sound lies behind, and leaves silence out until it lies less, never speech", async () => {
    let clock = 0;
    const { socket, told, frames, settled, says } = await begin(() => clock);
    for (let n = 0; n < 50; n++) socket.send(speech);
    await settled();
    const mark = told.find(({ command }) => command === "MARK_MEDIA")?.correlation_id ?? "";
    clock = 260;
    await says({ event: "MEDIA_MARK_PROCESSED", correlation_id: mark });
    expect(socket.delayMs()).toBe(260);
    for (let n = 0; n < 5; n++) socket.send(speech);
    for (let n = 0; n < 30; n++) socket.send(silence);
    await settled();
    // 200 ms too many: ten frames.
    expect([socket.dropped(), frames()]).toEqual([10, 75]);
  });

  it("sends nothing while the far side has too much", async () => {
    const { socket, frames, settled, says } = await begin();
    await says({ event: "MEDIA_XOFF" });
    socket.send(speech);
    await says({ event: "MEDIA_XON" });
    socket.send(speech);
    await settled();
    expect([socket.dropped(), frames()]).toEqual([1, 1]);
  });

  it("fails when nobody is there", async () => {
    await expect(openMediaSocket("ws://127.0.0.1:9/media/1", { onAudio: () => undefined, onClose: () => undefined })).rejects.toThrow();
  });
});
