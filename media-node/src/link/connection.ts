/** Runs the link machine over a WebSocket: one socket at a time, one timer, no decision of its own. */
import { closeCode, parseToNode } from "@zvon/contract/call-link.ts";
import type { ToNode } from "@zvon/contract/call-link.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { WebSocket } from "ws";
import type { Log } from "../log.ts";
import { nextTick, step } from "./machine.ts";
import type { LinkEffect, LinkEvent, LinkState } from "./state.ts";

/** Answers of the edge to the upgrade that coming back does not change. */
const refusals = new Set([400, 401, 403, 404, 410, 426]);
/** The largest message is a welcome with every closed list of a bot: some hundred kB. */
const maxMessageBytes = 4 * 1024 * 1024;
/** Longest wait that a Node timer takes. */
const maxTimerMs = 2 ** 31 - 1;

export interface LinkRun {
  step(event: LinkEvent): void;
  state(): LinkState;
}

/**
 * @param clock monotonic, ms.
 * @param onEffect gets what is not the socket's affair: deliver, spool, drained.
 */
export function runLink(options: { initial: LinkState; edgeUrl: string; grant: LinkGrant; clock: () => number; log: Log; onEffect: (effect: Extract<LinkEffect, { type: "deliver" | "spool" | "drained" }>) => void }): LinkRun {
  const { grant, log } = options;
  let state = options.initial;
  let socket: { epoch: number; ws: WebSocket } | null = null;
  let timer: NodeJS.Timeout | null = null;
  const queue: LinkEvent[] = [];
  let stepping = false;

  /** An effect may bring the next event at once (the call answers a message with a fact): those wait their turn. */
  function enter(event: LinkEvent): void {
    queue.push(event);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const result = step(state, next, options.clock());
        state = result.state;
        result.effects.forEach(run);
      }
    } finally {
      stepping = false;
    }
    arm();
  }

  function arm(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const atMs = nextTick(state);
    if (atMs === Infinity) return;
    timer = setTimeout(() => enter({ type: "tick" }), Math.min(maxTimerMs, Math.max(0, Math.ceil(atMs - options.clock()))));
  }

  function run(effect: LinkEffect): void {
    switch (effect.type) {
      case "connect":
        return connect(effect.epoch);
      case "send":
        if (socket?.epoch === effect.epoch && socket.ws.readyState === WebSocket.OPEN) socket.ws.send(JSON.stringify(effect.message));
        return;
      case "ping":
        if (socket?.epoch === effect.epoch && socket.ws.readyState === WebSocket.OPEN) socket.ws.send("ping");
        return;
      case "close":
        if (socket?.epoch !== effect.epoch) return;
        // 1001: no word came for too long, the far side would not answer a close either.
        if (effect.code === 1000) socket.ws.close(1000);
        else socket.ws.terminate();
        return;
      case "deliver":
      case "spool":
      case "drained":
        return options.onEffect(effect);
    }
  }

  function connect(epoch: number): void {
    socket?.ws.terminate();
    const url = new URL(grant.path, options.edgeUrl);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(url, { headers: { authorization: `Bearer ${grant.token}` }, perMessageDeflate: false, maxPayload: maxMessageBytes });
    socket = { epoch, ws };
    let refused = false;
    ws.on("open", () => enter({ type: "opened", epoch }));
    ws.on("message", (data) => {
      const text = data.toString();
      if (text === "pong") return enter({ type: "pong", epoch });
      const message = parse(text);
      if (message !== null) enter({ type: "frame", epoch, message });
    });
    ws.on("unexpected-response", (request, response) => {
      refused = refusals.has(response.statusCode ?? 0);
      log.warn("the edge did not open the call link", { status: response.statusCode });
      response.resume();
      request.destroy();
      enter({ type: "closed", epoch, code: refused ? closeCode.refused : 1006 });
    });
    ws.on("error", (error) => log.warn("call link failed", { error }));
    ws.on("close", (code) => {
      if (!refused) enter({ type: "closed", epoch, code });
    });
  }

  /** A message of a newer edge is left out: what it asked for comes again in a form this node knows, or not at all. */
  function parse(text: string): ToNode | null {
    try {
      return parseToNode(text);
    } catch (error) {
      log.error("the edge sent what this node does not understand", { error: error instanceof SyntaxError ? "not JSON" : "not a message of this version" });
      return null;
    }
  }

  arm();
  return { step: enter, state: () => state };
}
