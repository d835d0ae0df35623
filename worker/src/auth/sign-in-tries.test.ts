import { describe, expect, it } from "vitest";
import { createSignInTries } from "./sign-in-tries.ts";

describe("failed sign-ins of an e-mail", () => {
  it("close it after ten in a quarter of an hour, however it is written, and open it again as they grow old", () => {
    const tries = createSignInTries();
    for (let at = 0; at < 10; at += 1) {
      expect(tries.blocked("a@zvon.test", at)).toBe(false);
      tries.failed("A@zvon.test ", at);
    }
    expect(tries.blocked("a@zvon.test", 10)).toBe(true);
    expect(tries.blocked("b@zvon.test", 10)).toBe(false);
    expect(tries.blocked("a@zvon.test", 15 * 60_000)).toBe(false);
  });

  it("are forgotten when the password was right", () => {
    const tries = createSignInTries();
    for (let at = 0; at < 9; at += 1) tries.failed("a@zvon.test", at);
    tries.succeeded("a@zvon.test");
    tries.failed("a@zvon.test", 10);
    expect(tries.blocked("a@zvon.test", 11)).toBe(false);
  });

  it("are remembered of ten thousand e-mails at most", () => {
    const tries = createSignInTries();
    for (let at = 0; at < 10; at += 1) tries.failed("first@zvon.test", at);
    for (let other = 0; other < 10_000; other += 1) tries.failed(`${other}@zvon.test`, 20);
    expect(tries.blocked("first@zvon.test", 21)).toBe(false);
  });
});
