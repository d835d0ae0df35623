/** A WebSocket that is opened again and again until what it follows is over. */

/** Waits before the next try, ms: quick at first (a deploy takes a second), then kind to a server in trouble. */
const retryMs = [300, 1000, 2000, 5000, 10_000] as const;
/** The server answers "ping" without waking anything; a socket that is silent for longer is half open. */
const pingMs = 10_000;
const silentMs = 25_000;

type Options = {
  url: string;
  /** Of what the server says, but for "pong". @returns whether all is said. */
  onMessage: (data: string) => "more" | "over";
  onLost: () => void;
  /** Ask whether the server is still there. */
  pings?: boolean;
};

/** @returns ends it. */
export function followSocket({ url, onMessage, onLost, pings = false }: Options): () => void {
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let over = false;
  let heardAt = 0;
  const open = () => {
    const opened = new WebSocket(url);
    socket = opened;
    heardAt = Date.now();
    opened.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      heardAt = Date.now();
      if (typeof data !== "string" || data === "pong" || over || opened !== socket) return;
      tries = 0;
      if (onMessage(data) === "more") return;
      over = true;
      opened.close(1000);
    });
    opened.addEventListener("close", () => lose(opened));
  };
  const lose = (lost: WebSocket) => {
    if (over || lost !== socket) return;
    socket = null;
    onLost();
    retry = setTimeout(open, retryMs[Math.min(tries, retryMs.length - 1)]);
    tries += 1;
  };
  const watch = setInterval(() => {
    if (!pings || socket === null) return;
    if (Date.now() - heardAt > silentMs) {
      const mute = socket;
      lose(mute);
      mute.close();
    } else if (socket.readyState === WebSocket.OPEN) socket.send("ping");
  }, pingMs);
  open();
  return () => {
    over = true;
    clearTimeout(retry);
    clearInterval(watch);
    socket?.close(1000);
  };
}
