import { afterEach, describe, expect, it, vi } from "vitest";
import { createSynthesiser } from "./synthesiser.ts";

afterEach(() => void vi.useRealTimers());

describe("the synthesiser", () => {
  // Its breath was drawn anew each second: ears that were measured on one start of it failed on another.
  it("speaks the same samples whenever it was started", { timeout: 30_000 }, async () => {
    const takes: Buffer[] = [];
    for (const startedAt of ["2026-11-21T10:00:00Z", "2027-03-08T23:59:59Z"]) {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date(startedAt) });
      const synthesiser = await createSynthesiser();
      const parts: Int16Array[] = [];
      synthesiser.speak("book a haircut", { espeak: "en-us+f5", pitch: 45, rateWpm: 160 }, (pcm) => void parts.push(pcm.slice()));
      expect(Date.now()).toBe(new Date(startedAt).getTime());
      takes.push(Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
    }
    const [first, second] = takes;
    expect(first?.length).toBeGreaterThan(22_050);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});
