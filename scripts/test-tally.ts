/** What one suite came to. Names are "workspace: file > test". */
export type Tally = { passed: number; failed: number; skipped: string[]; failures: string[] };

type Assertion = { status: string; fullName: string };
type FileResult = { name: string; status: string; message: string; assertionResults: Assertion[] };

/**
 * Counts vitest's JSON report. A suite that ended badly with no failed test to show (it crashed, or a file did not
 * load, or it left no report) is one failure, never none.
 * @param report parsed JSON of vitest's reporter, null when there is none
 * @param root taken off the names of files
 */
export function tally(workspace: string, exitedWell: boolean, report: unknown, root = ""): Tally {
  const total: Tally = { passed: 0, failed: 0, skipped: [], failures: [] };
  const fail = (name: string): void => {
    total.failed++;
    total.failures.push(`${workspace}: ${name}`);
  };
  for (const { name: path, ...file } of filesOf(report)) {
    const name = root !== "" && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed") total.passed++;
      else if (status === "failed") fail(`${name} > ${fullName}`);
      else total.skipped.push(`${workspace}: ${name} > ${fullName}`);
    }
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed")) fail(`${name} did not load: ${file.message.split("\n")[0] ?? ""}`);
  }
  if (!exitedWell && total.failed === 0) fail("the test run ended badly");
  if (exitedWell && total.passed + total.skipped.length === 0) fail("no tests ran");
  return total;
}

export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((count, one) => count + one.passed, 0),
    failed: tallies.reduce((count, one) => count + one.failed, 0),
    skipped: tallies.flatMap((one) => one.skipped),
    failures: tallies.flatMap((one) => one.failures),
  };
}

/** @param skipsFail where everything can be installed a skip is a failure */
export function summaryLine({ passed, failed, skipped }: Tally, skipsFail: boolean): string {
  if (skipped.length === 0) return `${passed} passed, ${failed} failed`;
  return skipsFail ? `${passed} passed, ${failed + skipped.length} failed` : `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

function filesOf(report: unknown): FileResult[] {
  if (typeof report !== "object" || report === null || !("testResults" in report) || !Array.isArray(report.testResults)) return [];
  const files: unknown[] = report.testResults;
  return files.filter(isFileResult);
}

function isFileResult(value: unknown): value is FileResult {
  return typeof value === "object" && value !== null && "name" in value && "status" in value && "message" in value && "assertionResults" in value && Array.isArray(value.assertionResults);
}
