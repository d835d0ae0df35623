/** A browser call whose caller types: for talks that no closed list can recognise by sound. */
import { WebSocket } from "ws";
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { liveEventSchema } from "@zvon/contract/live.ts";
import type { Api } from "./call/api.ts";

export interface TypedCall {
  id: string;
  /** Resolves with what the bot said to it, once it was heard or cut. */
  type(text: string): Promise<Message>;
  /** What the bot said of its own accord at the beginning. */
  greeting: Promise<Message>;
  /** Types and does not wait. */
  send(text: string): void;
  /** Resolves with the first state of a message that fits. */
  until(fits: (message: Message) => boolean): Promise<Message>;
  ended(): Promise<Call>;
}

export async function startTypedCall({ api, bot, language, fields = {}, onSound = () => {} }: { api: Api; bot: string; language: Language; /** Known before the call. */ fields?: Record<string, string>; /** 8 kHz of what the caller hears. */ onSound?: (pcm: Int16Array) => void }): Promise<TypedCall> {
  const started = await api.startCall({ bot, language, via: "browser", from: "typing-tool", fields });
  if (!started.media.browser) throw new Error("the API gave no media socket");
  const { id } = started.call;
  const seen: Message[] = [];
  let watching: (() => void)[] = [];
  const live = new WebSocket(new URL(`/v1/calls/${id}/live`, api.url.replace("http", "ws")), { headers: { authorization: `Bearer ${api.apiKey}` } });
  live.on("message", (data) => {
    const event = liveEventSchema.parse(JSON.parse(String(data)));
    if (event.type === "message") seen.push(event.message);
    if (event.type === "snapshot") seen.push(...event.messages);
    const woken = watching;
    watching = [];
    for (const wake of woken) wake();
  });
  const until = async (fits: (message: Message) => boolean, from = 0): Promise<Message> => {
    for (;;) {
      const found = seen.slice(from).find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => watching.push(resolve));
    }
  };
  const media = new WebSocket(`${started.media.browser.url}?ticket=${encodeURIComponent(started.ticket ?? "")}`, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    media.once("open", () => resolve());
    media.once("error", reject);
  });
  media.send(JSON.stringify({ type: "start", rate: 8000 }));
  // The caller is silent for as long as the bot's line sounds.
  media.on("message", (data: Buffer, binary) => {
    if (!binary) return;
    onSound(new Int16Array(new Uint8Array(data).buffer));
    if (media.readyState === WebSocket.OPEN) media.send(new Uint8Array(data.length));
  });
  const heard = (turn: number) => (message: Message) => message.who === "bot" && message.turn === turn && message.heardText !== null;
  let turn = 0;
  const send = (text: string): void => {
    turn += 1;
    media.send(JSON.stringify({ type: "text", text }));
  };
  return {
    id, until, send,
    greeting: until(heard(0)),
    type(text) {
      send(text);
      return until(heard(turn));
    },
    async ended() {
      const call = await api.ended(id, { withinMs: 30_000, withRecording: false });
      live.close();
      media.close();
      return call;
    },
  };
}
