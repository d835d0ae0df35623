/** Asterisk's event stream: opened, watched, opened again. */
import { WebSocket } from "ws";
import { reconnectDelayMs } from "./backoff.ts";

/** A half-open socket looks like a quiet exchange: the node would be deaf without knowing. */
const PING_MS = 3_000;
const HANDSHAKE_TIMEOUT_MS = 5_000;

export type EventSocket = { close(): void };

/** Calls `onUp` whenever the stream is open (again), `onDown` when it is lost; `onText` gets each message. */
export const openEventSocket = (options: {
  url: string;
  onUp: () => void;
  onDown: (why: string) => void;
  onText: (text: string) => void;
  random?: () => number;
}): EventSocket => {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const connect = (): void => {
    const current = new WebSocket(options.url, { handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
    socket = current;
    let why = "closed by the exchange";
    let heard = true;
    const ping = setInterval(() => {
      if (current.readyState !== WebSocket.OPEN) return;
      if (!heard) {
        why = "no answer to a ping";
        current.terminate();
        return;
      }
      heard = false;
      current.ping();
    }, PING_MS);
    current.on("open", () => {
      attempt = 0;
      options.onUp();
    });
    current.on("message", (data) => {
      heard = true;
      options.onText(String(data));
    });
    current.on("pong", () => {
      heard = true;
    });
    current.on("error", (error) => {
      why = error.message;
    });
    // ws closes after every error, so this is the one place to start anew.
    current.on("close", () => {
      clearInterval(ping);
      if (closed) return;
      options.onDown(why);
      retry = setTimeout(connect, reconnectDelayMs(attempt, (options.random ?? Math.random)()));
      attempt += 1;
    });
  };

  connect();
  return {
    close: () => {
      closed = true;
      clearTimeout(retry);
      socket?.terminate();
    },
  };
};
