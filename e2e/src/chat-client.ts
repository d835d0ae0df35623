/** Somebody who writes to a bot: over a WebSocket, or message by message as a program without one does. */
import { WebSocket } from "ws";
import { toChatSchema } from "@zvon/contract/chat.ts";
import type { ToChat } from "@zvon/contract/chat.ts";
import type { Product } from "./testing.ts";

type Turn = Extract<ToChat, { type: "turn" }>;

export type Chat = {
  say(text: string): void;
  /** As it came. Resolves with null once the socket is closed and nothing is left. */
  hear(): Promise<string | null>;
  /** Code of the close. */
  closed: Promise<number>;
  close(): void;
};
export type FrameChat = Omit<Chat, "say" | "hear"> & {
  /** What came first: `started`, the greeting or all that was said so far, and the turn that stands. */
  opening: ToChat[];
  callId: string;
  /** @returns the frames up to the turn that answers, or to the end of the chat. */
  ask(message: string | { keys: string } | { silence: true }): Promise<ToChat[]>;
  /** Sends and does not wait. */
  send(message: string | { keys: string } | { silence: true }): void;
  /** Frames up to the next turn, or to the end of the chat. */
  answer(): Promise<ToChat[]>;
};

/** The handshake was refused. */
export class ChatRefused extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`the chat was refused: ${status} ${body}`);
    this.name = "ChatRefused";
    this.status = status;
    this.body = body;
  }
}

/** @param path with its query. @throws ChatRefused, or the socket's own Error when nobody listens. */
export async function openChat({ resident }: Product, path: string, headers: Record<string, string> = { authorization: `Bearer ${resident.apiKey}` }): Promise<Chat> {
  const socket = new WebSocket(new URL(path, resident.url.replace(/^http/, "ws")), { headers });
  const frames: string[] = [];
  let over = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const one of woken) one();
  };
  socket.on("message", (data) => {
    frames.push(String(data));
    wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.once("close", (code) => {
      over = true;
      resolve(code);
      wake();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("unexpected-response", (_, response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => reject(new ChatRefused(response.statusCode ?? 0, Buffer.concat(parts).toString("utf8"))));
    });
    socket.on("error", reject);
  });
  return {
    say: (text) => socket.send(text),
    async hear() {
      while (frames.length === 0 && !over) await new Promise<void>((resolve) => waiting.push(resolve));
      return frames.shift() ?? null;
    },
    closed,
    close: () => socket.close(),
  };
}

/** @param query beside `format=json`: "call=…&language=en". */
export async function openFrameChat(product: Product, bot: string, query = "", headers?: Record<string, string>): Promise<FrameChat> {
  const { say, hear, closed, close } = await openChat(product, `/v1/bots/${bot}/chat?format=json${query === "" ? "" : `&${query}`}`, headers);
  async function untilAnswered(): Promise<ToChat[]> {
    const seen: ToChat[] = [];
    for (;;) {
      const text = await hear();
      if (text === null) throw new Error(`the chat was closed before it was answered; it said ${JSON.stringify(seen)}`);
      const frame = toChatSchema.parse(JSON.parse(text));
      seen.push(frame);
      if (frame.type === "turn" || frame.type === "ended" || frame.type === "refused") return seen;
    }
  }
  const opening = await untilAnswered();
  const [first] = opening;
  if (first?.type !== "started") throw new Error("the first frame names no chat");
  const send: FrameChat["send"] = (message) => say(JSON.stringify(typeof message === "string" ? { type: "text", text: message } : "keys" in message ? { type: "keys", keys: message.keys } : { type: "silence" }));
  return {
    opening, callId: first.callId, closed, close, send,
    answer: untilAnswered,
    ask(message) {
      send(message);
      return untilAnswered();
    },
  };
}

/** One message by HTTP; its answer as server-sent events. */
export async function postChat({ resident }: Product, bot: string, json: Record<string, unknown>): Promise<ToChat[]> {
  const response = await fetch(new URL(`/v1/bots/${bot}/chat`, resident.url), { method: "POST", headers: { authorization: `Bearer ${resident.apiKey}`, "content-type": "application/json" }, body: JSON.stringify(json), signal: AbortSignal.timeout(60_000) });
  const text = await response.text();
  if (!response.ok) throw new ChatRefused(response.status, text);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) throw new Error(`these are no events: ${response.headers.get("content-type")}`);
  return text.split("\n\n").filter((event) => event !== "").map((event) => {
    const [, type, data = ""] = /^event: (\S+)\ndata: (.*)$/.exec(event) ?? [];
    const frame = toChatSchema.parse(JSON.parse(data));
    if (frame.type !== type) throw new Error(`an event "${type}" holds a frame "${frame.type}"`);
    return frame;
  });
}

/** What the bot said in these frames, to its last word. */
export const botSaid = (frames: readonly ToChat[]): string => frames.flatMap((frame) => (frame.type === "message" && frame.who === "bot" && frame.done ? [frame.text] : [])).join(" ");

/** The turn that answered. @throws Error when there is none. */
export function turnOf(frames: readonly ToChat[]): Turn {
  const last = frames.at(-1);
  if (last?.type !== "turn") throw new Error(`no turn answers: ${JSON.stringify(frames)}`);
  return last;
}
