import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { noBoard } from "../testing/no-board.ts";
import { readAddressFile, type ExchangeAddress } from "./address-file.ts";
import { lookMs, openExchange, type ExchangeStatus } from "./exchange.ts";
import type { Telephony } from "./port.ts";

const lab: ExchangeAddress = { url: "http://127.0.0.1:18088/ari", user: "zvon", password: "one", app: "zvon" };
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** An exchange whose clock and far side the test moves. */
function world(first: ExchangeAddress | null) {
  let here = first;
  let refusals = 0;
  const timers = new Map<number, { run: () => void; ms: number }>();
  let timerIds = 0;
  const connections: { address: ExchangeAddress; status: "up" | "down"; closed: boolean }[] = [];
  const statuses: ExchangeStatus[] = [];
  let inbound = 0;
  const exchange = openExchange({
    find: () => Promise.resolve(here),
    connect: (address) => {
      if (refusals > 0) {
        refusals -= 1;
        return Promise.reject(new Error("nobody there"));
      }
      const connection = { address, status: "up" as "up" | "down", closed: false };
      connections.push(connection);
      const telephony: Telephony = {
        onInbound: () => void (inbound += 1),
        board: noBoard,
        originate: () => Promise.reject(new Error("not in this test")),
        handOver: () => Promise.reject(new Error("not in this test")),
        talks: () => [], limitTalk: () => undefined, adopt: () => Promise.reject(new Error("not in this test")),
        status: () => connection.status,
        close: () => {
          connection.closed = true;
          return Promise.resolve();
        },
      };
      return Promise.resolve(telephony);
    },
    onInbound: () => undefined,
    onStatus: (status) => statuses.push(status),
    setTimer: (run, ms) => {
      const id = ++timerIds;
      timers.set(id, { run, ms });
      return () => void timers.delete(id);
    },
    random: () => 0.5,
    log: createLog(() => undefined),
  });
  return {
    exchange, connections, statuses,
    handlers: () => inbound,
    pending: () => [...timers.values()].map((timer) => timer.ms),
    appear: (address: ExchangeAddress | null) => void (here = address),
    refuse: (times: number) => void (refusals = times),
    /** Runs what waits now, once. */
    async tick() {
      const due = [...timers.values()];
      timers.clear();
      for (const timer of due) timer.run();
      await settle();
    },
  };
}

describe("the exchange of a node", () => {
  it("is none until one appears, then up, then none again when it is taken away", async () => {
    const at = world(null);
    await settle();
    await at.exchange.settled;
    expect(at.exchange.status()).toBe("none");
    at.appear(lab);
    await at.tick();
    expect(at.exchange.status()).toBe("up");
    expect(at.handlers()).toBe(1);
    at.appear(null);
    await at.tick();
    expect(at.exchange.status()).toBe("none");
    expect(at.exchange.telephony()).toBeNull();
    expect(at.connections[0]?.closed).toBe(true);
    expect(at.statuses).toEqual(["up", "none"]);
  });

  it("keeps trying while it can't be reached, and is down meanwhile", async () => {
    const at = world(lab);
    at.refuse(2);
    await settle();
    await at.exchange.settled;
    expect(at.exchange.status()).toBe("down");
    // The look of each second, and the next try at half of 100 ms (full jitter at 0.5).
    expect(at.pending().toSorted((a, b) => a - b)).toEqual([50, lookMs]);
    await at.tick();
    expect(at.exchange.status()).toBe("down");
    await at.tick();
    expect(at.exchange.status()).toBe("up");
    expect(at.statuses).toEqual(["down", "up"]);
  });

  it("tells when a connected one goes down by itself", async () => {
    const at = world(lab);
    await settle();
    const [connection] = at.connections;
    expect(connection).toBeDefined();
    if (connection) connection.status = "down";
    await at.tick();
    expect(at.statuses).toEqual(["up", "down"]);
    expect(connection?.closed).toBe(false);
  });

  it("goes over to another one, and leaves the first in order", async () => {
    const at = world(lab);
    await settle();
    at.appear({ ...lab, password: "two" });
    await at.tick();
    expect(at.connections.map(({ address, closed }) => [address.password, closed])).toEqual([["one", true], ["two", false]]);
    expect(at.exchange.status()).toBe("up");
  });

  it("stops looking and trying when it is closed", async () => {
    const at = world(lab);
    at.refuse(5);
    await settle();
    await at.exchange.close();
    expect(at.pending()).toEqual([]);
  });
});

describe("the file that names an exchange", () => {
  it("counts only when it is whole and its Asterisk runs", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "zvon-address-"));
    const file = path.join(folder, "asterisk.json");
    try {
      expect(await readAddressFile(file)).toBeNull();
      await writeFile(file, JSON.stringify({ ...lab, pid: process.pid }));
      expect(await readAddressFile(file)).toEqual(lab);
      await writeFile(file, JSON.stringify(lab));
      expect(await readAddressFile(file)).toEqual(lab);
      // Beyond the largest process id of Linux (2^22): nobody has it.
      await writeFile(file, JSON.stringify({ ...lab, pid: 4_194_305 }));
      expect(await readAddressFile(file)).toBeNull();
      await writeFile(file, JSON.stringify(lab).slice(0, 20));
      expect(await readAddressFile(file)).toBeNull();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
