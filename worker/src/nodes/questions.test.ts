import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createQuestions } from "./questions.ts";

const questions = () => createQuestions<string>({ most: 2, timeoutMs: 1_000, otherwise: { busy: "busy", timeout: "timeout", gone: "gone" } });
const ignore = () => undefined;

describe("questions to a node", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("get the answer that names them, once", async () => {
    const asked = questions();
    const names: string[] = [];
    const both = [asked.ask((name) => names.push(name)), asked.ask((name) => names.push(name))];
    asked.answer(names[1] ?? "", "second");
    asked.answer(names[0] ?? "", "first");
    asked.answer(names[0] ?? "", "first again");
    asked.answer("nobody's", "lost");
    expect(await Promise.all(both)).toEqual(["first", "second"]);
    expect(asked.waiting()).toBe(0);
  });

  it("are refused when too many wait, and answered when time is up or the node goes", async () => {
    const asked = questions();
    const [late, left] = [asked.ask(ignore), asked.ask(ignore)];
    expect(await asked.ask(ignore)).toBe("busy");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await Promise.all([late, left])).toEqual(["timeout", "timeout"]);
    const gone = asked.ask(ignore);
    asked.dropAll();
    expect(await gone).toBe("gone");
    expect(vi.getTimerCount()).toBe(0);
  });
});
