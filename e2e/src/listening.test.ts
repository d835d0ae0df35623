/**
 * One of the team hears a live call at the node and takes it over: each side in its own ear, nothing of them for the
 * caller until they have the floor, the bot silent while they talk, all of it in the recording and the books.
 */
import { listenTicketSchema } from "@zvon/contract/listening-api.ts";
import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecording } from "./recorded.ts";
import { startProduct, type Product } from "./testing.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(async () => product?.close());

/** The caller hums, the person whistles: neither is a word, and both are told from the bot by their pitch alone. */
const humHz = 300;
const whistleHz = 1_000;

/** A side of a media socket: sends 20 ms of its tone for each 20 ms that it hears. */
function converse(socket: WebSocket, rate: number, channels: 1 | 2, hz: number) {
  let sent = 0;
  /** All that was heard, by channel. */
  const heard: number[][] = Array.from({ length: channels }, () => []);
  const texts: { type: string }[] = [];
  let waiting: (() => void)[] = [];
  socket.on("message", (data: Buffer, binary) => {
    if (!binary) texts.push(JSON.parse(data.toString()) as { type: string });
    else {
      const frames = Math.floor(data.length / 2 / channels);
      for (let n = 0; n < frames * channels; n++) heard[n % channels]?.push(data.readInt16LE(2 * n));
      const tone = Int16Array.from({ length: frames }, (_, n) => Math.round(3_000 * Math.sin((2 * Math.PI * hz * (sent + n)) / rate)));
      sent += frames;
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(tone.buffer));
    }
    for (const wake of waiting.splice(0)) wake();
  });
  socket.on("close", () => {
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    heard,
    texts,
    /** Resolves with the sound since now once it is as wished. */
    async until<T>(what: string, test: () => T | null | false): Promise<T> {
      for (;;) {
        const found = test();
        if (found !== null && found !== false) return found;
        if (socket.readyState === WebSocket.CLOSED) throw new Error(`the socket closed before ${what}`);
        await new Promise<void>((resolve) => (waiting = [...waiting, resolve]));
      }
    },
    last: (ms: number, channel = 0) => (heard[channel] ?? []).slice(-Math.round((ms * rate) / 1000)),
  };
}

const rms = (samples: readonly number[]) => Math.hypot(...samples.map((sample) => sample / Math.sqrt(samples.length)));
/** How much of the sound is this tone, 0 to 1 (Goertzel). */
function share(samples: readonly number[], hz: number, rate: number): number {
  let [re, im, energy] = [0, 0, 0];
  samples.forEach((sample, n) => {
    re += sample * Math.cos((2 * Math.PI * hz * n) / rate);
    im += sample * Math.sin((2 * Math.PI * hz * n) / rate);
    energy += sample * sample;
  });
  return energy === 0 ? 0 : (2 * (re * re + im * im)) / samples.length / energy;
}

const opened = (url: string) => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise<WebSocket>((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("unexpected-response", (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
    socket.once("error", reject);
  });
};

async function post(path: string, body?: object): Promise<Response> {
  const { url, apiKey } = product.resident;
  return fetch(new URL(path, url), { method: "POST", headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });
}

async function ask(path: string, body?: object): Promise<unknown> {
  const answer = await post(path, body);
  const text = await answer.text();
  expect([200, 201, 204], text).toContain(answer.status);
  return text === "" ? null : JSON.parse(text);
}

describe("a call that one of the team listens in on", () => {
  it("is heard on both sides, taken over, handed back, and is all in the books", async () => {
    const { api } = product;
    const started = await api.startCall({ bot: "salon", language: "ru", via: "browser", from: "humming-tool" });
    const { id } = started.call;
    if (!started.media.browser) throw new Error("the API gave no media socket");
    const callerSocket = await opened(`${started.media.browser.url}?ticket=${encodeURIComponent(started.ticket ?? "")}`);
    const caller = converse(callerSocket, 8_000, 1, humHz);
    callerSocket.send(JSON.stringify({ type: "start", rate: 8_000 }));
    await caller.until("the greeting began", () => rms(caller.last(200)) > 300);

    const { listener, url, ticket } = listenTicketSchema.parse(await ask(`/v1/calls/${id}/listen`));
    const address = `${url}?ticket=${encodeURIComponent(ticket)}`;
    const teamSocket = await opened(address);
    await expect(opened(address)).rejects.toThrow("403");
    const team = converse(teamSocket, 16_000, 2, whistleHz);
    teamSocket.send(JSON.stringify({ type: "start", rate: 16_000 }));
    await team.until("the caller was heard left and the bot right", () => share(team.last(200, 0), humHz, 16_000) > 0.8 && rms(team.last(200, 1)) > 300 && share(team.last(200, 1), humHz, 16_000) < 0.5);
    // They have whistled all the while, to nobody.
    expect(share(caller.last(300), whistleHz, 8_000)).toBeLessThan(0.2);

    // The node tells the edge of them when it tells them themselves.
    await expect.poll(async () => (await post(`/v1/calls/${id}/take-over`, { listener })).status, { timeout: 10_000 }).toBe(204);
    await team.until("the floor was theirs", () => team.texts.some((text) => "yours" in text && text.yours === true));
    // A busy machine makes holes into the tone; the bot would make another sound of it for as long as it speaks.
    const second = () => caller.last(1_000);
    await caller.until("a second of nobody but them", () => second().length === 8_000 && rms(second()) > 1_000 && share(second(), whistleHz, 8_000) > 0.8);
    await team.until("they were heard in their own right ear", () => share(team.last(500, 1), whistleHz, 16_000) > 0.8);

    await ask(`/v1/calls/${id}/hand-back`);
    await caller.until("the bot spoke again", () => rms(caller.last(200)) > 300 && share(caller.last(200), whistleHz, 8_000) < 0.1);
    expect(team.texts.at(-1)).toEqual({ type: "floor", yours: false });

    await api.hangup(id);
    await team.until("they were told that it is over", () => team.texts.some(({ type }) => type === "ended"));
    const call = await api.ended(id, { withinMs: 20_000, withRecording: true });
    expect(call).toMatchObject({ status: "ended", endReason: "api_hangup" });
    const { right, left } = readRecording(await api.recording(id));
    /** How many frames of 20 ms are this tone: whatever holes lie between them. */
    const frames = (side: Int16Array, hz: number) => Array.from({ length: Math.floor(side.length / 160) }, (_, n) => share([...side.subarray(n * 160, (n + 1) * 160)], hz, 8_000)).filter((part) => part > 0.5).length;
    // Of the second that the caller heard at least three fifths are, when no more than a fifth of it was another sound.
    expect(frames(right, whistleHz)).toBeGreaterThanOrEqual(30);
    expect(frames(left, whistleHz)).toBe(0);
    // The greeting, and that the bot is back: it said nothing while they talked.
    expect((await api.messages(id)).map(({ who, turn }) => [who, turn])).toEqual([["bot", 0], ["bot", 0]]);
  }, 60_000);
});
