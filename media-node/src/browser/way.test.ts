import { describe, expect, it } from "vitest";
import type { Leg, LegEvent } from "../media/engine.ts";
import { createBrowserWay, type BrowserSocket, type ScriptedCaller } from "./way.ts";

const frame = (atMs: number): LegEvent => ({ type: "frame", atMs, pcm: new Int16Array(160), speech: 0, levelDb: -90 });
const out = (atMs: number): LegEvent => ({ type: "out", atMs, pcm: new Int16Array(160).fill(500) });

const silentLeg: Leg = { id: "leg", local: null, play: () => undefined, stop: () => undefined, pause: () => undefined, resume: () => undefined, feed: () => undefined, record: () => undefined, tap: () => undefined, talk: () => undefined, setRemote: () => undefined, sendDtmf: () => undefined, close: () => undefined };

function join(scripted: ScriptedCaller | null) {
  const sent: Int16Array[] = [];
  const closed: (number | undefined)[] = [];
  const clock = { ms: 0 };
  const socket: BrowserSocket = { sendText: () => undefined, sendAudio: (pcm) => sent.push(pcm), close: (code) => closed.push(code), onMessage: () => undefined, onClose: () => undefined };
  const way = createBrowserWay(scripted, () => clock.ms);
  way.join(socket);
  socket.onMessage({ text: JSON.stringify({ type: "start", rate: 8000 }) });
  return { way, sent, socket, closed, clock };
}

describe("the browser's way", () => {
  it("lets a scripted caller hear silence and go on while the bot says nothing", () => {
    const heard: number[] = [];
    const { way, sent } = join({
      onKey: () => undefined,
      onDone: () => undefined,
      close: () => undefined,
      exchange(bot) {
        heard.push(bot[80] ?? 0);
        return new Int16Array(160).fill(7);
      },
    });
    way.onLegEvent(out(0));
    for (let at = 0; at < 100; at += 20) way.onLegEvent(frame(at));
    expect(heard).toEqual([500, 0, 0, 0, 0]);
    expect(sent.map((pcm) => pcm.length)).toEqual([320, 320, 320, 320, 320]);
  });

  it("sends a microphone call the bot alone, and nothing while it is silent", () => {
    const { way, sent } = join(null);
    way.onLegEvent(out(0));
    way.onLegEvent(frame(0));
    way.onLegEvent(frame(20));
    expect(sent.map((pcm) => pcm.length)).toEqual([160]);
  });

  it("takes the rates that browsers have, and no other: its filter would stall every call", () => {
    const { way, socket, closed } = join(null);
    expect(closed).toEqual([]);
    const told: string[] = [];
    const another = createBrowserWay(null, () => 0);
    void another.start(silentLeg, (event) => told.push(event.type));
    another.join(socket);
    socket.onMessage({ text: JSON.stringify({ type: "start", rate: 47_999 }) });
    expect(told).toEqual(["hangup"]);
    expect(closed).toEqual([1008]);
    expect(way.via).toBe("browser");
  });

  it("drops what comes faster than a person types, and closes on a flood", () => {
    const { way, socket, closed, clock } = join(null);
    const told: string[] = [];
    void way.start(silentLeg, (event) => told.push(event.type));
    const type = (times: number) => {
      for (let i = 0; i < times; i++) socket.onMessage({ text: JSON.stringify({ type: "text", text: "да" }) });
    };
    type(8);
    clock.ms = 1_000;
    type(1);
    expect(told).toEqual(["text", "text", "text", "text", "text", "text"]);
    for (let i = 0; i < 25; i++) socket.onMessage({ text: JSON.stringify({ type: "key", digit: "1" }) });
    expect(told.filter((one) => one === "key")).toHaveLength(20);
    expect(closed).toEqual([]);
    type(50);
    expect(closed[0]).toBe(1008);
    expect(told.at(-1)).toBe("hangup");
  });
});
