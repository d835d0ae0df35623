import { describe, expect, it } from "vitest";
import type { Outcome } from "../net/vendor-gate.ts";
import { admit, closedBreaker, settle, stateOf, type Breaker } from "./breaker.ts";
import { createGates } from "./gates.ts";

const failed = (code: Extract<Outcome, { type: "failed" }>["code"] = "failed"): Outcome => ({ type: "failed", code, message: "out" });
const answered: Outcome = { type: "answered", afterMs: 200 };
const after = (...steps: [outcome: Outcome, atMs: number][]): Breaker => steps.reduce((breaker, [outcome, atMs]) => settle(breaker, outcome, atMs), closedBreaker);
const open = after([failed(), 0], [failed(), 10], [failed(), 20]);

describe("a vendor's circuit breaker", () => {
  it.each([
    ["one failure is chance", after([failed(), 0]), "failing"],
    ["three in a row open it", open, "open"],
    ["three in calls that are minutes apart open it too", after([failed(), -400_000], [failed(), -180_000], [failed(), 10_000]), "open"],
    ["what failed an hour ago says nothing of now", after([failed(), -3_600_000], [failed(), -10_000], [failed(), 10_000]), "failing"],
    ["an answer between them starts the count anew", after([failed(), 0], [failed(), 10], [answered, 20], [failed(), 30]), "failing"],
    ["a wrong key opens it at once", after([failed("unauthorised"), 0]), "open"],
    ["an empty account opens it at once", after([failed("unpaid"), 0]), "open"],
    ["texts that the vendor can't speak never do", after([failed("bad_request"), 0], [failed("unknown_voice"), 1], [failed("bad_request"), 2], [failed("bad_request"), 3]), "ok"],
    ["callers who hang up say nothing", after([{ type: "abandoned" }, 0], [{ type: "abandoned" }, 1]), "unused"],
    ["an answer closes it", settle(open, answered, 30), "ok"],
  ] as const)("%s", (_, breaker, state) => {
    expect(stateOf(breaker, 29_000)).toBe(state);
  });

  it("lets one live request try after a rest, and keeps the others away meanwhile", () => {
    expect(admit(open, 5_000).admitted).toBe(false);
    const probe = admit(open, 5_020);
    expect(probe.admitted).toBe(true);
    expect(admit(probe.breaker, 5_100).admitted).toBe(false);
    expect(admit(settle(probe.breaker, answered, 5_200), 5_201).admitted).toBe(true);
  });

  it("rests twice as long after each probe that fails, two minutes at most", () => {
    let breaker = open;
    const rests: number[] = [];
    for (let probes = 0; probes < 7; probes += 1) {
      const dueMs = breaker.openUntilMs ?? 0;
      breaker = settle(admit(breaker, dueMs).breaker, failed(), dueMs);
      rests.push((breaker.openUntilMs ?? 0) - dueMs);
    }
    expect(rests).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000, 120_000]);
  });

  it("is not kept open for longer by those who had no other vendor to turn to", () => {
    expect(settle(open, failed(), 3_000).openUntilMs).toBe(open.openUntilMs);
  });

  it("gives the place of a probe back whose end was never told, or whose caller hung up", () => {
    const probe = admit(open, 5_020).breaker;
    expect(admit(probe, 35_021).admitted).toBe(true);
    expect(admit(settle(probe, { type: "abandoned" }, 5_100), 5_101).admitted).toBe(true);
  });
});

describe("the breakers of a node", () => {
  const begin = (limit?: number) => {
    const clock = { ms: 1_000 };
    return { clock, gates: createGates({ now: () => clock.ms, wallNow: () => 1_800_000_000_000, ...(limit === undefined ? {} : { limit }) }) };
  };

  it("are shared by its calls, one for each kind and key", () => {
    const { gates } = begin();
    gates.of("stt", "deepgram", "tenant-a").settle(failed("unauthorised"));
    expect(gates.of("stt", "deepgram", "tenant-a").admit()).toBe(false);
    expect(gates.of("stt", "deepgram", "platform").admit()).toBe(true);
    expect(gates.of("tts", "deepgram", "tenant-a").admit()).toBe(true);
  });

  it("tell a vendor's health: the worst of its keys, first answers, the last error and when", () => {
    const { gates, clock } = begin();
    const gate = gates.of("tts", "cartesia", "platform");
    for (let ms = 1; ms <= 100; ms += 1) gate.settle({ type: "answered", afterMs: ms });
    gates.of("tts", "cartesia", "tenant-a").settle({ type: "failed", code: "unpaid", message: "wants payment" });
    clock.ms += 500;
    expect(gates.health()).toEqual([{ kind: "tts", provider: "cartesia", state: "open", lastError: "wants payment", lastErrorAtMs: 1_799_999_999_500, attempts: 101, failures: 1, p50Ms: 51, p95Ms: 96 }]);
    // The edge is told by whose key, so that it can keep one tenant's news from another.
    expect(gates.healthByKey().map(({ by, state, attempts }) => `${by} ${state} ${attempts}`)).toEqual(["platform ok 100", "tenant-a open 1"]);
    clock.ms += 16 * 60_000;
    expect(gates.health()).toEqual([]);
  });

  it("forget the key that was used longest ago when there are too many", () => {
    const { gates } = begin(2);
    gates.of("stt", "soniox", "a").settle(failed("unpaid"));
    gates.of("stt", "soniox", "b").admit();
    gates.of("stt", "soniox", "c").admit();
    expect(gates.of("stt", "soniox", "a").admit()).toBe(true);
  });
});
