/** Operators' telephones in a running Asterisk: the newest list is put to work; those of the settings file stay beside it. */
import type { NodePhone } from "@zvon/contract/operators-api.ts";
import type { Log } from "../log.ts";
import type { AskManager } from "./manager.ts";

export type ExchangePhones = {
  /** A newer list takes the place of one that still waits. */
  onPhones(phones: readonly NodePhone[]): void;
  close(): void;
};

export type PhonesOptions = {
  render: (phones: readonly NodePhone[]) => string;
  read: () => Promise<string>;
  write: (text: string) => Promise<void>;
  ask: AskManager;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
};

/** Asterisk was away, or in the middle of another reload. */
const tryAgainMs = 2_000;
/** People who come one after the other are loaded together: each reload is work for all calls. */
const restMs = 1_000;

export function exchangePhones({ render, read, write, ask, setTimer, log }: PhonesOptions): ExchangePhones {
  let wanted: readonly NodePhone[] | null = null;
  let busy = false;
  let rests = false;
  let closed = false;
  let failing = false;
  let cancel: () => void = () => undefined;

  async function apply(phones: readonly NodePhone[]): Promise<void> {
    const text = render(phones);
    const before = await read();
    if (text === before) return;
    await write(text);
    try {
      await ask([{ action: "ModuleLoad", fields: { Module: "res_pjsip.so", LoadType: "reload" } }]);
    } catch (error) {
      // Or the next try would find nothing to do.
      await write(before);
      throw error;
    }
    log.info("operators' telephones put to work", { phones: phones.length });
    rests = true;
    cancel = setTimer(() => {
      rests = false;
      void round();
    }, restMs);
  }

  async function round(): Promise<void> {
    if (busy || rests || closed || wanted === null) return;
    busy = true;
    const goal = wanted;
    try {
      await apply(goal);
      failing = false;
      if (wanted === goal) wanted = null;
    } catch (error) {
      if (!failing) log.error("operators' telephones could not be put to work", { error });
      failing = true;
    } finally {
      busy = false;
    }
    if (wanted === null || rests || closed) return;
    if (failing) cancel = setTimer(() => void round(), tryAgainMs);
    else void round();
  }

  return {
    onPhones(phones) {
      wanted = phones;
      if (rests) return;
      cancel();
      void round();
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
