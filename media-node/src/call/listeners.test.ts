import { describe, expect, it } from "vitest";
import { createFakeListener } from "../testing/fake-listener.ts";
import { createListeners, mostListeners } from "./listeners.ts";

function setUp() {
  const told: string[] = [];
  const floors: boolean[] = [];
  const leg = { taps: [] as boolean[], talked: [] as (Int16Array | null)[], tap: (on: boolean) => void leg.taps.push(on), talk: (pcm: Int16Array | null) => void leg.talked.push(pcm) };
  const timers = new Set<() => void>();
  const listeners = createListeners({
    tell: ({ listener, state }) => told.push(`${listener} ${state}`),
    onFloor: (taken) => floors.push(taken),
    setTimer(run) {
      timers.add(run);
      return () => timers.delete(run);
    },
  });
  listeners.opened(leg);
  function come(listener: string, rate = 8000) {
    const socket = createFakeListener();
    listeners.join(listener, socket);
    socket.says({ type: "start", rate });
    return socket;
  }
  return { listeners, told, floors, leg, timers, come };
}

const stereo = (left: number, right: number) => Int16Array.from({ length: 320 }, (_, n) => (n % 2 === 0 ? left : right));

describe("listening in", () => {
  it("costs nothing while nobody is there", () => {
    const { listeners, leg, come } = setUp();
    expect(leg.taps).toEqual([]);
    const anna = come("anna");
    const boris = come("boris");
    anna.goes();
    expect(leg.taps).toEqual([true]);
    boris.goes();
    expect(leg.taps).toEqual([true, false]);
    listeners.hear(stereo(1, 2));
    expect(anna.audio).toEqual([]);
  });

  it("gives the caller left and who talks to them right, at the listener's rate", () => {
    const { listeners, come } = setUp();
    const slow = come("slow");
    const fast = come("fast", 48_000);
    for (let n = 0; n < 50; n++) listeners.hear(stereo(1000, -500));
    expect(slow.texts).toEqual([{ type: "started", rate: 8000 }, { type: "floor", yours: false }]);
    expect(slow.audio[20]?.slice(0, 4)).toEqual(Int16Array.of(1000, -500, 1000, -500));
    const heard = fast.audio.slice(20).flatMap((pcm) => [...pcm]);
    expect(heard.length).toBeGreaterThan(29 * 2 * 960);
    expect(heard.every((sample, n) => Math.abs(sample - (n % 2 === 0 ? 1000 : -500)) < 20)).toBe(true);
  });

  it("gives all who hear at one rate the same, whenever they came", () => {
    const { listeners, come } = setUp();
    const early = come("early", 48_000);
    for (let n = 0; n < 10; n++) listeners.hear(stereo(1000, -500));
    const late = come("late", 48_000);
    listeners.hear(stereo(1000, -500));
    expect(late.audio[0]).toEqual(early.audio[10]);
    early.goes();
    listeners.hear(stereo(1000, -500));
    expect([early.audio.length, late.audio.length]).toEqual([11, 2]);
  });

  it("tells each who comes and goes once, and their microphones reach nobody", () => {
    const { told, leg, come } = setUp();
    const anna = come("anna");
    anna.says({ type: "start", rate: 16_000 });
    anna.speaks(new Int16Array(160).fill(900));
    anna.goes();
    anna.goes();
    expect(told).toEqual(["anna listening", "anna gone"]);
    expect(leg.talked).toEqual([]);
  });

  it("is for eight at once; the ninth is refused", () => {
    const { told, come } = setUp();
    const sockets = Array.from({ length: mostListeners + 1 }, (_, n) => come(`l${n}`));
    expect(sockets.at(-1)?.closed).toBe(1008);
    expect(told.at(-1)).toBe("l8 gone");
    sockets[0]?.goes();
    expect(come("late").closed).toBeNull();
  });

  it("takes no rate that would cost megabytes, and waits for nobody who says nothing", () => {
    const { listeners, told, timers, come } = setUp();
    expect(come("odd", 47_999).closed).toBe(1008);
    const mute = createFakeListener();
    listeners.join("mute", mute);
    for (const run of timers) run();
    expect(mute.closed).toBe(1008);
    expect(told).toEqual(["odd gone", "mute gone"]);
  });

  it("ends for one whose right was taken away, and with the call for all", () => {
    const { listeners, told, leg, come } = setUp();
    const [anna, boris] = [come("anna"), come("boris")];
    listeners.drop("anna");
    listeners.drop("nobody");
    listeners.end("call_ended");
    expect(anna.texts.at(-1)).toEqual({ type: "ended", reason: "dropped" });
    expect(boris.texts.at(-1)).toEqual({ type: "ended", reason: "call_ended" });
    expect(told).toEqual(["anna listening", "boris listening", "anna gone", "boris gone"]);
    expect(leg.taps).toEqual([true, false]);
    const late = come("late");
    expect(late.texts).toEqual([{ type: "ended", reason: "call_ended" }]);
    expect(late.closed).toBe(1000);
  });
});

describe("the floor", () => {
  it("is one listener's, whose microphone reaches the caller until they give it back", () => {
    const { listeners, told, floors, leg, come } = setUp();
    const anna = come("anna", 16_000);
    listeners.floor("anna");
    expect(listeners.talking()).toBe(true);
    for (let n = 0; n < 10; n++) anna.speaks(new Int16Array(320).fill(900));
    expect(leg.talked.reduce((sum, pcm) => sum + (pcm?.length ?? 0), 0)).toBeGreaterThan(1400);
    expect(leg.talked.at(-1)?.at(-1)).toBeGreaterThan(800);
    listeners.floor(null);
    anna.speaks(new Int16Array(320).fill(900));
    expect(leg.talked.at(-1)).toBeNull();
    expect(told).toEqual(["anna listening", "anna talking", "anna listening"]);
    expect(floors).toEqual([true, false]);
    expect(anna.texts.slice(1)).toEqual([{ type: "floor", yours: false }, { type: "floor", yours: true }, { type: "floor", yours: false }]);
  });

  it("said again, as after a reconnect, changes nothing and tells nothing", () => {
    const { listeners, told, floors, come } = setUp();
    come("anna");
    listeners.floor("anna");
    listeners.floor("anna");
    listeners.floor(null);
    listeners.floor(null);
    expect(told).toEqual(["anna listening", "anna talking", "anna listening"]);
    expect(floors).toEqual([true, false]);
  });

  it("goes from one to another without the bot between them being told twice", () => {
    const { listeners, told, leg, come } = setUp();
    const [anna, boris] = [come("anna"), come("boris")];
    listeners.floor("anna");
    listeners.floor("boris");
    anna.speaks(new Int16Array(160).fill(1));
    boris.speaks(new Int16Array(160).fill(2));
    expect(leg.talked.at(-1)?.[0]).toBe(2);
    expect(told.slice(2)).toEqual(["anna talking", "anna listening", "boris talking"]);
  });

  it("falls to the bot when its holder goes, is dropped, or is unknown", () => {
    const { listeners, told, floors, leg, come } = setUp();
    const anna = come("anna");
    listeners.floor("anna");
    anna.goes();
    expect(leg.talked).toEqual([null]);
    come("boris");
    listeners.floor("boris");
    listeners.drop("boris");
    listeners.floor("nobody");
    expect(listeners.talking()).toBe(false);
    expect(told).toEqual(["anna listening", "anna talking", "anna gone", "boris listening", "boris talking", "boris gone", "nobody gone"]);
    expect(floors).toEqual([true, false, true, false]);
  });

  it("stays with one whose socket broke and who came again before it was noticed", () => {
    const { listeners, told, floors, leg, come } = setUp();
    const before = come("anna");
    listeners.floor("anna");
    const after = come("anna");
    before.goes();
    after.speaks(new Int16Array(160).fill(5));
    expect(before.closed).toBe(1000);
    expect(after.texts).toEqual([{ type: "started", rate: 8000 }, { type: "floor", yours: true }]);
    expect(leg.talked.at(-1)?.[0]).toBe(5);
    expect(told).toEqual(["anna listening", "anna talking"]);
    expect(floors).toEqual([true]);
  });
});

describe("whatever comes in whatever order", () => {
  it("one person talks at most, the edge knows who is there, and the leg is tapped for them alone", () => {
    let seed = 7;
    const chance = (of: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * of);
    };
    for (let round = 0; round < 300; round++) {
      const { listeners, told, floors, leg, timers, come } = setUp();
      const names = ["anna", "boris", "vera"];
      const sockets = new Map<string, ReturnType<typeof come>>();
      for (let n = 0; n < 40; n++) {
        const name = names[chance(3)] ?? "anna";
        const acts = [
          () => void sockets.set(name, come(name)),
          () => listeners.join(name, createFakeListener()),
          () => sockets.get(name)?.goes(),
          () => sockets.get(name)?.speaks(new Int16Array(160)),
          () => listeners.drop(name),
          () => listeners.floor(name),
          () => listeners.floor(null),
          () => [...timers][0]?.(),
        ];
        acts[chance(acts.length)]?.();
        const states = new Map(told.map((line) => line.split(" ") as [string, string]));
        const talking = [...states].filter(([, state]) => state === "talking");
        expect(talking.length).toBe(listeners.talking() ? 1 : 0);
        expect(floors.at(-1) ?? false).toBe(listeners.talking());
        if (leg.taps.at(-1) === true) expect([...states.values()].some((state) => state !== "gone")).toBe(true);
        if (!listeners.talking()) expect(leg.talked.at(-1) ?? null).toBeNull();
      }
      listeners.end("call_ended");
      expect([...new Map(told.map((line) => line.split(" ") as [string, string])).values()].every((state) => state === "gone")).toBe(true);
      expect(leg.taps.at(-1) ?? false).toBe(false);
      expect(floors.every((taken, n) => taken === (n % 2 === 0))).toBe(true);
    }
  });
});
