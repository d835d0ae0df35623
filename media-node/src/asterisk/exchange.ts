/**
 * The telephone exchange of a node over its whole life: none at first, found later, gone for a while, another one.
 * Never a reason for the node to end: calls by RTP and browser go on without it.
 */
import type { Log } from "../log.ts";
import type { ExchangeAddress } from "./address-file.ts";
import { reconnectDelayMs } from "./backoff.ts";
import type { InboundCall, Telephony } from "./port.ts";

/** `none`: no exchange is known. `down`: one is, and cannot be reached. */
export type ExchangeStatus = "up" | "down" | "none";

export interface Exchange {
  status(): ExchangeStatus;
  /** The one to dial by; null unless it has been connected. */
  telephony(): Telephony | null;
  /** Resolves after the first attempt, whatever came of it. */
  readonly settled: Promise<void>;
  close(): Promise<void>;
}

export type ExchangePorts = {
  /** Which exchange there is now. Asked once a second. */
  find: () => Promise<ExchangeAddress | null>;
  connect: (address: ExchangeAddress, signal: AbortSignal) => Promise<Telephony>;
  onInbound: (call: InboundCall) => void;
  /** Told at each change of status. */
  onStatus: (status: ExchangeStatus) => void;
  setTimer: (run: () => void, ms: number) => () => void;
  /** Uniform in [0, 1). */
  random: () => number;
  log: Log;
};

export const lookMs = 1_000;

export function openExchange(ports: ExchangePorts): Exchange {
  const { log } = ports;
  const settled = Promise.withResolvers<void>();
  let address: ExchangeAddress | null = null;
  let attempt = new AbortController();
  let connected: Telephony | null = null;
  let told: ExchangeStatus = "none";
  let closed = false;
  let stopLooking = (): void => undefined;
  const leaving = new Set<Promise<void>>();

  const status = (): ExchangeStatus => (address === null ? "none" : (connected?.status() ?? "down"));

  function tell(): void {
    const now = status();
    if (now === told || closed) return;
    told = now;
    ports.onStatus(now);
  }

  async function look(): Promise<void> {
    const found = await ports.find().catch((error: unknown) => {
      log.warn("where the exchange is can't be read", { error });
      return address;
    });
    if (closed) return;
    if (!sameAddress(found, address)) follow(found);
    else tell();
    if (address === null) settled.resolve();
    stopLooking = ports.setTimer(() => void look(), lookMs);
  }

  function follow(next: ExchangeAddress | null): void {
    attempt.abort();
    attempt = new AbortController();
    address = next;
    leave();
    if (next === null) {
      log.info("the exchange is gone");
      return tell();
    }
    void join(next, attempt.signal, 0);
  }

  async function join(to: ExchangeAddress, signal: AbortSignal, tries: number): Promise<void> {
    try {
      const telephony = await ports.connect(to, signal);
      if (signal.aborted) return part(telephony);
      connected = telephony;
      telephony.onInbound(ports.onInbound);
      tell();
    } catch (error) {
      if (signal.aborted) return;
      // Once, not at each try: it may be away for hours.
      if (tries === 0) log.warn("the exchange can't be reached, trying on", { error });
      const cancel = ports.setTimer(() => void join(to, signal, tries + 1), reconnectDelayMs(tries, ports.random()));
      signal.addEventListener("abort", cancel, { once: true });
      tell();
    } finally {
      settled.resolve();
    }
  }

  function leave(): void {
    const old = connected;
    connected = null;
    if (old !== null) part(old);
  }

  function part(telephony: Telephony): void {
    const parting = telephony.close().catch((error: unknown) => log.warn("the exchange could not be left in order", { error }));
    leaving.add(parting);
    void parting.finally(() => leaving.delete(parting));
  }

  void look();
  return {
    status,
    telephony: () => connected,
    settled: settled.promise,
    async close() {
      closed = true;
      stopLooking();
      attempt.abort();
      leave();
      await Promise.all(leaving);
    },
  };
}

function sameAddress(a: ExchangeAddress | null, b: ExchangeAddress | null): boolean {
  if (a === null || b === null) return a === b;
  return a.url === b.url && a.user === b.user && a.password === b.password && a.app === b.app;
}
