import { once } from "node:events";
import { fromMediaNodeSchema, type FromMediaNode } from "@zvon/contract/node-link.ts";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { createLog } from "../log.ts";
import { connectControl, type Control } from "./control.ts";

const callId = `call_2611${"0".repeat(20)}`;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

/** An edge that welcomes the node; `next` is the node's next message that is neither hello nor beat. */
async function edge(onProbe: Parameters<typeof connectControl>[0]["onProbe"] = () => Promise.resolve()): Promise<{ control: Control; socket: WebSocket; next: Promise<FromMediaNode> }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const got = Promise.withResolvers<FromMediaNode>();
  const connected = new Promise<WebSocket>((resolve) =>
    server.on("connection", (socket) => {
      socket.on("message", (data) => {
        const text = String(data);
        if (text === "ping") return;
        const message = fromMediaNodeSchema.parse(JSON.parse(text));
        if (message.type === "hello") socket.send(JSON.stringify({ v: 1, type: "welcome", nodeId: "node", beatMs: 5_000 }));
        else if (message.type !== "beat") got.resolve(message);
      });
      resolve(socket);
    }),
  );
  const control = connectControl({
    edgeUrl: `http://127.0.0.1:${address.port}`, token: "t".repeat(16), random: () => 0, log: createLog(() => {}),
    hello: () => ({ version: "0", capacity: 1, ways: ["rtp"], calls: [] }), beat: () => ({ calls: 0, telephony: "none" }), onPlace: () => {}, onHangup: () => {}, onProbe,
  });
  closers.push(() => server.close(), () => control.close());
  await control.ready;
  return { control, socket: await connected, next: got.promise };
}

describe("the control socket", () => {
  it("gives back a session whose answer came after the node had ceased to wait", async () => {
    const { socket, next } = await edge();
    socket.send(JSON.stringify({ v: 1, type: "accept", offer: "o99", grant: { callId, path: "/link", token: "t", epochBase: 0 } }));
    expect(await next).toMatchObject({ type: "place.failed", callId, reason: "failed" });
  });

  it("clips the words of an error to what the contract takes", async () => {
    const { control, next } = await edge();
    control.send({ type: "place.failed", callId, reason: "failed", cause: { q850: null, sip: null, text: "c".repeat(900) }, detail: "d".repeat(900) });
    expect(await next).toMatchObject({ detail: "d".repeat(500), cause: { text: "c".repeat(200) } });
  });

  it("offers a call whose caller names itself at length", async () => {
    const { control, next } = await edge();
    void control.offer({ via: "sip", number: "100", from: "f".repeat(300), diversion: null });
    expect(await next).toMatchObject({ type: "offer", from: "f".repeat(80) });
  });

  it("passes on what is to be tried with a vendor, and outlives a trial that goes wrong", async () => {
    const probe = { v: 1, type: "probe", probe: "p1", kind: "tts", provider: "cartesia", model: null, voice: "v", speed: 1, language: "ru", text: "Привет", access: { key: "k" } };
    const tried: unknown[] = [];
    const { control, socket, next } = await edge((message) => {
      tried.push(message);
      return tried.length === 1 ? Promise.reject(new Error("out")) : Promise.resolve(control.send({ type: "probed", probe: message.probe, ok: true, code: null, detail: "cartesia spoke", tookMs: 1, audio: null }));
    });
    socket.send(JSON.stringify(probe));
    socket.send(JSON.stringify({ ...probe, probe: "p2" }));
    expect(await next).toMatchObject({ type: "probed", probe: "p2", ok: true });
    expect(tried[0]).toEqual({ probe: "p1", kind: "tts", provider: "cartesia", model: null, voice: "v", speed: 1, language: "ru", text: "Привет", access: { key: "k" } });
  });
});
