import { describe, expect, it } from "vitest";
import { levelDb } from "../audio/frame.ts";
import { loadOpus } from "./opus.ts";

const tone = (from: number, samples: number): Int16Array => Int16Array.from({ length: samples }, (_, n) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * (from + n)) / 8000)));

describe("Opus", () => {
  it("carries telephone sound in a tenth of its bytes, and as loud as it was", async () => {
    const open = await loadOpus();
    const [here, there] = [open(), open()];
    let bytes = 0;
    for (let n = 0; n < 50; n++) {
      const packet = here.encode(tone(n * 160, 160));
      bytes += packet.length;
      const heard = there.decode(packet);
      expect(heard?.length).toBe(160);
      if (n > 5) expect(Math.abs(levelDb(heard ?? new Int16Array(1)) - levelDb(tone(0, 160)))).toBeLessThan(1.5);
    }
    expect(bytes).toBeLessThan(50 * 64);
  });

  it("refuses what is no Opus and goes on", async () => {
    const leg = (await loadOpus())();
    expect(leg.decode(Uint8Array.of(0xff, 0xff, 0xff))).toBeNull();
    expect(leg.decode(leg.encode(tone(0, 160)))?.length).toBe(160);
  });
});
