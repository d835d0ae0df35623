import type { NodeNumber } from "@zvon/contract/trunk-settings.ts";
import { describe, expect, it } from "vitest";
import { createStoredAnswers } from "./without-edge.ts";

const lost = { ok: false, reason: "edge_lost", detail: "the edge can't be reached", fallback: null } as const;
const number = (change: Partial<NodeNumber>): NodeNumber => ({ number: "74951234567", language: "en", trunk: "trk_1", overflow: null, ...change });

function stored(...numbers: NodeNumber[]) {
  const answers = createStoredAnswers();
  answers.keep(numbers);
  return answers;
}

describe("a call that comes in while the edge is away", () => {
  it("hears what the number's owner stored, however the number was dialled", () => {
    const answers = stored(number({ overflow: { kind: "message", text: "Call back later." } }));
    for (const dialled of ["74951234567", "+74951234567", "84951234567"]) expect(answers.instead(lost, dialled, "trk_1")).toEqual({ ...lost, language: "en", fallback: "Call back later." });
  });

  it("is forwarded under the number's own trunk and name", () => {
    const answers = stored(number({ overflow: { kind: "forward", to: "79161234567" } }));
    expect(answers.instead(lost, "74951234567", "trk_1")).toMatchObject({ fallback: null, forward: { to: "79161234567", from: "74951234567", trunk: "trk_1", ringTimeoutMs: 30_000 } });
  });

  it("hears a busy tone where nothing is stored, be it taken back meanwhile", () => {
    const answers = stored(number({}), number({ number: "100", overflow: { kind: "message", text: "x" } }));
    expect(answers.instead(lost, "74951234567", "trk_1")).toBe(lost);
    expect(answers.instead(lost, "79990000000", "trk_1")).toBe(lost);
    answers.keep([]);
    expect(answers.instead(lost, "100", "trk_1")).toBe(lost);
  });

  it("hears what the edge says wherever it says something", () => {
    const answers = stored(number({ overflow: { kind: "message", text: "Call back later." } }));
    const refused = { ...lost, reason: "rejected" } as const;
    expect(answers.instead(refused, "74951234567", "trk_1")).toBe(refused);
  });

  it("is answered as the number of the trunk that it came by, where another account has the same number by another; by neither, where nobody can tell", () => {
    const answers = stored(number({ overflow: { kind: "message", text: "Ours." } }), number({ trunk: "trk_2", overflow: { kind: "message", text: "Theirs." } }));
    expect(answers.instead(lost, "74951234567", "trk_2")).toMatchObject({ fallback: "Theirs." });
    expect(answers.instead(lost, "74951234567", "trk_3")).toBe(lost);
  });
});
