import { describe, expect, it } from "vitest";
import { ApiError } from "../../lib/api.ts";
import type { Microphone } from "../../lib/audio/microphone.ts";
import type { ListenEvent } from "./listen-socket.ts";
import { comeBackMs, createListening } from "./listening.ts";
import type { ListenState } from "./listening.ts";

const problem = (code: string, status = 409) => new ApiError("refused", status, { type: "", title: "", status, detail: `${code}.`, code, requestId: "r" });
/** All promises that are settled now are followed to their ends. */
const settle = async () => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};

function atWork(options: { microphone?: () => Promise<Microphone>; listen?: () => Promise<never>; takeOver?: (times: number) => Promise<void> } = {}) {
  const did: string[] = [];
  const sockets: { tell: (event: ListenEvent) => Promise<void>; url: string }[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const tracks = { stopped: 0 };
  // It has no constructor outside a browser.
  const stream = { getTracks: () => [{ stop: () => void (tracks.stopped += 1) }] } as unknown as MediaStream;
  let state: ListenState = { link: "off", fault: null, callId: null };
  let listeners = 0;
  let takes = 0;
  const listening = createListening({
    api: {
      listen: async (callId) => {
        did.push(`listen ${callId}`);
        if (options.listen !== undefined) return options.listen();
        listeners += 1;
        return { listener: `lsn_${listeners}`, url: `wss://node.example.com/listen/${callId}`, ticket: "t", expiresAt: 0 };
      },
      takeOver: async (callId, listener) => {
        did.push(`take ${callId} ${listener}`);
        takes += 1;
        await options.takeOver?.(takes);
      },
      handBack: async (callId) => void did.push(`back ${callId}`),
    },
    openSocket: async ({ url }, onEvent) => {
      sockets.push({
        url,
        tell: async (event) => {
          onEvent(event);
          await settle();
        },
      });
      return { setMicrophone: (given) => void did.push(given === null ? "deaf" : "microphone"), mute: (on) => void did.push(on ? "mute" : "unmute"), levels: () => ({ caller: 0.5, other: 0, microphone: 0 }), close: () => void did.push("close") };
    },
    askMicrophone: options.microphone ?? (async () => ({ ok: true, stream })),
    wait: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    onChange: (next) => void (state = next),
  });
  return {
    listening,
    did,
    tracks,
    state: () => state,
    last: () => sockets.at(-1) ?? { url: "", tell: async () => {} },
    opened: () => sockets.length,
    timers: () => timers.map(({ ms }) => ms),
    pass: async () => {
      timers.shift()?.run();
      await settle();
    },
    start: async (callId = "a") => {
      listening.start(callId);
      await settle();
    },
  };
}
async function hearing(options?: Parameters<typeof atWork>[0]) {
  const page = atWork(options);
  await page.start();
  await page.last().tell({ type: "started" });
  return page;
}
async function talking() {
  const page = await hearing();
  page.listening.take("a");
  await settle();
  await page.last().tell({ type: "floor", yours: true });
  return page;
}

describe("listening to a call", () => {
  it("asks for a ticket, opens the socket, and hears", async () => {
    const page = await hearing();
    expect(page.did).toEqual(["listen a"]);
    expect(page.state()).toMatchObject({ link: "on", callId: "a", talk: "no" });
    expect(page.listening.levels()).toEqual({ caller: 0.5, other: 0, microphone: 0 });
  });

  it("says what the server refused with", async () => {
    const page = atWork({ listen: () => Promise.reject(problem("no_listening")) });
    await page.start();
    expect(page.state()).toMatchObject({ link: "off", fault: { kind: "api", error: { message: "no_listening." } } });
  });

  it("comes back by a new ticket when the sound is lost, a little later each time, and gives up in the end", async () => {
    const page = await hearing();
    for (const ms of comeBackMs) {
      await page.last().tell({ type: "lost" });
      expect(page.timers()).toEqual([ms]);
      await page.pass();
    }
    await page.last().tell({ type: "lost" });
    expect(page.state()).toMatchObject({ link: "off", fault: { kind: "lost", host: "node.example.com" } });
    expect(page.opened()).toBe(1 + comeBackMs.length);
  });

  it("leaves the one call when another is wanted, and hears nothing of the first any more", async () => {
    const page = await hearing();
    const first = page.last();
    await page.start("b");
    await first.tell({ type: "ended", reason: "call_ended" });
    expect(page.state()).toMatchObject({ link: "opening", callId: "b" });
    expect(page.did).toContain("close");
  });

  it("ends without a word with the call, and with one when somebody cut it", async () => {
    const over = await hearing();
    await over.last().tell({ type: "ended", reason: "call_ended" });
    expect(over.state()).toEqual({ link: "off", fault: null, callId: "a" });
    const dropped = await hearing();
    await dropped.last().tell({ type: "ended", reason: "dropped" });
    expect(dropped.state()).toMatchObject({ link: "off", fault: { kind: "dropped" } });
  });
});

describe("taking a call", () => {
  it("asks for the microphone, then for the call, and is heard once it has the floor", async () => {
    const page = await hearing();
    page.listening.take("a");
    await settle();
    expect(page.state()).toMatchObject({ talk: "asked" });
    expect(page.did.slice(1)).toEqual(["microphone", "take a lsn_1"]);
    await page.last().tell({ type: "floor", yours: true });
    expect(page.state()).toMatchObject({ talk: "yes" });
  });

  it("listens first when one does not yet", async () => {
    const page = atWork();
    page.listening.take("a");
    await settle();
    expect(page.did.filter((what) => what.startsWith("take"))).toEqual([]);
    await page.last().tell({ type: "started" });
    expect(page.did.at(-1)).toBe("take a lsn_1");
  });

  it("leaves the bot talking when there is no microphone, and says why", async () => {
    const page = await hearing({ microphone: async () => ({ ok: false, fault: "denied" }) });
    page.listening.take("a");
    await settle();
    expect(page.state()).toMatchObject({ link: "on", talk: "no", fault: { kind: "microphone", fault: "denied" } });
    expect(page.did).toEqual(["listen a"]);
  });

  it("asks again while the server has not heard of the listener yet", async () => {
    const page = await hearing({ takeOver: (times) => (times < 3 ? Promise.reject(problem("not_listening")) : Promise.resolve()) });
    page.listening.take("a");
    await settle();
    await page.pass();
    await page.pass();
    expect(page.did.filter((what) => what.startsWith("take"))).toHaveLength(3);
    expect(page.state()).toMatchObject({ talk: "asked", fault: null });
  });

  it("gives the microphone back when the call is somebody else's", async () => {
    const page = await hearing({ takeOver: () => Promise.reject(problem("call_taken")) });
    page.listening.take("a");
    await settle();
    expect(page.state()).toMatchObject({ link: "on", talk: "no", fault: { kind: "api" } });
    expect(page.tracks.stopped).toBe(1);
  });

  it("takes it again after the sound was lost, with the same microphone", async () => {
    const page = await talking();
    await page.last().tell({ type: "lost" });
    expect(page.state()).toMatchObject({ link: "opening", talk: "asked" });
    await page.pass();
    await page.last().tell({ type: "started" });
    // The node says first that the floor is not theirs yet.
    await page.last().tell({ type: "floor", yours: false });
    expect(page.did.at(-1)).toBe("take a lsn_2");
    await page.last().tell({ type: "floor", yours: true });
    expect(page.state()).toMatchObject({ link: "on", talk: "yes" });
    expect(page.tracks.stopped).toBe(0);
  });
});

describe("handing a call back", () => {
  it("closes the microphone at once and goes on listening", async () => {
    const page = await talking();
    page.listening.giveBack();
    await settle();
    expect(page.did.slice(-2)).toEqual(["deaf", "back a"]);
    expect(page.tracks.stopped).toBe(1);
    expect(page.state()).toMatchObject({ link: "on", talk: "no" });
  });

  it("comes with leaving the page", async () => {
    const page = await talking();
    page.listening.stop();
    await settle();
    expect(page.did).toContain("back a");
    expect(page.did.at(-1)).toBe("close");
    expect(page.state()).toEqual({ link: "off", fault: null, callId: "a" });
  });

  it("by another of the team closes the microphone too", async () => {
    const page = await talking();
    await page.last().tell({ type: "floor", yours: false });
    expect(page.state()).toMatchObject({ link: "on", talk: "no" });
    expect(page.tracks.stopped).toBe(1);
  });

  it("keeps a muted microphone muted over a lost connection", async () => {
    const page = await talking();
    page.listening.mute(true);
    await page.last().tell({ type: "lost" });
    await page.pass();
    await page.last().tell({ type: "started" });
    await page.last().tell({ type: "floor", yours: true });
    expect(page.did.slice(-2)).toEqual(["microphone", "mute"]);
  });
});
