import { describe, expect, it } from "vitest";
import { sum, summaryLine, tally } from "./test-tally.ts";

const file = (assertions: [string, string][], status = "passed") => ({ name: "a.test.ts", status, message: "", assertionResults: assertions.map(([state, fullName]) => ({ status: state, fullName })) });

describe("the sum of a test run", () => {
  it("counts passed, failed and skipped tests", () => {
    const one = tally("worker", false, { testResults: [file([["passed", "a"], ["failed", "b"], ["skipped", "c"], ["todo", "d"]], "failed")] });
    expect(one).toMatchObject({ passed: 1, failed: 1 });
    expect(one.skipped).toHaveLength(2);
    expect(one.failures).toEqual(["worker: a.test.ts > b"]);
  });

  it("takes a file that did not load for a failure", () => {
    expect(tally("worker", false, { testResults: [file([], "failed")] })).toMatchObject({ passed: 0, failed: 1 });
  });

  it("takes a crash with no report for a failure", () => {
    expect(tally("worker", false, null)).toMatchObject({ failed: 1 });
  });

  it("takes a run without tests for a failure", () => {
    expect(tally("worker", true, { testResults: [] })).toMatchObject({ failed: 1 });
  });

  it("takes a bad end after passed tests for a failure", () => {
    expect(tally("worker", false, { testResults: [file([["passed", "a"]])] })).toMatchObject({ passed: 1, failed: 1 });
  });

  it("is one line, in which a skip fails where everything can be installed", () => {
    const total = sum([tally("a", true, { testResults: [file([["passed", "a"], ["skipped", "b"]])] }), tally("b", true, { testResults: [file([["passed", "c"]])] })]);
    expect(summaryLine(total, false)).toBe("2 passed, 0 failed, 1 skipped");
    expect(summaryLine(total, true)).toBe("2 passed, 1 failed");
  });
});
