import { describe, expect, it } from "vitest";
import { createSourceLock } from "./source-lock.ts";

describe("createSourceLock", () => {
  it("learns an unknown remote from its first packet and keeps to it", () => {
    const lock = createSourceLock(null);
    expect(lock.remote()).toBeNull();
    expect(lock.accepts("10.0.0.1", 4000)).toBe(true);
    expect(lock.accepts("10.0.0.2", 4000)).toBe(false);
    expect(lock.accepts("10.0.0.1", 4002)).toBe(false);
    expect(lock.accepts("10.0.0.1", 4000)).toBe(true);
    expect(lock.remote()).toEqual({ host: "10.0.0.1", port: 4000 });
  });

  it("lets a told remote speak from another port only until media flowed", () => {
    const lock = createSourceLock({ host: "10.0.0.1", port: 4000 });
    expect(lock.accepts("10.0.0.9", 4000)).toBe(false);
    expect(lock.accepts("10.0.0.1", 5000)).toBe(true);
    expect(lock.accepts("10.0.0.1", 4000)).toBe(false);
    expect(lock.remote()).toEqual({ host: "10.0.0.1", port: 5000 });
  });

  it("moves when signalling says so", () => {
    const lock = createSourceLock(null);
    lock.accepts("10.0.0.1", 4000);
    lock.expect({ host: "10.0.0.2", port: 6000 });
    expect(lock.accepts("10.0.0.1", 4000)).toBe(false);
    expect(lock.accepts("10.0.0.2", 6000)).toBe(true);
  });
});
