import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followSocket } from "./followed-socket.ts";

/** A server's end of the sockets that were opened, the newest last. */
class Server extends EventTarget {
  static opened: Server[] = [];
  static readonly OPEN = 1;
  readyState = 1;
  said: string[] = [];
  constructor() {
    super();
    Server.opened.push(this);
  }
  send(text: string): void {
    this.said.push(text);
  }
  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }
  tell(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}
const newest = (): Server => Server.opened.at(-1) ?? new Server();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Server);
  Server.opened = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function follow(pings = false) {
  const heard: string[] = [];
  const seen = { lost: 0 };
  const stop = followSocket({
    url: "ws://zvon.test/v1/live",
    pings,
    onLost: () => (seen.lost += 1),
    onMessage: (data) => {
      heard.push(data);
      return data === "over" ? "over" : "more";
    },
  });
  return { heard, seen, stop };
}

describe("a socket that is followed", () => {
  it("is opened again when it was lost, a little later each time, and at once quick again when it spoke", () => {
    const { seen } = follow();
    for (const ms of [300, 1000, 2000]) {
      newest().close();
      const before = Server.opened.length;
      vi.advanceTimersByTime(ms - 1);
      expect(Server.opened.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(Server.opened.length).toBe(before + 1);
    }
    newest().tell("hello");
    newest().close();
    vi.advanceTimersByTime(300);
    expect([Server.opened.length, seen.lost]).toEqual([5, 4]);
  });

  it("is left alone when all is said, or nobody listens any more", () => {
    const done = follow();
    newest().tell("over");
    vi.advanceTimersByTime(60_000);
    expect([Server.opened.length, done.seen.lost, newest().readyState]).toEqual([1, 0, 3]);
    const { stop, seen } = follow();
    stop();
    vi.advanceTimersByTime(60_000);
    expect([Server.opened.length, seen.lost]).toEqual([2, 0]);
  });

  it("is asked whether it is there, and given up when it does not answer: a half-open one never closes", () => {
    const { heard, seen } = follow(true);
    const first = newest();
    vi.advanceTimersByTime(10_000);
    expect(first.said).toEqual(["ping"]);
    first.tell("pong");
    vi.advanceTimersByTime(20_000);
    expect([seen.lost, heard]).toEqual([0, []]);
    vi.advanceTimersByTime(10_000);
    expect(seen.lost).toBe(1);
    vi.advanceTimersByTime(300);
    expect(Server.opened.length).toBe(2);
    first.tell("late");
    expect(heard).toEqual([]);
  });
});
