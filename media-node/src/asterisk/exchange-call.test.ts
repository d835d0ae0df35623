import { describe, expect, it } from "vitest";
import type { SignalEvent } from "../call/signalling.ts";
import { createLog } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { createExchangeCall } from "./exchange-call.ts";

/** Small, seeded, good enough to shuffle with (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const CHANNEL = "1700000000.1";
const clearing = { q850: 16, sip: null, text: "Normal Clearing" };

/**
 * An Asterisk in a few lines: what exists, requests that take their time, some that fail before or after
 * they were carried out, and a far side that may hang up at any step. All of it drawn from one seed.
 */
const play = async (seed: number, failing: number): Promise<{ told: SignalEvent[]; left: string[]; refusedDeletes: number }> => {
  const random = randomOf(seed);
  const exists = new Set([CHANNEL]);
  const waitingToEnter = new Map<string, () => void>();
  const timers = new Set<() => void>();
  const pending: (() => void)[] = [];
  const told: SignalEvent[] = [];
  let refusedDeletes = 0;
  let over = false;

  const carryOut = (method: string, path: string, query: Readonly<Record<string, string>>): unknown => {
    const id = decodeURIComponent(path.split("/")[2] ?? "");
    const gone = (): never => {
      throw new AriError("not_found", 404, `${path}: not found`);
    };
    if (path === "/channels/externalMedia") {
      const media = query["channelId"] ?? "";
      exists.add(media);
      pending.push(() => waitingToEnter.get(media)?.());
      return { id: media, channelvars: { UNICASTRTP_LOCAL_ADDRESS: "127.0.0.1", UNICASTRTP_LOCAL_PORT: "20000" } };
    }
    if (method === "DELETE") {
      if (!exists.delete(id)) gone();
      if (id === CHANNEL) pending.push(() => call.onDestroyed(clearing));
    } else if (path.endsWith("/addChannel")) {
      if (!exists.has(id) || !exists.has(query["channel"] ?? "")) gone();
    } else if (path.startsWith("/bridges/")) exists.add(id);
    else if (!exists.has(id)) gone();
    return null;
  };

  const request: AriRequest = (method, path, query = {}) =>
    new Promise((resolve, reject) => {
      const fate = random();
      pending.push(() => {
        const lost = fate < failing / 2;
        if (lost && method === "DELETE") refusedDeletes += 1;
        try {
          const answer = lost ? null : carryOut(method, path, query);
          if (fate < failing) reject(new AriError("timeout", null, `${path}: no answer`));
          else resolve(answer);
        } catch (error) {
          reject(error);
        }
      });
    });

  const call = createExchangeCall(
    {
      app: "zvon",
      request,
      log: createLog(() => undefined),
      after: (_ms, run) => {
        const fire = (): void => {
          timers.delete(fire);
          run();
        };
        timers.add(fire);
        return () => void timers.delete(fire);
      },
      entered: (id) =>
        new Promise((resolve, reject) => {
          waitingToEnter.set(id, resolve);
          const giveUp = (): void => {
            timers.delete(giveUp);
            reject(new AriError("timeout", null, "did not enter"));
          };
          timers.add(giveUp);
        }),
      socketUrl: (id) => `ws://exchange/media/${id}`,
      onOver: () => {
        over = true;
      },
    },
    CHANNEL,
    "inbound",
  );

  const farHangsUp = (): void => {
    if (exists.delete(CHANNEL)) call.onDestroyed(clearing);
  };
  const conversation = (async () => {
    call.listen((event) => told.push(event));
    const signalling = call.signalling(await call.startMedia({ host: "127.0.0.1", port: 4_000, format: "ulaw" }));
    await signalling.answer();
    if (random() < 0.5) await signalling.hangup();
  })().catch((error: unknown) => call.fail("the conversation", error));
  void conversation;

  for (let step = 0; step < 400 && !over; step++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (random() < 0.08) farHangsUp();
    const next = pending.splice(Math.floor(random() * pending.length), 1)[0];
    if (next !== undefined) next();
    else if (random() < 0.3) [...timers][0]?.();
    if (step > 300) farHangsUp();
  }
  exists.delete(CHANNEL);
  return { told, left: [...exists], refusedDeletes };
};

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe("a call in the exchange", () => {
  it("leaves nothing behind and tells one hang-up, whenever the far side hangs up", async () => {
    for (const seed of seeds) {
      const { told, left } = await play(seed, 0);
      expect(left, `seed ${seed}`).toEqual([]);
      expect(told.filter((event) => event.type === "hangup"), `seed ${seed}`).toHaveLength(1);
      expect(told.at(-1)?.type, `seed ${seed}`).toBe("hangup");
    }
  });

  it("with requests that fail or lose their answer leaves only what its own removals could not reach", async () => {
    for (const seed of seeds) {
      const { told, left, refusedDeletes } = await play(seed, 0.3);
      expect(told.filter((event) => event.type === "hangup"), `seed ${seed}`).toHaveLength(1);
      expect(told.at(-1)?.type, `seed ${seed}`).toBe("hangup");
      expect(left.length, `seed ${seed}: ${left.join()}`).toBeLessThanOrEqual(refusedDeletes);
    }
  });
});
