import { describe, expect, it } from "vitest";
import { admit, closedBreaker, createBreakers, healthOf, settle } from "./breaker.ts";
import type { Breaker, Outcome } from "./breaker.ts";

const after = (outcomes: Outcome[], from: Breaker = closedBreaker, nowMs = 1000): Breaker => outcomes.reduce((breaker, outcome) => settle(breaker, outcome, nowMs), from);
const failed = (code: Extract<Outcome, { type: "failed" }>["code"] = "failed", retryAfterMs?: number): Outcome => ({ type: "failed", code, retryAfterMs });
const answered: Outcome = { type: "answered", firstWordMs: 300 };

describe("a model's circuit", () => {
  it("opens after three failures in a row, not after three among answers", () => {
    expect(admit(after([failed(), failed()]), 1000).admitted).toBe(true);
    expect(admit(after([failed(), failed(), answered, failed()]), 1000).admitted).toBe(true);
    expect(admit(after([failed(), failed("timeout"), failed("bad_answer")]), 1000).admitted).toBe(false);
  });
  it("lets one request try after ten seconds, and only one", () => {
    const open = after([failed(), failed(), failed()]);
    expect(admit(open, 10_999).admitted).toBe(false);
    const probe = admit(open, 11_000);
    expect(probe.admitted).toBe(true);
    expect(admit(probe.breaker, 11_001).admitted).toBe(false);
  });
  it("closes when the probe is answered, and rests twice as long when it fails, two minutes at most", () => {
    const probe = admit(after([failed(), failed(), failed()]), 11_000).breaker;
    expect(admit(after([answered], probe, 11_500), 11_500)).toMatchObject({ admitted: true, breaker: { openUntilMs: 0 } });
    let breaker = after([failed()], probe, 12_000);
    expect(breaker.openUntilMs).toBe(32_000);
    for (let round = 0; round < 6; round += 1) breaker = after([failed()], admit(breaker, breaker.openUntilMs).breaker, breaker.openUntilMs);
    expect(breaker.restMs).toBe(120_000);
  });
  it("gives the probe's place back when its caller went on, or was never heard of again", () => {
    const probe = admit(after([failed(), failed(), failed()]), 11_000).breaker;
    expect(admit(after([{ type: "abandoned" }], probe, 11_100), 11_100).admitted).toBe(true);
    expect(admit(probe, 70_999).admitted).toBe(false);
    expect(admit(probe, 71_000).admitted).toBe(true);
  });
  it("leaves a model alone at once for what its owner must mend, and for as long as a busy vendor asks", () => {
    for (const code of ["unauthorised", "unpaid", "misconfigured", "unknown_model"] as const) expect(after([failed(code)]).openUntilMs).toBe(61_000);
    expect(after([failed("rate_limited", 2000)]).openUntilMs).toBe(3000);
    expect(after([failed("rate_limited", 3_600_000)]).openUntilMs).toBe(121_000);
  });
  it("blames no vendor for a request that was wrong", () => {
    expect(after([failed("bad_request"), failed("bad_request"), failed("bad_request"), failed("no_streaming")]).openUntilMs).toBe(0);
  });
  it("tells its health", () => {
    expect(healthOf(closedBreaker, "groq", 0)).toMatchObject({ state: "unused", p50Ms: null });
    const busy = after([answered, { type: "answered", firstWordMs: 500 }, failed("timeout")]);
    expect(healthOf(busy, "groq", 1000)).toEqual({ kind: "llm", provider: "groq", state: "failing", lastError: "timeout", lastErrorAtMs: 1000, attempts: 3, failures: 1, p50Ms: 500, p95Ms: 500 });
    expect(healthOf(after([failed("unpaid")]), "groq", 1000).state).toBe("open");
  });
});

describe("the circuits of an isolate", () => {
  it("keeps owners of keys apart", () => {
    const breakers = createBreakers();
    const mine = { provider: "openai", model: "m", keyOwner: "platform" };
    breakers.settle(mine, failed("unauthorised"), 0);
    expect(breakers.admit(mine, 1)).toBe(false);
    expect(breakers.admit({ ...mine, keyOwner: "ten_1" }, 1)).toBe(true);
  });
  it("remembers who cannot stream, and forgets what was used longest ago", () => {
    const breakers = createBreakers(2);
    const key = (model: string) => ({ provider: "openai", model, keyOwner: "platform" });
    breakers.noteRefusal(key("a"));
    breakers.admit(key("b"), 0);
    expect(breakers.refusesStreaming(key("a"))).toBe(true);
    breakers.admit(key("c"), 0);
    expect(breakers.health(0).map((each) => each.model)).toEqual(["a", "c"]);
  });
});
