import { expect, it } from "vitest";
import { allTries, takeTry } from "./tries.ts";
import type { Tries } from "./tries.ts";

/** How many of so many at once are let through. */
function press(times: number, from: Tries, nowMs: number): { through: number; tries: Tries } {
  let through = 0;
  let tries = from;
  for (let time = 0; time < times; time += 1) {
    const answer = takeTry(tries, nowMs);
    tries = answer.tries;
    through += Number(answer.ok);
  }
  return { through, tries };
}

it("lets twenty tries through at once, then one in ten seconds, and never saves up more than twenty", () => {
  const first = press(100, allTries, 1_000_000);
  expect(first.through).toBe(20);
  expect(press(5, first.tries, 1_009_000).through).toBe(0);
  expect(press(5, first.tries, 1_035_000).through).toBe(3);
  expect(press(100, first.tries, 9_000_000).through).toBe(20);
});

it("is not opened by a clock that goes back", () => {
  const { tries } = press(20, allTries, 1_000_000);
  expect(press(1, tries, 900_000).through).toBe(0);
});
