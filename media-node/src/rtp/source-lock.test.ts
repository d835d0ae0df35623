import { describe, expect, it } from "vitest";
import { createSourceLock } from "./source-lock.ts";

describe("createSourceLock", () => {
  it("learns an unknown remote from its first packet and keeps to it", () => {
    const lock = createSourceLock(null);
    expect(lock.remote()).toBeNull();
    expect(lock.accepts("10.0.0.1", 4000, 0)).toBe(true);
    expect(lock.accepts("10.0.0.2", 4000, 0)).toBe(false);
    expect(lock.accepts("10.0.0.1", 4002, 0)).toBe(false);
    expect(lock.accepts("10.0.0.1", 4000, 0)).toBe(true);
    expect(lock.remote()).toEqual({ host: "10.0.0.1", port: 4000 });
  });

  it("lets a told remote speak from another port only until media flowed", () => {
    const lock = createSourceLock({ host: "10.0.0.1", port: 4000 });
    expect(lock.accepts("10.0.0.9", 4000, 0)).toBe(false);
    expect(lock.accepts("10.0.0.1", 5000, 0)).toBe(true);
    expect(lock.accepts("10.0.0.1", 4000, 0)).toBe(false);
    expect(lock.remote()).toEqual({ host: "10.0.0.1", port: 5000 });
  });

  it("moves when signalling says so", () => {
    const lock = createSourceLock(null);
    lock.accepts("10.0.0.1", 4000, 0);
    lock.expect({ host: "10.0.0.2", port: 6000 });
    expect(lock.accepts("10.0.0.1", 4000, 0)).toBe(false);
    expect(lock.accepts("10.0.0.2", 6000, 0)).toBe(true);
  });

  it("follows a caller whose port has changed once the old one is silent, and no other host", () => {
    const lock = createSourceLock(null);
    lock.accepts("10.0.0.1", 4000, 0);
    const from = (host: string, port: number, atMs: number) => [0, 20, 40, 60].map((later) => lock.accepts(host, port, atMs + later));
    expect(from("10.0.0.1", 4002, 1_000)).toEqual([false, false, false, false]);
    lock.accepts("10.0.0.1", 4000, 2_000);
    expect(from("10.0.0.2", 4000, 60_000)).toEqual([false, false, false, false]);
    expect(from("10.0.0.1", 4002, 60_000)).toEqual([false, false, false, true]);
    expect(lock.remote()).toEqual({ host: "10.0.0.1", port: 4002 });
    expect(lock.accepts("10.0.0.1", 4000, 60_100)).toBe(false);
  });

  it("does not follow packets that come from ever other ports", () => {
    const lock = createSourceLock(null);
    lock.accepts("10.0.0.1", 4000, 0);
    for (let n = 0; n < 100; n++) expect(lock.accepts("10.0.0.1", 5000 + (n % 7), 10_000 + n * 20)).toBe(false);
  });
});
