import { startSoniox } from "@zvon/stand-ins/src/soniox/soniox.ts";
import { describe, expect, it } from "vitest";
import { createLab, until } from "../net/testing/vendor-lab.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openSonioxStt } from "./soniox.ts";

// The stream is billed by the clock, and each side has its own: they differ by what a close takes to arrive.
sttAdapterSuite("Soniox", { open: openSonioxStt, start: startSoniox, billTolerance: 60 });

describe("Soniox' context", () => {
  const startOf = async (hints: string[]): Promise<unknown> => {
    const standIn = await startSoniox({ ears: { recognise: () => null, learn: () => undefined }, mouth: { speak: () => Promise.resolve(new Int16Array(0)) } });
    const lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "ru" });
    const stt = openSonioxStt(lab.line({ hints }));
    await stt.prepare([], "ru");
    await until(() => standIn.asked().some(({ what }) => what === "start"));
    const detail = standIn.asked().find(({ what }) => what === "start")?.detail;
    await stt.close();
    await lab.close();
    await standIn.close();
    return detail;
  };

  it("holds the words of the trade as terms, each once", async () => {
    expect(await startOf(["балаяж", "Аврора", "балаяж"])).toMatchObject({ context: { terms: ["балаяж", "Аврора"] } });
  });

  it("is left out where there are none", async () => {
    expect(await startOf([])).not.toHaveProperty("context");
  });

  it("stays within the vendor's 10,000 characters", async () => {
    const terms = JSON.stringify(await startOf(Array.from({ length: 500 }, (_, n) => `${n} ${"слово ".repeat(30)}`)));
    expect(terms.length).toBeLessThan(10_500);
  });
});
