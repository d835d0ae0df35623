/** The socket of a chat with the draft: opened when it is wanted, begun anew on demand. */
import { toChatSchema } from "@zvon/contract/chat.ts";
import type { FromChat, ToChat } from "@zvon/contract/chat.ts";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { emptyChat, followChat, withSilence } from "../../lib/chat-log.ts";
import type { ChatLog } from "../../lib/chat-log.ts";

type Event = ToChat | { type: "silent" } | { type: "anew" };
const step = (log: ChatLog, event: Event): ChatLog => (event.type === "anew" ? emptyChat : event.type === "silent" ? withSilence(log) : followChat(log, event));

export type BotChat = { log: ChatLog; /** closed: not begun, or over. lost: the server went away. */ line: "closed" | "opening" | "open" | "lost"; begin: () => void; send: (frame: FromChat) => void };

/** @param liveTools services outside are really asked; else their results are pretended. */
export function useBotChat(slug: string, language: "ru" | "en", liveTools: boolean): BotChat {
  const [log, follow] = useReducer(step, emptyChat);
  const [line, setLine] = useState<BotChat["line"]>("closed");
  const socket = useRef<WebSocket | null>(null);
  const close = useCallback(() => {
    const old = socket.current;
    socket.current = null;
    if (old === null) return;
    if (old.readyState === WebSocket.OPEN) old.send(JSON.stringify({ type: "hangup" } satisfies FromChat));
    old.close(1000);
  }, []);
  useEffect(() => {
    // A tab that is closed or read anew leaves no chat behind that seems to go on.
    addEventListener("pagehide", close);
    return () => {
      removeEventListener("pagehide", close);
      close();
    };
  }, [close, slug]);

  const begin = useCallback(() => {
    close();
    follow({ type: "anew" });
    setLine("opening");
    const address = new URL(`/v1/bots/${encodeURIComponent(slug)}/chat`, location.origin.replace(/^http/, "ws"));
    address.search = new URLSearchParams({ format: "json", version: "draft", language, ...(liveTools && { liveTools: "true" }) }).toString();
    const opened = new WebSocket(address);
    socket.current = opened;
    opened.addEventListener("message", ({ data }) => {
      if (socket.current !== opened || typeof data !== "string") return;
      const frame = toChatSchema.safeParse(JSON.parse(data));
      if (!frame.success) return console.warn("chat frame not understood", frame.error);
      setLine("open");
      follow(frame.data);
    });
    opened.addEventListener("close", () => {
      if (socket.current !== opened) return;
      socket.current = null;
      setLine((now) => (now === "open" ? "closed" : "lost"));
    });
  }, [close, slug, language, liveTools]);

  const send = useCallback((frame: FromChat) => {
    if (frame.type === "silence") follow({ type: "silent" });
    socket.current?.send(JSON.stringify(frame));
  }, []);
  return { log, line, begin, send };
}
