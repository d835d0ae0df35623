/** A media node's end of one call link, for tests of the session over a real WebSocket. Says what it is told to, no more. */
import { parseToNode } from "@zvon/contract/call-link.ts";
import type { Fact, FactBody, Held, Note, ToNode } from "@zvon/contract/call-link.ts";

type NoteBody = Note extends infer N ? (N extends Note ? Omit<N, "v"> : never) : never;
const cause = { q850: 16, sip: null, text: "Normal Clearing" };

export type LinkStandIn = {
  /** Numbers the fact, sends it, and resolves once the edge has at least seen it. */
  fact: (body: FactBody, n?: number) => Promise<{ stored: number; seen: number }>;
  note: (body: NoteBody) => void;
  /** The next message of this type from where the last `hear` of the type stopped. */
  hear: <T extends ToNode["type"]>(type: T) => Promise<Extract<ToNode, { type: T }>>;
  /** The whole reply that follows, its segments joined. */
  hearReply: () => Promise<{ reply: number; turn: number; text: string; segments: number }>;
  say: (turn: number, text: string) => Promise<{ stored: number; seen: number }>;
  heard: (reply: number, turn: number, text: string, interrupted?: boolean) => Promise<{ stored: number; seen: number }>;
  end: () => Promise<{ stored: number; seen: number }>;
  raw: (frame: string) => void;
  messages: ToNode[];
  closed: Promise<number>;
  close: () => void;
};

/** Opens the link and says hello; resolves with the welcome. */
export async function openLinkTo(session: { fetch: (url: string, init: RequestInit) => Promise<Response> }, callId: string, options: { epoch: number; n?: number; fresh?: boolean; turn?: number; held?: Held }): Promise<LinkStandIn> {
  const response = await session.fetch("https://object.zvon/link", { headers: { upgrade: "websocket", "x-zvon-epoch-base": "0" } });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`the link was refused: ${response.status}`);
  const messages: ToNode[] = [];
  const read: Partial<Record<ToNode["type"], number>> = {};
  let waiting: (() => void)[] = [];
  const closed = Promise.withResolvers<number>();
  let n = options.n ?? 0;
  socket.addEventListener("message", (event) => {
    if (event.data === "pong") return;
    messages.push(parseToNode(String(event.data)));
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  socket.addEventListener("close", (event) => closed.resolve(event.code));
  socket.accept();

  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const hear: LinkStandIn["hear"] = async <T extends ToNode["type"]>(type: T) =>
    until(() => {
      const from = read[type] ?? 0;
      const index = messages.findIndex((message, at) => at >= from && message.type === type);
      if (index < 0) return undefined;
      read[type] = index + 1;
      return messages[index] as Extract<ToNode, { type: T }>;
    });
  const link: LinkStandIn = {
    messages,
    hear,
    fact: async (body, number) => {
      n = number ?? n + 1;
      const fact = { ...body, v: 1, n } as Fact;
      const before = messages.length;
      socket.send(JSON.stringify(fact));
      return until(() => {
        const ack = messages.slice(before).findLast((message) => message.type === "ack");
        return ack?.type === "ack" && ack.seen >= n ? { stored: ack.stored, seen: ack.seen } : undefined;
      });
    },
    note: (body) => socket.send(JSON.stringify({ v: 1, ...body })),
    hearReply: async () => {
      let text = "";
      for (let segments = 1; ; segments += 1) {
        const part = await hear("reply.text");
        text = `${text} ${part.text}`.trim();
        if (part.last) return { reply: part.reply, turn: part.turn, text, segments };
      }
    },
    say: (turn, text) => link.fact({ type: "turn.final", turn, text, verdict: "sure", confidence: 0.9, language: "ru", startMs: turn * 10_000, endMs: turn * 10_000 + 900, endpointMs: 500, sttMs: 20, by: "voice" }),
    heard: (reply, turn, text, interrupted = false) => link.fact({ type: "reply.heard", reply, turn, heard: text, interrupted, startMs: turn * 10_000 + 1_500, endMs: turn * 10_000 + 3_000, decisionMs: 2, ttsMs: 10, firstAudioMs: 600 }),
    end: () => link.fact({ type: "call.ended", reason: "caller_hangup", cause, detail: "", durationMs: 42_000, media: { lost: 0 } }),
    raw: (frame) => socket.send(frame),
    closed: closed.promise,
    close: () => socket.close(1000),
  };
  link.note({ type: "hello", callId, epoch: options.epoch, fresh: options.fresh ?? false, turn: options.turn ?? 0, held: options.held ?? { reply: -1, seq: -1, last: true } });
  return link;
}
