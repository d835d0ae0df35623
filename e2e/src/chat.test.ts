/** A bot that is written to, on the product as it runs: by a stranger's WebSocket, by HTTP, and over a restart. */
import { WebSocket } from "ws";
import { toChatSchema, type ToChat } from "@zvon/contract/chat.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProduct, type Product } from "./testing.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.close());

const headers = () => ({ authorization: `Bearer ${product.resident.apiKey}` });

async function openChat(query = ""): Promise<{ hear(): Promise<string>; say(text: string): void; close(): void; closed: Promise<number> }> {
  const socket = new WebSocket(new URL(`/v1/bots/salon/chat${query}`, product.resident.url.replace("http", "ws")), { headers: headers() });
  const frames: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.on("message", (data) => {
    const text = String(data);
    const next = waiting.shift();
    if (next) next(text);
    else frames.push(text);
  });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  return {
    hear: () => new Promise((resolve) => {
      const first = frames.shift();
      if (first === undefined) waiting.push(resolve);
      else resolve(first);
    }),
    say: (text) => socket.send(text),
    close: () => socket.close(),
    closed,
  };
}

/** The frames of one answer. */
async function post(body: object): Promise<ToChat[]> {
  const response = await fetch(new URL("/v1/bots/salon/chat", product.resident.url), { method: "POST", headers: { ...headers(), "content-type": "application/json" }, body: JSON.stringify(body) });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  return (await response.text()).split("\n\n").flatMap((event) => (event === "" ? [] : [toChatSchema.parse(JSON.parse(event.slice(event.indexOf("data: ") + 6)))]));
}

describe("a bot that is written to", () => {
  it("greets a stranger, books in plain text and says goodbye", async () => {
    const chat = await openChat("?callerId=79160001122");
    const heard = [await chat.hear()];
    for (const text of ["на стрижку", "завтра в пять вечера", "меня зовут Анна", "да"]) {
      chat.say(text);
      heard.push(await chat.hear());
    }
    expect(await chat.closed, heard.join("\n")).toBe(4000);
    const [call] = (await product.api.calls()).filter((one) => one.from === "79160001122");
    const record = await product.api.ended(call?.id ?? "", { withinMs: 10_000, withRecording: false });
    expect(record).toMatchObject({ via: "text", outcome: "booked", endReason: "completed", fields: { name: "Анна" }, recording: null, analysis: { by: "rules", success: true } });
  }, 60_000);

  it("answers message by message over HTTP", async () => {
    const begun = await post({ callerId: "Ольга", text: "на стрижку" });
    const callId = begun.flatMap((frame) => (frame.type === "started" ? [frame.callId] : []))[0];
    expect(begun.map((frame) => frame.type)).toEqual(["started", "message", "turn", "message", "message", "turn"]);
    const answer = await post({ callId, text: "завтра в пять вечера" });
    expect(answer.at(-1)).toMatchObject({ type: "turn", turn: 2 });
    expect((await post({ callId, hangup: true })).at(-1)).toMatchObject({ type: "ended", endReason: "caller_hangup" });
  }, 60_000);

  it("goes on where it was after the edge was stopped and started", async () => {
    const first = await openChat("?format=json&callerId=restart");
    const started = toChatSchema.parse(JSON.parse(await first.hear()));
    if (started.type !== "started") throw new Error("the first frame tells no call");
    first.say(JSON.stringify({ type: "text", text: "на стрижку" }));
    for (let frame = toChatSchema.parse(JSON.parse(await first.hear())); frame.type !== "turn" || frame.turn !== 1; ) frame = toChatSchema.parse(JSON.parse(await first.hear()));
    await product.resident.edge.stop();
    await first.closed;
    await product.resident.edge.start();
    const answer = await post({ callId: started.callId, text: "завтра в пять вечера" });
    expect(answer.at(-1)).toMatchObject({ type: "turn", turn: 2 });
  }, 90_000);
});
