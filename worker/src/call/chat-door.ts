/**
 * Who takes part in a call in writing: WebSockets and answers by HTTP, in front of the session's text line. Frames go to
 * all of them; the sockets survive the object's sleep, the answers by HTTP do not.
 */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { FactBody, ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import { chatCloseCode, fromChatSchema, maxChatChars } from "@zvon/contract/chat.ts";
import type { FromChat, ToChat } from "@zvon/contract/chat.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { z } from "zod";
import type { BeginCall } from "./begin.ts";
import type { CallEvent } from "./events.ts";
import type { CallState } from "./state.ts";
import { hear, lineOf, next, take } from "./text-line.ts";
import type { Answered, ChatCall, ChatOut, LineStep, TextLine } from "./text-line.ts";

/** A call in writing has one connection all its life. */
const epoch = 1;
/** Beside the message itself a JSON frame holds a few words. */
const maxFrameChars = maxChatChars + 200;

const guestSchema = z.object({ chat: z.enum(["text", "json"]), /** Of a site's page, by a token. */ visitor: z.boolean().default(false) });
type Guest = z.infer<typeof guestSchema>;
type Format = Guest["chat"];

type Stream = { write(frame: ToChat): void; close(): void; /** Closes after the answer to this message. */ until: number };

type Refused = Extract<ToChat, { type: "refused" }>;

export type ChatDoor = {
  /** The call has begun, or the object is back: the line says hello. */
  open(): void;
  /** The object has taken the socket; it is told what was said so far. */
  welcome(socket: WebSocket, guest: Guest, resumed: boolean): void;
  /** What came over a socket. */
  said(socket: WebSocket, data: string | ArrayBuffer): void;
  /** Server-sent events: the answer to `message`, or with none what the bot said first. */
  stream(message: FromChat | null, resumed: boolean, visitor: boolean): Response;
  /** One step of the session is done: what it said to the line, and what it told those who watch. */
  heard(messages: readonly ToNode[], events: readonly LiveEvent[]): void;
};

export function createChatDoor<D>(ports: { begin: BeginCall; state: () => CallState<D>; sockets: () => WebSocket[]; now: () => number; run: (event: CallEvent) => void }): ChatDoor {
  const { begin } = ports;
  const streams = new Set<Stream>();
  const first = lineOf(ports.state());
  let line: TextLine = first.line;
  let n = ports.state().data.stored;
  /** Messages that were not taken, by why; told once, at the end. */
  const refusals: Partial<Record<Refused["code"], number>> = {};
  const counted = (frame: Refused): Refused => {
    refusals[frame.code] = (refusals[frame.code] ?? 0) + 1;
    return frame;
  };

  function callAtWork(): ChatCall {
    const { data, memory } = ports.state();
    const saidAt = memory.messages.flatMap((message) => (message.who === "caller" && message.startMs !== null ? [data.createdAt + message.startMs] : []));
    return { live: data.phase === "live", turn: data.turn, reply: data.reply, language: data.language, createdAt: data.createdAt, answeredAt: data.answeredAt, saidAt };
  }

  function toSession(facts: readonly FactBody[], notes: readonly ToEdge[]): void {
    for (const body of facts) {
      n += 1;
      // A fact of the link, numbered: the union cannot be followed through the spread.
      ports.run({ type: "frame", epoch, message: { ...body, v: callLinkVersion, n } as ToEdge });
    }
    for (const message of notes) ports.run({ type: "frame", epoch, message });
  }

  function follow(step: LineStep): void {
    line = step.line;
    for (const out of step.out) tell(out);
    if (step.answered !== null) tell({ frame: turnFrame(step.answered), plain: null });
    // After a goodbye the end follows, and closes them.
    if (step.answered !== null && !line.over) closeStreams(step.answered.id);
    toSession(step.facts, step.notes);
  }

  function turnFrame({ turn, firstMs, tookMs }: Omit<Answered, "id">): ToChat {
    const { data } = ports.state();
    const tools = data.tools.flatMap(({ call, status, turn: of, aside, value, reason }) => (of === turn && aside !== true ? [{ name: call.name, arguments: call.arguments, status, ...(value === undefined ? {} : { value }), ...(reason === undefined ? {} : { reason }), ...(value?.["pretended"] === "yes" ? { pretended: true } : {}) }] : []));
    return { type: "turn", turn, trace: data.trace, state: data.flowState, fields: data.fields, intent: data.intent, outcome: data.outcome, language: data.language, tools, firstMs, tookMs };
  }

  function tell({ frame, plain }: ChatOut): void {
    for (const stream of streams) stream.write(frame);
    for (const socket of ports.sockets()) sendTo(socket, { frame, plain });
  }

  function closeStreams(answered: number): void {
    for (const stream of streams) if (stream.until <= answered) finish(stream);
  }

  function finish(stream: Stream): void {
    streams.delete(stream);
    stream.close();
  }

  /** Messages so far, for one who comes; then why the bot said the last. */
  function story(): ToChat[] {
    const { data, memory } = ports.state();
    const said = memory.messages.flatMap((message): ToChat[] => message.who === "team" ? [] : [{
      type: "message", who: message.who, text: message.text, turn: message.turn, reply: message.reply,
      done: message.reply === null || message.reply !== data.current?.reply || !data.current.open, by: message.by === "keys" ? "keys" : message.who === "caller" ? "text" : null,
    }]);
    return line.asked === null && data.answeredAt !== null ? [...said, turnFrame({ turn: data.turn, firstMs: 0, tookMs: 0 })] : said;
  }

  function started(resumed: boolean): ToChat {
    const { id, slug, name, version } = begin.bot;
    return { type: "started", callId: begin.callId, bot: { id, slug, name, version }, language: ports.state().data.language, resumed };
  }

  /** @returns the number of the message, to wait for its answer; null when it was not taken. */
  function sayToBot(message: FromChat, refuse: (frame: ToChat) => void): number | null {
    const step = take(line, callAtWork(), message, ports.now());
    if (step.refused !== null) refuse(counted(step.refused));
    follow(step);
    return step.refused === null ? step.id : null;
  }

  return {
    open() {
      const { held, facts } = first;
      const { turn } = ports.state().data;
      ports.run({ type: "frame", epoch, message: { v: callLinkVersion, type: "hello", callId: begin.callId, epoch, fresh: false, turn, held } });
      toSession(facts, []);
    },
    welcome(socket, guest, resumed) {
      socket.serializeAttachment(guest);
      if (guest.chat === "json") {
        for (const frame of [started(resumed), ...story()]) sendTo(socket, { frame, plain: null });
        return;
      }
      const last = ports.state().memory.messages.findLast((message) => message.who === "bot");
      if (last !== undefined) sendTo(socket, { frame: started(resumed), plain: last.text });
    },
    said(socket, data) {
      const { chat: format } = guestOf(socket);
      const refuse = (frame: ToChat) => sendTo(socket, { frame, plain: frame.type === "refused" ? frame.detail : null });
      const message = typeof data === "string" && data.length <= maxFrameChars ? read(data, format) : null;
      if (message !== null) return void sayToBot(message, refuse);
      const long = typeof data === "string" && data.length > maxChatChars;
      refuse(counted(long ? { type: "refused", code: "too_long", detail: `A message may have ${maxChatChars} signs.` } : { type: "refused", code: "malformed", detail: "This is not a message that a bot can read." }));
    },
    stream(message, resumed, visitor) {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const encoder = new TextEncoder();
      // Whoever went away before the answer came has nobody to tell it to.
      const gone = () => void streams.delete(stream);
      const stream: Stream = {
        until: Number.MAX_SAFE_INTEGER,
        write: (frame) => void writer.write(encoder.encode(`event: ${frame.type}\ndata: ${JSON.stringify(shownTo(visitor, frame))}\n\n`)).catch(gone),
        close: () => void writer.close().catch(gone),
      };
      stream.write(started(resumed));
      if (!resumed) for (const frame of story()) stream.write(frame);
      streams.add(stream);
      if (message === null) {
        // The first words may still be on their way.
        if (line.asked === null) finish(stream);
        else stream.until = line.asked.id;
      } else {
        // Given before anything runs, for the answer may come within.
        stream.until = line.taken + 1;
        if (sayToBot(message, (frame) => stream.write(frame)) === null) finish(stream);
      }
      return new Response(readable, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
    },
    heard(messages, events) {
      const step = hear(line, callAtWork(), messages, ports.now());
      const { answered } = step;
      follow(step);
      if (answered !== null || (line.asked === null && line.waiting.length > 0)) {
        const onward: LineStep = { line: { ...line, waiting: [...line.waiting] }, facts: [], notes: [], out: [], answered: null };
        next(onward, callAtWork(), ports.now());
        follow(onward);
      }
      for (const event of events) if (event.type === "ended") over(event);
    },
  };

  function over({ outcome, endReason }: Extract<LiveEvent, { type: "ended" }>): void {
    line = { ...line, over: true, waiting: [], asked: null };
    if (Object.keys(refusals).length > 0) console.warn(JSON.stringify({ event: "chat messages refused", call: begin.callId, ...refusals }));
    tell({ frame: { type: "ended", callId: begin.callId, outcome, endReason }, plain: null });
    for (const stream of [...streams]) finish(stream);
    for (const socket of ports.sockets()) shut(socket);
  }
}

function read(data: string, format: Format): FromChat | null {
  if (format === "text") {
    const plain = fromChatSchema.safeParse({ type: "text", text: data });
    return plain.success ? plain.data : null;
  }
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  const parsed = fromChatSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function guestOf(socket: WebSocket): Guest {
  const guest = guestSchema.safeParse(socket.deserializeAttachment());
  return guest.success ? guest.data : { chat: "text", visitor: true };
}

/** States, fields and reasons are the owner's: a stranger on a site learns the words alone. */
const shownTo = (visitor: boolean, frame: ToChat): ToChat => (visitor && frame.type === "turn" ? { ...frame, trace: null, state: null, fields: {}, intent: null, tools: [] } : frame);

function sendTo(socket: WebSocket, { frame, plain }: ChatOut): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  const { chat, visitor } = guestOf(socket);
  const text = chat === "json" ? JSON.stringify(shownTo(visitor, frame)) : plain;
  if (text === null) return;
  try {
    socket.send(text);
  } catch (error) {
    // It went while we worked; who comes back is told what was said.
    console.warn(JSON.stringify({ event: "chat frame not sent", error: String(error) }));
  }
}

function shut(socket: WebSocket): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  try {
    socket.close(chatCloseCode.done, "the chat is over");
  } catch (error) {
    console.warn(JSON.stringify({ event: "chat not closed", error: String(error) }));
  }
}
