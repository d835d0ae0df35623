/**
 * The node's control socket to its object at the edge: hello, beats, calls offered to the edge and placed by it.
 * Reconnects for ever with full jitter; what was under way when it broke is answered as refused, and the far side
 * hears a busy tone rather than nothing.
 */
import { nodeBeatMs, nodeLinkVersion, toMediaNodeSchema, type FromMediaNode, type LinkGrant, type TalkSight, type ToMediaNode, type Via } from "@zvon/contract/node-link.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";
import type { KeyedVendorHealth } from "@zvon/contract/speech.ts";
import type { TrunkSight } from "@zvon/contract/trunk-settings.ts";
import { WebSocket } from "ws";
import type { Log } from "../log.ts";

type MessageOf<T extends ToMediaNode["type"]> = Extract<ToMediaNode, { type: T }>;
export type Offer = { via: Via; number: string; from: string; diversion: string | null; /** The exchange's endpoint that it came by. */ trunk?: string | null };
type Refused = MessageOf<"refuse">;
export type OfferAnswer =
  | { ok: true; grant: LinkGrant }
  /** `language`: of the fallback. `forward`: where the caller is to be connected instead. */
  | { ok: false; reason: EndReason; detail: string; fallback: string | null; language?: Refused["language"]; forward?: Refused["forward"] };

type Outgoing = FromMediaNode extends infer M ? (M extends FromMediaNode ? Omit<M, "v"> : never) : never;

export interface Control {
  offer(offer: Offer): Promise<OfferAnswer>;
  send(message: Outgoing): void;
  status(): "up" | "down";
  /** Resolves at the first welcome. */
  ready: Promise<void>;
  close(): void;
}

const offerTimeoutMs = 5_000;
const firstRetryMs = 200;
const maxRetryMs = 5_000;

export function connectControl(options: {
  edgeUrl: string;
  token: string;
  hello: () => { version: string; capacity: number; ways: Via[]; calls: string[]; trunks?: string; listenUrl?: string; phoneUrl?: string };
  beat: () => { calls: number; telephony: "up" | "down" | "none"; vendors?: KeyedVendorHealth[]; trunks?: TrunkSight[]; draining?: boolean; talks?: TalkSight[] };
  onPlace: (message: MessageOf<"place">) => void;
  onHangup: (message: MessageOf<"hangup">) => void;
  /** Somebody will come and listen in, or may not any more. */
  onListen?: (message: MessageOf<"listen">) => void;
  onListenDrop?: (message: MessageOf<"listen.drop">) => void;
  onProbe: (message: Omit<MessageOf<"probe">, "v" | "type">) => Promise<void>;
  /** All trunks and numbers that the node serves, in place of the former list. */
  onTrunks?: (message: MessageOf<"trunks">) => void;
  /** All telephones of operators in browsers, in place of the former list. Absent: the exchange takes none. */
  onPhones?: (phones: MessageOf<"phones">["phones"]) => void;
  /** Answers by `trunk.probed`. Absent: told at once that this node can't. */
  onTrunkProbe?: (message: MessageOf<"trunk.probe">) => Promise<void>;
  onDrain?: (on: boolean) => void;
  /** An operator dials, or goes on with it. */
  onDial?: (message: MessageOf<"dial">) => void;
  onDialAct?: (message: MessageOf<"dial.act">) => void;
  /** Two who talk without us may do so for longer. */
  onTalkLimit?: (message: MessageOf<"talk.limit">) => void;
  random: () => number;
  log: Log;
}): Control {
  const { log } = options;
  const ready = Promise.withResolvers<void>();
  const offers = new Map<string, (answer: OfferAnswer) => void>();
  let socket: WebSocket | null = null;
  let up = false;
  let closed = false;
  let attempts = 0;
  let nextOffer = 0;
  let lastHeardMs = 0;
  let retry: NodeJS.Timeout | null = null;

  const send: Control["send"] = (message) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: nodeLinkVersion, ...clipped(message) }));
  };

  function connect(): void {
    const url = new URL("/node/v1/control", options.edgeUrl);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const opened = new WebSocket(url, { headers: { authorization: `Bearer ${options.token}` }, handshakeTimeout: 5_000, perMessageDeflate: false });
    socket = opened;
    opened.on("open", () => {
      lastHeardMs = performance.now();
      send({ type: "hello", ...options.hello(), nowMs: Date.now() });
    });
    opened.on("message", (data) => {
      lastHeardMs = performance.now();
      const text = data.toString();
      if (text !== "pong") onMessage(text);
    });
    opened.on("error", (error) => log.warn("control socket failed", { error }));
    opened.on("close", (code) => {
      up = false;
      for (const answer of offers.values()) answer({ ok: false, reason: "edge_lost", detail: "the control socket broke", fallback: null });
      offers.clear();
      if (closed) return;
      const ceiling = Math.min(maxRetryMs, firstRetryMs * 2 ** attempts);
      attempts = Math.min(attempts + 1, 10);
      log.warn("control socket closed, coming back", { code });
      retry = setTimeout(connect, options.random() * ceiling);
    });
  }

  function onMessage(text: string): void {
    const parsed = toMediaNodeSchema.safeParse(parseJson(text));
    if (!parsed.success) return log.error("the edge sent what this node does not understand", { issues: parsed.error.issues.length });
    const message = parsed.data;
    switch (message.type) {
      case "welcome":
        up = true;
        attempts = 0;
        return ready.resolve();
      case "accept":
        if (offers.has(message.offer)) return answerOffer(message.offer, { ok: true, grant: message.grant });
        // Too late: the caller heard the busy tone, and a session that waits for the call would hold its lease in vain.
        return send({ type: "place.failed", callId: message.grant.callId, reason: "failed", cause: { q850: null, sip: null, text: "" }, detail: "the node no longer waited for this answer" });
      case "refuse":
        return answerOffer(message.offer, { ok: false, reason: message.reason, detail: message.detail, fallback: message.fallback, language: message.language, forward: message.forward });
      case "place":
        return options.onPlace(message);
      case "hangup":
        return options.onHangup(message);
      case "listen":
        return options.onListen?.(message);
      case "listen.drop":
        return options.onListenDrop?.(message);
      case "probe": {
        const { v: _v, type: _type, ...probe } = message;
        void options.onProbe(probe).catch((error: unknown) => log.error("a vendor could not be tried", { error }));
        return;
      }
      case "trunks":
        return options.onTrunks?.(message);
      case "phones":
        return options.onPhones?.(message.phones);
      case "trunk.probe": {
        const refuse = (detail: string) => send({ type: "trunk.probed", probe: message.probe, ok: false, state: "unknown", code: null, detail, tookMs: 0 });
        if (options.onTrunkProbe === undefined) return refuse("not available on this node");
        void options.onTrunkProbe(message).catch((error: unknown) => {
          log.error("a trunk could not be tried", { error });
          refuse("the node could not try the trunk");
        });
        return;
      }
      case "drain":
        return options.onDrain?.(message.on);
      case "dial":
        if (options.onDial === undefined) return send({ type: "dial.state", dial: message.dial, stage: "over", result: "failed" });
        return options.onDial(message);
      case "dial.act":
        return options.onDialAct?.(message);
      case "talk.limit":
        return options.onTalkLimit?.(message);
    }
  }

  function answerOffer(offer: string, answer: OfferAnswer): void {
    offers.get(offer)?.(answer);
    offers.delete(offer);
  }

  const beats = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    // A half-open socket: three beats without a word from the edge.
    if (performance.now() - lastHeardMs > 3 * nodeBeatMs) return socket.terminate();
    send({ type: "beat", ...options.beat(), nowMs: Date.now() });
    socket.send("ping");
  }, nodeBeatMs);

  connect();
  return {
    ready: ready.promise,
    status: () => (up ? "up" : "down"),
    send,
    offer(offer) {
      if (!up) return Promise.resolve({ ok: false, reason: "edge_lost", detail: "the edge can't be reached", fallback: null });
      const id = `o${++nextOffer}`;
      return new Promise((resolve) => {
        const timer = setTimeout(() => answerOffer(id, { ok: false, reason: "edge_lost", detail: "the edge did not answer", fallback: null }), offerTimeoutMs);
        offers.set(id, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        send({ type: "offer", offer: id, ...offer });
      });
    },
    close() {
      closed = true;
      clearInterval(beats);
      if (retry) clearTimeout(retry);
      socket?.close(1000);
    },
  };
}

/** Words of errors and of callers' telephones have any length; a message over the contract's bounds would be refused whole. */
function clipped(message: Outgoing): Outgoing {
  switch (message.type) {
    case "place.failed":
      return { ...message, detail: message.detail.slice(0, 500), cause: { ...message.cause, text: message.cause.text.slice(0, 200) } };
    case "offer":
      return { ...message, number: message.number.slice(0, 80), from: message.from.slice(0, 80), diversion: message.diversion?.slice(0, 80) ?? null };
    default:
      return message;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
