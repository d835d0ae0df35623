import { describe, expect, it } from "vitest";
import type { Log } from "../log.ts";
import { exchangePhones } from "./exchange-phones.ts";

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } as never;
const phone = (id: string) => ({ id, password: `password-of-${id}` });

function openPhones() {
  const kept = { text: "" };
  const asked: string[] = [];
  const timers: (() => void)[] = [];
  const answers: (() => void)[] = [];
  let away = false;
  const phones = exchangePhones({
    render: (list) => list.map(({ id }) => id).join(" "),
    read: () => Promise.resolve(kept.text),
    write: (text) => Promise.resolve(void (kept.text = text)),
    ask: (actions) => {
      asked.push(...actions.map(({ action }) => `${action} with ${kept.text}`));
      return away ? Promise.reject(new Error("away")) : new Promise((resolve) => answers.push(() => resolve([])));
    },
    setTimer: (run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
    log: quiet,
  });
  const settle = async () => {
    for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  };
  return {
    phones, kept, asked, settle,
    answer: async () => {
      answers.shift()?.();
      await settle();
    },
    tick: async () => {
      timers.shift()?.();
      await settle();
    },
    goAway: (on: boolean) => void (away = on),
  };
}

describe("operators' telephones in the exchange", () => {
  it("are written and loaded once for a list, and not again for the same one", async () => {
    const at = openPhones();
    at.phones.onPhones([phone("a")]);
    await at.settle();
    await at.answer();
    at.phones.onPhones([phone("a")]);
    await at.tick();
    expect(at.asked).toEqual(["ModuleLoad with a"]);
  });

  it("of a list that came during a reload are loaded after it, those in between never", async () => {
    const at = openPhones();
    at.phones.onPhones([phone("a")]);
    await at.settle();
    at.phones.onPhones([phone("b")]);
    at.phones.onPhones([phone("c")]);
    await at.answer();
    await at.tick();
    await at.answer();
    expect(at.asked).toEqual(["ModuleLoad with a", "ModuleLoad with c"]);
  });

  it("of people who come one after the other are loaded together, after a rest", async () => {
    const at = openPhones();
    at.phones.onPhones([phone("a")]);
    await at.settle();
    await at.answer();
    at.phones.onPhones([phone("a"), phone("b")]);
    at.phones.onPhones([phone("a"), phone("b"), phone("c")]);
    await at.settle();
    expect(at.asked).toHaveLength(1);
    await at.tick();
    expect(at.asked).toEqual(["ModuleLoad with a", "ModuleLoad with a b c"]);
  });

  it("are tried again when the exchange was away, and the file is meanwhile as it was", async () => {
    const at = openPhones();
    at.goAway(true);
    at.phones.onPhones([phone("a")]);
    await at.settle();
    expect(at.kept.text).toBe("");
    at.goAway(false);
    await at.tick();
    expect(at.kept.text).toBe("a");
    expect(at.asked).toHaveLength(2);
  });
});
